"""A value as it was typed or printed: what it holds, and its text untouched."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Self

from labs.readings.text import require_printable
from labs.words import Refused
from labs.words.fold import fold

WHOLE_DIGITS = 6
DECIMALS = 6
LONGEST = 200


class Kind(StrEnum):
    MEASURED = "measured"
    CENSORED = "censored"
    TEXT = "text"
    ABSENT = "absent"


@dataclass(frozen=True)
class Value:
    kind: Kind
    comparator: str  # "", "<", "<=", ">" or ">="
    number: Decimal | None  # with the exponent it was printed with
    reported: str

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Once for a value that many readings share: that of a Decimal takes its time."""
        return hash((self.kind, self.comparator, self.number, self.reported))

    @classmethod
    def read(cls, text: str, *, text_allowed: bool = False, decimal: str = "") -> Self:
        """The grammar of a result. What has no digit is text, but for a sign alone.

        `text_allowed`: digits that do not fit are kept as text. `decimal`: the one decimal
        sign of the source, where it is known; then `1,234` is no longer in doubt.
        """
        require_printable(text, "The result", LONGEST)
        if not text.strip():
            raise Refused("value-empty")
        if text.strip().lstrip("+-−").casefold() in _NO_RESULT:
            raise Refused("value-not-a-result", reported=text.strip())
        if not any(map(_is_digit, text)):
            if is_sign_alone(text):
                raise Refused("value-sign-alone", reported=text.strip())
            return cls(Kind.TEXT, "", None, text)
        try:
            comparator, number = read_quantity(text, decimal=decimal)
        except Refused:
            if text_allowed:
                return cls(Kind.TEXT, "", None, text)
            raise
        return cls(Kind.CENSORED if comparator else Kind.MEASURED, comparator, number, text)

    @classmethod
    def absent(cls, reported: str = "") -> Self:
        return cls(Kind.ABSENT, "", None, reported)

    @property
    def says_undetected(self) -> bool:
        """Whether its laboratory wrote, in words, that it is below detection."""
        return self.kind is Kind.TEXT and fold(self.reported) in _UNDETECTED

    @cached_property
    def digits(self) -> str:
        """In plain notation with a point, as many decimals as were printed."""
        return "" if self.number is None else f"{self.number:f}"


def read_quantity(text: str, *, decimal: str = "") -> tuple[str, Decimal]:
    """A comparator, or none, and digits; anything else is refused."""
    spelled = _fold_signs(text)
    start = next((at for at, c in enumerate(spelled) if c in _ASCII), len(spelled))
    head, tail = spelled[:start].rstrip(), spelled[start:]
    comparator = _COMPARATORS.get(_fold_phrase(head))
    if comparator is None or not _is_number(tail, decimal):
        raise Refused(
            _why_not(head, tail),
            reported=text.strip(),
            whole=WHOLE_DIGITS,
            decimals=DECIMALS,
        )
    number = Decimal(tail.replace(",", "."))
    if comparator == "<" and not number:
        raise Refused("value-below-zero", reported=text.strip())
    return comparator, number


def is_sign_alone(text: str) -> bool:
    """Whether a comparator stands there, and nothing that it compares with."""
    spelled = _fold_signs(text)
    if any(map(str.isalpha, spelled)):
        return bool(_COMPARATORS.get(_fold_phrase(spelled.strip(_STOPS))))
    return any(sign in spelled for sign in "<>=")


def _is_number(tail: str, decimal: str) -> bool:
    """Whether digits are a number, and a comma in them surely a decimal sign."""
    if not _NUMBER.fullmatch(tail):
        return False
    if decimal:
        return not _GROUPED.fullmatch(tail) or decimal in tail
    return not _COMMA_GROUP.fullmatch(tail)


def _why_not(head: str, tail: str) -> str:
    if head.endswith(_MINUS):
        return "value-negative"
    if _fold_phrase(head) not in _COMPARATORS:
        return "value-unreadable"
    if _GROUPED.fullmatch(tail):
        return "value-thousands"
    return "value-too-long" if _LONG.fullmatch(tail) else "value-unreadable"


