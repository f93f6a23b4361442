"""A range that a clinician set for one analyte of one man, and the days it holds on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from labs.readings.interval import Interval

type _Day = date


@dataclass(frozen=True)
class ClinicianRangeFact:
    """One version of it, from a day on; `ended`: none from that day on."""

    id: str
    version: int
    analyte: str
    interval: Interval  # digits as typed, with their own unit
    since: _Day
    by: str
    at: datetime | None = None
    ended: bool = False
    until: _Day | None = None  # the first day of a later version

    def holds_on(self, day: _Day) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def in_force(versions: Iterable[ClinicianRangeFact]) -> tuple[ClinicianRangeFact, ...]:
    """When each version of one range holds, oldest first; a later one overrules it."""
    kept: list[ClinicianRangeFact] = []
    until: date | None = None
    for each in sorted(versions, key=lambda version: version.version, reverse=True):
        if until is not None and each.since >= until:
            continue
        if not each.ended:
            kept.append(replace(each, until=until))
        until = each.since
    return tuple(reversed(kept))
