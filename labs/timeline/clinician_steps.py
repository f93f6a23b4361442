"""A clinician's ranges in time: each holds from the day it was set to the next one's."""

from dataclasses import dataclass
from fractions import Fraction

from labs.readings import ClinicianRangeFact
from labs.timeline.extent import find_extent
from labs.timeline.minutes import Minute, minute_of_day
from labs.timeline.shape import Row
from labs.timeline.timeline import Timeline


@dataclass(frozen=True)
class ClinicianStep:
    """One of them, in the unit of its row."""

    range: ClinicianRangeFact
    start: Minute
    end: Minute | None  # None: it holds
    low: Fraction | None
    high: Fraction | None


def clinician_steps(timeline: Timeline, row: Row) -> tuple[ClinicianStep, ...]:
    """Those of one analyte that hold on a day in view, the oldest first."""
    first, last = find_extent(timeline) if timeline.ranges else (0, 0)
    found = []
    for each in timeline.ranges:
        start = minute_of_day(each.since)
        end = minute_of_day(each.until) if each.until else None
        in_view = start < last and (end is None or end > first)
        low, high = each.interval.ends(row.analyte, row.unit)
        if each.analyte == row.analyte.key and in_view and (low, high) != (None, None):
            found.append(ClinicianStep(each, start, end, low, high))
    return tuple(found)
