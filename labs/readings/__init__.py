"""Quiet room: one measurement as printed, its moment, state and comparability; a course."""

from labs.readings.clinician_range import ClinicianRange, in_force
from labs.readings.comparable import FIRST, REASONS, Verdict, breaks, comparable
from labs.readings.course import Baseline, Course, Decided, Pin, Superseded
from labs.readings.draw import CIRCUMSTANCES, Circumstances, Draw, since_dose
from labs.readings.episode import Episode, last_day
from labs.readings.exam import VOLUME_METHODS, Exam
from labs.readings.interval import Interval
from labs.readings.moment import LONGEST_MOMENT, YEARS, Moment, plausible
from labs.readings.names import FLAG_NAMES, SIDE_NAMES, STATUS_NAMES, TESTIS_NAMES
from labs.readings.pasted import Pasted, pasted
from labs.readings.reading import FINAL, STATUSES, WITHOUT_RESULT, Assay, Facts, Reading
from labs.readings.shown import Shown, shown
from labs.readings.state import State, state
from labs.readings.testes import RecordedTestes
from labs.readings.value import Kind, Value
from labs.readings.written import clock, date_formats, has_short_year

__all__ = [
    "FINAL",
    "FIRST",
    "FLAG_NAMES",
    "LONGEST_MOMENT",
    "REASONS",
    "SIDE_NAMES",
    "STATUSES",
    "STATUS_NAMES",
    "TESTIS_NAMES",
    "VOLUME_METHODS",
    "WITHOUT_RESULT",
    "YEARS",
    "Assay",
    "Baseline",
    "CIRCUMSTANCES",
    "Circumstances",
    "ClinicianRange",
    "Course",
    "Decided",
    "Draw",
    "Episode",
    "Exam",
    "Facts",
    "Interval",
    "Kind",
    "Moment",
    "Pasted",
    "Pin",
    "Reading",
    "Shown",
    "State",
    "Superseded",
    "RecordedTestes",
    "Value",
    "Verdict",
    "breaks",
    "clock",
    "comparable",
    "date_formats",
    "has_short_year",
    "in_force",
    "last_day",
    "pasted",
    "plausible",
    "shown",
    "since_dose",
    "state",
]
