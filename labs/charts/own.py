"""Ranges that a clinician set for one man, as a row of the figure shows them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from labs.charts import widths
from labs.charts.clock import midnight
from labs.charts.frame import Frame
from labs.charts.say import say
from labs.readings import ClinicianRange
from labs.series import Row


@dataclass(frozen=True)
class Own:
    """One of them, for the days that it held."""

    since: date
    until: date | None  # None: it holds
    low: Fraction | None  # in the unit of the row
    high: Fraction | None
    words: str  # "Dr Example’s range 12–25"


def of(row: Row, frame: Frame) -> tuple[Own, ...]:
    """Those of one analyte that hold on a day in view, the oldest first."""
    mine = [each for each in frame.series.ranges if each.analyte == row.analyte.key]
    made = [_own(each, row, frame) for each in mine if _in_view(each, frame)]
    return tuple(own for own in made if (own.low, own.high) != (None, None))


def numbers(interval: str) -> str:
    """`1.7–8.6`, `≤ 162`, `≈8.7–38.1`."""
    return interval.replace(" to ≈", "–").replace(" to ", "–")


def _own(each: ClinicianRange, row: Row, frame: Frame) -> Own:
    low, high = each.interval.ends(row.analyte, row.unit)
    said = widths.held(numbers(each.interval.in_unit(row.analyte, row.unit).plain))
    words = say("own-range" if frame.for_staff else "own-plain", range=said, by=each.by)
    return Own(each.since, each.until, low, high, words)


def _in_view(each: ClinicianRange, frame: Frame) -> bool:
    axis = frame.axis
    ends_before = each.until is not None and midnight(each.until) <= axis.start
    return midnight(each.since) < axis.end and not ends_before
