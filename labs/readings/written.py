"""Dates and times as people and files write them.

A year of two digits is one of this century, whatever stands between its digits: who reads
a date decides whether it can have come already.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from labs.words import Refused

type Parts = tuple[date, time | None, tzinfo | None]


def date_formats(text: str) -> tuple[str, ...]:
    """The formats that a date like `03/04/2026` may have; empty for any other text.

    A row of a file with a single format settles the others.
    """
    match = _SLASHED.match(text.strip())
    return tuple(_read_slashed(match)) if match else ()


def has_short_year(text: str) -> bool:
    """Whether a date like `1/25/26` or `25-Jan-26` tells two digits of its year."""
    return bool(_SHORT_YEAR.match(text.strip()))


def read_clock(written: str, date_format: str) -> time | None:
    """The clock of a moment whose day may still be in doubt; None where it tells none."""
    if date_format and (found := _read_formatted(written, date_format)):
        return found[1]
    match = _DATE_AND_CLOCK.fullmatch(written)
    if not match:
        raise Refused("time-unreadable", text=written)
    return _read_clock(match["clock"], written)[0]


def read_parts(written: str, date_format: str) -> Parts:
    """Day, clock and offset, of which only the day must be there. Nothing is guessed."""
    if not written.isascii():
        raise Refused("time-unreadable", text=written)
    if date_format and (found := _read_formatted(written, date_format)):
        return found
    match = _DATE_AND_CLOCK.fullmatch(written)
    if not match:
        raise Refused("time-unreadable", text=written)
    day = _read_day(match["day"], written, date_format)
    return day, *_read_clock(match["clock"], written)


def _read_formatted(written: str, date_format: str) -> Parts | None:
    """As the format has it, with a year of four digits or of two."""
    twins = date_format.replace("%y", "%Y"), date_format.replace("%Y", "%y")
    for form in dict.fromkeys((date_format, *twins)):
        try:
            found = datetime.strptime(written, form)
        except ValueError:
            continue
        timed = any(directive in form for directive in ("%H", "%I"))
        day = found.date() if "%y" not in form else _of_this_century(found.date())
        return day, found.time() if timed else None, _zone_of(found, form)
    return None


def _of_this_century(day: date) -> date:
    return day.replace(year=_CENTURY + day.year % 100)


def _zone_of(found: datetime, form: str) -> tzinfo | None:
    """A Z that a format takes for a letter is still the sign of UTC."""
    return UTC if form.endswith("Z") and not form.endswith("%Z") else found.tzinfo


def _read_day(written: str, text: str, date_format: str) -> date:
    if date_format and (found := _read_formatted(written, date_format)):
        return found[0]
    if match := _YEAR_FIRST.fullmatch(written):
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := _DOTTED.fullmatch(written):
        return date(_read_year(match[3]), int(match[2]), int(match[1]))
    match = _SLASHED.fullmatch(written)
    if not match or date_format:
        raise Refused("time-unreadable", text=text)
    days = set(_read_slashed(match).values())
    if not days:
        raise Refused("time-unreadable", text=text)
    if len(days) > 1:
        short = has_short_year(written)
        raise Refused("date-ambiguous-short-year" if short else "date-ambiguous", text=text)
    return days.pop()


def _read_slashed(match: re.Match[str]) -> dict[str, date]:
    """Each reading of a date whose year may stand last, by its format."""
    first, sign, second, last = match.groups()
    orders = {"%d{0}%m{0}%Y": (last, second, first), "%m{0}%d{0}%Y": (last, first, second)}
    if len(first) == len(last):  # 26-03-02 may begin with its year
        orders["%Y{0}%m{0}%d"] = (first, second, last)
    found = {}
    for form, (year, month, day) in orders.items():
        with suppress(ValueError):
            found[form.format(sign)] = date(_read_year(year), int(month), int(day))
    return found


def _read_year(printed: str) -> int:
    return int(printed) if len(printed) > _SHORT else _CENTURY + int(printed)


def _read_clock(written: str | None, text: str) -> tuple[time | None, tzinfo | None]:
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
    return time(hour, int(match["minute"]), int(match["second"] or 0)), _read_zone(
        match["zone"]
    )


def _read_zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written in "Zz":
        return UTC
    hours, minutes = int(written[1:3]), int(written[3:].lstrip(":") or 0)
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if written[0] == "-" else ahead)


_CENTURY = 2000
_SHORT = 2  # digits of a year
_YEAR_FIRST = re.compile(r"(\d{4})([-/])(\d{2})\2(\d{2})", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})\b", re.ASCII)
_SHORT_YEAR = re.compile(
    r"(?:[^\W\d_]{2,3}\.?,? )?(?:"
    r"\d{1,2}([-/.])\d{1,2}\1\d{2}"
    r"|\d{1,2}(?:er|st|nd|rd|th)?\.?[ -]?[^\W\d_]{3,12}\.?[ ,-]{1,2}\d{2}"
    r"|[^\W\d_]{3,12}\.? \d{1,2}, ?\d{2}"
    r")(?![\d:.h])"
)
_DATE_AND_CLOCK = re.compile(r"(?P<day>[\d./-]+)(?:(?:T|,? )(?P<clock>.+))?", re.ASCII)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?: ?(?P<half>[ap]\.?m\.?)| Uhr)?"
    r" ?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
