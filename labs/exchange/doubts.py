"""What makes a row worth a second look. It is taken all the same, with a flag."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from labs.analytes import ANALYTES
from labs.readings import Reading, is_break

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
    slipped = beyond = False
    if not reading.value.comparator and (number := reading.value.number) is not None:
        slipped, beyond = _judge_alone(reading.analyte.key, reading.unit, number)
    shifted, jumped = _judge_beside(reading, before)
    if not (slipped or shifted or beyond or jumped or twin):  # as nearly always
        return ()
    found = {
        "unit-slip": slipped or shifted,
        "soft-limit": beyond or jumped,
        "duplicate": twin,
    }
    return tuple(flag for flag, raised in found.items() if raised)


@lru_cache(maxsize=4096)  # the same numbers come again and again
def _judge_alone(key: str, unit: str, number: Decimal) -> tuple[bool, bool]:
    """Whether it is plausible in another unit only, and whether it is beyond what is usual.

    Zero is suspicious too: assays have a floor.
    """
    analyte = ANALYTES[key]
    if not analyte.converts(unit, analyte.unit):
        return False, False
    soft, plausible = _limits_of(key)
    amount = analyte.convert(number, unit, analyte.unit)
    beyond = not amount or not _lies_within(amount, soft)
    if _lies_within(amount, plausible):
        return False, beyond
    slipped = any(
        not analyte.converts(other, analyte.unit)
        or _lies_within(analyte.convert(number, other, analyte.unit), plausible)
        for other in analyte.units
        if other != unit
    )
    return slipped, beyond


def _judge_beside(reading: Reading, before: Iterator[Reading]) -> tuple[bool, bool]:
    """Whether it is off the last number by what lies between two units, or has jumped.

    A jump is too many times the last one that may be compared with it. LH and FSH have
    neither: they fall and rise by more than units lie apart.
    """
    jump, amount = reading.analyte.jump, _amount_of(reading)
    if jump is None or not amount:
        return False, False
    shifted: bool | None = None  # only the last number of all tells
    for other in before:
        if not (last := _amount_of(other)):
            continue
        # As whole numbers: fractions would be cut short at each step.
        ratio = (amount.numerator * last.denominator, amount.denominator * last.numerator)
        if shifted is None:
            shifted = _is_shifted(reading, ratio, other.unit)
        if not is_break(other, reading):
            return shifted, max(ratio) > jump * min(ratio)
    return bool(shifted), False


class _OtherUnit(NamedTuple):
    factor: Fraction  # what an amount is multiplied by if its number was of this unit
    apart: Fraction  # how many times the larger unit is the smaller


@cache
def _other_units(key: str, unit: str) -> tuple[int, tuple[_OtherUnit, ...]]:
    """The units that a number may have been of, beside the one that was read.

    Before them, how many times the last value a slip into any of them is at least.
    """
    analyte = ANALYTES[key]
    usual = analyte.convert(Fraction(1), unit, analyte.unit)
    factors = [
        analyte.convert(Fraction(1), other, analyte.unit) / usual
        for other in analyte.units
        if other != unit and analyte.converts(other, analyte.unit)
    ]
    others = tuple(_OtherUnit(factor, _times_apart(factor)) for factor in factors)
    # What is this near cannot be a slip into the nearest unit: within `_NEAR`, or the root.
    nearest = min((other.apart for other in others), default=Fraction(1))
    least = 1
    while (least + 1) * _NEAR <= nearest and (least + 1) ** 3 <= nearest**2:
        least += 1
    return least, others


def _is_shifted(reading: Reading, ratio: tuple[int, int], last_unit: str) -> bool:
    """Off the last one by about what lies between two units, whoever measured it."""
    least, others = _other_units(reading.analyte.key, reading.unit)
    if max(ratio) < least * min(ratio):
        return False
    times = Fraction(*ratio)
    for other in others:
        left = _times_apart(times * other.factor)
        if other.apart < _FAR_APART and last_unit == reading.unit:
            if left <= _NEAR:
                return True
        elif left**3 <= other.apart:
            return True
    return False


def _amount_of(reading: Reading) -> Fraction | None:
    """In the comparison unit; None, or zero, where none was measured."""
    return None if reading.value.comparator else reading.amount


def _times_apart(times: Fraction) -> Fraction:
    """How many times the larger is the smaller, of two whose quotient this is."""
    return times if times >= 1 else 1 / times


type _Limits = tuple[Fraction | None, Fraction | None]


@cache
def _limits_of(key: str) -> tuple[_Limits, _Limits]:
    """What is usual, and what is plausible, as fractions in the comparison unit."""
    analyte = ANALYTES[key]
    low, high = analyte.plausible or (None, None)
    return _exact_limits(analyte.soft_low, analyte.soft_high), _exact_limits(low, high)


def _exact_limits(low: Decimal | None, high: Decimal | None) -> _Limits:
    return (
        None if low is None else Fraction(low),
        None if high is None else Fraction(high),
    )


def _lies_within(amount: Fraction, limits: _Limits) -> bool:
    low, high = limits
    return (low is None or low <= amount) and (high is None or amount <= high)
