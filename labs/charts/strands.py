"""A row of the list as the figure draws it: one panel, or one for each instrument."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache

from labs.analytes import ANALYTES
from labs.charts import palette
from labs.charts.frame import Frame
from labs.charts.own import of
from labs.charts.scales import Scale, linear, logarithmic
from labs.charts.scene import Px, Ring, Shape
from labs.charts.sizes import EMPTY, EMPTY_WITH_WORDS
from labs.readings import Interval, Kind
from labs.series import Point, Row, Series

type Ends = tuple[Fraction | None, Fraction | None]


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
        return {point.id: _ends_of(point, self.row) for point in self.points}

    @cached_property
    def in_words(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if not self._has_height(point))

    def _has_height(self, point: Point) -> bool:
        """A unit that cannot be converted has its place in the table only."""
        measured = point.reading.value.kind in (Kind.MEASURED, Kind.CENSORED)
        return measured and point.shown.unit == self.row.unit and point.number is not None


def strands(series: Series) -> Iterator[Strand]:
    """The same in every size."""
    for row in series.rows:
        if not row.instruments:
            yield Strand(row.analyte.key, row, row.points)
        for instrument in row.instruments:
            own = tuple(point for point in row.points if point.instrument == instrument)
            yield Strand(f"{row.analyte.key}-{instrument}", row, own, instrument)


def scale(strand: Strand, frame: Frame, top: Px, least: Px = 0) -> Scale:
    """Of the panel that begins at `top`; what stands beside it may need a height."""
    bottom = top + max(height(strand, frame), least)
    if _is_log(strand, frame):
        return logarithmic(top, bottom)
    values = [point.number for point in strand.drawn if point.number is not None]
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


def _ends_of(point: Point, row: Row) -> Ends:
    reading = point.reading
    if reading.interval is None:
        return None, None
    return _ends_in(reading.interval, reading.unit, row.analyte.key, row.unit)


@lru_cache(maxsize=2048)
def _ends_in(interval: Interval, printed: str, analyte: str, unit: str) -> Ends:
    """Laboratories print few intervals, and print them often."""
    own = replace(interval, unit=interval.unit or printed)
    return own.ends(ANALYTES[analyte], unit)


def _is_log(strand: Strand, frame: Frame) -> bool:
    """The decades of the axis are those of the unit that values are compared in."""
    analyte = strand.row.analyte
    return analyte.log and frame.series.view.log and strand.row.unit == analyte.unit
