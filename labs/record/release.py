"""The clinician's sign-off of a draw: it is reviewed, and so shared with its man."""

from django.db.models import Max

from labs import audit
from labs.access import May, require_right
from labs.audit import Actor, user_of
from labs.models import Panel, Release
from labs.models.snapshot import writing
from labs.record import rows, worklist
from labs.words import Refused


@writing()
def sign_off(panel: Panel, *, by: Actor, seen: int | None = None) -> Release:
    """`seen`: the newest row of a result that stood on his page; later ones he did not see.

    What is signed off already stays so.
    """
    require_right(user_of(by), May.DECIDE, panel.patient.clinic)
    with audit.open_act(panel.patient.clinic, by) as act:
        rows.require_current(panel)
        if review := Release.objects.reviews().filter(panel=panel).first():
            return review
        newest = panel.results.aggregate(newest=Max("pk"))["newest"]
        if seen is not None and seen < newest:
            raise rows.Conflict(panel)
        review = rows.save_row(_build_release(panel, "reviewed", newest), act)
        rows.save_row(_build_release(panel, "shared", newest), act)
        worklist.update([panel.patient_id], panels=[panel.uid])
        act.write(
            "panel-signed-off", panel.patient.ref, panel=panel.uid, version=panel.version
        )
    return review


@writing()
def take_back(panel: Panel, *, by: Actor, why: str) -> list[Release]:
    """A further act: its man can read the draw no more until it is signed off again."""
    require_right(user_of(by), May.DECIDE, panel.patient.clinic)
    with audit.open_act(panel.patient.clinic, by) as act:
        rows.require_current(panel)
        signed = (
            Release.objects.of(panel).standing().filter(kind__in=["reviewed", "shared"])
        )
        if not signed:
            raise Refused("not-signed-off")
        taken = [_build_withdrawal(release, panel) for release in signed]
        rows.save_rows(taken, act, why=rows.require_reason(why))
        worklist.update([panel.patient_id], panels=[panel.uid])
        act.write(
            "sign-off-taken-back", panel.patient.ref, panel=panel.uid, acts=len(taken)
        )
    return taken


def _build_release(panel: Panel, kind: str, through: int) -> Release:
    return Release(
        patient_id=panel.patient_id,
        panel=panel,
        panel_uid=panel.uid,
        kind=kind,
        through=through,
    )


def _build_withdrawal(release: Release, panel: Panel) -> Release:
    row = _build_release(panel, "withdrawn", release.through)
    row.undoes = release
    return row
