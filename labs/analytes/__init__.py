"""Quiet room: what is measured, by name, by code and by unit."""

from labs.analytes.analyte import Analyte, Coding, Unit, digits, fold_unit
from labs.analytes.catalogue import ANALYTES
from labs.analytes.naming import coded, named, side_named, side_of

ON = tuple(key for key, analyte in ANALYTES.items() if analyte.on)


def choices() -> list[tuple[str, str]]:
    return [(key, analyte.name) for key, analyte in ANALYTES.items()]


__all__ = [
    "ANALYTES",
    "ON",
    "Analyte",
    "Coding",
    "Unit",
    "choices",
    "coded",
    "digits",
    "fold_unit",
    "named",
    "side_named",
    "side_of",
]
