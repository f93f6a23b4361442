"""Where the ticks of the time axis stand, and what they say."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from labs.charts.clock import DAY, day_of, midnight
from labs.charts.say import say
from labs.charts.scene import Axis, Tick
from labs.charts.sizes import Size
from labs.series import dates

_DAY_STEPS = (7, 14, 28, 56, 84, 182, 364, 728, 1820)
_SHORT_STEPS = (1, 2, 7, 14)  # days
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 12_000)
_WEEK = 7
_FIRST_MONDAY = 4 * DAY  # of 1970


def ticks(line: Axis, size: Size) -> tuple[Tick, ...]:
    """At most as many as the size takes: the finest step that keeps to it."""
    return tuple(_days(line, size) if line.counts_days else _calendar(line, size))


def _days(line: Axis, size: Size) -> Iterator[Tick]:
    step = next(
        (one for one in _DAY_STEPS if _count(line, one) <= size.ticks), _DAY_STEPS[-1]
    )
    first = -((line.zero - line.start) // (step * DAY)) * step
    last = (line.end - line.zero) // DAY
    for day in range(first, last + 1, step):
        at = line.zero + day * DAY
        second = say("day-0") if day == 0 else say("weeks", weeks=_signed(day // _WEEK))
        yield Tick(at, line.x(at), say("days", days=_signed(day)), _signed(day), second)


def _signed(count: int) -> str:
    return f"−{-count}" if count < 0 else str(count)


def _count(line: Axis, step: int) -> int:
    return (line.end - line.start) // (step * DAY) + 1


def _calendar(line: Axis, size: Size) -> Iterator[Tick]:
    stands = _stands(line, size)
    for before, day in zip([None, *stands], stands, strict=False):
        at = midnight(day)
        new_year = before is None or before.year != day.year
        yield Tick(at, line.x(at), *_words(day, _weekly(stands), new_year, size))


def _words(day: date, weekly: bool, new_year: bool, size: Size) -> tuple[str, str, str]:
    month, year = dates.month(day).split()
    short = f"{day.day} {month}" if weekly else month
    above = f"{short} {year if size.names_old else f'’{year[2:]}'}" if new_year else short
    return above, short, year if new_year else ""


def _weekly(stands: Sequence[date]) -> bool:
    return any(day.day != 1 for day in stands)


def _stands(line: Axis, size: Size) -> list[date]:
    """By days or weeks, each on a Monday; else on the first of a month."""
    fine = (days for days in _SHORT_STEPS if _count(line, days) <= size.ticks + 1)
    by_days = (_days_apart(line, days) for days in fine)
    by_months = (_firsts(line, months) for months in _MONTHS)
    return next(stands for stands in chain(by_days, by_months) if len(stands) <= size.ticks)


def _days_apart(line: Axis, days: int) -> list[date]:
    step = days * DAY
    first = -((_FIRST_MONDAY - line.start) // step) * step + _FIRST_MONDAY
    return [day_of(at) for at in range(first, line.end + 1, step)]


def _firsts(line: Axis, months: int) -> list[date]:
    first, last = day_of(line.start), day_of(line.end)
    counted = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    stands = (
        date(count // 12, count % 12 + 1, 1) for count in counted if count % months == 0
    )
    return [day for day in stands if line.shows(midnight(day))]
