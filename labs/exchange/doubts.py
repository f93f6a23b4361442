"""What makes a row worth a second look. It is taken all the same, with a flag."""

from decimal import Decimal

from labs.analytes import Analyte
from labs.readings import Reading


def doubts(reading: Reading, *, twin: bool) -> tuple[str, ...]:
    """Flags of interfaces 1, beside those that the reading has."""
    found = {
        "unit-slip": _slipped(reading),
        "soft-limit": _beyond(reading),
        "duplicate": twin,
    }
    return tuple(flag for flag, raised in found.items() if raised)


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


def _plausible(analyte: Analyte, number: Decimal, unit: str) -> bool:
    if analyte.plausible is None or not analyte.converts(unit, analyte.unit):
        return True
    low, high = analyte.plausible
    return low <= analyte.convert(number, unit, analyte.unit) <= high
