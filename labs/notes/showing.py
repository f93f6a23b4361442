"""Which notes are shown at a draw, to whom, and in which order."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

from labs.notes.catalogue import MEASUREMENT, NOTES
from labs.notes.note import AnyNote, Audience, Facts, Shown
from labs.notes.seen import Record, Seen, had, had_agents
from labs.series import Point, Series


class Notes:
    """The notes on one list, for one reader; worked out draw by draw, as asked."""

    def __init__(self, series: Series, audience: Audience) -> None:
        self._record = Record(series)
        self._audience = audience
        self._had = had_agents(self._record.episodes, self._record.course.today)
        self._from_document = self._for_him(NOTES)
        self._on_measurement = self._for_him(MEASUREMENT)
        self.document = cache(self._of_document)
        self.measurement = cache(self._of_measurement)

    def at_point(self, point: Point) -> tuple[Shown, ...]:
        """Those of both kinds that speak of this result."""
        draw = point.reading.draw.id
        return tuple(
            shown
            for shown in self.at(draw)
            if any(spoken_of.id == point.id for spoken_of in shown.points)
        )

    def marks(self, key: str, draw: str) -> frozenset[str]:
        """Of one note where it stands, at this draw and at those before it."""
        draws = self._record.draws
        seen = draws[: draws.index(draw) + 1] if draw in draws else (draw,)
        every = chain.from_iterable(map(self.at, seen))
        return frozenset(shown.mark for shown in every if shown.key == key)

    def is_of_age(self, draw: str) -> bool:
        return self._record.at(draw).is_of_age

    def at(self, draw: str) -> tuple[Shown, ...]:
        """Those of both kinds."""
        return (*self.document(draw), *self.measurement(draw))

    def _of_document(self, draw: str) -> tuple[Shown, ...]:
        """From the document, most specific first; without a draw, as of today.

        The document speaks of men: beside a draw of a boy it says nothing.
        """
        if not self.is_of_age(draw):
            return ()
        return tuple(self._shown(self._from_document, draw))

    def _of_measurement(self, draw: str) -> tuple[Shown, ...]:
        """About this measurement, by another heading and another source."""
        return tuple(self._shown(self._on_measurement, draw))

    def _for_him(self, notes: Sequence[AnyNote]) -> list[AnyNote]:
        """What this reader may read of this man; what leads, then the most specific."""
        today, testes = self._record.course.today, self._record.course.testes
        mine = [
            note
            for note in notes
            if note.text(self._audience)
            and not (note.needs_testes and testes.none)
            and all(had(self._record.episodes, agents, today) for agents in note.names)
        ]
        return sorted(mine, key=lambda note: (not note.leads, -len(note.when)))

    def _shown(self, notes: Sequence[AnyNote], draw: str) -> Iterator[Shown]:
        seen = self._record.at(draw)
        called = {
            note.key: (note, facts)
            for note in notes
            if (facts := called_by(note, seen)) is not None
        }
        for note, facts in called.values():
            if not any(key in called for key in note.not_with):
                yield Shown(note, note.text(self._audience), facts, draw, self._had)


def called_by(note: AnyNote, seen: Seen) -> Facts | None:
    """What says that its rule holds; None where it does not."""
    told: list[Facts] = []
    for condition in note.when:
        facts = condition.asks(seen)
        if facts is None:
            return None
        told.append(facts)
    every = [*chain.from_iterable(told)]
    return tuple(fact for at, fact in enumerate(every) if fact not in every[:at])
