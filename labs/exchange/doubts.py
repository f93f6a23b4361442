"""What makes a row worth a second look. It is taken all the same, with a flag."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from labs.analytes import ANALYTES, Analyte
from labs.readings import Reading, breaks

# A value that slipped comes near the last one when it is read in the other unit: within
# the cube root of what lies between the units. Units that are less than ten times apart
# lie within what happens in a man, and are only asked about so where his unit stays.
_FAR_APART = 10
_NEAR = Fraction(115, 100)


def find_doubts(
    reading: Reading, *, twin: bool, before: Iterator[Reading]
) -> tuple[str, ...]:
    """Flags of interfaces 1, beside those that the reading has.

    `before`: what the patient has of this measure, the last first.
    """
    last, jump = _compare(reading, before)
    found = {
        "unit-slip": _slipped(reading) or (last and _shifted(reading, *last)),
        "soft-limit": jump or _beyond(reading),
        "duplicate": twin,
    }
    return tuple(flag for flag, raised in found.items() if raised)


def _compare(
    reading: Reading, before: Iterator[Reading]
) -> tuple[tuple[Fraction, str] | None, bool]:
    """How many times the last measured number it is, and in which unit that was told.

    Beside it whether it is too many times the last one that may be compared with it. LH and
    FSH have no `jump`: they fall and rise by more than units lie apart.
    """
    jump, amount = reading.analyte.jump, _amount(reading)
    if jump is None or not amount:
        return None, False
    last = None
    for other in before:
        if not (measured := _amount(other)):
            continue
        times = amount / measured
        last = last or (times, other.unit)
        if not breaks(other, reading):
            return last, _apart(times) > jump
    return last, False


def _beyond(reading: Reading) -> bool:
    """Zero is suspicious too: assays have a floor."""
    analyte, amount = reading.analyte, reading.amount
    if amount is None or reading.value.comparator:
        return False
    low = analyte.soft_low is not None and amount < analyte.soft_low
    high = analyte.soft_high is not None and amount > analyte.soft_high
    return low or high or not amount


def _slipped(reading: Reading) -> bool:
    """Outside what is plausible in its unit, and inside it in another one."""
    analyte, number = reading.analyte, reading.value.number
    if analyte.plausible is None or number is None or reading.value.comparator:
        return False
    if _plausible(analyte, number, reading.unit):
        return False
    return any(
        _plausible(analyte, number, unit) for unit in analyte.units if unit != reading.unit
    )


class _OtherUnit(NamedTuple):
    factor: Fraction  # what an amount is multiplied by if its number was of this unit
    apart: Fraction  # how many times the larger unit is the smaller
    least: int  # nothing nearer than this many times the last value can be a slip


@cache
def _other_units(key: str, unit: str) -> tuple[_OtherUnit, ...]:
    """The units that a number may have been of, beside the one that was read."""
    analyte, found = ANALYTES[key], []
    for other in analyte.units:
        if other != unit and analyte.converts(other, analyte.unit):
            one = Fraction(1)
            own = analyte.convert(one, unit, analyte.unit)
            factor = analyte.convert(one, other, analyte.unit) / own
            apart = _apart(factor)
            least = 1  # apart / _NEAR, or the root of apart**2, rounded down
            while (least + 1) * _NEAR <= apart and (least + 1) ** 3 <= apart**2:
                least += 1
            found.append(_OtherUnit(factor, apart, least))
    return tuple(found)


def _shifted(reading: Reading, times: Fraction, last_unit: str) -> bool:
    """Off the last one by about what lies between two units, whoever measured it."""
    others = _other_units(reading.analyte.key, reading.unit)
    if all(_apart(times) < other.least for other in others):
        return False
    for other in others:
        left = _apart(times * other.factor)
        if other.apart < _FAR_APART and last_unit == reading.unit:
            if left <= _NEAR:
                return True
        elif left**3 <= other.apart:
            return True
    return False


def _amount(reading: Reading) -> Fraction | None:
    """In the comparison unit; None, or zero, where none was measured."""
    return None if reading.value.comparator else reading.amount


def _apart(times: Fraction) -> Fraction:
    """How many times the larger is the smaller, of two whose quotient this is."""
    return times if times >= 1 else 1 / times


def _plausible(analyte: Analyte, number: Decimal, unit: str) -> bool:
    if analyte.plausible is None or not analyte.converts(unit, analyte.unit):
        return True
    low, high = analyte.plausible
    return low <= analyte.convert(number, unit, analyte.unit) <= high
