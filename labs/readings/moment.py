"""When something was collected, no more precise than it was recorded."""

import calendar
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from labs.words import Refused

ELEVEN = time(11)
_YEARS = range(1900, 2200)

type _Day = date
type _Clock = time


@dataclass(frozen=True)
class Moment:
    """A local date, a time or none, and the zone and offset as they were at recording."""

    date: _Day  # the clinical day; the first of its month where only that is known
    time: _Clock | None
    zone: str
    offset_minutes: int | None
    precision: str  # minute, date, month

    @classmethod
    def local(
        cls, day: _Day, at: _Clock | None, zone: str, *, fold: int | None = None
    ) -> Self:
        """A day, or a time on the clinic's clock. `fold` says which of a doubled hour."""
        _plausible(day)
        if at is None:
            return cls(day, None, zone, None, "date")
        clock = datetime.combine(day, at, ZoneInfo(zone)).replace(fold=fold or 0)
        first, second = _offset(clock.replace(fold=0)), _offset(clock.replace(fold=1))
        if first < second:  # the clock was put forward over it
            raise Refused(
                "hour-missing", time=f"{at:%H:%M}", day=day.isoformat(), zone=zone
            )
        if first > second and fold is None:
            raise Refused(
                "hour-doubled",
                time=f"{at:%H:%M}",
                day=day.isoformat(),
                zone=zone,
                first=f"{at:%H:%M}{_written(first)}",
                second=f"{at:%H:%M}{_written(second)}",
            )
        return cls(day, at.replace(fold=0), zone, _offset(clock), "minute")

    @classmethod
    def instant(cls, aware: datetime, zone: str) -> Self:
        """A time that carries its own offset, kept as printed."""
        _plausible(aware.date())
        at = aware.time().replace(fold=0)
        return cls(aware.date(), at, zone, _offset(aware), "minute")

    @classmethod
    def month(cls, year: int, month: int, zone: str) -> Self:
        first = date(year, month, 1)
        _plausible(first)
        return cls(first, None, zone, None, "month")

    @classmethod
    def read(
        cls, text: str, zone: str, *, date_format: str = "", fold: int | None = None
    ) -> Self:
        """A date, a time or a month as files write them; day and month are not guessed."""
        written = " ".join(text.split())
        try:
            if match := _MONTH.fullmatch(written):
                return cls.month(int(match[1]), int(match[2]), zone)
            day, clock, offset = _parts(written, date_format)
        except ValueError as error:  # a thirteenth month; Refused is one too
            if isinstance(error, Refused):
                raise
            raise Refused("time-unreadable", text=written) from error
        if clock is None:
            return cls.local(day, None, zone)
        if offset is None:
            return cls.local(day, clock, zone, fold=fold)
        return cls.instant(datetime.combine(day, clock, offset), zone)

    @cached_property
    def at(self) -> datetime:
        """For sorting, in UTC; what has no time stands at the end of its day or month."""
        if self.time is None:
            end = datetime.combine(self._last_day, time.max, ZoneInfo(self.zone))
            return end.replace(fold=1).astimezone(UTC)
        return self._aware.astimezone(UTC)

    @cached_property
    def iso(self) -> str:
        if self.time is not None:
            return self._aware.isoformat()
        return f"{self.date:%Y-%m}" if self.precision == "month" else self.date.isoformat()

    @property
    def clock(self) -> str:
        return "" if self.time is None else f"{self.time:%H:%M}"

    @property
    def before_eleven(self) -> bool | None:
        """On the clinic's clock; None where no time is known."""
        if self.time is None:
            return None
        return self._aware.astimezone(ZoneInfo(self.zone)).time() < ELEVEN

    @property
    def _aware(self) -> datetime:
        assert self.time is not None
        naive = datetime.combine(self.date, self.time)
        if self.offset_minutes is None:
            return naive.replace(tzinfo=ZoneInfo(self.zone))
        return naive.replace(tzinfo=timezone(timedelta(minutes=self.offset_minutes)))

    @property
    def _last_day(self) -> _Day:
        if self.precision != "month":
            return self.date
        last = calendar.monthrange(self.date.year, self.date.month)[1]
        return self.date.replace(day=last)


def date_formats(text: str) -> tuple[str, ...]:
    """The formats that a date like `03/04/2026` may have; empty for any other text.

    One row of a file with a single format settles the others.
    """
    match = _SLASHED.match(text.strip())
    return tuple(_slashed(match)) if match else ()


def _parts(written: str, date_format: str) -> tuple[date, time | None, tzinfo | None]:
    if not written.isascii():
        raise Refused("time-unreadable", text=written)
    if date_format and (found := _formatted(written, date_format)):
        return found
    match = _DATE_AND_CLOCK.fullmatch(written)
    if not match:
        raise Refused("time-unreadable", text=written)
    day = _day(match["day"], written, date_format)
    return day, *_clock(match["clock"], written)


def _formatted(
    written: str, date_format: str
) -> tuple[date, time | None, tzinfo | None] | None:
    try:
        found = datetime.strptime(written, date_format)
    except ValueError:
        return None
    timed = any(directive in date_format for directive in ("%H", "%I", "%X", "%c"))
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


def _plausible(day: date) -> None:
    if day.year not in _YEARS:
        raise Refused("date-out-of-range", day=day.isoformat())


def _offset(aware: datetime) -> int:
    offset = aware.utcoffset()
    if offset is None:
        raise ValueError("an instant carries its offset")
    return offset // timedelta(minutes=1)


def _written(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
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
