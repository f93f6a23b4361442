"""A clinic's own spellings of tests and units, beside those of the catalogue.

An alias fills in where the catalogue knows nothing: it never says what a name, code or
unit means that the catalogue knows, and a mapping of the file goes before it.
"""

import re
from collections.abc import Collection
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace

from labs.analytes import ANALYTES, fold_unit
from labs.exchange.mapping import Mapping, Target
from labs.exchange.names import fold_alias, judge_name, list_mentioned, names_other_test
from labs.words import Refused
from labs.words.fold import fold

LONGEST = 100
_MOST_FOLDED = 300  # a few characters fold to many


@dataclass(frozen=True)
class NameAlias:
    text: str
    analyte: str
    side: str = ""

    @property
    def folded(self) -> str:
        return fold_alias(self.text)


@dataclass(frozen=True)
class UnitAlias:
    text: str
    analyte: str
    unit: str  # UCUM

    @property
    def folded(self) -> str:
        return fold_unit(self.text)


def check_alias(alias: NameAlias | UnitAlias) -> None:
    """Refuse what the catalogue knows already, and what surely means something else."""
    if not alias.folded.strip():
        raise Refused("alias-empty")
    if len(alias.text) > LONGEST or len(alias.folded) > _MOST_FOLDED:
        raise Refused("text-too-long", what="The spelling", most=LONGEST)
    if isinstance(alias, NameAlias):
        _check_name(alias)
    else:
        _check_unit(alias)


def _check_name(alias: NameAlias) -> None:
    analyte = ANALYTES[alias.analyte]
    if bool(analyte.sides) != bool(alias.side):
        raise Refused("side-missing" if analyte.sides else "alias-side")
    known = judge_name(alias.text)
    if not isinstance(known, str):
        raise Refused("alias-known", text=alias.text, analyte=known.analyte.name)
    mentioned = list_mentioned(alias.text)
    if mentioned and alias.analyte not in mentioned:
        other = ANALYTES[mentioned[0]].name
        raise Refused("alias-names-other", text=alias.text, analyte=other)
    of_free = _FREE.search(fold(alias.text)) and alias.analyte != "free_testosterone"
    if names_other_test(alias.text) or _OTHERS.search(alias.folded) or of_free:
        raise Refused("alias-of-other-test", text=alias.text, analyte=analyte.name)


def _check_unit(alias: UnitAlias) -> None:
    for analyte in ANALYTES.values():
        try:
            known = analyte.unit_of(alias.text)
        except Refused as refused:
            if refused.code != "unit-unknown" and analyte.key == alias.analyte:
                raise
        else:
            raise Refused("alias-unit-known", text=alias.text, unit=known.text)
    meant = ANALYTES[alias.analyte].units[alias.unit]
    size = _read_size(alias.text)
    if size and size != _read_size(meant.code):
        raise Refused("alias-unit-other", text=alias.text, unit=meant.text)


def _read_size(unit: str) -> tuple[str, int] | None:
    """What a unit counts, and its power of ten a litre; None for what is no such unit.

    `fmol/mL` is a pmol/L, whatever a clinic calls it.
    """
    found = _AMOUNT.fullmatch(fold_unit(unit))
    if not found:
        return None
    what = found["what"] if found["what"] in ("g", "mol") else "units"
    return what, _POWERS[found["many"]] - _POWERS[found["volume"]]


def add_aliases(mapping: Mapping, aliases: Collection[NameAlias | UnitAlias]) -> Mapping:
    """The mapping of a file, told a clinic's own spellings as well."""
    names = {
        alias.folded: Target(alias.analyte, alias.side, alias=True)
        for alias in aliases
        if isinstance(alias, NameAlias)
    }
    units = {
        (alias.analyte, alias.folded): alias.unit
        for alias in aliases
        if isinstance(alias, UnitAlias)
    }
    return replace(mapping, analytes=names | {**mapping.analytes}, spellings=units)


# Tests beside ours whose short names a person may take for one of ours.
_OTHERS = re.compile(
    r"\b(?:dht|dhea\w*|fai|tsh|hcg|amh|e1|e3|estron\w*|estriol|ostron|ostriol|"
    r"epitest\w*|androstend?ion\w*|androstenedione?|percent|prozent)\b"
)
_FREE = re.compile(r"\b(?:free|unbound|frei\w*|ungebunden\w*|libre|ft)\b")
_AMOUNT = re.compile(
    r"(?P<many>[dcmunpf]?)(?P<what>g|mol|iu|ie|ui|me|u|e)/(?P<volume>[dcmun]?)l"
)
_POWERS: Dict[str, int] = {
    **{"": 0, "d": -1, "c": -2, "m": -3},
    **{"u": -6, "n": -9, "p": -12, "f": -15},
}
