"""Draws: entered with their results, corrected with them, or moved to the right man."""

from collections.abc import Sequence

from labs import audit
from labs.access import May, require, require_correction
from labs.audit import Act, Actor, login
from labs.models import Batch, Panel, Patient, Release, Result
from labs.models.snapshot import writing
from labs.readings import Draw, Reading
from labs.record import rows, worklist
from labs.series import dates
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
    require(login(by), May.RECORD, patient.clinic)
    with audit.act(patient.clinic, by) as act:
        if sent := rows.sent(Panel, patient, submission):
            return sent
        panel = Panel.of(patient, draw)
        panel.submission, panel.batch = submission or None, batch
        _keep(panel, readings, act)
        _put_on_worklist(panel, readings)
        act.write("panel-entered", patient.ref, panel=panel.uid, results=len(readings))
    return panel


@writing()
def correct(panel: Panel, draw: Draw, *, by: Actor, why: str) -> Panel:
    """Its results are recorded again, so that each carries the draw's own moment.

    That reopens its review, and marks the decisions that rest on them.
    """
    with audit.act(panel.patient.clinic, by) as act:
        old = rows.standing(panel)
        results = _corrigible(old, by)
        new = rows.after(Panel.of(old.patient, draw), old)
        new.batch = old.batch
        if rows.same(new, old):
            return old
        rows.keep(new, act, why=rows.reason(why))
        moved = [rows.again(r, panel=new, collected_at=new.collected_at) for r in results]
        rows.keep_all(moved, act, why=new.why)
        worklist.update([new.patient_id], panels=[new.uid])
        act.write("panel-corrected", new.patient.ref, panel=new.uid, results=len(moved))
    return new


@writing()
def misfiled(panel: Panel, *, to: Patient, by: Actor, reason: str) -> Panel:
    """Enter a draw in error where it is, naming nobody, and record it where it belongs."""
    _other_man(panel.patient, to)
    why = rows.reason(reason)
    with audit.act(panel.patient.clinic, by) as act:
        old = rows.standing(panel)
        results = _corrigible(old, by)
        _after_birth(old, to)
        right = [r.reading(old.draw) for r in results if r.status != "entered-in-error"]
        if not right:
            raise Refused("misfiled-empty")
        gone = rows.keep(rows.again(old, misfiled=True), act, why=MISFILED)
        wrong = [rows.again(r, panel=gone, status="entered-in-error") for r in results]
        rows.keep_all(wrong, act, why=MISFILED)
        worklist.update([gone.patient_id], panels=[gone.uid])
        act.write("panel-misfiled", gone.patient.ref, panel=gone.uid, results=len(wrong))
    with audit.act(to.clinic, by) as act:
        here = Panel.of(to, old.draw)
        here.batch = old.batch
        _keep(here, right, act, why=why)
        _put_on_worklist(here, right)
        act.write("panel-entered", to.ref, panel=here.uid, results=len(right))
    return here


def _keep(panel: Panel, readings: Sequence[Reading], act: Act, *, why: str = "") -> None:
    if not readings:
        raise Refused("draw-empty")
    rows.keep(panel, act, why=why)
    rows.keep_all([Result.of(panel, reading) for reading in readings], act, why=why)


def _put_on_worklist(panel: Panel, readings: Sequence[Reading]) -> None:
    flagged = any(reading.flags for reading in readings)
    clinic = panel.patient.clinic_id
    new = worklist.NewPanel(panel.pk, panel.patient_id, clinic, panel.collected_at, flagged)
    worklist.update([panel.patient_id], new_panels=[new])


def _corrigible(panel: Panel, by: Actor) -> list[Result]:
    """Its results as they stand, if he may correct the draw and every one of them."""
    if panel.misfiled:
        raise Refused("draw-misfiled")
    results = list(panel.results.current().order_by("pk"))
    require_correction(
        login(by),
        panel.patient.clinic,
        entered_by={panel.by_id, *(result.by_id for result in results)},
        reviewed=Release.objects.of(panel).standing().filter(kind="reviewed").exists(),
    )
    return results


def _other_man(patient: Patient, to: Patient) -> None:
    if to.clinic_id != patient.clinic_id:
        raise Refused("misfiled-other-clinic")
    if to == patient:
        raise Refused("misfiled-same-person")


def _after_birth(panel: Panel, to: Patient) -> None:
    born = to.details.current().get().born
    if panel.collected_on < born:
        raise Refused("misfiled-unborn", born=dates.day(born))
