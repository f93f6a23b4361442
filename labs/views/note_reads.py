"""Which notes beside one man's results a clinician has read, and who else has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from labs import access
from labs.access import May
from labs.models import NoteRead, Patient, User
from labs.notes import Notes, Shown

type ByNote = Mapping[str, Sequence[NoteRead]]


@dataclass(frozen=True)
class Told:
    """A note as it stands beside a draw, and the readers of exactly that."""

    shown: Shown
    mine: NoteRead | None
    others: tuple[NoteRead, ...]


@dataclass(frozen=True)
class Kind:
    """Notes of one kind: a note that its reader has read is folded away."""

    unread: tuple[Told, ...]
    read: tuple[Told, ...]


@dataclass(frozen=True)
class Reads:
    """Nobody marks notes in what a patient reads: there, and for nurses, all is unread."""

    by_note: ByNote = field(default_factory=dict)
    reader: User | None = None
    may_mark: bool = False

    @classmethod
    def of(cls, patient: Patient, user: User) -> "Reads":
        rows = patient.notes_read.current().order_by("note", "at", "pk")
        by_note = {note: list(of) for note, of in groupby(rows, key=lambda row: row.note)}
        may_mark = access.allowed(user, May.MARK, patient.clinic)
        return cls(by_note, user, may_mark)

    def kind(self, shown: Iterable[Shown]) -> Kind:
        told = [self._told(one) for one in shown]
        return Kind(
            unread=tuple(one for one in told if not one.mine),
            read=tuple(one for one in told if one.mine),
        )

    def unread(self, shown: Iterable[Shown]) -> tuple[Shown, ...]:
        return tuple(one.shown for one in self.kind(shown).unread)

    def _told(self, shown: Shown) -> Told:
        rows = self.by_note.get(shown.key, ())
        readers = [row for row in rows if shown.mark in row.covered]
        me = self.reader.pk if self.reader and self.may_mark else None
        mine = next((row for row in readers if row.by_id == me), None)
        return Told(shown, mine, tuple(row for row in readers if row is not mine))


def titles(told: Notes, reads: Reads, draws: Iterable[str]) -> dict[str, list[str]]:
    """Of the notes that wait for their reader, by the draw beside which they stand."""
    if not reads.may_mark:
        return {}
    waits = {draw: reads.unread(told.at(draw)) for draw in draws}
    return {draw: [one.title for one in each] for draw, each in waits.items() if each}