def _fold_signs(text: str) -> str:
    """Signs of other scripts as ASCII ones, blanks. Digits are left alone."""
    plain = text.translate(_SIGNS)
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in plain).strip()


def _fold_phrase(head: str) -> str:
    """A comparator without accents, case and double blanks; no other sign is dropped."""
    letters = unicodedata.normalize("NFD", head.casefold()).translate(_ACCENTS)
    return " ".join(letters.split())


def _is_digit(character: str) -> bool:
    return unicodedata.category(character) in ("Nd", "Nl", "No")


_STOPS = " .,:;-–—_"
_ASCII = frozenset("0123456789")
_MINUS = ("-", "−", "–", "—", "‐", "‑", "－", "﹣")
_NO_RESULT = frozenset(("nan", "inf", "infinity", "null", "none", "n/a"))
# As laboratories write it; folded. Other words are not guessed at.
_UNDETECTED = frozenset(
    (
        *("not detected", "none detected", "undetected", "undetectable", "not detectable"),
        *("below detection", "below detection limit", "below the detection limit"),
        *("below limit of detection", "below the limit of detection"),
        *("nicht nachweisbar", "nicht nachgewiesen", "nicht detektierbar"),
        *("unter der nachweisgrenze", "unterhalb der nachweisgrenze"),
        *("non detecte", "non detectee", "non detectable", "indetectable"),
        *("sous le seuil de detection", "inferieur au seuil de detection"),
    )
)
# Grave, acute, diaeresis. Not the stroke that turns < into ≮.
_ACCENTS = dict.fromkeys((0x300, 0x301, 0x308))
_SIGNS = str.maketrans(
    {"＜": "<", "＞": ">", "＝": "=", "≤": "<=", "≥": ">=", "≦": "<=", "≧": ">="}
    | {"⩽": "<=", "⩾": ">=", "﹤": "<", "﹥": ">", "’": "'"}
)

_NUMBER = re.compile(rf"\d{{1,{WHOLE_DIGITS}}}(?:[.,]\d{{1,{DECIMALS}}})?", re.ASCII)
_LONG = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:[., ']\d{3})+(?:[.,]\d+)?", re.ASCII)
_COMMA_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)

_SPOKEN = {
    "": ("",),
    "<": (
        *("<", "less than", "lower than", "smaller than", "below", "under"),
        *("kleiner", "kleiner als", "weniger als", "unter", "unterhalb", "unterhalb von"),
        *("inferieur a", "inferieure a", "inf. a", "moins de", "moins que", "sous"),
        *("au-dessous de", "en dessous de", "en-dessous de"),
    ),
    "<=": (
        *("<=", "=<", "< or =", "<or=", "< oder =", "< ou ="),
        *("less than or equal to", "at most", "not more than"),
        *("kleiner gleich", "kleiner oder gleich", "hochstens", "hoechstens"),
        *("inferieur ou egal a", "inferieure ou egale a", "au plus"),
    ),
    ">": (
        *(">", "more than", "greater than", "higher than", "larger than", "above", "over"),
        *("grosser", "grosser als", "groesser", "groesser als", "mehr als"),
        *("uber", "ueber", "oberhalb", "oberhalb von"),
        *("superieur a", "superieure a", "sup. a", "plus de", "plus que"),
        *("au-dessus de", "en dessus de"),
    ),
    ">=": (
        *(">=", "=>", "> or =", ">or=", "> oder =", "> ou ="),
        *("more than or equal to", "greater than or equal to", "at least"),
        *("grosser gleich", "groesser gleich", "grosser oder gleich", "mindestens"),
        *("superieur ou egal a", "superieure ou egale a", "au moins"),
    ),
}
_COMPARATORS = {
    phrase: comparator for comparator, phrases in _SPOKEN.items() for phrase in phrases
}
