"""A reading: one measurement, detached from person and database."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Self, TypedDict, Unpack

from labs.analytes import Analyte
from labs.readings.draw import Draw
from labs.readings.exam import Exam
from labs.readings.interval import Interval
from labs.readings.moment import Moment
from labs.readings.pasted import lacks_number
from labs.readings.state import State, find_state
from labs.readings.text import require_printable
from labs.readings.value import LONGEST, Kind, Value
from labs.words import Refused

STATUSES = ("preliminary", "final", "corrected", "entered-in-error", "not-done", "pending")
FINAL = ("final", "corrected")
# Flags with which no clinic's rule shares a result by itself; a clinician may.
STOPPING = (
    *("unit-slip", "duplicate", "soft-limit", "code-unit-conflict"),
    *("code-name-conflict", "status-missing", "time-conflict"),
)
WITHOUT_RESULT = ("not-done", "pending")
LONGEST_COMMENT = 1000


@dataclass(frozen=True)
class Assay:
    method: str = ""


class Facts(TypedDict, total=False):
    """What may be known of a reading beside its value."""

    side: str
    interval: Interval | None
    assay: Assay
    exam: Exam | None
    status: str
    source_status: str
    absent_reason: str
    comment: str
    flags: tuple[str, ...]
    source_id: str
    id: str
    version: int
    reviewed: bool
    released: bool
    by: str
    entered_at: datetime | None


@dataclass(frozen=True)
class Reading:
    draw: Draw
    analyte: Analyte
    value: Value
    unit: str  # UCUM; empty where there is none
    unit_reported: str
    side: str = ""
    interval: Interval | None = None
    assay: Assay = Assay()
    exam: Exam | None = None
    status: str = "final"
    source_status: str = ""
    absent_reason: str = ""
    comment: str = ""
    flags: tuple[str, ...] = ()
    source_id: str = ""
    id: str = ""
    version: int = 0
    reviewed: bool = False
    released: bool = False
    by: str = ""
    entered_at: datetime | None = None

    @classmethod
    def of(
        cls,
        *,
        draw: Draw,
        analyte: Analyte,
        value: Value,
        unit: str,
        unit_reported: str,
        **facts: Unpack[Facts],
    ) -> Self:
        """The door for what people type and files hold; a row of the record needs none."""
        made = cls(draw, analyte, value, unit, unit_reported, **facts)
        made.check()
        fitting = _fit_interval(made)
        return made if fitting is made.interval else replace(made, interval=fitting)

    def in_draw(self, draw: Draw, comment: str) -> Self:
        """The same result in another draw, which must have been checked, with its comment.

        For the rows of a file, most of which repeat a result: `of` costs ten times as much.
        """
        require_printable(comment, "The comment", LONGEST_COMMENT)
        other = object.__new__(type(self))
        vars(other).update(vars(self), draw=draw, comment=comment)
        return other

    def check(self) -> None:
        """Refuse what cannot be, in a sentence that says what to do."""
        self._check_side()
        self._check_result()
        self._check_unit()
        self._check_exam()
        self._check_texts()
        self.draw.check()

    @property
    def is_shareable(self) -> bool:
        """Whether a sign-off shares it: it is final."""
        return self.status in FINAL

    @property
    def is_stopped(self) -> bool:
        """Whether a guard asks about it, so that a clinician alone can share it."""
        return not {*self.flags}.isdisjoint(STOPPING)

    @property
    def moment(self) -> Moment:
        return self.draw.moment

    @property
    def key(self) -> tuple[str, str]:
        return self.analyte.key, self.side

    @cached_property
    def method(self) -> str:
        """Of the examination for a volume, of the assay for anything else."""
        if self.analyte.sides:
            return self.exam.method if self.exam else ""
        return self.assay.method

    @cached_property
    def amount(self) -> Fraction | None:
        """In the unit in which values of the analyte are compared; None where none is."""
        if self.value.number is None or not self.analyte.converts(
            self.unit, self.analyte.unit
        ):
            return None
        return self.analyte.convert(self.value.number, self.unit, self.analyte.unit)

    @property
    def below_detection(self) -> bool:
        return self.value.comparator.startswith("<")

    @property
    def above_detection(self) -> bool:
        return self.value.comparator.startswith(">")

    @cached_property
    def state(self) -> State:
        """Against its own interval, in the reported unit: never from displayed numbers."""
        return find_state(self.value, self.interval, self.analyte, self.unit)

    @property
    def interval_text(self) -> str:
        """Its interval as shown beside it; empty where none was printed."""
        return self.interval.beside(self.analyte, self.unit) if self.interval else ""

    def _check_side(self) -> None:
        if not self.side and self.analyte.sides:
            raise Refused("side-missing")
        if self.side and not self.analyte.sides:
            raise Refused("side-not-for-analyte", analyte=self.analyte.name)
        if self.side and self.side not in self.analyte.sides:
            raise Refused("side-unknown", side=self.side)

    def _check_result(self) -> None:
        if self.status not in STATUSES:
            raise Refused(
                "status-unknown", status=self.status, statuses=", ".join(STATUSES)
            )
        excused = self.absent_reason or self.status in WITHOUT_RESULT
        if self.value.kind is Kind.ABSENT and not excused:
            raise Refused("value-empty")
        if self.value.kind is Kind.TEXT and lacks_number(self.value.reported):
            raise Refused("value-sign-alone", reported=self.value.reported.strip())

    def _check_unit(self) -> None:
        if self.unit and self.unit not in self.analyte.units:
            raise Refused(
                "unit-not-for-analyte",
                analyte=self.analyte.name,
                unit=self.unit,
                units=self.analyte.written_units,
            )
        if self.value.number is None:
            return
        unit = self.analyte.units[self.unit] if self.unit else self.analyte.unit_of("")
        if self.amount is not None and self.amount > self.analyte.hard_high:
            raise Refused(
                "value-impossible",
                analyte=self.analyte.name,
                value=self.value.reported.strip(),
                unit=unit.text,
            )

    def _check_exam(self) -> None:
        if not self.exam:
            return
        if not self.analyte.sides:
            raise Refused("exam-not-for-analyte", analyte=self.analyte.name)
        self.exam.check()

    def _check_texts(self) -> None:
        require_printable(self.value.reported, "The result", LONGEST)
        require_printable(self.unit_reported, "The unit", 40)
        require_printable(self.interval.text if self.interval else "", "The interval", 200)
        require_printable(self.assay.method, "The method", 100)
        require_printable(self.source_status, "The status", 40)
        require_printable(self.absent_reason, "The reason", 200)
        require_printable(self.comment, "The comment", LONGEST_COMMENT)
        require_printable(self.source_id, "The number of the result", 200)


def _fit_interval(reading: Reading) -> Interval | None:
    """Its interval, in a unit; a mere text where no exact conversion leads to its own."""
    interval, analyte = reading.interval, reading.analyte
    if not interval or not reading.unit:
        return interval
    if not interval.unit:
        return replace(interval, unit=reading.unit)
    if interval.unit == reading.unit or analyte.converts(interval.unit, reading.unit):
        return interval
    return interval.as_text(analyte) if interval.has_ends else interval
