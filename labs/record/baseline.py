"""The result from which a clinician counts: marked, moved to another one, ended."""

from labs import audit
from labs.access import May, require_right
from labs.audit import Actor, user_of
from labs.models import Baseline, Result
from labs.models.snapshot import writing
from labs.readings import FINAL
from labs.record import rows
from labs.words import Refused


@writing()
def mark(result: Result, *, by: Actor, why: str = "", seen: int | None = None) -> Baseline:
    """It takes the place of the baseline of the same analyte and side, if there is one.

    `seen`: the newest act that he had before him; Conflict when a later one stands.
    """
    require_right(user_of(by), May.DECIDE, result.patient.clinic)
    with audit.open_act(result.patient.clinic, by) as act:
        rows.require_current(result)
        if result.status not in FINAL:
            raise Refused("baseline-not-final", status=result.status)
        if result.value is None:
            raise Refused("baseline-without-number")
        of = {"patient": result.patient, "analyte": result.analyte, "side": result.side}
        old = Baseline.objects.current().filter(**of).first()
        new = Baseline(result=result, **of)
        if old and seen is not None and old.act > seen:
            raise rows.Conflict(old)
        if old and rows.says_same(new, old):
            return old
        why = rows.require_reason(why) if old and not old.ended else why
        rows.save_row(rows.make_successor(new, old) if old else new, act, why=why)
        act.write("baseline-marked", result.patient.ref, result=result.uid)
    return new


@writing()
def end(baseline: Baseline, *, by: Actor, why: str) -> Baseline:
    require_right(user_of(by), May.DECIDE, baseline.patient.clinic)
    with audit.open_act(baseline.patient.clinic, by) as act:
        old = rows.require_current(baseline)
        if old.ended:
            return old
        new = rows.save_row(
            rows.next_version(old, ended=True), act, why=rows.require_reason(why)
        )
        act.write("baseline-ended", old.patient.ref, result=old.result.uid)
    return new
