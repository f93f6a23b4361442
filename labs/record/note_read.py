"""Notes beside one man's results, as one clinician has read them."""

from collections.abc import Iterable

from labs import audit
from labs.access import May, require_right
from labs.audit import Actor, user_of
from labs.models import NoteRead, Patient
from labs.models.snapshot import writing
from labs.record import rows


@writing()
def mark(patient: Patient, note: str, marks: Iterable[str], *, by: Actor) -> NoteRead:
    """Read by him, as it is called now: `marks`. What calls it later, he has not read.

    What he has marked already stays so.
    """
    require_right(user_of(by), May.MARK, patient.clinic)
    with audit.open_act(patient.clinic, by) as act:
        old = _find_read(patient, note, by)
        new = NoteRead.of(patient, note, [*marks, *(old.covered if old else ())])
        if old and rows.says_same(new, old):
            return old
        rows.save_row(rows.make_successor(new, old) if old else new, act)
        act.write("note-marked", patient.ref, read=new.uid, marks=len(new.covered))
    return new


@writing()
def unmark(patient: Patient, note: str, *, by: Actor) -> NoteRead | None:
    """Unread again, for him alone; None where he never read it."""
    require_right(user_of(by), May.MARK, patient.clinic)
    with audit.open_act(patient.clinic, by) as act:
        old = _find_read(patient, note, by)
        if old is None or not old.covered:
            return old
        new = rows.save_row(rows.next_version(old, marks=""), act)
        act.write("note-unmarked", patient.ref, read=new.uid)
    return new


def _find_read(patient: Patient, note: str, by: Actor) -> NoteRead | None:
    mine = NoteRead.objects.current().filter(patient=patient, note=note)
    return mine.filter(by=user_of(by)).first()
