"""Quiet room: one measurement as printed, its moment, state and comparability; a course."""

from labs.readings.clinician_range import ClinicianRangeFact, in_force
from labs.readings.comparable import FIRST, REASONS, Verdict, compare, is_break
from labs.readings.course import BaselineFact, Course, DecisionFact, Pin, SupersededVersion
from labs.readings.draw import CIRCUMSTANCES, Circumstances, Draw, since_dose
from labs.readings.episode import Episode, last_day
from labs.readings.exam import VOLUME_METHODS, Exam
from labs.readings.interval import Interval
from labs.readings.laboratory_test import Difference, Laboratories, LaboratoryTestFact
from labs.readings.moment import LONGEST_MOMENT, YEARS, Moment, require_plausible
from labs.readings.names import FLAG_NAMES, SIDE_NAMES, STATUS_NAMES, TESTIS_NAMES
from labs.readings.pasted import PastedResult, read_pasted
from labs.readings.reading import (
    FINAL,
    STATUSES,
    STOPPING,
    WITHOUT_RESULT,
    Assay,
    Facts,
    Reading,
)
from labs.readings.shown import ShownValue, show_value
from labs.readings.state import State, find_state
from labs.readings.testes import RecordedTestes
from labs.readings.value import Kind, Value
from labs.readings.written import date_formats, has_short_year, read_clock

__all__ = [
    "FINAL",
    "FIRST",
    "FLAG_NAMES",
    "LONGEST_MOMENT",
    "REASONS",
    "SIDE_NAMES",
    "STATUSES",
    "STATUS_NAMES",
    "STOPPING",
    "TESTIS_NAMES",
    "VOLUME_METHODS",
    "WITHOUT_RESULT",
    "YEARS",
    "Assay",
    "BaselineFact",
    "CIRCUMSTANCES",
    "Circumstances",
    "ClinicianRangeFact",
    "Course",
    "Difference",
    "DecisionFact",
    "Draw",
    "Episode",
    "Exam",
    "Facts",
    "Interval",
    "Kind",
    "Laboratories",
    "LaboratoryTestFact",
    "Moment",
    "PastedResult",
    "Pin",
    "Reading",
    "ShownValue",
    "State",
    "SupersededVersion",
    "RecordedTestes",
    "Value",
    "Verdict",
    "is_break",
    "read_clock",
    "compare",
    "date_formats",
    "has_short_year",
    "in_force",
    "last_day",
    "read_pasted",
    "require_plausible",
    "show_value",
    "since_dose",
    "find_state",
]
