"""A text in the place of a result: nothing, words for nothing, or a value with its unit.

Beside it what has few meanings: a decimal sign, yes and no, how a volume was measured.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from labs.analytes import Analyte
from labs.exchange import statuses
from labs.exchange.comparators import is_comparison, may_be_comparator, read_comparator
from labs.readings import VOLUME_METHODS, Value
from labs.words import Refused
from labs.words.fold import fold

_DASHES = " \t\r\n\u00a0-–—._"
# A spreadsheet's and a statistics package's own signs for a cell without a value.
_EMPTY = frozenset(("na", "#n/a", "#nv", "<na>"))
# Words for a value that is missing: no text that a laboratory reports.
_MISSING = frozenset(
    (
        *("n.a.", "n.a", "n. a.", "k.a.", "k.a", "k. a.", "ka", "nat", r"\n", "(null)"),
        *("n.b.", "n.b", "n. b.", "n.e.", "n. e.", "n/r", "tnp", "test not performed"),
        *("error", "fehler", "erreur", "true", "false"),
    )
)
_NOT_DONE_OR_NOT_DETECTED = frozenset(("nd", "n.d.", "n.d", "n/d", "n. d."))
_SPREADSHEET_ERROR = re.compile(r"#{2,}|#[\w/ ]+[!?]?")
_PLAIN_NUMBER = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_BARE_POINT = re.compile(r"(?<![\d.,])(?=[.,]\d)", re.ASCII)
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_]|[%µ\[])")

# One or two digits behind the sign, or more than three, or a zero before it: no thousands.
_CERTAIN_SIGN = re.compile(r"[^\d.,]*(?:\d+([.,])(?:\d{1,2}|\d{4,})|0([.,])\d+)", re.ASCII)
_POINT_OR_THOUSANDS = re.compile(r"[^\d.,]*[1-9]\d{0,2}\.\d{3}\s*", re.ASCII)
_TRUE = frozenset(("true", "yes", "y", "ja", "j", "oui", "o", "1", "x"))
_FALSE = frozenset(("false", "no", "n", "nein", "non", "0"))
_UNKNOWN = frozenset(("", "unknown", "unbekannt", "inconnu", "n a"))
# The formula goes before the instrument: "ultrasound, Lambert".
_VOLUME_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ultrasound-lambert", ("lambert", "0 71")),
    ("ultrasound-ellipsoid", ("ellips", "0 52")),
    ("ultrasound-unknown", ("ultraso", "ultraschall", "sono", "echograph", "doppler")),
    ("prader", ("prader", "orchidomet")),
    ("calipers", ("caliper", "schieblehre", "schublehre", "messschieber", "coulisse")),
)
_PRINTED_METHODS = {fold(name): key for key, name in VOLUME_METHODS.items()}


def is_blank(text: str) -> bool:
    """Nothing, or the dash that many print for it."""
    return not text.strip(_DASHES)


def is_empty_cell(text: str) -> bool:
    """Blank, or what a spreadsheet writes into a cell that has no value."""
    return is_blank(text) or text.strip().casefold() in _EMPTY


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value, and not what was found."""
    said = text.strip().casefold()
    return said in _EMPTY | _MISSING


def refuse_no_result(text: str) -> None:
    """What spreadsheets and exports write in place of a result is never a text result."""
    said = text.strip()
    if _PLAIN_NUMBER.fullmatch(said):
        return
    if is_missing(said) or statuses.find_qualifying(said) == "not-done":
        raise Refused("value-not-a-result", reported=said)
    if read_comparator(said) or (
        may_be_comparator(said) and is_comparison(said, abbreviated=True)
    ):
        raise Refused("value-sign-alone", reported=said)
    if _SPREADSHEET_ERROR.fullmatch(said):
        raise Refused("value-spreadsheet-error", reported=said)
    if said and set(said) <= set("?*/!"):
        raise Refused("value-not-a-result", reported=said)
    if said.casefold() in _NOT_DONE_OR_NOT_DETECTED:
        raise Refused("value-nd", reported=said)


def add_zero(text: str) -> str:
    """`.5` and `<.1`, as statistics packages write them, with their zero."""
    return _BARE_POINT.sub("0", text)


def read_value(text: str, decimal: str, *, text_allowed: bool = False) -> Value:
    """As `Value.read`, and `.5` too; what was printed stays."""
    try:
        value = Value.read(add_zero(text), decimal=decimal, text_allowed=text_allowed)
    except Refused as refused:
        if "reported" not in refused.facts:
            raise
        raise Refused(refused.code, **{**refused.facts, "reported": text.strip()}) from None
    return replace(value, reported=text)


def without_unit(text: str, analyte: Analyte, decimal: str) -> tuple[str, str]:
    """`12.1 nmol/L` in two: the result, and the unit that stands behind its digits."""
    for number, unit in _list_splits(text.strip()):
        try:
            analyte.unit_of(unit)
            if read_value(number, decimal).number is not None:
                return number, unit
        except Refused:
            continue
    return text, ""


def _list_splits(text: str) -> Iterator[tuple[str, str]]:
    places = [match.start() for match in re.finditer(r"\s+", text)]
    places += [match.start() for match in _GLUED.finditer(text)]
    for at in places[-6:]:
        number, unit = text[:at].strip(), text[at:].strip()
        yield number, unit[1:-1] if unit[0] + unit[-1] in ("()", "[]") else unit


class Decimals:
    """Which decimal sign a file uses, as its results prove: then `1,234` is not in doubt.

    `semicolons`: between its cells, mostly because a comma is its decimal sign.
    """

    def __init__(
        self, cells: Iterable[str], told: str = "", *, semicolons: bool = False
    ) -> None:
        self._told = told
        self._semicolons = semicolons
        self._proved = (
            set() if told else {sign for cell in cells if (sign := _find_sign(cell))}
        )

    def sign_for(self, text: str) -> str:
        """The decimal sign by which to read a cell; empty where nothing tells.

        Where a file proves both, neither `1,234` nor `1.234` can be told from thousands.
        """
        if (
            self._semicolons
            and not (self._told or self._proved)
            and _POINT_OR_THOUSANDS.fullmatch(text)
        ):
            return ","
        if self._told or len(self._proved) < 2:
            return self._told or next(iter(self._proved), "")
        return "," if "." in text else "."


def _find_sign(cell: str) -> str:
    match = _CERTAIN_SIGN.fullmatch(cell.strip())
    return (match[1] or match[2]) if match else ""


def read_truth(text: str) -> bool | None:
    """Yes, no, or not known, in three languages."""
    said = fold(text)
    if said in _UNKNOWN:
        return None
    if said not in _TRUE | _FALSE:
        raise Refused("row-not-yes-or-no", text=text.strip())
    return said in _TRUE


def find_volume_method(text: str) -> str:
    """The key of a volume method; empty for a text that names none."""
    said = fold(text)
    if text.strip() in VOLUME_METHODS:
        return text.strip()
    if said in _PRINTED_METHODS:
        return _PRINTED_METHODS[said]
    return next(
        (key for key, words in _VOLUME_WORDS if any(word in said for word in words)), ""
    )
