"""The time axis: how far it reaches, where each draw stands on it, and its ticks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain

from labs.charts.scene import Axis, Px, TimeTick
from labs.timeline import DrawRow, Point, Timeline, dates
from labs.timeline.extent import AROUND, draw_span, find_extent
from labs.timeline.minutes import DAY, Minute, Span, day_of, minute_of_day
from labs.words import gettext

_MARGIN = 100  # px that the first and the last mark keep from the edges
_SAME_MOMENT = 130  # px between two draws of one moment that cannot be compared
_BESIDE = 2  # px between draws of two courses that stand at one place

_DAY_STEPS = (7, 14, 28, 56, 84, 182, 364, 728, 1820)
_SHORT_STEPS = (1, 2, 7, 14)  # days
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 12_000)
_FIRST_MONDAY = 4 * DAY  # of 1970


@dataclass(frozen=True)
class DrawPosition:
    """Where one draw is drawn, and between which minutes it was taken."""

    at: Minute
    x: Px
    start: Minute
    end: Minute
    over: bool = False  # of an earlier course, drawn at its own days

    @property
    def day_wide(self) -> bool:
        return self.end > self.start


@dataclass(frozen=True)
class Draws:
    """The draws in view, oldest first, each with its position."""

    rows: tuple[DrawRow, ...]
    positions: tuple[DrawPosition, ...]

    @cached_property
    def moments(self) -> tuple[tuple[DrawPosition, tuple[DrawRow, ...]], ...]:
        """What stands at one place is pointed at as one."""
        found: dict[Px, tuple[DrawPosition, list[DrawRow]]] = {}
        for row, position in zip(self.rows, self.positions, strict=True):
            found.setdefault(position.x, (position, []))[1].append(row)
        return tuple((position, tuple(rows)) for position, rows in found.values())

    @cached_property
    def of(self) -> Mapping[str, DrawPosition]:
        """The position of a point, by its id."""
        return {
            point.id: position
            for row, position in zip(self.rows, self.positions, strict=True)
            for point in row.points
        }


def build_axis(timeline: Timeline, left: Px, right: Px) -> Axis:
    """All that is in view between two edges, and what shortly came before it."""
    start, end = find_extent(timeline)
    if timeline.view.start is None and timeline.view.end is None:
        least = (end - start) * _MARGIN // (right - left - 2 * _MARGIN)
        missing = max(least - AROUND, 0)
        start, end = start - missing, end + missing
    zero = minute_of_day(timeline.origin.day) if timeline.origin else 0
    return Axis(start, end, left, right, zero=zero, counts_days=timeline.origin is not None)


def place_draws(timeline: Timeline, axis: Axis) -> Draws:
    """All that the list has in view, as table and file have them."""
    rows = tuple(reversed(timeline.draws))
    spans = [_in_view(row, timeline, axis) for row in rows]
    aside = _aside(rows, spans)
    positions = [_position(span, axis, aside.get(n, 0)) for n, span in enumerate(spans)]
    if timeline.over:
        positions = _lay_over(rows, positions)
    return Draws(rows, tuple(positions))


def _in_view(row: DrawRow, timeline: Timeline, axis: Axis) -> Span:
    """Of a month that reaches out of the view, the part in it: somewhere there, perhaps."""
    start, end = draw_span(row.draw.moment, timeline)
    return axis.clip(start), axis.clip(end)


def _lay_over(
    rows: Sequence[DrawRow], positions: Sequence[DrawPosition]
) -> list[DrawPosition]:
    """No two courses share a place, so that what is pointed at is of one of them."""
    current = {one.x for row, one in zip(rows, positions, strict=True) if not row.laid_over}
    return [
        replace(one, over=True, x=one.x + _BESIDE * (one.x in current))
        if row.laid_over
        else one
        for row, one in zip(rows, positions, strict=True)
    ]


def _position(span: Span, axis: Axis, aside: Px) -> DrawPosition:
    at = sum(span) // 2
    x = axis.x(at) + aside
    return DrawPosition(axis.at(x) if aside else at, x, *span)


def _aside(rows: Sequence[DrawRow], spans: Sequence[Span]) -> Mapping[int, Px]:
    """Draws of one moment that cannot be compared stand apart, so that the gap is seen."""
    moments: dict[Minute, list[int]] = defaultdict(list)
    for place, span in enumerate(spans):
        moments[sum(span) // 2].append(place)
    return {
        place: _SAME_MOMENT * (2 * order - len(places) + 1) // 2
        for places in moments.values()
        if len(places) > 1 and _broken_between([rows[place] for place in places])
        for order, place in enumerate(places)
    }


def _broken_between(rows: Sequence[DrawRow]) -> bool:
    points: list[Point] = [point for row in rows for point in row.points]
    here = {point.id for point in points}
    return any(p.verdict.kind == "broken" and p.previous in here for p in points)


def time_ticks(axis: Axis, most: int, *, roomy: bool) -> tuple[TimeTick, ...]:
    """At most so many: the finest step that keeps to it. Roomy: years have four digits."""
    ticks = _day_ticks(axis, most) if axis.counts_days else _calendar(axis, most, roomy)
    return tuple(ticks)


def _day_ticks(axis: Axis, most: int) -> Iterator[TimeTick]:
    step = next((one for one in _DAY_STEPS if _count(axis, one) <= most), _DAY_STEPS[-1])
    first = -((axis.zero - axis.start) // (step * DAY)) * step
    last = (axis.end - axis.zero) // DAY
    for day in range(first, last + 1, step):
        at = axis.zero + day * DAY
        second = (
            gettext("day 0") if day == 0 else gettext("{weeks} wk", weeks=_signed(day // 7))
        )
        yield TimeTick(
            axis.x(at), gettext("{days} d", days=_signed(day)), _signed(day), second
        )


def _signed(count: int) -> str:
    return f"−{-count}" if count < 0 else str(count)


def _count(axis: Axis, days: int) -> int:
    return (axis.end - axis.start) // (days * DAY) + 1


def _calendar(axis: Axis, most: int, roomy: bool) -> Iterator[TimeTick]:
    days = _tick_days(axis, most)
    weekly = any(day.day != 1 for day in days)
    year_before = 0
    for day in days:
        month, year = dates.month(day).split()
        short = f"{day.day} {month}" if weekly else month
        new = day.year != year_before
        above = f"{short} {year if roomy else f'’{year[2:]}'}" if new else short
        yield TimeTick(axis.x(minute_of_day(day)), above, short, year if new else "")
        year_before = day.year


def _tick_days(axis: Axis, most: int) -> list[date]:
    """By days or weeks, each on a Monday; else on the first of a month."""
    fine = (days for days in _SHORT_STEPS if _count(axis, days) <= most + 1)
    by_days = (_days_apart(axis, days) for days in fine)
    by_months = (_firsts(axis, months) for months in _MONTHS)
    return next(days for days in chain(by_days, by_months) if len(days) <= most)


def _days_apart(axis: Axis, days: int) -> list[date]:
    step = days * DAY
    first = -((_FIRST_MONDAY - axis.start) // step) * step + _FIRST_MONDAY
    return [day_of(at) for at in range(first, axis.end + 1, step)]


def _firsts(axis: Axis, months: int) -> list[date]:
    first, last = day_of(axis.start), day_of(axis.end)
    counted: Iterable[int] = range(
        first.year * 12 + first.month - 1, last.year * 12 + last.month
    )
    days = (date(n // 12, n % 12 + 1, 1) for n in counted if n % months == 0)
    return [day for day in days if axis.shows(minute_of_day(day))]
