"""Comparison signs in cells of their own, and cells that are comparisons as a whole."""

import re
from functools import lru_cache
from html import unescape

from labs.readings.value import read_quantity
from labs.words import Refused
from labs.words.fold import fold

_EQUAL = ("=", "==", "+")
_EQUAL_WORDS = frozenset(("eq", "equal", "equals", "equal to", "gleich", "egal", "egal a"))
_ABBREVIATED = {
    **{"lt": "<", "le": "<=", "lte": "<=", "gt": ">", "ge": ">=", "gte": ">="},
    **dict.fromkeys(("inf", "inferieur", "inferieure", "kl"), "<"),
    **dict.fromkeys(("sup", "superieur", "superieure", "gr"), ">"),
}
_INITIALS = ("kl", "gr")  # in capitals these are a person's
# Those of them that are taken for a comparator in a column of any heading.
_ANYWHERE = frozenset(("lt", "lte", "gt", "gte"))
_SIGN = re.compile(r"[<>≤≥≦≧⩽⩾＜＞﹤﹥≮≯≪≫‹›˂˃⟨⟩〈〉≲≳]")
_ALNUM = re.compile(r"[^\W_]")
_LIMITS = r"lo[dqb]|ll?o[dq]|ul?o[dq]|m?dl|ql|nwg|bg|ld|lq"
# `<LOD`, `< NWG`: a sign before a word that stands for a number.
_LIMIT = re.compile(
    rf"{_SIGN.pattern}[=\s]*(?:{_LIMITS}|limit|detection|cut-?off|nachweis\w*|"
    r"bestimmungs\w*|messbereich|range)\b",
    re.IGNORECASE,
)
# In words: too little, or too much, to be measured.
_BEYOND = re.compile(
    r"\b(?:"
    r"(?:below|under|less than|beneath|above|over|exceeds?|greater than) (?:\w+ ){0,4}?"
    rf"(?:detect\w*|quantif\w*|measur\w*|report\w*|assay|{_LIMITS})"
    r"|(?:unter|unterhalb|kleiner|uber|oberhalb|grosser)(?: \w+){0,3}? "
    rf"(?:nachweis\w*|bestimmung\w*|mess\w*|erfassung\w*|{_LIMITS})"
    r"|(?:inferieure? a|sous|en dessous d\w*|au dessous d\w*|superieure? a|au dessus d\w*)"
    rf"(?: \w+){{0,3}}? (?:detection|quantification|mesure|seuil|limite|{_LIMITS})"
    r"|b(?:l?dl|l?l?o[dq]|lq)"
    r")\b"
)
# In words: nothing found.
_NOTHING = re.compile(
    r"\b(?:(?:not|non) ?detect(?:ed|able|s)?|undetect(?:ed|able)|"
    r"nicht (?:nachweisbar|nachgewiesen|messbar|detektierbar)|"
    r"(?:non |in)(?:detecte|detectable|mesurable|dosable|decelable)e?s?)\b"
)
_CENSORED = re.compile(r"\b(?:censored|zensiert|censuree?)\b")
_LONGEST, _MOST_WORDS = 60, 8
_NUMBER_AND_UNIT = re.compile(
    r"(?P<head>[^\d.,]+?)\s*[.,]?\d[\d.,]*(?:\s*[^\d\s]\S{0,14}(?:\s\S{1,3})?)?"
)


def read_comparator(cell: str) -> str | None:
    """The comparator in a cell of its own, empty for an equals sign; None for no such."""
    text = unescape(cell).strip()  # `&lt;` comes from pages and XML
    if text in _EQUAL or fold(text) in _EQUAL_WORDS:
        return ""
    if fold(text) in _ABBREVIATED and not (fold(text) in _INITIALS and text.isupper()):
        return _ABBREVIATED[fold(text)]
    if not text or any(c.isdigit() for c in text):
        return None
    try:
        return read_quantity(f"{text} 1")[0] or None
    except Refused:
        return None


def may_be_comparator(cell: str) -> bool:
    """A comparator, or signs only, which under such a heading may not be passed over."""
    text = cell.strip(" \t-–—._")
    return bool(text) and (read_comparator(text) is not None or not _ALNUM.search(text))


@lru_cache(maxsize=4096)  # many cells of a file are alike
def is_comparison(cell: str, *, abbreviated: bool) -> bool:
    """Whether a cell, as a whole, is a comparison, with or without its number.

    A sentence in which a sign occurs is none. `abbreviated`: `LT` is less than, and not
    somebody's initials.
    """
    text = unescape(cell).strip()
    if not text or len(text) > _LONGEST:
        return False
    if _SIGN.search(text) and not _ALNUM.search(text):
        return True
    match = _NUMBER_AND_UNIT.fullmatch(text)
    head = (match["head"] if match else text).strip()
    if fold(head) in _ABBREVIATED:
        return abbreviated and fold(head) in _ANYWHERE
    return bool(read_comparator(head) or _LIMIT.match(text) or says_beyond(text))


def says_beyond(text: str) -> bool:
    """Words for a result outside of what can be measured."""
    said = fold(text)
    return len(said.split()) <= _MOST_WORDS and bool(_BEYOND.search(said))


@lru_cache(maxsize=4096)
def says_nothing_found(text: str) -> bool:
    """Words for a result below what can be detected."""
    said = fold(text)
    return len(said.split()) <= _MOST_WORDS and bool(_NOTHING.search(said))


def names_censoring(heading: str) -> bool:
    """Whether a yes under a heading says that the result is less, or more, than it is."""
    said = fold(heading)
    if said in _ABBREVIATED:
        return False
    beyond = says_beyond(heading) or says_nothing_found(heading)
    return beyond or bool(_CENSORED.search(said) or read_comparator(said))
