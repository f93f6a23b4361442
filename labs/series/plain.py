"""What a patient reads beside a result: a fixed set of sentences that grade nothing."""

from collections.abc import Iterator

from labs.readings import REASONS, Kind, State
from labs.series import dates, speech
from labs.series.point import Point
from labs.words import Words, gettext_lazy

_STATES = {
    State.BELOW: "plain-below",
    State.INSIDE: "plain-inside",
    State.ABOVE: "plain-above",
    State.UNKNOWN: "plain-not-told",
}
_NOTED = ("time-of-day", "since-dose", "fasting", "treatment")
_LIMITS = {
    "<": "plain-below-detection",
    "<=": "plain-at-limit-low",
    ">": "plain-above-detection",
    ">=": "plain-at-limit-high",
}
# That two results do not compare, and why; for all tests of a draw it may be said once.
COMPARING = frozenset(
    f"plain-{reason}" if reason in _NOTED else f"plain-broken-{reason}"
    for reason in (*REASONS, "examined")
)


def sentences(point: Point) -> tuple[Words, ...]:
    """How it stands to the range, to what the test can tell, and to the one before."""
    parts = _state, _limit, _source, _status, _earlier
    return tuple(words for part in parts for words in part(point))


def _state(point: Point) -> Iterator[Words]:
    if point.reading.value.kind is Kind.TEXT:
        yield gettext_lazy("Your lab reported this in words, without a number.")
    elif point.own_interval and point.own_interval.has_ends:
        yield Words.of(f"{_STATES[point.own_state]}-own")
    else:
        yield laboratory(point)


def laboratory(point: Point) -> Words:
    """How it stands to the range that came with it."""
    if point.interval and point.interval.has_ends:
        return Words.of(_STATES[point.state])
    return gettext_lazy("No reference range printed.")


def _limit(point: Point) -> Iterator[Words]:
    if code := _LIMITS.get(point.shown.comparator):
        yield Words.of(code, limit=point.shown.value)


def _source(point: Point) -> Iterator[Words]:
    if point.source:
        yield Words.of(f"plain-source-{point.source}")


def _status(point: Point) -> Iterator[Words]:
    if point.reading.status == "preliminary":
        yield gettext_lazy("This result is not final yet.")
    if point.was and point.was.at:
        day = dates.day(point.was.at.date())
        yield gettext_lazy(
            "Your clinic corrected it on {day}; before, it read {reported}.",
            day=day,
            reported=point.was.reported,
        )


def _earlier(point: Point) -> Iterator[Words]:
    before = point.earlier
    if before is None:
        return
    if point.verdict.kind == "broken":
        yield Words.of(_why(point))
        return
    day = dates.of(before.reading.moment)
    yield gettext_lazy("Last time, {day}, it was {value}.", day=day, value=_value(before))
    for reason in point.verdict.reasons:
        yield Words.of(f"plain-{reason}")


def _why(point: Point) -> str:
    """A volume's method is how it was examined, not what a laboratory did."""
    reason = point.verdict.reasons[0]
    examined = reason == "method" and point.reading.analyte.sides
    return "plain-broken-examined" if examined else f"plain-broken-{reason}"


def _value(point: Point) -> str:
    if point.reading.value.kind is Kind.TEXT:
        return speech.amount(point.reading, point.shown)
    return speech.size(point.shown)
