"""What a draw is entered beside: earlier results, and what they preselect."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext

from labs import courses
from labs.analytes import ANALYTES, Analyte
from labs.forms.draws import DrawContext
from labs.forms.panels import AddedForm, PanelForm, StandingDraw, intervals_for
from labs.forms.rows import Blood, Row, printed_interval, unit_code
from labs.forms.usual import Habits, describe_differences
from labs.models import Patient
from labs.readings import Course, Draw, Episode, LaboratoryTestFact, Reading
from labs.timeline import Point, View
from labs.timeline.points import build_points, in_order, is_point
from labs.words.fold import fold

type Key = tuple[str, str]  # analyte and side
type Boxes = Mapping[str, BoundField]
_NEW = "new-"


@dataclass(frozen=True)
class EntryRow:
    """One row of the form, with what stands beside its boxes."""

    form_row: Row
    boxes: Boxes
    last: Reading | None  # before this draw, or the latest
    typed: Reading | None  # what the boxes hold, where it can be read
    change: str  # from `last`, or what is missing to tell it
    testis: str = ""  # recorded of this side: absent, prosthesis, retractile, operated
    differs: tuple[str, ...] = ()  # from what is set for its laboratory, as sentences
    gone: str = ""  # absent or prosthesis: there is nothing to measure

    @property
    def prefix(self) -> str:
        """With which the names of its boxes begin."""
        return self.form_row.prefix

    @property
    def name(self) -> str:
        return self.form_row.name

    @property
    def side(self) -> str:
        return self.form_row.side

    def holds(self, *boxes: str) -> bool:
        """Whether anything is typed, or wrong, in some of its boxes."""
        asked = [self.boxes[box] for box in boxes if box in self.boxes]
        return any(box.value() or box.errors for box in asked)

    @property
    def wrong(self) -> list[BoundField]:
        """The boxes with which something is wrong."""
        return [box for box in self.boxes.values() if box.errors]

    @property
    def is_open(self) -> bool:
        """Whether it has boxes; what was typed before its testis was gone is not lost."""
        return not self.gone or self.holds(*self.boxes)

    @property
    def by_diameters(self) -> str:
        """What the diameters give, where the typed volume says something else."""
        if not self.typed or not self.typed.exam:
            return ""
        exam = self.typed.exam
        return f"{exam.recomputed:f}" if exam.disagrees(self.typed.value) else ""


@dataclass(frozen=True)
class EntryContext:
    """The record of one patient, as far as the form of a draw asks for it."""

    patient: Patient
    where: DrawContext
    habits: Habits
    course: Course  # of the last draws of each kind
    analytes: tuple[Analyte, ...]

    @classmethod
    def of(cls, patient: Patient, now: datetime) -> "EntryContext":
        clinic = patient.clinic
        where = DrawContext(clinic.zone, now, patient.born)
        on = tuple(ANALYTES[key] for key in courses.analytes_of(clinic, patient))
        course = courses.entry_course(patient, today=where.today)
        laboratories = courses.load_laboratories(clinic)
        habits = Habits(clinic, course.readings[::-1], laboratories)
        return cls(patient, where, habits, course, on)

    def form(self, data: QueryDict | None = None, *, submission: str = "") -> PanelForm:
        return PanelForm(
            data,
            where=self.where,
            habits=self.habits,
            analytes=self.analytes,
            submission=submission,
        )

    def added(
        self, stands: StandingDraw, data: QueryDict | None = None, *, submission: str = ""
    ) -> AddedForm:
        form = AddedForm(
            data,
            where=self.where,
            habits=self.habits,
            analytes=self.analytes,
            stands=stands,
        )
        form.initial["submission"] = submission
        return form

    def with_intervals(self, data: QueryDict) -> PanelForm:
        """The form as typed, with the intervals of the last draw of its laboratory."""
        draw = self.last_at(data.get("laboratory", ""))
        found = self._intervals(draw, data) if draw else {}
        form = self.form()
        self._fill_ranges(form, data, found, self.form(data).drawn_on)
        return form

    def with_set_ranges(
        self, data: QueryDict, stands: StandingDraw | None = None
    ) -> PanelForm:
        """The form as typed; where a result has no range, the one set for its laboratory.

        Only where the unit is the one that the range is set for. `stands`: of the form
        that adds to this draw.
        """
        bound = self.added(stands, data) if stands else self.form(data)
        typed = bound.data  # in which units and methods follow the laboratory and the day
        found: dict[Key, str] = {}
        for row in bound.blood:
            test = self._find_test(bound, row)
            has_value = typed.get(f"{row.prefix}_value", "").strip()
            has_range = typed.get(f"{row.prefix}_interval", "").strip()
            if test and test.reference_range and has_value and not has_range:
                found[row.key] = test.reference_range
        form = self.added(stands) if stands else self.form()
        self._fill_ranges(form, typed, found, bound.drawn_on)
        form.filled_in = [row.name for row in form.blood if row.key in found]
        return form

    def find_set_ranges(self, form: PanelForm) -> str:
        """The laboratory of the form, if ranges are set for it and the day; else empty."""
        tests = self.habits.set_for.tests
        known = (
            test.laboratory
            for test in tests
            if test.reference_range
            and fold(test.laboratory) == fold(form.place)
            and test.is_valid_on(form.drawn_on)
        )
        return next(known, "")

    def _fill_ranges(
        self,
        form: PanelForm,
        typed: Mapping[str, str],
        found: Mapping[Key, str],
        day: date,
    ) -> None:
        """Show what was typed, with these ranges in the boxes of ranges that are empty."""
        form.place, form.drawn_on = typed.get("filled_for", form.place), day
        boxes = {name: typed.get(name, "") for name in typed} | {
            f"{row.prefix}_interval": found[row.key]
            for row in form.blood
            if row.key in found and not typed.get(f"{row.prefix}_interval", "").strip()
        }
        form.initial = boxes | intervals_for(boxes, form.blood)

    def _find_test(self, form: PanelForm, row: Blood) -> LaboratoryTestFact | None:
        """What is set for the laboratory, day, method and unit of a row as typed."""
        method = form.data.get(f"{row.prefix}_method", "")
        test = self.habits.set_for.find_test(
            form.place, row.analyte.key, form.drawn_on, method
        )
        if test is None:
            return None
        unit = unit_code(row.analyte, form.data.get(f"{row.prefix}_unit", ""))
        return test if unit == test.unit_code else None

    def last_at(self, laboratory: str) -> Draw | None:
        """The last draw of a laboratory that printed intervals."""
        for reading in reversed(self.course.readings):
            if reading.interval and fold(reading.draw.laboratory) == fold(laboratory):
                return reading.draw
        return None

    def rows(self, form: PanelForm) -> list[EntryRow]:
        """Each row beside the result before it, and how far what is typed is from that."""
        taken = form.taken
        course = (
            courses.with_draws_before(self.course, self.patient, taken)
            if taken
            else self.course
        )
        last = {
            reading.key: reading
            for reading in course.readings
            if is_point(reading) and (taken is None or _is_before(reading.draw, taken))
        }
        typed = {reading.key: reading for reading in form.readings}
        new = _new_points(course, form.readings) if form.is_bound and taken else {}
        return [
            self._row(
                row,
                form.boxes(row),
                new.get(row.key),
                typed.get(row.key),
                last.get(row.key),
                dated=taken is not None,
            )
            for row in form.rows
        ]

    def active(self, day: date) -> list[Episode]:
        """What the record shows on a day, for certain or perhaps."""
        return [e for e in self.course.episodes if e.active_on(day) is not False]

    def _row(
        self,
        row: Row,
        boxes: Boxes,
        new: Point | None,
        typed: Reading | None,
        last: Reading | None,
        *,
        dated: bool,
    ) -> EntryRow:
        if new:
            last = new.earlier.reading if new.earlier else None
        change = new.delta_words if new and last else ""
        if typed and not dated:
            change = gettext("Enter the date")
        testes = self.course.testes
        testis, gone = testes.state(row.side), testes.gone(row.side)
        set_for = self.habits.set_for
        differs = describe_differences(set_for, typed) if typed and dated else ()
        return EntryRow(row, boxes, last, typed, change, testis, differs, gone)

    def _intervals(self, draw: Draw, data: QueryDict) -> dict[Key, str]:
        """As printed; only where the box's unit is the one that they were printed for."""
        return {
            r.key: printed_interval(r)
            for r in self.course.readings
            if r.draw.id == draw.id
            and r.interval
            and data.get(f"{r.analyte.key}_unit", "") == r.unit_reported
        }


def _is_before(draw: Draw, taken: Draw) -> bool:
    return draw.moment.at <= taken.moment.at and draw.id != taken.id


def _new_points(course: Course, readings: tuple[Reading, ...]) -> dict[Key, Point]:
    """The new readings among the old ones: each beside the one before it by date."""
    new = [replace(r, id=f"{_NEW}{number}") for number, r in enumerate(readings)]
    compared = in_order([r for r in (*course.readings, *new) if is_point(r)])
    units = {r.analyte.key: r.unit for r in readings if r.unit}
    made = build_points(course, compared, View(units=units))
    return {p.reading.key: p for p in made if p.id.startswith(_NEW)}
