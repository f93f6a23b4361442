"""What is joined by one line: the points of one analyte, or of one instrument of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from labs.readings import Interval, Kind, State
from labs.timeline import relative
from labs.timeline.clinician_steps import ClinicianStep, clinician_steps
from labs.timeline.log_axis import log_ends
from labs.timeline.over import Over
from labs.timeline.point import Point
from labs.timeline.relative import Ends
from labs.timeline.shape import Row
from labs.timeline.timeline import Timeline


@dataclass(frozen=True)
class Trace:
    """A row of the figure, in values: what stands in it, and how far its axis reaches."""

    key: str  # "lh", "volume-ultrasound"
    row: Row
    points: tuple[Point, ...]  # in view, oldest first
    instrument: str = ""  # where two were used in turn
    relative: bool = False  # each result stands beside its own reference range
    log: bool = False
    clinician_steps: tuple[ClinicianStep, ...] = ()
    over: Over | None = None  # an earlier course, laid over this one

    @property
    def sided(self) -> bool:
        return bool(self.row.analyte.sides)

    @cached_property
    def drawn(self) -> tuple[Point, ...]:
        """Points that have a height; the others are told in words."""
        return tuple(point for point in self.points if point.id in self.stands)

    @cached_property
    def in_words(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.id not in self.stands)

    @cached_property
    def without(self) -> tuple[Point, ...]:
        """Of those in words, the numbers that have no reference range to stand in."""
        return tuple(p for p in self.in_words if relative.has_number(p, self.row))

    @cached_property
    def stands(self) -> Mapping[str, Fraction]:
        """Where each stands on the value axis, by point; only those that stand on it."""
        found = {point.id: self._stand(point) for point in self.points}
        return {of: stand for of, stand in found.items() if stand is not None}

    @cached_property
    def state_words(self) -> dict[tuple[State, Interval | None, str], str]:
        """What was said so far of a state, a range and the unit beside it."""
        return {}

    @cached_property
    def ends(self) -> Mapping[str, Ends]:
        """Of each reference range in the unit of the row, exactly; by point."""
        found = {point.id: relative.find_ends(point, self.row) for point in self.points}
        if not self.relative:
            return found
        return {of: (None, None) if None in pair else pair for of, pair in found.items()}

    @cached_property
    def log_ends(self) -> tuple[Fraction, Fraction]:
        """Lowest and highest value of a logarithmic axis."""
        printed = {self.ends[point.id] for point in self.drawn}
        set_here = [(step.low, step.high) for step in self.clinician_steps]
        return log_ends(
            self.stands.values(),
            [*printed, *set_here],
            [
                self.stands[p.id]
                for p in self.drawn
                if p.reading.value.comparator[:1] == "<"
            ],
        )

    def is_off_scale(self, point: Point) -> bool:
        """Whether its value lies beyond the axis, as 0 does on a logarithmic one."""
        return point.id in self._off_scale

    def is_laid_over(self, point: Point) -> bool:
        """Whether it belongs to the earlier course."""
        return self.over is not None and self.over.has(point.reading.moment)

    def are_of_one_course(self, point: Point, other: Point) -> bool:
        """Whether both belong to the earlier course, or neither."""
        return self.over is None or self.is_laid_over(point) == self.is_laid_over(other)

    @cached_property
    def _off_scale(self) -> frozenset[str]:
        if not self.log:
            return frozenset()
        low, high = map(float, self.log_ends)
        stands = self.stands.items()
        return frozenset(of for of, stand in stands if not low <= float(stand) <= high)

    def _stand(self, point: Point) -> Fraction | None:
        if self.relative:
            return relative.find_place(point, self.row)
        return point.number if relative.has_number(point, self.row) else None


def is_censored(point: Point) -> bool:
    """Whether only a limit is known, below or above which the value lies."""
    return point.reading.value.kind is Kind.CENSORED


def build_traces(timeline: Timeline) -> Iterator[Trace]:
    """In the order of the rows. Volumes have no reference range: they stand by values."""
    for row in timeline.rows:
        analyte = row.analyte
        for instrument in row.instruments or ("",):
            yield Trace(
                key=f"{analyte.key}-{instrument}" if instrument else analyte.key,
                row=row,
                points=tuple(p for p in row.points if instrument in ("", p.instrument)),
                instrument=instrument,
                relative=timeline.view.relative and not analyte.sides,
                # The decades of the axis are those of the unit that values compare in.
                log=_is_log(timeline, row),
                clinician_steps=clinician_steps(timeline, row),
                over=timeline.over,
            )


def _is_log(timeline: Timeline, row: Row) -> bool:
    view, analyte = timeline.view, row.analyte
    return analyte.log and view.log and not view.relative and row.unit == analyte.unit
