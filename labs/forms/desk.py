"""What lies on the desk while a draw is entered: his course, and what it preselects."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from django.forms import BoundField
from django.http import QueryDict

from labs import courses
from labs.analytes import ANALYTES, Analyte
from labs.forms.draws import Where
from labs.forms.panels import AddedForm, PanelForm, Stands, intervals_for
from labs.forms.rows import Row, printed_interval
from labs.forms.usual import Habits
from labs.models import Patient
from labs.readings import Course, Draw, Episode, Reading
from labs.series import Point, View, Who, series
from labs.words.fold import fold

type Key = tuple[str, str]  # analyte and side
type Boxes = Mapping[str, BoundField]
_NEW = "new-"


@dataclass(frozen=True)
class Line:
    """One row of the sheet, with what stands beside its boxes."""

    row: Row
    boxes: Boxes
    last: Point | None  # before this draw, or the latest
    typed: Reading | None  # what the boxes hold, where it can be read
    change: str
    testis: str = ""  # recorded of this side: absent, prosthesis, retractile, operated
    gone: str = ""  # absent or prosthesis: there is nothing to measure

    def holds(self, *boxes: str) -> bool:
        """Whether anything is typed, or wrong, in some of its boxes."""
        mine = [self.boxes[box] for box in boxes if box in self.boxes]
        return any(box.value() or box.errors for box in mine)

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
class Desk:
    where: Where
    habits: Habits
    course: Course
    analytes: tuple[Analyte, ...]

    @classmethod
    def of(cls, patient: Patient, now: datetime) -> "Desk":
        clinic = patient.clinic
        where = Where(clinic.zone, now, patient.born)
        on = tuple(ANALYTES[key] for key in courses.analytes_of(clinic, patient))
        course = courses.course(patient, today=where.today)
        return cls(where, Habits(clinic, course.readings[::-1]), course, on)

    def form(self, data: QueryDict | None = None, *, submission: str = "") -> PanelForm:
        return PanelForm(
            data,
            where=self.where,
            habits=self.habits,
            analytes=self.analytes,
            submission=submission,
        )

    def added(
        self, stands: Stands, data: QueryDict | None = None, *, submission: str = ""
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
        """The sheet as typed, with the intervals of the last draw of its laboratory."""
        form = self.form()
        form.place = data.get("filled_for", form.place)
        draw = self.last_at(data.get("laboratory", ""))
        found = self._intervals(draw, data) if draw else {}
        boxes = {name: data.get(name, "") for name in data} | {
            f"{row.prefix}_interval": found[row.key]
            for row in form.blood
            if row.key in found and not data.get(f"{row.prefix}_interval", "").strip()
        }
        form.initial = boxes | intervals_for(boxes, form.blood)
        return form

    def last_at(self, laboratory: str) -> Draw | None:
        """His last draw of a laboratory that printed intervals."""
        for reading in reversed(self.course.readings):
            if reading.interval and fold(reading.draw.laboratory) == fold(laboratory):
                return reading.draw
        return None

    def lines(self, form: PanelForm) -> list[Line]:
        now = self._points(form.readings) if form.is_bound and form.taken else {}
        typed = {reading.key: reading for reading in form.readings}
        last = self._last(form.taken)
        return [
            self._line(
                row,
                form.boxes(row),
                now.get(row.key),
                typed.get(row.key),
                last.get(row.key),
            )
            for row in form.rows
        ]

    def active(self, day: date) -> list[Episode]:
        """What the record shows on a day, for certain or perhaps."""
        return [e for e in self.course.episodes if e.active_on(day) is not False]

    def _line(
        self,
        row: Row,
        boxes: Boxes,
        now: Point | None,
        typed: Reading | None,
        last: Point | None,
    ) -> Line:
        if now:
            last = self._by_id.get(now.previous)
        change = now.delta_words if now and last else ""
        testes = self.course.testes
        testis, gone = testes.state(row.side), testes.gone(row.side)
        return Line(row, boxes, last, typed, change, testis, gone)

    def _points(self, readings: tuple[Reading, ...]) -> dict[Key, Point]:
        """The new readings among the old ones: each beside the one before it by date."""
        new = [replace(r, id=f"{_NEW}{number}") for number, r in enumerate(readings)]
        course = replace(self.course, readings=(*self.course.readings, *new))
        units = {r.analyte.key: r.unit for r in readings if r.unit}
        points = _points(course, View(units=units))
        return {p.reading.key: p for p in points if p.id.startswith(_NEW)}

    def _intervals(self, draw: Draw, data: QueryDict) -> dict[Key, str]:
        """As printed; only where the box's unit is the one that they were printed for."""
        return {
            r.key: printed_interval(r)
            for r in self.course.readings
            if r.draw.id == draw.id
            and r.interval
            and data.get(f"{r.analyte.key}_unit", "") == r.unit_reported
        }

    @cached_property
    def _by_id(self) -> dict[str, Point]:
        return {point.id: point for point in _points(self.course, View())}

    def _last(self, taken: Draw | None) -> dict[Key, Point]:
        """The latest before this draw; of all, while its moment is not known."""
        return {
            point.reading.key: point
            for point in self._by_id.values()
            if taken is None or _is_before(point.reading.draw, taken)
        }


def _is_before(draw: Draw, taken: Draw) -> bool:
    return draw.moment.at <= taken.moment.at and draw.id != taken.id


def _points(course: Course, view: View) -> tuple[Point, ...]:
    return series(course, analytes=(), view=view, who=Who.STAFF).points
