"""The shape of a note: what is said, on what ground, and when it is worth saying."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

from labs.notes.classes import NAMED, Agents
from labs.notes.headings import Heading
from labs.notes.seen import Seen
from labs.readings import Episode
from labs.series import Point
from labs.words import Words

# How a condition may be read: all of these, each of which is any of those.
type Clauses = tuple[tuple[Words, ...], ...]
AUTHOR = "The authors of HPG Tracker"
REVIEWED = date.fromisoformat("2026-11-25")


class Audience(StrEnum):
    CLINICIAN = "clinician"
    NURSE = "nurse"  # what clinicians read, but nothing on prospects
    PATIENT = "patient"


@dataclass(frozen=True)
class Fact:
    """Something recorded that called a note: a sentence, and where it is to be seen."""

    words: Words
    points: tuple[Point, ...] = ()
    episodes: tuple[Episode, ...] = ()


type Facts = tuple[Fact, ...]


@dataclass(frozen=True)
class Condition:
    """One thing that the record must say. `asks` gives what says so; None: it does not."""

    asks: Callable[[Seen], Facts | None]
    holds: tuple[Words, ...]  # any of these
    fails: tuple[Words, ...]  # all of these


def either(*conditions: Condition) -> Condition:
    """One of them, or several."""

    def asks(seen: Seen) -> Facts | None:
        told = [facts for each in conditions if (facts := each.asks(seen)) is not None]
        return tuple(chain.from_iterable(told)) if told else None

    return Condition(
        asks,
        tuple(words for each in conditions for words in each.holds),
        tuple(words for each in conditions for words in each.fails),
    )


@dataclass(frozen=True)
class Note:
    """From the document. The text for patients is empty where he never sees it."""

    key: str
    headings: tuple[Heading, ...]  # the one it rests on most comes first
    when: tuple[Condition, ...]  # all of them
    clinician: str
    caveat: str
    patient: str = ""
    names: tuple[Agents, ...] = ()  # only for a man who has, or had, each of these
    prospects: bool = False  # of recovery and loss: for clinicians only
    not_with: frozenset[str] = frozenset()  # keys of notes that it gives way to
    leads: bool = False  # stands first: it says how a result may be read at all
    needs_testes: bool = True  # whether it says what testes do: not for a man without any
    author: str = AUTHOR
    reviewed: date = REVIEWED

    @property
    def title(self) -> str:
        return self.headings[0].title

    @property
    def source(self) -> str:
        return "; ".join(heading.title for heading in self.headings)

    @property
    def level(self) -> str:
        return self.headings[0].level

    def text(self, audience: Audience) -> str:
        """Empty where it is not for this reader."""
        if audience is Audience.PATIENT:
            return "" if self.prospects else self.patient
        return "" if self.prospects and audience is Audience.NURSE else self.clinician

    @property
    def rule(self) -> Clauses:
        return tuple(condition.holds for condition in self.when)


@dataclass(frozen=True)
class AboutMeasurement:
    """Not from the document: what a measurement can show, with a general source."""

    key: str
    section: str  # of docs/measurement.md
    when: tuple[Condition, ...]
    clinician: str
    patient: str = ""
    names: tuple[Agents, ...] = ()
    caveat: str = ""
    not_with: frozenset[str] = frozenset()
    author: str = AUTHOR
    reviewed: date = REVIEWED
    level: str = ""
    leads: bool = False
    needs_testes: bool = False

    @property
    def title(self) -> str:
        return self.section

    @property
    def source(self) -> str:
        return self.section

    def text(self, audience: Audience) -> str:
        return self.patient if audience is Audience.PATIENT else self.clinician

    @property
    def rule(self) -> Clauses:
        return tuple(condition.holds for condition in self.when)


type AnyNote = Note | AboutMeasurement


@dataclass(frozen=True)
class Shown:
    """A note at one draw of one man, with what called it."""

    note: AnyNote
    text: str
    facts: Facts
    draw: str
    had: frozenset[str]  # keys of the agents on his record, past and present

    @property
    def key(self) -> str:
        return self.note.key

    @property
    def source(self) -> str:
        return self.note.source

    @property
    def title(self) -> str:
        """The one heading that it rests on most."""
        return self.note.title

    @property
    def level(self) -> str:
        return self.note.level

    @property
    def caveat(self) -> str:
        return self.note.caveat

    @property
    def away(self) -> Clauses:
        """Not shown where one of these holds; within each, all do."""
        told = (_gated(condition.fails, self.had) for condition in self.note.when)
        return tuple(dict.fromkeys(filter(None, told)))

    @property
    def points(self) -> tuple[Point, ...]:
        """The results of this draw that it speaks of."""
        of_facts = (point for fact in self.facts for point in fact.points)
        here = {p.id: p for p in of_facts if p.reading.draw.id == self.draw}
        return tuple(here.values())

    @property
    def mark(self) -> str:
        """The same for the same words called by the same versions; for what was read."""
        said = [self.key, self.note.clinician, self.caveat]
        called = sorted({*_named(self.facts)})
        return hashlib.sha256("\n".join([*said, *called]).encode()).hexdigest()


_PERHAPS_ANOTHER = {
    "note-perhaps-active": "note-perhaps-another",
    "note-perhaps-active-again": "note-perhaps-another-again",
}


def _gated(clause: tuple[Words, ...], had: frozenset[str]) -> tuple[Words, ...]:
    """Nothing here names an agent that he never had; that one might come is said."""
    told: list[Words] = []
    for words in clause:
        agents = NAMED.get(str(words.facts.get("agent")))
        if agents is None:
            told.append(words)
        elif agents.keys & had:
            told.append(Words(words.code, {**words.facts, "agent": agents.called(had)}))
        elif words.code in _PERHAPS_ANOTHER:
            told.append(Words.of(_PERHAPS_ANOTHER[words.code]))
    return tuple(told)


def _named(facts: Iterable[Fact]) -> Iterable[str]:
    for fact in facts:
        yield str(fact.words)
        yield from (f"{point.id} {point.reading.version}" for point in fact.points)
        yield from (f"{episode.id} {episode.version}" for episode in fact.episodes)
