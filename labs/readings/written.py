"""Dates and times as people and files write them."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from labs.words import Refused

type Parts = tuple[date, time | None, tzinfo | None]


def date_formats(text: str) -> tuple[str, ...]:
    """The formats that a date like `03/04/2026` may have; empty for any other text.

    One row of a file with a single format settles the others.
    """
    match = _SLASHED.match(text.strip())
    return tuple(_slashed(match)) if match else ()


def parts(written: str, date_format: str) -> Parts:
    """Day, clock and offset, of which only the day must be there. Nothing is guessed."""
    if not written.isascii():
        raise Refused("time-unreadable", text=written)
    if date_format and (found := _formatted(written, date_format)):
        return found
    match = _DATE_AND_CLOCK.fullmatch(written)
    if not match:
        raise Refused("time-unreadable", text=written)
    day = _day(match["day"], written, date_format)
    return day, *_clock(match["clock"], written)


def _formatted(written: str, date_format: str) -> Parts | None:
    try:
        found = datetime.strptime(written, date_format)
    except ValueError:
        return None
    timed = any(directive in date_format for directive in ("%H", "%I"))
    return found.date(), found.time() if timed else None, found.tzinfo


def _day(written: str, text: str, date_format: str) -> date:
    if date_format and (found := _formatted(written, date_format)):
        return found[0]
    if match := _YEAR_FIRST.fullmatch(written):
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := _DOTTED.fullmatch(written):
        return date(int(match[3]), int(match[2]), int(match[1]))
    match = _SLASHED.fullmatch(written)
    if not match or date_format:
        raise Refused("time-unreadable", text=text)
    days = set(_slashed(match).values())
    if len(days) != 1:
        raise Refused("date-ambiguous" if days else "time-unreadable", text=text)
    return days.pop()


def _slashed(match: re.Match[str]) -> dict[str, date]:
    """Each reading of a date whose year stands last, by its format."""
    first, sign, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
    orders = {"%d{0}%m{0}%Y": (second, first), "%m{0}%d{0}%Y": (first, second)}
    found = {}
    for form, (month, day) in orders.items():
        with suppress(ValueError):
            found[form.format(sign)] = date(year, month, day)
    return found


def _clock(written: str | None, text: str) -> tuple[time | None, tzinfo | None]:
    if not written:
        return None, None
    match = _CLOCK.fullmatch(written)
    if not match:
        raise Refused("time-unreadable", text=text)
    hour, half = int(match["hour"]), (match["half"] or "").casefold().replace(".", "")
    if half and hour not in range(1, 13):
        raise Refused("time-unreadable", text=text)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, int(match["minute"]), int(match["second"] or 0)), _zone(match["zone"])


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written in "Zz":
        return UTC
    hours, minutes = int(written[1:3]), int(written[3:].lstrip(":") or 0)
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if written[0] == "-" else ahead)


_YEAR_FIRST = re.compile(r"(\d{4})([-/])(\d{2})\2(\d{2})", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})\b", re.ASCII)
_DATE_AND_CLOCK = re.compile(r"(?P<day>[\d./-]+)(?:(?:T|,? )(?P<clock>.+))?", re.ASCII)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?: ?(?P<half>[ap]\.?m\.?)| Uhr)?"
    r" ?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
