"""Where each draw stands on the time axis."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from labs.charts import clock
from labs.charts.scene import Axis, Minute, Px
from labs.charts.sizes import DENSE, SAME_MOMENT
from labs.series import DrawRow, Point, Series


@dataclass(frozen=True)
class Spot:
    """One draw: where it is drawn, and between which minutes it was taken."""

    at: Minute
    x: Px
    start: Minute
    end: Minute

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
    rows = tuple(
        row for row in reversed(series.draws) if line.shows(clock.middle(row.draw.moment))
    )
    aside = _aside(rows)
    spots = tuple(_spot(row, line, aside.get(place, 0)) for place, row in enumerate(rows))
    return Draws(rows, spots)


def _spot(row: DrawRow, line: Axis, aside: Px) -> Spot:
    start, end = clock.span(row.draw.moment)
    at = clock.middle(row.draw.moment)
    x = line.x(at) + aside
    return Spot(line.at(x) if aside else at, x, start, end)


def _aside(rows: Sequence[DrawRow]) -> Mapping[int, Px]:
    """Draws of one moment that cannot be compared stand apart, so that the gap is seen."""
    moments: dict[Minute, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        moments[clock.middle(row.draw.moment)].append(place)
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
