"""Intervals as printed, stepping midway between draws; and a clinician's range."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from labs.charts.clock import DAY, midnight
from labs.charts.frame import Frame
from labs.charts.own import Own
from labs.charts.scales import LOWER_END, UPPER_END, Scale
from labs.charts.scene import Band, Box, Line, Minute
from labs.charts.strands import Strand
from labs.series import Point
from labs.series.relative import Ends

_BEYOND = 14 * DAY


@dataclass(frozen=True)
class Cell:
    """The stretch of one interval, and the first point that it was printed with."""

    start: Minute
    end: Minute
    ends: Ends
    point: Point
    changed: bool  # its numbers are news


def cells(strand: Strand, frame: Frame) -> list[Cell]:
    """Neighbours of equal intervals share one."""
    found: list[Cell] = []
    for cell in _cells(strand, frame):
        if found and (found[-1].end, found[-1].ends) == (cell.start, cell.ends):
            last = found.pop()
            cell = Cell(last.start, cell.end, last.ends, last.point, last.changed)
        found.append(cell)
    return [cell for cell in found if cell.end > cell.start]


def bands(cells: Sequence[Cell], frame: Frame, scale: Scale) -> tuple[Band, ...]:
    """In the relative view all stand between the same two heights."""
    alike: Ends | None = (LOWER_END, UPPER_END) if scale.relative else None
    return tuple(
        _band("laboratory", (cell.start, cell.end), alike or cell.ends, frame, scale)
        for cell in cells
    )


def own_bands(own: Sequence[Own], frame: Frame, scale: Scale) -> tuple[Band, ...]:
    """From the day that each was set to the next one's, or to the edge.

    It has no one height between the ends of intervals that change: then it is in words.
    """
    if scale.relative:
        return ()
    return tuple(
        _band("clinician", _held(one, frame), (one.low, one.high), frame, scale)
        for one in own
    )


def _held(one: Own, frame: Frame) -> tuple[Minute, Minute]:
    axis = frame.axis
    end = axis.end if one.until is None else axis.clip(midnight(one.until))
    return axis.clip(midnight(one.since)), min(end, frame.until)


def _cells(strand: Strand, frame: Frame) -> Iterator[Cell]:
    own = [point for point in strand.points if not frame.draws.of[point.id].over]
    firsts = _one_a_draw(own, frame)
    before: Point | None = None
    for place, point in enumerate(firsts):
        ends = strand.ends[point.id]
        if ends == (None, None):
            continue
        start, end = _reach(firsts, place, frame)
        changed = before is None or _changed(before, point, strand)
        yield Cell(start, end, ends, point, changed)
        before = point


def _one_a_draw(points: Sequence[Point], frame: Frame) -> list[Point]:
    return list({frame.draws.of[point.id].x: point for point in reversed(points)}.values())[
        ::-1
    ]


def _reach(points: Sequence[Point], place: int, frame: Frame) -> tuple[Minute, Minute]:
    """Midway to its neighbours, and two weeks beyond the first and the last."""
    stands = [
        frame.draws.of[point.id].at for point in points[max(place - 1, 0) : place + 2]
    ]
    own = frame.draws.of[points[place].id].at
    middles = [(a + b) // 2 for a, b in pairwise(stands)]
    start = middles[0] if place else own - _BEYOND
    end = middles[-1] if place + 1 < len(points) else own + _BEYOND
    return frame.axis.clip(start), frame.axis.clip(end)


def _changed(before: Point, point: Point, strand: Strand) -> bool:
    """Not when the same interval was only printed in another unit."""
    then, now = strand.ends[before.id], strand.ends[point.id]
    if before.reading.unit == point.reading.unit:
        return then != now
    grain = max(_grain(before, strand), _grain(point, strand))
    return any(not _near(a, b, grain) for a, b in zip(then, now, strict=True))


def _near(a: Fraction | None, b: Fraction | None, grain: Fraction) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= grain


def _grain(point: Point, strand: Strand) -> Fraction:
    """How far rounding may have moved an end: half of the last place that was printed."""
    reading, row = point.reading, strand.row
    assert reading.interval
    ends = (reading.interval.low, reading.interval.high)
    half = max(Decimal("0.5").scaleb(_last_place(end)) for end in ends if end is not None)
    printed = reading.interval.unit or reading.unit or row.unit
    return row.analyte.convert(half, printed, row.unit)


def _last_place(end: Decimal) -> int:
    exponent = end.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _band(
    whose: str, reach: tuple[Minute, Minute], ends: Ends, frame: Frame, scale: Scale
) -> Band:
    low, high = ends
    x0, x1 = (frame.axis.x(at) for at in reach)
    top = scale.top if high is None else scale.y(high)
    bottom = scale.bottom if low is None else scale.y(low)
    laboratory = whose == "laboratory"
    colour = "band-edge" if laboratory else "clinician-edge"
    kind = "band-edge" if laboratory else "clinician-edge"
    edges = [
        Line(kind, x0, y, x1, y, colour)
        for end, y in ((high, top), (low, bottom))
        if end is not None and not scale.off(end)
    ]
    if not laboratory:
        edges.append(Line(kind, x0, top, x0, bottom, colour))
    return Band(
        "laboratory" if laboratory else "clinician",
        *reach,
        low,
        high,
        Box(
            "band" if laboratory else "clinician",
            x0,
            top,
            x1,
            bottom,
            "band" if laboratory else "clinician",
        ),
        tuple(edges),
    )
