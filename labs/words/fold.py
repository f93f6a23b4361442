"""One form for texts that differ in case, accents, spaces and punctuation only."""

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    if text.isascii():  # the same, and quicker
        return " ".join(_WORD.findall(text.lower()))
    small = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe")
    letters = unicodedata.normalize("NFKD", small)
    kept = (c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
