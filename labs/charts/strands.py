"""A row of the list as the figure draws it: one panel, or one for each instrument."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from labs.charts import palette
from labs.charts.frame import Frame
from labs.charts.own import of
from labs.charts.scales import Scale, linear, logarithmic, relative_scale
from labs.charts.scene import Px, Ring, Shape
from labs.charts.sizes import EMPTY, EMPTY_WITH_WORDS
from labs.series import Point, Row, Series, relative
from labs.series.relative import Ends


@dataclass(frozen=True)
class Look:
    """What a mark says, wherever it stands."""

    shape: Shape
    ring: Ring


@dataclass(frozen=True)
class Strand:
    """What is joined by one line: the points of an analyte, or of one instrument of it."""

    key: str
    row: Row
    points: tuple[Point, ...]  # in view, oldest first
    instrument: str = ""
    relative: bool = False  # each stands beside its own interval

    @property
    def colour(self) -> str:
        return palette.of(self.row.analyte.key)

    @property
    def sided(self) -> bool:
        return bool(self.row.analyte.sides)

    @cached_property
    def drawn(self) -> tuple[Point, ...]:
        """What has a height."""
        return tuple(point for point in self.points if self._has_height(point))

    @cached_property
    def groups(self) -> tuple[tuple[Point, ...], ...]:
        """Of what is drawn, what one text tells: a result, or both sides of a draw."""
        found: dict[str, list[Point]] = {}
        for point in self.drawn:
            key = point.reading.draw.id if self.sided else point.id
            found.setdefault(key, []).append(point)
        return tuple(map(tuple, found.values()))

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """Of what is drawn, in its order."""
        return tuple(map(_look, self.drawn))

    @cached_property
    def ends(self) -> Mapping[str, Ends]:
        """Of each interval in the unit of the row, exactly; by point."""
        found = {point.id: relative.ends(point, self.row) for point in self.points}
        if not self.relative:
            return found
        return {of: (None, None) if None in pair else pair for of, pair in found.items()}

    @cached_property
    def stands(self) -> Mapping[str, Fraction]:
        """Where each stands on the scale, by point; only those that stand on it."""
        found = {point.id: self._stand(point) for point in self.points}
        return {of: stand for of, stand in found.items() if stand is not None}

    @cached_property
    def in_words(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if not self._has_height(point))

    @cached_property
    def without(self) -> tuple[Point, ...]:
        """Of those in words, the numbers without an interval to stand in."""
        return tuple(p for p in self.in_words if relative.has_number(p, self.row))

    def _has_height(self, point: Point) -> bool:
        return point.id in self.stands

    def _stand(self, point: Point) -> Fraction | None:
        if self.relative:
            return relative.place(point, self.row)
        return point.number if relative.has_number(point, self.row) else None


def strands(series: Series) -> Iterator[Strand]:
    """The same in every size. Volumes have no interval: they stand by their values."""
    for row in series.rows:
        if not row.instruments:
            by_interval = series.view.relative and not row.analyte.sides
            yield Strand(row.analyte.key, row, row.points, relative=by_interval)
        for instrument in row.instruments:
            own = tuple(point for point in row.points if point.instrument == instrument)
            yield Strand(f"{row.analyte.key}-{instrument}", row, own, instrument)


def scale(strand: Strand, frame: Frame, top: Px, least: Px = 0) -> Scale:
    """Of the panel that begins at `top`; what stands beside it may need a height."""
    bottom = top + max(height(strand, frame), least)
    values = strand.stands.values()
    if strand.relative:
        return relative_scale(values, top=top, bottom=bottom)
    if _is_log(strand, frame):
        return logarithmic(top, bottom)
    return linear(values, _ends(strand, frame), top=top, bottom=bottom)


def _ends(strand: Strand, frame: Frame) -> list[Fraction]:
    """All that must be in view: of printed intervals, and of the clinician's ranges."""
    pairs = [strand.ends[point.id] for point in strand.drawn]
    if strand.drawn:
        pairs += [(own.low, own.high) for own in of(strand.row, frame)]
    return [end for pair in pairs for end in pair if end is not None]


def height(strand: Strand, frame: Frame) -> Px:
    size = frame.size
    if not strand.drawn:
        return EMPTY_WITH_WORDS if strand.in_words else EMPTY
    if strand.instrument:
        return size.split
    if strand.sided:
        return size.volume
    return size.log if _is_log(strand, frame) else size.linear


def _look(point: Point) -> Look:
    """Where an agent may have been active, the mark says so: it is no recovery."""
    match point.reading.value.comparator[:1]:
        case "<":
            shape = Shape.BELOW
        case ">":
            shape = Shape.ABOVE
        case _:
            shape = Shape.CIRCLE if point.on_axis is False else Shape.SQUARE
    if point.reading.status == "preliminary":
        return Look(shape, Ring.PRELIMINARY)
    return Look(shape, Ring.CORRECTED if point.corrected else Ring.NONE)


def _is_log(strand: Strand, frame: Frame) -> bool:
    """The decades of the axis are those of the unit that values are compared in."""
    analyte = strand.row.analyte
    return analyte.log and frame.series.view.log and strand.row.unit == analyte.unit
