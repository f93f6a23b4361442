"""What a laboratory's file does not say about itself, written down once as JSON."""

import json
from collections.abc import Callable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import Any

from labs import analytes
from labs.analytes import ANALYTES
from labs.exchange.dates import check_date_format
from labs.exchange.fields import FIELDS
from labs.readings.text import require_printable
from labs.words import Refused
from labs.words.fold import fold

IGNORE = "ignore"
DELIMITERS = (",", ";", "\t", "|")
_LONGEST = 64 * 1024


@dataclass(frozen=True)
class Target:
    """The analyte that a name in the file means; no key: another test."""

    key: str
    side: str = ""
    alias: bool = False  # of a clinic, for a name that the catalogue does not know


@dataclass(frozen=True)
class Mapping:
    """`columns` and `analytes` are held by the folded form of what stands in the file."""

    columns: Dict[str, str] = field(default_factory=dict)
    headings: Dict[str, str] = field(default_factory=dict)  # the same, as they were written
    units: Dict[str, str] = field(default_factory=dict)
    analytes: Dict[str, Target] = field(default_factory=dict)
    # A clinic's spellings of units: UCUM, by analyte and folded spelling.
    spellings: Dict[tuple[str, str], str] = field(default_factory=dict)
    date_format: str = ""
    decimal: str = ""
    delimiter: str = ""

    def leaves_out(self, heading: str) -> bool:
        """Whether it says that nothing is to be read from a column."""
        if (name := fold_heading(heading)) in self.columns:
            return not self.columns[name]
        return self.analytes.get(fold(heading)) == Target("")


def fold_heading(heading: str) -> str:
    """One form for headings that differ in case, spaces, accents and signs only."""
    return fold(heading).replace(" ", "")


def parse_mapping(text: str) -> Mapping:
    """A mapping from its JSON; what is unknown in it is refused: it may be a slip."""
    given = _read_object(text)
    for key, value in given.items():
        if key not in _KINDS:
            raise Refused("mapping-key-unknown", key=key, keys=", ".join(_KINDS))
        if not isinstance(value, _KINDS[key]):
            raise Refused("mapping-value-unfit", key=key)
    return _build_mapping(given)


def _build_mapping(given: Dict[str, Any]) -> Mapping:
    columns, names = given.get("columns", {}), dict(given.get("analytes", {}))
    # A heading of a file with one row a draw may be mapped to its analyte in either place.
    names |= {name: to for name, to in columns.items() if _is_analyte(to)}
    fields = {name: to for name, to in columns.items() if name not in names}
    date_format = given.get("date_format") or ""
    return Mapping(
        columns={fold_heading(name): _read_field(to) for name, to in fields.items()},
        headings={fold_heading(name): name for name in fields},
        units=dict(_read_unit(key, unit) for key, unit in given.get("units", {}).items()),
        analytes={fold(name): _read_target(to) for name, to in names.items()},
        date_format=date_format and check_date_format(date_format),
        decimal=_one_of("decimal", given, lambda text: text in (".", ",")),
        delimiter=_one_of("delimiter", given, lambda text: text in DELIMITERS),
    )


def _read_target(to: Any) -> Target:
    """`testosterone`, `volume left`, or nothing for a test that is not recorded here."""
    if to in ("", None):
        return Target("")
    name = _read_text("analytes", to)
    try:
        return Target(analytes.find_analyte(name).key, analytes.side_of(name))
    except Refused:
        keys = ", ".join(ANALYTES)
        raise Refused("mapping-analyte-unknown", name=name, keys=keys) from None


def _read_object(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST:
        raise Refused("mapping-unreadable")
    try:
        given = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("mapping-unreadable") from None
    if not isinstance(given, dict):
        raise Refused("mapping-unreadable")
    return given


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    given = dict(pairs)
    for text in (part for pair in pairs for part in pair if isinstance(part, str)):
        require_printable(text, "A text of the mapping", _LONGEST)
    if len(given) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused("mapping-key-twice", key=twice)
    return given


def _is_analyte(to: Any) -> bool:
    key, _, side = to.partition(" ") if isinstance(to, str) else ("", "", "")
    return key in ANALYTES and side in ("", "left", "right")


def _read_field(to: Any) -> str:
    """A field of ours; `ignore`, empty or null leaves the column alone."""
    if to in (IGNORE, "", None):
        return ""
    if to == "range":
        return "range_text"
    if _read_text("columns", to) not in FIELDS:
        fields = ", ".join((*FIELDS, IGNORE))
        raise Refused("mapping-field-unknown", field=to, fields=fields)
    return str(to)


def _read_unit(key: str, unit: Any) -> tuple[str, str]:
    found = _read_target(key).key
    if not found:
        raise Refused("mapping-analyte-unknown", name=key, keys=", ".join(ANALYTES))
    ANALYTES[found].unit_of(_read_text("units", unit))
    return found, str(unit).strip()


def _one_of(key: str, given: Dict[str, Any], fits: Callable[[str], bool]) -> str:
    text = given.get(key) or ""
    if text and not fits(text):
        raise Refused("mapping-value-unfit", key=key)
    return str(text)


def _read_text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Refused("mapping-value-unfit", key=key)
    return value


_KINDS: dict[str, type | tuple[type, ...]] = {
    "columns": dict,
    "units": dict,
    "analytes": dict,
    "date_format": (str, type(None)),
    "decimal": (str, type(None)),
    "delimiter": (str, type(None)),
}
