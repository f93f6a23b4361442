"""Showing a reading, a day, a unit, what a person typed. Asks the database nothing."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template

from labs.analytes import ANALYTES
from labs.readings import Kind, Moment, Reading, State, shown
from labs.series import Point, dates

register = template.Library()

SIGNS = {
    State.BELOW: "↓ below",
    State.ABOVE: "↑ above",
    State.INSIDE: "inside",
    State.UNKNOWN: "unknown",
}
UNITS = {unit.code: unit.text for row in ANALYTES.values() for unit in row.units.values()}


@register.inclusion_tag("parts/reading.html")
def reading(item: Point | Reading, *, unit: bool = True, state: bool = True) -> dict[str, Any]:
    """The only way a value gets into a page: as printed, with its unit, sign and word."""
    measured = item.reading if isinstance(item, Point) else item
    said = item.shown if isinstance(item, Point) else shown(item, item.unit)
    return {
        "absent": measured.value.kind is Kind.ABSENT,
        "status": measured.status,
        "reason": measured.absent_reason,
        "text": said.text,
        "source": said.source if said.converted else "",
        "unit": said.unit_text if unit else "",
        "sign": sign(item.state) if state else "",
    }


@register.inclusion_tag("parts/typed.html")
def typed(text: str) -> dict[str, str]:
    """The only way a person's own words get into a page."""
    return {"text": text}


@register.filter
def sign(state: str) -> str:
    """`↓ below`; nothing where no interval was printed."""
    return SIGNS.get(State(state), "")


@register.filter
def unit(code: str) -> str:
    """The printed form of a UCUM code."""
    return UNITS.get(code, code)


@register.filter
def day(moment: date) -> str:
    return dates.day(moment)


@register.filter
def weekday(moment: date) -> str:
    return f"{_WEEKDAYS[moment.weekday()]} {dates.day(moment)}"


@register.filter
def moment(taken: Moment) -> str:
    """A draw's day and clock, no more precise than it was recorded."""
    if taken.precision == "month":
        return dates.month(taken.date)
    return f"{dates.day(taken.date)}, {taken.clock}" if taken.clock else dates.day(taken.date)


@register.filter
def local(instant: datetime, zone: str) -> str:
    """An instant on the clinic's clock."""
    there = instant.astimezone(ZoneInfo(zone))
    return f"{dates.day(there.date())}, {there:%H:%M}"


@register.filter
def age(born: date, today: date) -> int:
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (not had_birthday)


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
