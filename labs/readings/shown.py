"""How a reading is shown: as printed in its own unit, and marked as made in another."""

from dataclasses import dataclass

from labs.analytes import digits
from labs.readings.reading import Reading
from labs.readings.value import Kind


@dataclass(frozen=True)
class Shown:
    text: str  # "<0.1", "≈12.1", "<≈12.1"
    comparator: str
    value: str  # digits, without sign
    unit: str  # UCUM
    unit_text: str
    converted: bool = False
    source: str = ""  # "349 ng/dL", when converted

    def under(self, unit_text: str) -> str:
        """Below a head that names a unit; with its own, where that is another."""
        other = self.unit_text and self.unit_text != unit_text
        return f"{self.text} {self.unit_text}" if other else self.text


def shown(reading: Reading, unit: str) -> Shown:
    """In `unit` where an exact conversion exists, else in its own."""
    number = reading.value.number
    if (
        number is None
        or unit == reading.unit
        or not reading.analyte.converts(reading.unit, unit)
    ):
        return _as_printed(reading)
    wanted = reading.analyte.units[unit]
    value = digits(reading.analyte.convert(number, reading.unit, unit), wanted.decimals)
    comparator = reading.value.comparator
    return Shown(
        text=f"{comparator}≈{value}",
        comparator=comparator,
        value=value,
        unit=unit,
        unit_text=wanted.text,
        converted=True,
        source=f"{reading.value.reported.strip()} {_unit_text(reading)}",
    )


def _as_printed(reading: Reading) -> Shown:
    return Shown(
        text=_absent(reading) if reading.value.kind is Kind.ABSENT else _printed(reading),
        comparator=reading.value.comparator,
        value=reading.value.digits,
        unit=reading.unit,
        unit_text=_unit_text(reading),
    )


def _printed(reading: Reading) -> str:
    return reading.value.reported.strip()


def _absent(reading: Reading) -> str:
    """The sender's own word, or what its status says."""
    return _printed(reading) or ("pending" if reading.status == "pending" else "not done")


def _unit_text(reading: Reading) -> str:
    """A unit belongs to digits: `not detected` has none."""
    if not any(map(str.isdigit, reading.value.reported)):
        return ""
    known = reading.analyte.units.get(reading.unit)
    return known.text if known else reading.unit_reported
