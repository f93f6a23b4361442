"""When something was collected, no more precise than it was recorded."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from labs.readings.written import read_parts
from labs.words import Refused

ELEVEN = time(11)
LONGEST_MOMENT = 80  # characters of a moment as printed
YEARS = range(1900, 2200)  # a figure's axis needs a day before and after each

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
    reported: str = ""  # as printed, where that was UTC and the zone has another clock

    @classmethod
    def local(
        cls, day: _Day, at: _Clock | None, zone: str, *, fold: int | None = None
    ) -> Self:
        """A day, or a time on the clinic's clock. `fold` says which of a doubled hour."""
        require_plausible(day)
        if at is None:
            return cls(day, None, zone, None, "date")
        clock = datetime.combine(day, at, ZoneInfo(zone)).replace(fold=fold or 0)
        first, second = (
            _offset_minutes(clock.replace(fold=0)),
            _offset_minutes(clock.replace(fold=1)),
        )
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
                first=f"{at:%H:%M}{_write_offset(first)}",
                second=f"{at:%H:%M}{_write_offset(second)}",
            )
        return cls(day, at.replace(fold=0), zone, _offset_minutes(clock), "minute")

    @classmethod
    def instant(cls, aware: datetime, zone: str, *, reported: str = "") -> Self:
        """A time that carries the offset of a place, as printed; UTC on the clinic's clock.

        UTC is the clock of servers and tells no place, but for a zone that keeps it then.
        """
        require_plausible(aware.date())
        there = aware if _offset_minutes(aware) else aware.astimezone(ZoneInfo(zone))
        require_plausible(there.date())
        at, offset = there.time().replace(fold=0), _offset_minutes(there)
        told = reported if offset != _offset_minutes(aware) else ""
        return cls(there.date(), at, zone, offset, "minute", told)

    @classmethod
    def month(cls, year: int, month: int, zone: str) -> Self:
        first = date(year, month, 1)
        require_plausible(first)
        return cls(first, None, zone, None, "month")

    @classmethod
    def read(
        cls,
        text: str,
        zone: str,
        *,
        date_format: str = "",
        fold: int | None = None,
        date_only: bool = False,
        offset: tzinfo | None = None,
    ) -> Self:
        """A date, a time or a month as files write them; day and month are not guessed.

        `date_only`: the clock tells nothing, and the day is the printed one. `offset`: of
        a clock that tells none itself.
        """
        written = " ".join(text.split())
        try:
            if match := _MONTH.fullmatch(written):
                return cls.month(int(match[1]), int(match[2]), zone)
            day, clock, printed = read_parts(written, date_format)
        except Refused:
            raise
        except ValueError as error:  # a thirteenth month
            raise Refused("time-unreadable", text=written) from error
        if clock is None or date_only:
            return cls.local(day, None, zone)
        told = printed or offset
        if told is None:
            return cls.local(day, clock, zone, fold=fold)
        return cls.instant(datetime.combine(day, clock, told), zone, reported=written)

    @cached_property
    def at(self) -> datetime:
        """For sorting, in UTC; what has no time stands at the end of its day or month."""
        if self.time is None:
            end = datetime.combine(self._last_day, time.max, ZoneInfo(self.zone))
            return end.replace(fold=1).astimezone(UTC)
        return self._aware.astimezone(UTC)

    @cached_property
    def minute(self) -> tuple[str, _Day]:
        """Equal for one minute, wherever the clock stood; a date is not its midnight."""
        if self.time is None:
            return self.precision, self.date
        return self.precision, self.at.replace(second=0, microsecond=0)

    @cached_property
    def iso(self) -> str:
        if self.time is not None:
            return self._aware.isoformat()
        return f"{self.date:%Y-%m}" if self.precision == "month" else self.date.isoformat()

    @property
    def clock(self) -> str:
        return "" if self.time is None else f"{self.time:%H:%M}"

    def is_after(self, now: datetime) -> bool:
        """Whether it is in the future; a day of which no time is known is taken whole."""
        if self.time is None:
            return self.date > now.astimezone(ZoneInfo(self.zone)).date()
        return self.at > now

    @cached_property
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


def require_plausible(day: date) -> None:
    """Refuse a year that no record of a living person, and no axis, reaches."""
    if day.year not in YEARS:
        raise Refused("date-out-of-range", day=day.isoformat())


def _offset_minutes(aware: datetime) -> int:
    offset = aware.utcoffset()
    if offset is None:
        raise ValueError("an instant carries its offset")
    return offset // timedelta(minutes=1)


def _write_offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
