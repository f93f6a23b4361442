"""The timeline, and how it is made: a course in chosen units and dates, for one reader."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from labs.analytes import ANALYTES, Analyte
from labs.readings import (
    ClinicianRangeFact,
    Course,
    Draw,
    Episode,
    Reading,
    SupersededVersion,
)
from labs.timeline import events, flowsheet, points, summary
from labs.timeline.days import Days
from labs.timeline.derived import derive_values
from labs.timeline.flowsheet import DrawPoints
from labs.timeline.lettered import letter_decisions
from labs.timeline.over import Over, find_over, list_overs
from labs.timeline.point import Point
from labs.timeline.shape import (
    Column,
    Computed,
    Derived,
    DrawRow,
    Event,
    LetteredDecision,
    Row,
)
from labs.timeline.view import Choice, View, Who


@dataclass(frozen=True)
class Timeline:
    """What figure, table, JSON, CSV and the patient's page read. Oldest first."""

    view: View
    who: Who
    course: Course  # all of it, as its reader may see it
    every: tuple[Point, ...]  # of all dates
    points: tuple[Point, ...]  # of the dates in view
    rows: tuple[Row, ...]
    drawn: tuple[DrawPoints, ...]
    decisions: tuple[LetteredDecision, ...]
    events: tuple[Event, ...]  # that days can be counted from
    origin: Event | None  # day 0, where they are
    over: Over | None = None  # an earlier attempt, laid over this one

    @property
    def today(self) -> date:
        return self.course.today

    @property
    def version(self) -> int:
        return self.course.version

    @property
    def episodes(self) -> tuple[Episode, ...]:
        return self.course.episodes

    @property
    def ranges(self) -> tuple[ClinicianRangeFact, ...]:
        return self.course.ranges

    @property
    def history(self) -> tuple[SupersededVersion, ...]:
        return self.course.history

    @property
    def pending(self) -> tuple[Reading, ...]:
        return tuple(reading for reading in self._without if reading.status == "pending")

    @property
    def absent(self) -> tuple[Reading, ...]:
        return tuple(reading for reading in self._without if reading.status != "pending")

    @property
    def first(self) -> date | None:
        return self.points[0].reading.moment.date if self.points else None

    @property
    def last(self) -> date | None:
        return self.points[-1].reading.moment.date if self.points else None

    @cached_property
    def days(self) -> Days:
        """Which treatments go on upon a day."""
        return Days(self.course.episodes)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return flowsheet.build_columns([row.analyte for row in self.rows], self.view)

    @cached_property
    def draws(self) -> tuple[DrawRow, ...]:
        """The flowsheet, newest first."""
        return flowsheet.draw_rows(
            self.course, self.drawn, self.columns, self.decisions, self.over
        )

    @cached_property
    def derived(self) -> tuple[Derived, ...]:
        """For staff only."""
        if self.who is not Who.STAFF:
            return ()
        seen = {drawn.draw.id for drawn in self.drawn}
        return tuple(
            each for each in derive_values(self.course, self.every) if each.panel in seen
        )

    def computed(self, panel: str) -> tuple[Computed, ...]:
        """What is derived from one draw in view, with its inputs."""
        if self.who is not Who.STAFF or panel not in (each.draw.id for each in self.drawn):
            return ()
        # What it holds, and the baselines that it may be counted from.
        marked = {baseline.result for baseline in self.course.baselines}
        points = {
            point.id: point
            for point in self.every
            if point.reading.draw.id == panel or point.id in marked
        }
        return tuple(
            Computed(each, tuple(points[i] for i in each.inputs if i in points))
            for each in derive_values(self.course, [*points.values()])
            if each.panel == panel
        )

    @property
    def summary(self) -> tuple[str, ...]:
        """The course in a few sentences."""
        return (*self.lead, *self.results)

    @cached_property
    def lead(self) -> tuple[str, ...]:
        """What is read first, and what waits."""
        facts = summary.write_facts(
            self.course, self.view, self.drawn, self.origin, self.over
        )
        waits = (
            summary.write_waiting(self.drawn, self.decisions)
            if self.who is Who.STAFF
            else ()
        )
        return (*facts, *waits)

    @cached_property
    def results(self) -> tuple[str, ...]:
        """The results of all rows: on a small screen they would push the figure away."""
        return tuple(summary.write_results(self.rows))

    @property
    def axes(self) -> tuple[Choice, ...]:
        return tuple(events.list_axes(self.view, self.events))

    @property
    def overs(self) -> tuple[Choice, ...]:
        """Earlier events, to compare with the attempt that began there."""
        return list_overs(self.view, self.events, self.origin)

    @property
    def _without(self) -> list[Reading]:
        return [reading for drawn in self.drawn for reading in drawn.without]


