"""Yes, no, or not known, in three languages."""

from labs.words import Refused
from labs.words.fold import fold

_TRUE = frozenset(("true", "yes", "y", "ja", "j", "oui", "o", "1", "x"))
_FALSE = frozenset(("false", "no", "n", "nein", "non", "0"))
_UNKNOWN = frozenset(("", "unknown", "unbekannt", "inconnu", "n a"))


def truth(text: str) -> bool | None:
    said = fold(text)
    if said in _UNKNOWN:
        return None
    if said not in _TRUE | _FALSE:
        raise Refused("row-not-yes-or-no", text=text.strip())
    return said in _TRUE
