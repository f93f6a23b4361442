"""Every note, by topic: one file a topic, one entry a note; each topic has a page."""

from dataclasses import dataclass

from labs.notes import (
    aromatase,
    axis,
    context,
    fsh_drug,
    hcg,
    measurement,
    recovery,
    serm,
    source,
    suppression,
)
from labs.notes.note import AboutMeasurement, AnyNote, Audience, Note
from labs.words import Translatable


@dataclass(frozen=True)
class Topic:
    """Notes on one subject, from one kind of source."""

    key: str  # in the address of its page
    title: Translatable
    line: Translatable  # what it is about, in words that a patient reads too
    notes: tuple[AnyNote, ...]

    def for_reader(self, audience: Audience) -> tuple[AnyNote, ...]:
        """What this reader may meet; a patient meets no drug that he may never have had."""
        return tuple(
            note
            for note in self.notes
            if note.text(audience) and not (note.names and audience is Audience.PATIENT)
        )


def _build_topic(key: str, title: str, line: str) -> Topic:
    notes = tuple(note for note in measurement.NOTES if note.section == title)
    return Topic(key, title, line, notes)


FROM_DOCUMENT = (
    Topic(
        "testosterone",
        "On testosterone",
        "What testosterone from outside does to LH, FSH and the testes.",
        suppression.NOTES,
    ),
    Topic(
        "source",
        "Where a level comes from",
        "A level in blood does not tell its source.",
        source.NOTES,
    ),
    Topic("hcg", "On hCG", "hCG stands in for LH.", hcg.NOTES),
    Topic(
        "serm",
        "On a SERM",
        "Clomifene and related drugs act on the feedback in the brain.",
        serm.NOTES,
    ),
    Topic(
        "estradiol",
        "Estradiol and aromatase",
        "The body makes estradiol from testosterone.",
        aromatase.NOTES,
    ),
    Topic("fsh", "On FSH", "A drug may put FSH itself into the blood.", fsh_drug.NOTES),
    Topic(
        "after-treatment",
        "After treatment",
        "What results show once a treatment has ended.",
        recovery.NOTES,
    ),
    Topic(
        "results",
        "What each result is part of",
        "Each test in its place in the loop of brain and testes.",
        axis.NOTES,
    ),
    Topic(
        "around-the-axis",
        "Around the axis",
        "Metabolic health, and whose choice a treatment is.",
        context.NOTES,
    ),
)
ABOUT_MEASUREMENT = (
    _build_topic("limits", measurement.LIMITS, "What “less than” and “more than” mean."),
    _build_topic("ranges", measurement.RANGES, "A range belongs to one laboratory."),
    _build_topic("methods", measurement.METHODS, "Two methods may give two values."),
    _build_topic("clock", measurement.CLOCK, "Testosterone changes through the day."),
    _build_topic("dose", measurement.DOSE, "Between doses a level rises and falls."),
    _build_topic(
        "state", measurement.STATE, "A meal, an illness or biotin can move a result."
    ),
    _build_topic("volume", measurement.VOLUMES, "Two ways to measure a testis may differ."),
    _build_topic(
        "status", measurement.LIFE, "A result may be early, corrected or the first."
    ),
)
TOPICS = FROM_DOCUMENT + ABOUT_MEASUREMENT

NOTES: tuple[Note, ...] = tuple(
    note for topic in FROM_DOCUMENT for note in topic.notes if isinstance(note, Note)
)
MEASUREMENT: tuple[AboutMeasurement, ...] = measurement.NOTES
_TOPIC_OF = {note.key: topic for topic in TOPICS for note in topic.notes}


def find_topic(key: str) -> Topic | None:
    """The topic of an address."""
    return next((topic for topic in TOPICS if topic.key == key), None)


def topic_of(note: AnyNote) -> Topic:
    """The topic on whose page a note stands with its rule and source."""
    return _TOPIC_OF[note.key]
