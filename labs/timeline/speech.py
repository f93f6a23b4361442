"""One point in words, as it is spoken when somebody steps through the draws."""

from collections.abc import Iterator

from labs.analytes import Analyte
from labs.readings import (
    SIDE_NAMES,
    STATUS_NAMES,
    VOLUME_METHODS,
    Interval,
    Kind,
    Reading,
    ShownValue,
    State,
    SupersededVersion,
    Value,
)
from labs.timeline.prose import in_prose
from labs.words import Words, gettext, gettext_lazy, gettext_noop

_COMPARATORS = {
    "<": gettext_noop("less than {value}"),
    "<=": gettext_noop("at most {value}"),
    ">": gettext_noop("more than {value}"),
    ">=": gettext_noop("at least {value}"),
}
_STATES = {
    State.BELOW: gettext_noop("below range {range}"),
    State.INSIDE: gettext_noop("inside range {range}"),
    State.ABOVE: gettext_noop("above range {range}"),
    State.UNKNOWN: gettext_noop("range {range}, not told by this result"),
    State.NO_RANGE: gettext_noop("range printed in words: {range}"),
}
_VOLUMES = {"left": gettext_noop("Volume left"), "right": gettext_noop("Volume right")}


def speak_point(
    reading: Reading,
    shown: ShownValue,
    interval: Interval | None,
    was: SupersededVersion | None,
) -> str:
    """`LH less than 0.1 IU/L, below range 1.7 to 8.6.`"""
    parts = [
        f"{_name_subject(reading)} {speak_amount(reading, shown)}",
        *(
            [gettext("converted from {source}", source=shown.source)]
            if shown.converted
            else []
        ),
        *_speak_range(reading, shown, interval),
        *_speak_method(reading),
        *_speak_status(reading, was),
    ]
    return f"{', '.join(parts)}."


def speak_amount(reading: Reading, shown: ShownValue) -> str:
    """`less than 0.1 IU/L`; words that a laboratory printed stand in quotes."""
    if reading.value.kind is Kind.TEXT:
        return gettext("“{text}”", text=shown.text)
    return f"{speak_size(shown)} {shown.unit_text}".strip()


def speak_size(shown: ShownValue) -> str:
    """`less than 0.1`: comparator in words, no unit."""
    value = gettext("about {value}", value=shown.value) if shown.converted else shown.value
    if said := _COMPARATORS.get(shown.comparator):
        return gettext(said, value=value)
    return value


def speak_limit(value: Value) -> str:
    """`less than 0.1`, in the unit it was reported in."""
    return gettext(_COMPARATORS[value.comparator], value=value.digits)


def name_measured(analyte: Analyte, side: str = "") -> str:
    """`LH`, `left testicular volume`: within a sentence."""
    named = in_prose(analyte.name)
    return f"{gettext(SIDE_NAMES[side])} {named}" if side else named


def head_measured(analyte: Analyte, side: str) -> Words | str:
    """`LH`, `Volume left`: over a column, or at the head of a line."""
    return gettext_lazy(_VOLUMES[side]) if side else analyte.name


def _name_subject(reading: Reading) -> str:
    subject = name_measured(reading.analyte, reading.side)
    return subject[:1].upper() + subject[1:]


def _speak_range(
    reading: Reading, shown: ShownValue, interval: Interval | None
) -> Iterator[str]:
    if interval is None:
        return
    said = _STATES[reading.state if interval.has_ends else State.NO_RANGE]
    yield gettext(said, range=interval.spoken_beside(reading.analyte, shown.unit))


def _speak_method(reading: Reading) -> Iterator[str]:
    if reading.exam and reading.exam.method:
        yield VOLUME_METHODS[reading.exam.method]


def _speak_status(reading: Reading, was: SupersededVersion | None) -> Iterator[str]:
    if was:
        yield gettext("corrected, it was {reported}", reported=was.reported)
    elif reading.status in ("preliminary", "corrected"):
        yield gettext(STATUS_NAMES[reading.status])
