"""Which notes beside one man's results a clinician has read, and who else has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from labs import access
from labs.access import May
from labs.models import NoteRead, Patient, User
from labs.models.prepared import PreparedModels
from labs.notes import NoteAtDraw, PatientNotes

_READS = PreparedModels(
    lambda patient: (
        NoteRead.objects.current().filter(patient=patient).order_by("note", "at", "pk")
    )
)

type ByNote = Mapping[str, Sequence[NoteRead]]


@dataclass(frozen=True)
class NoteWithReaders:
    """A note as it stands beside a draw, and the readers of exactly that."""

    shown: NoteAtDraw
    mine: NoteRead | None  # that its reader has read it
    others: tuple[NoteRead, ...]


@dataclass(frozen=True)
class NotesOfKind:
    """Notes of one kind: a note that its reader has read is folded away."""

    unread: tuple[NoteWithReaders, ...]
    read: tuple[NoteWithReaders, ...]


@dataclass(frozen=True)
class NoteCount:
    """How many notes stand beside one draw, and how many of them wait for their reader."""

    all: int
    unread: int  # 0 for whoever marks no notes


@dataclass(frozen=True)
class NoteReads:
    """Nobody marks notes in what a patient reads: there, and for nurses, all is unread."""

    by_note: ByNote = field(default_factory=dict)
    reader: User | None = None
    may_mark: bool = False

    @classmethod
    def of(cls, patient: Patient, user: User) -> "NoteReads":
        """What has been read of this man's notes, in one query."""
        rows = _READS.ask(patient.pk)
        by_note = {note: list(of) for note, of in groupby(rows, key=lambda row: row.note)}
        may_mark = access.is_allowed(user, May.MARK, patient.clinic)
        return cls(by_note, user, may_mark)

    def sort(self, notes: Iterable[NoteAtDraw]) -> NotesOfKind:
        """Apart what their reader has read, and what he has not."""
        with_readers = [self._add_readers(note) for note in notes]
        return NotesOfKind(
            unread=tuple(one for one in with_readers if not one.mine),
            read=tuple(one for one in with_readers if one.mine),
        )

    def list_unread(self, notes: Iterable[NoteAtDraw]) -> tuple[NoteAtDraw, ...]:
        return tuple(one.shown for one in self.sort(notes).unread)

    def _add_readers(self, note: NoteAtDraw) -> NoteWithReaders:
        rows = self.by_note.get(note.key, ())
        readers = [row for row in rows if note.mark in row.covered]
        me = self.reader.pk if self.reader and self.may_mark else None
        mine = next((row for row in readers if row.by_id == me), None)
        return NoteWithReaders(note, mine, tuple(row for row in readers if row is not mine))


def count_notes(notes: PatientNotes, reads: NoteReads, draw: str) -> NoteCount:
    """Of one draw, by its id. No other draw is worked out for it."""
    beside = notes.at(draw)
    unread = len(reads.list_unread(beside)) if reads.may_mark else 0
    return NoteCount(len(beside), unread)
