"""Reference ranges as steps in time: each holds from midway to midway between draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise

from labs.timeline.minutes import DAY, Minute
from labs.timeline.point import Point
from labs.timeline.traces import Trace

BEYOND = 14 * DAY  # before the first draw, and after the last one


@dataclass(frozen=True)
class RangeStep:
    """The time for which one reference range holds, and the first point printed with it."""

    start: Minute
    end: Minute
    low: Fraction | None  # in the unit of the row; None: this end was not printed
    high: Fraction | None
    point: Point
    changed: bool  # another range than before, not the same in another unit


def range_steps(trace: Trace, at: Mapping[str, Minute]) -> list[RangeStep]:
    """In order of time; neighbours of equal ranges are one step.

    `at`: where each draw stands, by its id. A result without a range ends the step before
    it halfway. Draws of a course that is laid over have no steps.
    """
    first_of_draw: dict[Minute, Point] = {}
    for point in trace.points:
        if not trace.is_laid_over(point):
            first_of_draw.setdefault(at[point.reading.draw.id], point)
    stands = sorted(first_of_draw)
    if not stands:
        return []
    middles = [(one + other) // 2 for one, other in pairwise(stands)]
    edges = list(pairwise([stands[0] - BEYOND, *middles, stands[-1] + BEYOND]))
    places = [
        (first_of_draw[stand], edge) for stand, edge in zip(stands, edges, strict=True)
    ]
    found: list[RangeStep] = []
    before: Point | None = None
    for (low, high), alike in groupby(places, key=lambda place: trace.ends[place[0].id]):
        (first, (start, _)), *rest = alike
        last, (_, end) = rest[-1] if rest else (first, (start, _))
        if (low, high) == (None, None):
            continue
        changed = before is None or _has_changed(before, first, trace)
        found.append(RangeStep(start, end, low, high, first, changed))
        before = last
    return [step for step in found if step.end > step.start]


def _has_changed(before: Point, point: Point, trace: Trace) -> bool:
    """Not when the same range was only printed in another unit."""
    then, now = trace.ends[before.id], trace.ends[point.id]
    if before.reading.unit == point.reading.unit:
        return then != now
    grain = max(_rounding_of(before, trace), _rounding_of(point, trace))
    return any(not _is_near(a, b, grain) for a, b in zip(then, now, strict=True))


def _is_near(a: Fraction | None, b: Fraction | None, grain: Fraction) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= grain


def _rounding_of(point: Point, trace: Trace) -> Fraction:
    """How far rounding may have moved an end: half of the last place that was printed."""
    reading, row = point.reading, trace.row
    assert reading.interval
    ends: Sequence[Decimal | None] = (reading.interval.low, reading.interval.high)
    half = max(Decimal("0.5").scaleb(_last_place(end)) for end in ends if end is not None)
    printed = reading.interval.unit or reading.unit or row.unit
    return row.analyte.convert(half, printed, row.unit)


def _last_place(end: Decimal) -> int:
    exponent = end.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent
