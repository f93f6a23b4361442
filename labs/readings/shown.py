"""How a reading is shown: as printed in its own unit, and marked as made in another."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from labs.analytes import Analyte, digits
from labs.readings.reading import Reading
from labs.readings.value import Kind


@dataclass(frozen=True)
class ShownValue:
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


def show_value(reading: Reading, unit: str) -> ShownValue:
    """In `unit` where an exact conversion exists, else in its own."""
    value = reading.value
    if value.kind is Kind.ABSENT:
        return _absent_text(reading)
    own, analyte = (reading.unit, reading.unit_reported), reading.analyte
    return _shown(value.comparator, value.digits, value.reported, analyte, own, unit)


@lru_cache(maxsize=8192)  # values of three or four digits repeat in a long record
def _shown(
    comparator: str,
    printed: str,
    reported: str,
    analyte: Analyte,
    own: tuple[str, str],
    unit: str,
) -> ShownValue:
    """`printed`: the digits; `own`: the unit of the result, and as it was reported."""
    text, beside = reported.strip(), _unit_text(reported, analyte, *own)
    if not printed or unit == own[0] or not analyte.converts(own[0], unit):
        return ShownValue(text, comparator, printed, own[0], beside)
    wanted = analyte.units[unit]
    exact = analyte.convert(Decimal(printed), own[0], unit)
    made = digits(exact, wanted.decimals)
    return ShownValue(
        text=f"{comparator}≈{made}",
        comparator=comparator,
        value=made,
        unit=unit,
        unit_text=wanted.text,
        converted=True,
        source=f"{text} {beside}",
    )


def _absent_text(reading: Reading) -> ShownValue:
    """The sender's own word, or what its status says."""
    said, unit = reading.value.reported, reading.unit
    beside = _unit_text(said, reading.analyte, unit, reading.unit_reported)
    waits = "pending" if reading.status == "pending" else "not done"
    return ShownValue(said.strip() or waits, "", "", unit, beside)


def _unit_text(reported: str, analyte: Analyte, unit: str, unit_reported: str) -> str:
    """A unit belongs to digits: `not detected` has none."""
    if not any(map(str.isdigit, reported)):
        return ""
    known = analyte.units.get(unit)
    return known.text if known else unit_reported
