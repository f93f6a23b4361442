"""Texts that a record can keep: of a length, and without characters that no page shows."""

import unicodedata

from labs.words import Refused

# Cc: controls, of which a text may hold line ends and tabs. Cs: halves of a character.
_NEVER = ("Cc", "Cs")
_BLANKS = frozenset("\t\n\r")


def printable(text: str, what: str, most: int) -> None:
    """Refuse what a database or a page would choke on."""
    if len(text) > most:
        raise Refused("text-too-long", what=what, most=most)
    if any(c not in _BLANKS and unicodedata.category(c) in _NEVER for c in text):
        raise Refused("text-unprintable", what=what)
