"""Where a result stands against its interval: the table of states, and nothing else."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from labs.analytes import Analyte
from labs.readings.interval import Interval
from labs.readings.value import Value


class State(StrEnum):
    BELOW = "below"
    INSIDE = "inside"
    ABOVE = "above"
    UNKNOWN = "unknown"
    NO_RANGE = "no-range"


type _Number = Decimal | Fraction  # both exact, and comparable with each other


@dataclass(frozen=True)
class _End:
    at: _Number
    inclusive: bool

    @property
    def mirrored(self) -> "_End":
        return _End(-self.at, self.inclusive)


@lru_cache(maxsize=8192)  # values of three or four digits repeat in a long record
def find_state(
    value: Value, interval: Interval | None, analyte: Analyte, unit: str
) -> State:
    if value.number is None:
        return State.UNKNOWN if interval and interval.has_ends else State.NO_RANGE
    low, high = _read_ends(interval, analyte, unit)
    number, limit_excluded = value.number, not value.comparator.endswith("=")
    match value.comparator[:1]:
        case "<":
            return _at_most(number, limit_excluded, low, high)
        case ">":
            mirrored = _at_most(
                -number, limit_excluded, high and high.mirrored, low and low.mirrored
            )
            return State.ABOVE if mirrored is State.BELOW else mirrored
    return _state_of_number(number, low, high)


def _state_of_number(number: _Number, low: _End | None, high: _End | None) -> State:
    if low and (number < low.at or (number == low.at and not low.inclusive)):
        return State.BELOW
    if high and (number > high.at or (number == high.at and not high.inclusive)):
        return State.ABOVE
    return State.INSIDE if low or high else State.NO_RANGE


def _at_most(
    limit: _Number, limit_excluded: bool, low: _End | None, high: _End | None
) -> State:
    """The value is anything up to a limit; never above, and inside only without a low."""
    if low:
        apart = limit_excluded or not low.inclusive
        below = limit < low.at or (limit == low.at and apart)
        return State.BELOW if below else State.UNKNOWN
    if high:
        within = limit_excluded or high.inclusive
        inside = limit < high.at or (limit == high.at and within)
        return State.INSIDE if inside else State.UNKNOWN
    return State.UNKNOWN


def _read_ends(
    interval: Interval | None, analyte: Analyte, unit: str
) -> tuple[_End | None, _End | None]:
    if interval is None:
        return None, None
    low: _Number | None
    high: _Number | None
    if interval.unit in ("", unit):
        low, high = interval.low, interval.high
    else:
        low, high = interval.ends(analyte, unit)
    return (
        None if low is None else _End(low, interval.low_inclusive),
        None if high is None else _End(high, interval.high_inclusive),
    )
