"""Files with one row a draw: which analyte, side and unit a heading names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from labs.exchange.csv.headers import find_field
from labs.exchange.mapping import Target, fold_heading
from labs.exchange.names import NamedAnalyte, identify_analyte
from labs.words import Refused

_LONGEST = 120  # characters of a heading
_MOST_SPLITS = 8
_BESIDE = (
    *("unit", "comparator", "range_text", "range_low", "range_high", "method"),
    *("comment", "status", "specimen"),
)
_SPLIT = re.compile(r"[\s_,;:/|-]+|(?=[(\[{])")
_BRACKETED = re.compile(r"(?P<name>.+?)[\s_,:-]*[(\[{](?P<unit>.+)[)\]}]\s*", re.DOTALL)
_UNIT_LIKE = re.compile(r"[/%]|^[µμumnpk]?(?:g|mol|l|iu|u)$", re.IGNORECASE)
_IN = re.compile(r"^(?:in|en)\s+", re.IGNORECASE)
_PER = re.compile(r"[_\s]+(?:per[_\s]+)?", re.IGNORECASE)


@dataclass(frozen=True)
class WideColumn:
    """A column of results; `refused` where its rows are not, or not surely, ours."""

    at: int
    heading: str
    named: NamedAnalyte | None = None
    unit: str = ""  # as the heading prints it
    refused: Refused | None = None
    beside: tuple[tuple[str, int], ...] = ()  # columns of its unit, range, method

    @property
    def key(self) -> tuple[str, str] | None:
        return (self.named.analyte.key, self.named.side) if self.named else None


def find_columns(
    header: list[str], taken: set[int], mapped: Mapping[str, Target]
) -> tuple[WideColumn, ...]:
    """The columns of results, in the file's order; the others are left alone."""
    others = [(at, text) for at, text in enumerate(header) if at not in taken]
    free = [(at, text) for at, text in others if text.strip() and len(text) <= _LONGEST]
    beside = {at: found for at, text in free if (found := _find_beside(text, mapped))}
    columns = [_build_column(at, text, mapped) for at, text in free if at not in beside]
    return tuple(_add_beside(column, beside) for column in columns if column)


def names_analyte(heading: str, mapped: Mapping[str, Target]) -> bool:
    """Whether it may well be a column of results; what exactly it is comes later."""
    name = re.split(r"[(\[]", heading, maxsplit=1)[0]
    if not name.strip() or len(heading) > _LONGEST:
        return False
    try:
        identify_analyte(name, "", mapped)
    except Refused:
        return False
    return True


def _add_beside(
    column: WideColumn, beside: Mapping[int, tuple[tuple[str, str], str]]
) -> WideColumn:
    beside_it = tuple(
        (field, at) for at, (key, field) in beside.items() if key == column.key
    )
    return replace(column, beside=beside_it)


def _build_column(at: int, text: str, mapped: Mapping[str, Target]) -> WideColumn | None:
    try:
        return WideColumn(at, text, identify_analyte(text, "", mapped))
    except Refused as refused:
        whole = refused
    if found := _with_unit(text, mapped):
        return WideColumn(at, text, *found)
    if bracketed := _BRACKETED.fullmatch(text):
        return _read_bracketed(at, text, bracketed, mapped)
    return WideColumn(at, text, refused=whole) if _is_unclear(whole) else None


def _read_bracketed(
    at: int, text: str, match: re.Match[str], mapped: Mapping[str, Target]
) -> WideColumn | None:
    """A unit in brackets that its analyte does not have, or another test with its unit."""
    try:
        return WideColumn(
            at, text, identify_analyte(match["name"], "", mapped), match["unit"].strip()
        )
    except Refused as refused:
        if _is_unclear(refused) or _UNIT_LIKE.search(match["unit"].strip()):
            return WideColumn(at, text, unit=match["unit"].strip(), refused=refused)
    return None


def _with_unit(text: str, mapped: Mapping[str, Target]) -> tuple[NamedAnalyte, str] | None:
    """`LH (IU/L)`, `LH_IU/L`, `testosterone_nmol_l`: the longest name before a unit."""
    for split in reversed(_list_splits(text)):
        name, unit = text[:split], text[split:].strip(" _,;:|-")
        if not name.strip() or not unit:
            continue
        try:
            named = identify_analyte(name, "", mapped)
        except Refused:
            continue
        if spelled := _spell_unit(named, unit):
            return named, spelled
    return None


def _spell_unit(named: NamedAnalyte, unit: str) -> str:
    inner = unit[1:-1] if unit[0] + unit[-1] in ("()", "{}") else _IN.sub("", unit)
    inner = inner[1:-1] if inner[:1] + inner[-1:] == "[]" else inner
    for spelling in (inner.strip(), _PER.sub("/", inner.strip(), count=1)):
        try:
            named.analyte.unit_of(spelling)
        except Refused:
            continue
        return spelling
    return ""


def _find_beside(
    text: str, mapped: Mapping[str, Target]
) -> tuple[tuple[str, str], str] | None:
    """`LH unit`, `Testosterone range low`: the column of a fact beside its result."""
    for split in _list_splits(text):
        name, fact = text[:split], text[split:].strip(" _,;:|()[]-")
        field = find_field(fact) if fold_heading(fact) else None
        field = ("range_text", 1) if fold_heading(fact) == "ref" else field
        if not field or field[0] not in _BESIDE or not name.strip():
            continue
        try:
            named = identify_analyte(name, "", mapped)
        except Refused:
            continue
        return (named.analyte.key, named.side), field[0]
    return None


def _list_splits(text: str) -> list[int]:
    """Where a heading may end and a unit or a fact begin; both are a few words at most."""
    return [match.start() for match in _SPLIT.finditer(text)][-_MOST_SPLITS:]


def _is_unclear(refused: Refused) -> bool:
    return refused.code != "analyte-unknown"
