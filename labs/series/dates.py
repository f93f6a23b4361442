"""Days in words, the same in every country: 14 May 2024."""

from datetime import date

from labs.readings import Moment

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(when: date) -> str:
    """`14 May 2024`."""
    return f"{when.day} {month(when)}"


def month(when: date) -> str:
    """`May 2024`."""
    return f"{_MONTHS[when.month - 1][:3]} {when.year}"


def as_known(when: date, precision: str) -> str:
    """No more precise than it was recorded."""
    return month(when) if precision == "month" else day(when)


def of(moment: Moment) -> str:
    """The clinical day of a draw."""
    return as_known(moment.date, moment.precision)


def when(moment: Moment) -> str:
    """`on 14 May 2024`, or `in May 2024` where no more is known."""
    return f"{'in' if moment.precision == 'month' else 'on'} {of(moment)}"


def span(first: date, last: date) -> str:
    """`on 14 May 2024`, or `from 14 May 2024 to 3 June 2025`."""
    return f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"


def months_before(when: date, months: int) -> date:
    """The same day of an earlier month, or the last one that the month has."""
    year, index = divmod(when.year * 12 + when.month - 1 - months, 12)
    return date(year, index + 1, min(when.day, _last_day(year, index + 1)))


def next_month(when: date) -> date:
    """The first day of the month after."""
    return date(when.year + when.month // 12, when.month % 12 + 1, 1)


def _last_day(year: int, number: int) -> int:
    first = date(year, number, 1)
    return (next_month(first) - first).days
