"""Quiet room: what is measured, by name, by code and by unit."""

from labs.analytes.analyte import Analyte, Coding, Unit, digits, fold_unit
from labs.analytes.catalogue import ANALYTES
from labs.analytes.naming import find_analyte, find_by_code, side_named, side_of

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
    "find_by_code",
    "digits",
    "fold_unit",
    "find_analyte",
    "side_named",
    "side_of",
]
