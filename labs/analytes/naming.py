"""Which analyte a name or a code means. In doubt it is refused: free is never total."""

import re

from labs.analytes.analyte import Analyte, Coding
from labs.analytes.catalogue import ANALYTES
from labs.words import Refused
from labs.words.fold import fold

SIDES = {
    "left": ("left", "l", "lt", "links", "li", "gauche", "g"),
    "right": ("right", "r", "rt", "rechts", "re", "droite", "droit", "d"),
}
_SIDES = {spelling: side for side, spellings in SIDES.items() for spelling in spellings}

# What a report adds to a name without meaning another analyte. Saliva and urine would.
_SPECIMEN = re.compile(
    r"\b((im|i|in|dans le) )?(serum|plasma|s|p|serique|plasmatique|blood|blut|sang)$"
)

# A name with one of these words that the catalogue lacks may be a fraction of the whole.
_FRACTIONS = frozenset(
    ["testosterone", "testosteron", "estradiol", "oestradiol", "ostradiol"]
)


def find_analyte(text: str) -> Analyte:
    """By key, name, alias or LOINC code; unknown and unclear names are refused."""
    if found := _find_analyte(text):
        return found
    if code := find_by_code(text):
        return code[0]
    unclear = _FRACTIONS & set(_fold_name(text).split()) or len(_find_in_brackets(text)) > 1
    raise Refused("analyte-unclear" if unclear else "analyte-unknown", name=text.strip())


def find_by_code(loinc: str) -> tuple[Analyte, Coding] | None:
    """What a LOINC code means; None for one that is not recorded here."""
    return _CODED.get(loinc.strip())


def side_named(text: str) -> str:
    """A cell that holds a side: left, right, or empty."""
    spelling = fold(text)
    if not spelling:
        return ""
    if spelling not in _SIDES:
        raise Refused("side-unknown", side=text.strip())
    return _SIDES[spelling]


def side_of(name: str) -> str:
    """The side that the name of an analyte ends or begins with; else empty."""
    found = _split_side(fold(name))
    return found[1] if found else ""


def _find_analyte(text: str) -> Analyte | None:
    name = _fold_name(text)
    if found := _NAMED.get(name) or _NAMED.get(_SPECIMEN.sub("", name).strip()):
        return found
    if sided := _split_side(name):
        return sided[0]
    inside = _find_in_brackets(text)
    return inside.pop() if len(inside) == 1 else None


def _fold_name(text: str) -> str:
    """The percent that is free is not what is free: the sign must not be lost."""
    return fold(text.replace("%", " percent "))


def _find_in_brackets(text: str) -> set[Analyte]:
    """The analytes of `Luteinizing hormone (LH)`; empty if either part is none."""
    parts = [name for part in re.split(r"[()\[\]]", text) if (name := _fold_name(part))]
    if len(parts) < 2 or not all(part in _NAMED for part in parts):
        return set()
    return {_NAMED[part] for part in parts}


def _split_side(name: str) -> tuple[Analyte, str] | None:
    """What is measured on a side, when its name carries that side, behind or before."""
    words = name.split()
    for side, rest in ((words[-1:], words[:-1]), (words[:1], words[1:])):
        found = _NAMED.get(" ".join(rest))
        if found and found.sides and side[0] in _SIDES:
            return found, _SIDES[side[0]]
    return None


def _list_names(analyte: Analyte) -> set[str]:
    return {
        fold(name)
        for name in (analyte.key, analyte.name, analyte.full_name, *analyte.names)
    }


_NAMED = {name: analyte for analyte in ANALYTES.values() for name in _list_names(analyte)}
_CODED = {
    code: (analyte, coding)
    for analyte in ANALYTES.values()
    for code, coding in analyte.codes.items()
}
