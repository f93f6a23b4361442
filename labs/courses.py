"""From rows to a course: one man's record, detached from the database, in few queries."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from labs.analytes import ANALYTES
from labs.models import (
    Baseline,
    Clinic,
    Decision,
    DecisionPin,
    Patient,
    Release,
    Result,
    Treatment,
)
from labs.readings import (
    Course,
    Decided,
    Episode,
    Pin,
    Reading,
    Superseded,
)
from labs.series import View, Who, view_of
