"""One form for texts that differ in case, accents, spaces and punctuation only."""

import unicodedata


def fold(text: str) -> str:
    small = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe")
    letters = unicodedata.normalize("NFKD", small)
    kept = (c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
