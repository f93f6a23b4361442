"""Days in words: 14 May 2024. Every page writes them here; languages: labs.words.days."""

from datetime import date

from labs.readings import Moment
from labs.words import Words, gettext_lazy, template


def day(when: date) -> str:
    """`14 May 2024`."""
    return _day(when, "month-short")


def month(when: date) -> str:
    """`May 2024`."""
    return _month(when, "month-short")


def in_full(when: date, precision: str = "date") -> str:
    """`14 September 2024`, for a heading; no more precise than it was recorded."""
    return _month(when, "month") if precision == "month" else _day(when, "month")


def weekday(when: date) -> str:
    """`Tue 14 May 2024`."""
    named = Words.of(f"weekday-short-{when.weekday()}")
    return str(gettext_lazy("{weekday} {day}", weekday=named, day=day(when)))


def weekday_in_full(when: date) -> str:
    """`Tuesday 14 September 2024`."""
    named = Words.of(f"weekday-{when.weekday()}")
    return str(gettext_lazy("{weekday} {day}", weekday=named, day=in_full(when)))


def and_clock(when: date, clock: str) -> str:
    """`14 May 2024, 08:10`."""
    return str(gettext_lazy("{day}, {clock}", day=day(when), clock=clock))


def as_known(when: date, precision: str) -> str:
    """No more precise than it was recorded."""
    return month(when) if precision == "month" else day(when)


def of(moment: Moment) -> str:
    """The clinical day of a draw."""
    return as_known(moment.date, moment.precision)


def when(moment: Moment) -> str:
    """`on 14 May 2024`, or `in May 2024` where no more is known."""
    code = "in-month" if moment.precision == "month" else "on-day"
    return str(Words.of(code, day=of(moment)))


def span(first: date, last: date) -> str:
    """`on 14 May 2024`, or `from 14 May 2024 to 3 June 2025`."""
    if first == last:
        return str(gettext_lazy("on {day}", day=day(first)))
    return str(gettext_lazy("from {first} to {last}", first=day(first), last=day(last)))


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


def _day(when: date, months: str) -> str:
    month = template(f"{months}-{when.month}")
    return template("day").format(day=when.day, month=month, year=when.year)


def _month(when: date, months: str) -> str:
    month = template(f"{months}-{when.month}")
    return template("day-of-month").format(month=month, year=when.year)
