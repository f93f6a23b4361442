"""Every text of the room by its reader, for whoever looks through all of them."""

from collections.abc import Iterator

from labs.notes import glossary, reference
from labs.notes.catalogue import MEASUREMENT, NOTES, TOPICS
from labs.notes.note import AnyNote

_EVERY: tuple[AnyNote, ...] = (*NOTES, *MEASUREMENT)


def for_clinicians() -> Iterator[str]:
    for note in _EVERY:
        yield note.clinician
        yield note.caveat
    for station in (*reference.STATIONS, *reference.SIGNALS, reference.TWO_WAYS):
        yield station.text
    for agent in reference.AGENTS:
        yield agent.mechanism
    yield reference.ABOUT_REFERENCES
    for place in reference.WEAK_PLACES:
        yield place.text


def for_patients() -> Iterator[str]:
    for note in _EVERY:
        if note.patient:
            yield note.patient
            yield note.caveat
    for term in glossary.TERMS:
        yield term.text
    for topic in TOPICS:
        yield topic.line
