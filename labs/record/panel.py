"""Draws: entered with their results, corrected with them, or moved to the right man."""

from collections.abc import Sequence

from labs import audit
from labs.access import May, require_correction, require_right
from labs.audit import Act, Actor, user_of
from labs.models import Batch, Panel, Patient, Release, Result
from labs.models.snapshot import writing
from labs.readings import Draw, Reading
from labs.record import rows, worklist
from labs.timeline import dates
from labs.words import Refused

MISFILED = "entered for another person"


@writing()
def enter(
    patient: Patient,
    draw: Draw,
    readings: Sequence[Reading],
    *,
    by: Actor,
    submission: str = "",
    batch: Batch | None = None,
) -> Panel:
    """A form that is sent twice, with one `submission`, enters one draw."""
    require_right(user_of(by), May.RECORD, patient.clinic)
    with audit.open_act(patient.clinic, by) as act:
        if sent := rows.find_submission(Panel, patient, submission):
            return sent
        panel = Panel.of(patient, draw)
        panel.submission, panel.batch = submission or None, batch
        panel.share_after = patient.clinic.share_after
        _save_readings(panel, readings, act)
        _put_on_worklist(panel, readings)
        act.write("panel-entered", patient.ref, panel=panel.uid, results=len(readings))
    return panel


@writing()
def correct(panel: Panel, draw: Draw, *, by: Actor, why: str) -> Panel:
    """Its results are recorded again, so that each carries the draw's own moment.

    That reopens its review, and marks the decisions that rest on them.
    """
    with audit.open_act(panel.patient.clinic, by) as act:
        old = rows.require_current(panel)
        results = _list_correctable(old, by)
        new = rows.make_successor(Panel.of(old.patient, draw), old)
        new.batch, new.share_after = old.batch, old.share_after
        if rows.says_same(new, old):
            return old
        rows.save_row(new, act, why=rows.require_reason(why))
        moved = [
            rows.next_version(r, panel=new, collected_at=new.collected_at) for r in results
        ]
        rows.save_rows(moved, act, why=new.why)
        worklist.update([new.patient_id], panels=[new.uid])
        act.write("panel-corrected", new.patient.ref, panel=new.uid, results=len(moved))
    return new


@writing()
def misfiled(panel: Panel, *, to: Patient, by: Actor, reason: str) -> Panel:
    """Enter a draw in error where it is, naming nobody, and record it where it belongs."""
    _require_other_patient(panel.patient, to)
    why = rows.require_reason(reason)
    with audit.open_act(panel.patient.clinic, by) as act:
        old = rows.require_current(panel)
        results = _list_correctable(old, by)
        _require_after_birth(old, to)
        right = [r.reading(old.draw) for r in results if r.status != "entered-in-error"]
        if not right:
            raise Refused("misfiled-empty")
        gone = rows.save_row(rows.next_version(old, misfiled=True), act, why=MISFILED)
        wrong = [
            rows.next_version(r, panel=gone, status="entered-in-error") for r in results
        ]
        rows.save_rows(wrong, act, why=MISFILED)
        worklist.update([gone.patient_id], panels=[gone.uid])
        act.write("panel-misfiled", gone.patient.ref, panel=gone.uid, results=len(wrong))
    with audit.open_act(to.clinic, by) as act:
        here = Panel.of(to, old.draw)
        here.batch, here.share_after = old.batch, to.clinic.share_after
        _save_readings(here, right, act, why=why)
        _put_on_worklist(here, right)
        act.write("panel-entered", to.ref, panel=here.uid, results=len(right))
    return here


def _save_readings(
    panel: Panel, readings: Sequence[Reading], act: Act, *, why: str = ""
) -> None:
    if not readings:
        raise Refused("draw-empty")
    rows.save_row(panel, act, why=why)
    rows.save_rows([Result.of(panel, reading) for reading in readings], act, why=why)


def _put_on_worklist(panel: Panel, readings: Sequence[Reading]) -> None:
    flagged = any(reading.flags for reading in readings)
    clinic = panel.patient.clinic_id
    new = worklist.NewPanel(panel.pk, panel.patient_id, clinic, panel.collected_at, flagged)
    worklist.update([panel.patient_id], new_panels=[new])


def _list_correctable(panel: Panel, by: Actor) -> list[Result]:
    """Its results as they stand, if he may correct the draw and every one of them."""
    if panel.misfiled:
        raise Refused("draw-misfiled")
    results = list(panel.results.current().order_by("pk"))
    require_correction(
        user_of(by),
        panel.patient.clinic,
        entered_by={panel.by_id, *(result.by_id for result in results)},
        reviewed=Release.objects.of(panel).standing().filter(kind="reviewed").exists(),
    )
    return results


def _require_other_patient(patient: Patient, to: Patient) -> None:
    if to.clinic_id != patient.clinic_id:
        raise Refused("misfiled-other-clinic")
    if to == patient:
        raise Refused("misfiled-same-person")


def _require_after_birth(panel: Panel, to: Patient) -> None:
    born = to.details.current().get().born
    if panel.collected_on < born:
        raise Refused("misfiled-unborn", born=dates.day(born))
