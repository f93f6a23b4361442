"""One line as copied from a report: `LH < 0.1 IU/L`."""

import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations

from labs.analytes import ANALYTES, Analyte, find_analyte, fold_unit
from labs.readings.text import require_printable
from labs.readings.value import LONGEST, Value, is_sign_alone, read_quantity
from labs.words import Refused


@dataclass(frozen=True)
class PastedResult:
    analyte: Analyte
    value: Value
    unit: str  # UCUM
    unit_reported: str


def read_pasted(line: str) -> PastedResult:
    """Analyte, result and unit, in that order. The result begins as early as it can."""
    require_printable(line, "The line", LONGEST)
    words = _split_words(line)
    for start, end in combinations(range(1, len(words)), 2):
        result = " ".join(words[start:end])
        if _is_quantity(result):
            return _build_pasted(" ".join(words[:start]), result, " ".join(words[end:]))
    raise Refused("pasted-unreadable", line=line.strip())


def lacks_number(line: str) -> bool:
    """Whether a comparator stands between a name, or none, and a unit, or none."""
    words = _split_words(line)
    return any(
        is_sign_alone(" ".join(words[start:end]))
        and _is_named(" ".join(words[:start]))
        and _is_unit(" ".join(words[end:]))
        for start, end in combinations(range(len(words) + 1), 2)
    )


def _is_named(name: str) -> bool:
    with suppress(Refused):
        return not name or bool(find_analyte(name))
    return False


def _is_unit(spelling: str) -> bool:
    return not spelling or fold_unit(spelling) in _UNITS


def _build_pasted(name: str, result: str, unit: str) -> PastedResult:
    analyte = find_analyte(name)
    return PastedResult(analyte, Value.read(result), analyte.unit_of(unit).code, unit)


def _is_quantity(text: str) -> bool:
    try:
        read_quantity(text)
    except Refused:
        return False
    return True


def _split_words(line: str) -> list[str]:
    """Name, result and unit apart, also where the line holds no blanks between them."""
    spaced = _SIGN.sub(r" \1 ", _COLON.sub(r"\1 ", line))
    return _GLUED.sub(r"\1 \2", spaced).split()


_UNITS = frozenset(
    fold_unit(spelling)
    for analyte in ANALYTES.values()
    for unit in analyte.units.values()
    for spelling in (unit.code, unit.text, *unit.spellings)
)
_COLON = re.compile(r"^([^<>=≤≥]*?)\s*[:=]\s+")
_SIGN = re.compile(r"([<>=≤≥＜＞＝≦≧⩽⩾﹤﹥]+)")
_GLUED = re.compile(r"(?<!\S)([\d.,]+)([^\d\s.,])")
