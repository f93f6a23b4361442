"""The shape of a note: what is said, on what ground, and when it is worth saying."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain

from labs.notes.agent_groups import AgentGroup
from labs.notes.at_draw import RecordAtDraw
from labs.notes.headings import Heading
from labs.readings import Episode
from labs.timeline import Point
from labs.words import Translatable, Words

# How a condition may be read: all of these, each of which is any of those.
type Clauses = tuple[tuple[Words, ...], ...]
AUTHOR = "The authors of HPG Tracker"
REVIEWED = date.fromisoformat("2026-11-25")


class Audience(StrEnum):
    CLINICIAN = "clinician"
    NURSE = "nurse"  # what clinicians read, but nothing on prospects
    PATIENT = "patient"


@dataclass(frozen=True)
class Later:
    """Words of a fact that are made only where it is read: most facts never are."""

    make: Callable[..., str]
    of: tuple[object, ...]

    def __str__(self) -> str:
        return self.make(*self.of)


@dataclass(frozen=True)
class Fact:
    """Something recorded that called a note: a sentence, and where it is to be seen."""

    words: Words
    points: tuple[Point, ...] = ()
    episodes: tuple[Episode, ...] = ()


type Facts = tuple[Fact, ...]


@dataclass(frozen=True)
class Condition:
    """One thing that the record must say.

    `find_facts` gives what says so; None where the record does not say it.
    """

    find_facts: Callable[[RecordAtDraw], Facts | None]
    holds: tuple[Words, ...]  # how it reads where it holds: any of these
    fails: tuple[Words, ...]  # and where it does not: all of these


def any_of(*conditions: Condition) -> Condition:
    """One of them, or several."""

    def find_facts(at_draw: RecordAtDraw) -> Facts | None:
        found = (each.find_facts(at_draw) for each in conditions)
        facts = [each for each in found if each is not None]
        return tuple(chain.from_iterable(facts)) if facts else None

    return Condition(
        find_facts,
        tuple(words for each in conditions for words in each.holds),
        tuple(words for each in conditions for words in each.fails),
    )


@dataclass(frozen=True)
class Note:
    """From the document. The text for patients is empty where he never sees it."""

    key: str
    headings: tuple[Heading, ...]  # the one it rests on most comes first
    when: tuple[Condition, ...]  # all of them
    clinician: Translatable
    caveat: Translatable
    patient: Translatable = ""
    names: tuple[AgentGroup, ...] = ()  # only for a man who has, or had, each of these
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
    section: Translatable  # of docs/measurement.md
    when: tuple[Condition, ...]
    clinician: Translatable
    patient: Translatable = ""
    names: tuple[AgentGroup, ...] = ()
    caveat: Translatable = ""
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
