"""Where each draw stands on the time axis."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from labs.charts import clock
from labs.charts.clock import DAY
from labs.charts.scene import Axis, Minute, Px
from labs.charts.sizes import DENSE, SAME_MOMENT
from labs.series import DrawRow, Point, Series

type Span = tuple[Minute, Minute]

_BESIDE = 2  # px


@dataclass(frozen=True)
class Spot:
    """One draw: where it is drawn, and between which minutes it was taken."""

    at: Minute
    x: Px
    start: Minute
    end: Minute
    over: bool = False  # of an earlier attempt, drawn at its own days

    @property
    def day_wide(self) -> bool:
        return self.end > self.start


@dataclass(frozen=True)
class Draws:
    """The draws in view, oldest first."""

    rows: tuple[DrawRow, ...]
    spots: tuple[Spot, ...]

    @property
    def dense(self) -> bool:
        return len(self.rows) > DENSE

    @cached_property
    def moments(self) -> tuple[tuple[Spot, tuple[DrawRow, ...]], ...]:
        """What stands at one place is pointed at as one."""
        found: dict[Px, tuple[Spot, list[DrawRow]]] = {}
        for row, spot in zip(self.rows, self.spots, strict=True):
            found.setdefault(spot.x, (spot, []))[1].append(row)
        return tuple((spot, tuple(rows)) for spot, rows in found.values())

    @cached_property
    def of(self) -> Mapping[str, Spot]:
        """The spot of a point, by its id."""
        return {
            point.id: spot
            for row, spot in zip(self.rows, self.spots, strict=True)
            for point in row.points
        }


def draws(series: Series, line: Axis) -> Draws:
    """All that the list has in view, as table and file have them."""
    rows = tuple(reversed(series.draws))
    spans = [_in_view(row, series, line) for row in rows]
    aside = _aside(rows, spans)
    spots = [_spot(span, line, aside.get(place, 0)) for place, span in enumerate(spans)]
    if series.over:
        spots = _laid(rows, spots)
    return Draws(rows, tuple(spots))


def span(row: DrawRow, series: Series) -> Span:
    """When it was taken; of an attempt that is laid over, at its own days."""
    start, end = clock.span(row.draw.moment)
    moved = series.over.days * DAY if series.over and row.laid_over else 0
    return start + moved, end + moved


def _in_view(row: DrawRow, series: Series, line: Axis) -> Span:
    """Of a month that reaches out of the view, the part in it: somewhere there, perhaps."""
    start, end = span(row, series)
    return line.clip(start), line.clip(end)


def _laid(rows: Sequence[DrawRow], spots: Sequence[Spot]) -> list[Spot]:
    """No two attempts share a place, so that what is pointed at is of one of them."""
    own = {spot.x for row, spot in zip(rows, spots, strict=True) if not row.laid_over}
    return [
        replace(spot, over=True, x=spot.x + _BESIDE * (spot.x in own))
        if row.laid_over
        else spot
        for row, spot in zip(rows, spots, strict=True)
    ]


def _middle(span: Span) -> Minute:
    return sum(span) // 2


def _spot(span: Span, line: Axis, aside: Px) -> Spot:
    at = _middle(span)
    x = line.x(at) + aside
    return Spot(line.at(x) if aside else at, x, *span)


def _aside(rows: Sequence[DrawRow], spans: Sequence[Span]) -> Mapping[int, Px]:
    """Draws of one moment that cannot be compared stand apart, so that the gap is seen."""
    moments: dict[Minute, list[int]] = defaultdict(list)
    for place, span in enumerate(spans):
        moments[_middle(span)].append(place)
    return {
        place: SAME_MOMENT * (2 * order - len(places) + 1) // 2
        for places in moments.values()
        if _broken_between([rows[place] for place in places])
        for order, place in enumerate(places)
    }


def _broken_between(rows: Sequence[DrawRow]) -> bool:
    here = {point.id for row in rows for point in row.points}
    return any(
        point.verdict.kind == "broken" and point.previous in here for point in _points(rows)
    )


def _points(rows: Iterable[DrawRow]) -> Iterable[Point]:
    return (point for row in rows for point in row.points)
