"""What makes a row worth a second look. It is taken all the same, with a flag."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from labs.analytes import Analyte
from labs.readings import Reading, comparable

# A value that slipped comes near the last one when it is read in the other unit: within
# the cube root of what lies between the units. Units that are less than ten times apart
# lie within what happens in a man, and are only asked about so where his unit stays.
_FAR_APART = 10
_NEAR = Fraction(115, 100)


def doubts(
    reading: Reading, *, twin: bool, before: Iterable[Reading] = ()
) -> tuple[str, ...]:
    """Flags of interfaces 1, beside those that the reading has.

    `before`: what the man has of this measure, the last first.
    """
    last, last_comparable = _last(reading, before)
    found = {
        "unit-slip": _slipped(reading) or _shifted(reading, last),
        "soft-limit": _beyond(reading) or _jumped(reading, last_comparable),
        "duplicate": twin,
    }
    return tuple(flag for flag, raised in found.items() if raised)


def _last(
    reading: Reading, before: Iterable[Reading]
) -> tuple[Reading | None, Reading | None]:
    """The last measured number of all, and the last that may be compared with it.

    LH and FSH have none: they fall and rise by more than units lie apart.
    """
    if reading.analyte.jump is None or not _number(reading):
        return None, None
    last = None
    for other in filter(_number, before):
        last = last or other
        if comparable(other, reading, ()).kind != "broken":
            return last, other
    return last, None


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


def _shifted(reading: Reading, last: Reading | None) -> bool:
    """Off the last one by about what lies between two units, whoever measured it."""
    analyte, number = reading.analyte, reading.value.number
    if last is None or number is None:
        return False
    for unit in analyte.units:
        if unit == reading.unit or not analyte.converts(unit, analyte.unit):
            continue
        meant = analyte.convert(number, unit, analyte.unit)
        apart, left = _times(meant, _number(reading)), _times(meant, _number(last))
        if apart < _FAR_APART and last.unit == reading.unit:
            if left <= _NEAR:
                return True
        elif left**3 <= apart:
            return True
    return False


def _jumped(reading: Reading, last: Reading | None) -> bool:
    """More than so many times the last comparable one, or less than so small a part."""
    jump = reading.analyte.jump
    if last is None or jump is None:
        return False
    return _times(_number(reading), _number(last)) > jump


def _number(reading: Reading) -> Fraction:
    """In the comparison unit; zero where none was measured."""
    return Fraction(0) if reading.value.comparator else reading.amount or Fraction(0)


def _times(one: Fraction, other: Fraction) -> Fraction:
    """How many times the larger is the smaller."""
    return max(one / other, other / one)


def _plausible(analyte: Analyte, number: Decimal, unit: str) -> bool:
    if analyte.plausible is None or not analyte.converts(unit, analyte.unit):
        return True
    low, high = analyte.plausible
    return low <= analyte.convert(number, unit, analyte.unit) <= high
