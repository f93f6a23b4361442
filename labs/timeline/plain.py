"""What a patient reads beside a result: a fixed set of sentences that grade nothing."""

from collections.abc import Iterator

from labs.readings import Kind, State
from labs.timeline import dates, speech
from labs.timeline.point import Point
from labs.words import Words, gettext_lazy, gettext_noop

_STATES = {
    State.BELOW: gettext_noop("Below the reference range."),
    State.INSIDE: gettext_noop("In the reference range."),
    State.ABOVE: gettext_noop("Above the reference range."),
    State.UNKNOWN: gettext_noop(
        "This test cannot tell whether it is in the reference range."
    ),
}
_OWN_STATES = {
    State.BELOW: gettext_noop("Below the range your clinician set."),
    State.INSIDE: gettext_noop("In the range your clinician set."),
    State.ABOVE: gettext_noop("Above the range your clinician set."),
    State.UNKNOWN: gettext_noop(
        "This test cannot tell whether it is in the range your clinician set."
    ),
}
_LIMITS = {
    "<": gettext_noop("Less than this test can measure (under {limit})."),
    "<=": gettext_noop("At or under the least that this test measures ({limit})."),
    ">": gettext_noop("More than this test can measure (over {limit})."),
    ">=": gettext_noop("At or over the most that this test measures ({limit})."),
}
_SOURCES = {
    "untold": gettext_noop("This level does not say where the testosterone came from."),
    "given": gettext_noop(
        "This level does not say where the testosterone came from. It may still hold "
        "what was given before."
    ),
}
# Why two results do not compare at all; a volume's method is how it was examined.
_BROKEN = {
    "method": gettext_noop(
        "Cannot be compared with the earlier result: the lab changed its method."
    ),
    "examined": gettext_noop(
        "Cannot be compared with the earlier result: it was measured in another way."
    ),
    "laboratory": gettext_noop(
        "Cannot be compared with the earlier result: another lab measured it."
    ),
    "floor": gettext_noop(
        "Cannot be compared with the earlier result: the lowest amount that the test can "
        "measure is not the same."
    ),
    "formula": gettext_noop(
        "Cannot be compared with the earlier result: the size was worked out "
        "in another way."
    ),
    "unit": gettext_noop(
        "Cannot be compared with the earlier result: it was reported in another "
        "kind of unit."
    ),
}
# What differs between two results that are compared.
_NOTED = {
    "time-of-day": gettext_noop(
        "The sample was taken at another time of day than last time."
    ),
    "since-dose": gettext_noop(
        "The time since your last dose was not the same as last time."
    ),
    "fasting": gettext_noop(
        "One sample was taken fasting and the other was not, or it is not recorded."
    ),
    "treatment": gettext_noop("Your recorded treatment was not the same as last time."),
}
# Of these, what holds for all tests of a draw may be said once.
COMPARING = frozenset({*_BROKEN.values(), *_NOTED.values()})


def write_sentences(point: Point) -> tuple[Words, ...]:
    """How it stands to the range, to what the test can tell, and to the one before."""
    parts = _write_state, _write_limit, _write_source, _write_status, _write_earlier
    return tuple(words for part in parts for words in part(point))


def _write_state(point: Point) -> Iterator[Words]:
    if point.reading.value.kind is Kind.TEXT:
        yield gettext_lazy("Your lab reported this in words, without a number.")
    elif point.clinician_interval and point.clinician_interval.has_ends:
        yield gettext_lazy(_OWN_STATES[point.clinician_state])
    else:
        yield write_range_sentence(point)


def write_range_sentence(point: Point) -> Words:
    """How it stands to the range that came with it."""
    if point.interval and point.interval.has_ends:
        return gettext_lazy(_STATES[point.state])
    return gettext_lazy("No reference range printed.")


def _write_limit(point: Point) -> Iterator[Words]:
    if said := _LIMITS.get(point.shown.comparator):
        yield gettext_lazy(said, limit=point.shown.value)


def _write_source(point: Point) -> Iterator[Words]:
    if point.source:
        yield gettext_lazy(_SOURCES[point.source])


def _write_status(point: Point) -> Iterator[Words]:
    if point.reading.status == "preliminary":
        yield gettext_lazy("This result is not final yet.")
    if point.was and point.was.at:
        day = dates.day(point.was.at.date())
        yield gettext_lazy(
            "Your clinic corrected it on {day}; before, it read {reported}.",
            day=day,
            reported=point.was.reported,
        )


def _write_earlier(point: Point) -> Iterator[Words]:
    before = point.earlier
    if before is None:
        return
    if point.verdict.kind == "broken":
        reason = point.verdict.reasons[0]
        examined = reason == "method" and point.reading.analyte.sides
        yield gettext_lazy(_BROKEN["examined" if examined else reason])
        return
    day = dates.clinical_day(before.reading.moment)
    yield gettext_lazy(
        "Last time, {day}, it was {value}.", day=day, value=_write_value(before)
    )
    for reason in point.verdict.reasons:
        yield gettext_lazy(_NOTED[reason])


def _write_value(point: Point) -> str:
    if point.reading.value.kind is Kind.TEXT:
        return speech.speak_amount(point.reading, point.shown)
    return speech.speak_size(point.shown)
