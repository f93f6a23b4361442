"""Minutes of wall clock time, and which of them a recorded day, month or time may mean.

A minute counts from 1970 on the clock of the place where the draw was taken: daylight
saving moves no mark.
"""

from datetime import date, timedelta

from labs.readings import Moment

type Minute = int
type Span = tuple[Minute, Minute]  # from, to

DAY = 24 * 60
_EPOCH = date(1970, 1, 1).toordinal()


def minute_of_day(day: date) -> Minute:
    """The minute that a day begins with."""
    return (day.toordinal() - _EPOCH) * DAY


def day_of(at: Minute) -> date:
    """The day that a minute lies in."""
    return date.fromordinal(at // DAY + _EPOCH)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (first_of_month(day) + timedelta(days=31)).replace(day=1)


def known_span(day: date, precision: str) -> Span:
    """From the first to the last minute that a date may mean: a day, or its month."""
    if precision == "month":
        return minute_of_day(first_of_month(day)), minute_of_day(next_month(day))
    return minute_of_day(day), minute_of_day(day) + DAY


def moment_span(moment: Moment) -> Span:
    """A time is one minute; a date is its day, a month its month."""
    if moment.time is None:
        return known_span(moment.date, moment.precision)
    at = minute_of_day(moment.date) + moment.time.hour * 60 + moment.time.minute
    return at, at


def middle_minute(moment: Moment) -> Minute:
    """Where a draw stands: at its minute, else in the middle of its day or month."""
    first, last = moment_span(moment)
    return (first + last) // 2
