"""One point in words, as it is spoken when somebody steps through the draws."""

from collections.abc import Iterator

from labs.analytes import Analyte
from labs.readings import (
    VOLUME_METHODS,
    Interval,
    Kind,
    Reading,
    Shown,
    Superseded,
    Value,
)
from labs.series.prose import in_prose, say
from labs.words import gettext

_COMPARATORS = {"<": "less-than", "<=": "at-most", ">": "more-than", ">=": "at-least"}


def point(
    reading: Reading, shown: Shown, interval: Interval | None, was: Superseded | None
) -> str:
    """`LH less than 0.1 IU/L, below range 1.7 to 8.6.`"""
    parts = [
        f"{_subject(reading)} {amount(reading, shown)}",
        *(
            [gettext("converted from {source}", source=shown.source)]
            if shown.converted
            else []
        ),
        *_range(reading, shown, interval),
        *_method(reading),
        *_status(reading, was),
    ]
    return f"{', '.join(parts)}."


def amount(reading: Reading, shown: Shown) -> str:
    """`less than 0.1 IU/L`; words that a laboratory printed stand in quotes."""
    if reading.value.kind is Kind.TEXT:
        return gettext("“{text}”", text=shown.text)
    return f"{size(shown)} {shown.unit_text}".strip()


def size(shown: Shown) -> str:
    """`less than 0.1`: comparator in words, no unit."""
    value = gettext("about {value}", value=shown.value) if shown.converted else shown.value
    if code := _COMPARATORS.get(shown.comparator):
        return say(code, value=value)
    return value


def limit(value: Value) -> str:
    """`less than 0.1`, in the unit it was reported in."""
    return say(_COMPARATORS[value.comparator], value=value.digits)


def name(analyte: Analyte, side: str = "") -> str:
    """`LH`, `left testicular volume`: within a sentence."""
    return f"{say(side)} {in_prose(analyte.name)}" if side else in_prose(analyte.name)


def _subject(reading: Reading) -> str:
    subject = name(reading.analyte, reading.side)
    return subject[:1].upper() + subject[1:]


def _range(reading: Reading, shown: Shown, interval: Interval | None) -> Iterator[str]:
    if interval is None:
        return
    code = f"state-{reading.state.value}" if interval.has_ends else "state-no-range"
    yield say(code, range=interval.spoken_beside(reading.analyte, shown.unit))


def _method(reading: Reading) -> Iterator[str]:
    if reading.exam and reading.exam.method:
        yield VOLUME_METHODS[reading.exam.method]


def _status(reading: Reading, was: Superseded | None) -> Iterator[str]:
    if was:
        yield gettext("corrected, it was {reported}", reported=was.reported)
    elif reading.status in ("preliminary", "corrected"):
        yield say(reading.status)
