"""Intervals as reports print them: two ends, or one with a sign, and a unit behind."""

import re
from decimal import Decimal
from typing import NamedTuple

from labs.analytes import Analyte, fold_unit
from labs.readings.value import read_quantity
from labs.words import Refused


class Limit(NamedTuple):
    number: Decimal
    inclusive: bool


type Limits = tuple[Limit | None, Limit | None]


def read_limits(bare: str, decimal: str) -> Limits:
    """Low and high; neither where the text is anything but one interval."""
    return _read_between(bare, decimal) or _one_sided(bare, decimal) or (None, None)


def _read_between(bare: str, decimal: str) -> Limits | None:
    match = _BETWEEN.fullmatch(bare)
    if not match:
        return None
    try:
        low, high = (bare_number(end, decimal) for end in match.groups())
    except Refused:
        return None
    return Limit(low, inclusive=True), Limit(high, inclusive=True)


def _one_sided(bare: str, decimal: str) -> Limits | None:
    try:
        comparator, number = read_quantity(_UP_TO.sub("<=", bare), decimal=decimal)
    except Refused:
        return None
    if not comparator:
        return None
    limit = Limit(number, comparator.endswith("="))
    return (None, limit) if comparator.startswith("<") else (limit, None)


def bare_number(printed: str, decimal: str) -> Decimal:
    comparator, number = read_quantity(printed, decimal=decimal)
    if comparator:
        raise Refused("interval-end-unreadable", end=printed.strip())
    return number


def unit_behind(printed: str, unit: str, analyte: Analyte | None) -> tuple[str, str]:
    """The interval without its brackets and its unit, and that unit."""
    *front, last = printed.split()
    printed_unit = _unit_code(last.strip("()[]"), unit, analyte) if front else ""
    bare = " ".join(front) if printed_unit else printed
    return bare.strip("()[] "), printed_unit or unit


def _unit_code(spelling: str, unit: str, analyte: Analyte | None) -> str:
    if fold_unit(spelling) == fold_unit(unit):
        return unit
    try:
        return analyte.unit_of(spelling).code if analyte else ""
    except Refused:
        return ""


_BETWEEN = re.compile(
    r"(.*?\d)\s*(?:-|‐|‑|–|—|−|\.{2,3}|…|\bto\b|\bbis\b|à)\s*(\d.*)", re.ASCII
)
_UP_TO = re.compile(r"^(?:up to|bis|jusqu['’]à)\s+", re.IGNORECASE)
