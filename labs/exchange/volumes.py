"""How a volume was measured, in the words of files."""

from labs.readings import VOLUME_METHODS
from labs.words.fold import fold

# The formula goes before the instrument: "ultrasound, Lambert".
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ultrasound-lambert", ("lambert", "0 71")),
    ("ultrasound-ellipsoid", ("ellips", "0 52")),
    ("ultrasound-unknown", ("ultraso", "ultraschall", "sono", "echograph", "doppler")),
    ("prader", ("prader", "orchidomet")),
    ("calipers", ("caliper", "schieblehre", "schublehre", "messschieber", "coulisse")),
)
_PRINTED = {fold(name): key for key, name in VOLUME_METHODS.items()}


def method_of(text: str) -> str:
    """The key of a volume method; empty for a text that names none."""
    said = fold(text)
    if text.strip() in VOLUME_METHODS:
        return text.strip()
    if said in _PRINTED:
        return _PRINTED[said]
    return next((key for key, words in _WORDS if any(word in said for word in words)), "")
