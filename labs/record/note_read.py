"""Notes beside one man's results, as one clinician has read them."""

from collections.abc import Iterable

from labs import audit
from labs.access import May, require
from labs.audit import Actor, login
from labs.models import NoteRead, Patient
from labs.models.snapshot import writing
from labs.record import rows


@writing()
def mark(patient: Patient, note: str, marks: Iterable[str], *, by: Actor) -> NoteRead:
    """Read by him, as it is called now: `marks`. What calls it later, he has not read.

    What he has marked already stays so.
    """
    require(login(by), May.MARK, patient.clinic)
    with audit.act(patient.clinic, by) as act:
        old = _own(patient, note, by)
        new = NoteRead.of(patient, note, [*marks, *(old.covered if old else ())])
        if old and rows.same(new, old):
            return old
        rows.keep(rows.after(new, old) if old else new, act)
        act.write("note-marked", patient.ref, read=new.uid, marks=len(new.covered))
    return new


@writing()
def unmark(patient: Patient, note: str, *, by: Actor) -> NoteRead | None:
    """Unread again, for him alone; None where he never read it."""
    require(login(by), May.MARK, patient.clinic)
    with audit.act(patient.clinic, by) as act:
        old = _own(patient, note, by)
        if old is None or not old.covered:
            return old
        new = rows.keep(rows.again(old, marks=""), act)
        act.write("note-unmarked", patient.ref, read=new.uid)
    return new


def _own(patient: Patient, note: str, by: Actor) -> NoteRead | None:
    mine = NoteRead.objects.current().filter(patient=patient, note=note)
    return mine.filter(by=login(by)).first()
