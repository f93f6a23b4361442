"""Minutes of wall clock time, and what a day is to them."""

from datetime import date, timedelta

from labs.charts.scene import Minute
from labs.readings import Moment

DAY = 24 * 60
_EPOCH = date(1970, 1, 1).toordinal()


def midnight(day: date) -> Minute:
    """The minute that a day begins with."""
    return (day.toordinal() - _EPOCH) * DAY


def day_of(at: Minute) -> date:
    return date.fromordinal(at // DAY + _EPOCH)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    return (first_of_month(day) + timedelta(days=31)).replace(day=1)


def known(day: date, precision: str) -> tuple[Minute, Minute]:
    """From the first to the last minute that a date may mean."""
    if precision == "month":
        return midnight(first_of_month(day)), midnight(next_month(day))
    return midnight(day), midnight(day + timedelta(days=1))


def span(moment: Moment) -> tuple[Minute, Minute]:
    """A time is one minute; a date its day, a month its month."""
    if moment.time is None:
        return known(moment.date, moment.precision)
    at = midnight(moment.date) + moment.time.hour * 60 + moment.time.minute
    return at, at


def middle(moment: Moment) -> Minute:
    first, last = span(moment)
    return (first + last) // 2