def build_timeline(
    course: Course, *, analytes: Sequence[str], view: View, who: Who
) -> Timeline:
    """Neighbours are compared over the whole course; then the dates of the view are cut."""
    course = course if who is Who.STAFF else _for_patient(course)
    readings = points.in_order(course.readings)
    every = points.build_points(course, [r for r in readings if points.is_point(r)], view)
    decisions = letter_decisions(course)
    found = events.list_events(course.episodes, decisions)
    origin = events.find_origin(view, found)
    laid = find_over(view, found, origin, course.episodes)
    seen = tuple(point for point in every if _is_in_view(view, laid, point.reading))
    without = [r for r in readings if not points.is_point(r) and _is_in_view(view, laid, r)]
    return Timeline(
        view=view,
        who=who,
        course=course,
        every=every,
        points=seen,
        rows=_build_rows(analytes, every, seen, view),
        drawn=_group_by_draw(seen, without),
        decisions=decisions,
        events=found,
        origin=origin,
        over=laid,
    )


def _is_in_view(view: View, over: Over | None, reading: Reading) -> bool:
    moment = reading.moment
    last = points.last_day(moment)
    return view.covers(moment.date, last) and (over is None or over.reaches(moment, last))


def _build_rows(
    analytes: Sequence[str], every: Sequence[Point], seen: Sequence[Point], view: View
) -> tuple[Row, ...]:
    """What is switched on, in the clinic's order; then what is not, but was recorded."""
    by_analyte: dict[str, list[Point]] = {key: [] for key in analytes}
    for point in seen:
        by_analyte.setdefault(point.reading.analyte.key, []).append(point)
    in_turn = points.instruments_in_turn([point.reading for point in every])
    return tuple(
        _build_row(ANALYTES[key], by_analyte[key], view, in_turn)
        for key in dict.fromkeys([*analytes, *ANALYTES])
        if key in by_analyte
    )


def _build_row(
    analyte: Analyte, seen: Sequence[Point], view: View, in_turn: tuple[str, ...]
) -> Row:
    unit = analyte.units[view.unit(analyte)]
    apart = in_turn if analyte.sides else ()
    return Row(analyte, unit.code, unit.text, tuple(seen), apart)


def _group_by_draw(
    seen: Sequence[Point], without: Sequence[Reading]
) -> tuple[DrawPoints, ...]:
    """Draw by draw, in order."""
    draws: dict[str, Draw] = {}
    brought: dict[str, list[Point]] = {}
    lacking: dict[str, list[Reading]] = {}
    for point in seen:
        draws[point.reading.draw.id] = point.reading.draw
        brought.setdefault(point.reading.draw.id, []).append(point)
    for reading in without:
        draws[reading.draw.id] = reading.draw
        lacking.setdefault(reading.draw.id, []).append(reading)
    made = [
        DrawPoints(draw, tuple(brought.get(key, ())), tuple(lacking.get(key, ())))
        for key, draw in draws.items()
    ]
    return tuple(sorted(made, key=lambda drawn: drawn.draw.moment.at))


def _for_patient(course: Course) -> Course:
    """What was released to him, without decisions, and without a text about a drug.

    A dose may stand in any box for free words: form, route, reasons, comments, other drugs.
    """
    return replace(
        course,
        readings=tuple(map(_bare_reading, filter(_is_released, course.readings))),
        episodes=tuple(map(_bare_episode, course.episodes)),
        history=tuple(replace(version, by="", reason="") for version in course.history),
        decisions=(),
    )


def _is_released(reading: Reading) -> bool:
    return reading.released


def _bare_reading(reading: Reading) -> Reading:
    circumstances = replace(reading.draw.circumstances, other_drug="", notes="")
    draw = replace(reading.draw, circumstances=circumstances)
    return replace(reading, draw=draw, comment="")


def _bare_episode(episode: Episode) -> Episode:
    return replace(episode, dose_text="", form="", route="", reason="", stop_reason="")
