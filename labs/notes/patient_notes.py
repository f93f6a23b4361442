"""Which notes stand beside a draw, for whom, and in which order."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from labs.notes.agent_groups import NAMED
from labs.notes.at_draw import PatientRecord, RecordAtDraw, has_had, list_agents_had
from labs.notes.catalogue import MEASUREMENT, NOTES, Topic, topic_of
from labs.notes.conditions import PERHAPS_ACTIVE, PERHAPS_ACTIVE_AGAIN
from labs.notes.note import AnyNote, Audience, Clauses, Fact, Facts
from labs.timeline import Point, Timeline
from labs.words import Words, gettext_lazy, gettext_noop

_PERHAPS_ANOTHER = {
    PERHAPS_ACTIVE: gettext_noop("another agent is recorded for that day, or may be"),
    PERHAPS_ACTIVE_AGAIN: gettext_noop(
        "another agent is recorded at this draw or at the one before, or may be"
    ),
}


@dataclass(frozen=True)
class NoteAtDraw:
    """A note beside one draw of one man, with what called it."""

    note: AnyNote
    text: str  # for its reader
    facts: Facts
    draw: str  # id of the draw; empty: as of today
    agents_had: frozenset[str]  # keys of the agents on his record, past and present

    @property
    def key(self) -> str:
        return self.note.key

    @property
    def topic(self) -> Topic:
        """The topic whose page has the note with its rule."""
        return topic_of(self.note)

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
        """It would not stand here if one of these held; within each, all must hold."""
        clauses = (
            _without_unknown_agents(c.fails, self.agents_had) for c in self.note.when
        )
        return tuple(dict.fromkeys(filter(None, clauses)))

    @property
    def points(self) -> tuple[Point, ...]:
        """The results of this draw that it speaks of."""
        of_facts = (point for fact in self.facts for point in fact.points)
        here = {p.id: p for p in of_facts if p.reading.draw.id == self.draw}
        return tuple(here.values())

    @property
    def mark(self) -> str:
        """SHA-256 of its words and of the versions that called it: what was read."""
        lines = [self.key, self.note.clinician, self.caveat]
        lines += sorted({*_list_versions(self.facts)})
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class PatientNotes:
    """The notes on one man's timeline for one reader, worked out draw by draw when asked.

    Making it costs a pass over his results; a draw costs what the rules ask of it.
    Nothing is worked out for a draw that nobody asks for.
    """

    def __init__(self, timeline: Timeline, audience: Audience) -> None:
        self._record = PatientRecord(timeline)
        self._audience = audience
        course = self._record.course
        self._agents_had = list_agents_had(self._record.episodes, course.today)
        self._from_document = self._choose(NOTES)
        self._on_measurement = self._choose(MEASUREMENT)
        self._by_key = {n.key: n for n in (*self._from_document, *self._on_measurement)}
        self._called = cache(self._find_facts)
        self.document = cache(self._list_from_document)
        self.measurement = cache(self._list_on_measurement)

    def at(self, draw: str) -> tuple[NoteAtDraw, ...]:
        """Notes of both kinds beside a draw, by its id; empty: as of today."""
        return (*self.document(draw), *self.measurement(draw))

    def marks(self, key: str, draw: str) -> frozenset[str]:
        """The marks of one note where it stands, at this draw and at those before it."""
        note, draws = self._by_key.get(key), self._record.draws
        if note is None:
            return frozenset()
        asked = draws[: draws.index(draw) + 1] if draw in draws else (draw,)
        adults_only = note in self._from_document
        return frozenset(
            shown.mark
            for each in asked
            if not adults_only or self.is_of_age(each)
            for shown in self._list([note], each)
        )

    def is_of_age(self, draw: str) -> bool:
        return self._record.at(draw).is_of_age

    def _list_from_document(self, draw: str) -> tuple[NoteAtDraw, ...]:
        """The most specific first. The document speaks of men: of a boy it says nothing."""
        if not self.is_of_age(draw):
            return ()
        return tuple(self._list(self._from_document, draw))

    def _list_on_measurement(self, draw: str) -> tuple[NoteAtDraw, ...]:
        return tuple(self._list(self._on_measurement, draw))

    def _choose(self, notes: Sequence[AnyNote]) -> list[AnyNote]:
        """What this reader may read of this man; what leads, then the most specific."""
        testes = self._record.course.testes
        mine = [
            note
            for note in notes
            if note.text(self._audience)
            and not (note.needs_testes and testes.none)
            and all(has_had(self._agents_had, agents) for agents in note.names)
        ]
        return sorted(mine, key=lambda note: (not note.leads, -len(note.when)))

    def _list(self, notes: Iterable[AnyNote], draw: str) -> Iterator[NoteAtDraw]:
        """Those whose rule holds and that give way to no other one whose rule holds."""
        for note in notes:
            facts = self._called(note.key, draw)
            if facts is None or any(self._stands(key, draw) for key in note.not_with):
                continue
            yield NoteAtDraw(note, note.text(self._audience), facts, draw, self._agents_had)

    def _stands(self, key: str, draw: str) -> bool:
        return key in self._by_key and self._called(key, draw) is not None

    def _find_facts(self, key: str, draw: str) -> Facts | None:
        return find_calling_facts(self._by_key[key], self._record.at(draw))


def find_calling_facts(note: AnyNote, at_draw: RecordAtDraw) -> Facts | None:
    """What says that the rule of a note holds, each fact once; None where it does not."""
    found: list[Facts] = []
    for condition in note.when:
        facts = condition.find_facts(at_draw)
        if facts is None:
            return None
        found.append(facts)
    every = [*chain.from_iterable(found)]
    return tuple(fact for at, fact in enumerate(every) if fact not in every[:at])


def _without_unknown_agents(
    clause: tuple[Words, ...], had: frozenset[str]
) -> tuple[Words, ...]:
    """Nothing names an agent that he never had; that one might come is said."""
    kept: list[Words] = []
    for words in clause:
        agents = NAMED.get(str(words.facts.get("agent")))
        if agents is None:
            kept.append(words)
        elif agents.keys & had:
            kept.append(Words(words.text, {**words.facts, "agent": agents.called(had)}))
        elif words.text in _PERHAPS_ANOTHER:
            kept.append(gettext_lazy(_PERHAPS_ANOTHER[words.text]))
    return tuple(kept)


def _list_versions(facts: Iterable[Fact]) -> Iterator[str]:
    for fact in facts:
        yield str(fact.words)
        yield from (f"{point.id} {point.reading.version}" for point in fact.points)
        yield from (f"{episode.id} {episode.version}" for episode in fact.episodes)
