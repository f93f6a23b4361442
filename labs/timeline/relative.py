"""Each result beside its own interval: where it lies between the two ends printed with it.

A place is for drawing only: 0 is the lower end, 1 the upper. It is never a result, and
nothing is judged by it.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from labs.analytes import ANALYTES
from labs.readings import Interval, Kind
from labs.timeline.point import Point
from labs.timeline.shape import Row

type Ends = tuple[Fraction | None, Fraction | None]


def find_ends(point: Point, row: Row) -> Ends:
    """Of the interval printed with a result, in the unit of its row, exactly."""
    reading = point.reading
    if reading.interval is None:
        return None, None
    return _ends_in(reading.interval, reading.unit, row.analyte.key, row.unit)


def find_place(point: Point, row: Row) -> Fraction | None:
    """None where it has no number in this unit, or no interval with two ends."""
    low, high = find_ends(point, row)
    if not has_number(point, row) or low is None or high is None or low == high:
        return None
    assert point.number is not None
    return (point.number - low) / (high - low)


def has_number(point: Point, row: Row) -> bool:
    """A unit that cannot be converted has its place in the table only."""
    measured = point.reading.value.kind in (Kind.MEASURED, Kind.CENSORED)
    return measured and point.shown.unit == row.unit and point.number is not None


def list_without(row: Row) -> tuple[Point, ...]:
    """Numbers that have no place in the view; volumes stand as they always do."""
    if row.analyte.sides:
        return ()
    return tuple(p for p in row.points if has_number(p, row) and find_place(p, row) is None)


def all_without(rows: Sequence[Row]) -> tuple[Point, ...]:
    return tuple(point for row in rows for point in list_without(row))


@lru_cache(maxsize=2048)
def _ends_in(interval: Interval, printed: str, analyte: str, unit: str) -> Ends:
    """Laboratories print few intervals, and print them often."""
    with_unit = replace(interval, unit=interval.unit or printed)
    return with_unit.ends(ANALYTES[analyte], unit)
