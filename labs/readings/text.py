"""Texts that a record can keep: of a length, and without characters that no page shows."""

import unicodedata

from labs.words import Refused

# Cc: controls, of which a text may hold line ends and tabs. Cs: halves of a character.
_NEVER = ("Cc", "Cs")
_BLANKS = frozenset("\t\n\r")
# Signs that turn what stands behind them round: 12.1 would read 1.21, in whosever text.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def require_printable(text: str, what: str, most: int) -> None:
    """Refuse what a database or a page would choke on."""
    if len(text) > most:
        raise Refused("text-too-long", what=what, most=most)
    if text.isprintable():  # stricter, and quicker, than what is asked here
        return
    if any(map(_is_never, text)):
        raise Refused("text-unprintable", what=what)


def _is_never(character: str) -> bool:
    if character in _BLANKS:
        return False
    return character in _TURNS or unicodedata.category(character) in _NEVER
