"""A clinician's ranges in time: each holds from the day it was set to the next one's."""

from dataclasses import dataclass
from fractions import Fraction

from labs.readings import ClinicianRange
from labs.series.extent import extent
from labs.series.listing import Series
from labs.series.minutes import Minute, midnight
from labs.series.shape import Row


@dataclass(frozen=True)
class ClinicianStep:
    """One of them, in the unit of its row."""

    range: ClinicianRange
    start: Minute
    end: Minute | None  # None: it holds
    low: Fraction | None
    high: Fraction | None


def clinician_steps(series: Series, row: Row) -> tuple[ClinicianStep, ...]:
    """Those of one analyte that hold on a day in view, the oldest first."""
    first, last = extent(series) if series.ranges else (0, 0)
    found = []
    for each in series.ranges:
        start = midnight(each.since)
        end = midnight(each.until) if each.until else None
        in_view = start < last and (end is None or end > first)
        low, high = each.interval.ends(row.analyte, row.unit)
        if each.analyte == row.analyte.key and in_view and (low, high) != (None, None):
            found.append(ClinicianStep(each, start, end, low, high))
    return tuple(found)
