"""Days in words: 14 May 2024. Every page writes them here."""

from datetime import date

from labs.readings import Moment
from labs.words import gettext, gettext_noop

type _Names = tuple[str, ...]

_MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)
_SHORT_MONTHS = (
    gettext_noop("Jan"),
    gettext_noop("Feb"),
    gettext_noop("Mar"),
    gettext_noop("Apr"),
    gettext_noop("May"),
    gettext_noop("Jun"),
    gettext_noop("Jul"),
    gettext_noop("Aug"),
    gettext_noop("Sep"),
    gettext_noop("Oct"),
    gettext_noop("Nov"),
    gettext_noop("Dec"),
)
_WEEKDAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)
_SHORT_WEEKDAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)


def day(when: date) -> str:
    """`14 May 2024`."""
    return _write_day(when, _SHORT_MONTHS)


def month(when: date) -> str:
    """`May 2024`."""
    return _write_month(when, _SHORT_MONTHS)


def in_full(when: date, precision: str = "date") -> str:
    """`14 September 2024`, for a heading; no more precise than it was recorded."""
    return (
        _write_month(when, _MONTHS) if precision == "month" else _write_day(when, _MONTHS)
    )


def weekday(when: date) -> str:
    """`Tue 14 May 2024`."""
    named = gettext(_SHORT_WEEKDAYS[when.weekday()])
    return gettext("{weekday} {day}", weekday=named, day=day(when))


def weekday_in_full(when: date) -> str:
    """`Tuesday 14 September 2024`."""
    named = gettext(_WEEKDAYS[when.weekday()])
    return gettext("{weekday} {day}", weekday=named, day=in_full(when))


def and_clock(when: date, clock: str) -> str:
    """`14 May 2024, 08:10`."""
    return gettext("{day}, {clock}", day=day(when), clock=clock)


def as_known(when: date, precision: str) -> str:
    """No more precise than it was recorded."""
    return month(when) if precision == "month" else day(when)


def clinical_day(moment: Moment) -> str:
    """The clinical day of a draw."""
    return as_known(moment.date, moment.precision)


def on_day(moment: Moment) -> str:
    """`on 14 May 2024`, or `in May 2024` where no more is known."""
    if moment.precision == "month":
        return gettext("in {day}", day=clinical_day(moment))
    return gettext("on {day}", day=clinical_day(moment))


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


# A page writes hundreds of days: formatted here, where no fact is a stranger's, they are
# quicker than by `gettext`.


def _write_day(when: date, months: _Names) -> str:
    month = gettext(months[when.month - 1])
    return gettext("{day} {month} {year}").format(day=when.day, month=month, year=when.year)


def _write_month(when: date, months: _Names) -> str:
    month = gettext(months[when.month - 1])
    return gettext("{month} {year}").format(month=month, year=when.year)
