"""Decisions, with the exact results that they rest on."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from labs import audit
from labs.access import May, require
from labs.audit import Actor, login
from labs.models import Decision, DecisionPin, Panel, Patient, Result
from labs.readings import Decided
from labs.record import rows
from labs.words import Refused


@transaction.atomic
def decide(
    patient: Patient,
    decided: Decided,
    draws: Sequence[str],
    *,
    by: Actor,
    submission: str = "",
    record_version: int | None = None,
) -> Decision:
    """It pins the draws as they stood on the page that he looked at.

    `record_version`: the newest act on that page; without one, the record as it is now.
    """
    require(login(by), May.DECIDE, patient.clinic)
    with audit.act(patient.clinic, by) as act:
        if sent := rows.sent(Decision, patient, submission):
            return sent
        new = Decision.of(patient, _whole(decided))
        new.submission = submission or None
        new.record_version = _seen(record_version, act.seq - 1)
        looked_at = _looked_at(new, draws)
        rows.keep(new, act)
        _pin(new, looked_at)
        act.write("decision-recorded", patient.ref, decision=new.uid, pins=len(looked_at))
    return new


@transaction.atomic
def correct(
    decision: Decision,
    decided: Decided,
    *,
    by: Actor,
    why: str,
    draws: Sequence[str] | None = None,
) -> Decision:
    """Other words, or entered in error. With `draws` he has looked again, at these."""
    require(login(by), May.DECIDE, decision.patient.clinic)
    with audit.act(decision.patient.clinic, by) as act:
        old = rows.standing(decision)
        new = rows.after(Decision.of(old.patient, _whole(decided)), old)
        new.record_version = old.record_version if draws is None else act.seq - 1
        if rows.same(new, old):
            return old
        looked_at = _pinned(old) if draws is None else _looked_at(new, draws)
        rows.keep(new, act, why=rows.reason(why))
        _pin(new, looked_at)
        act.write(
            "decision-corrected", old.patient.ref, decision=new.uid, pins=len(looked_at)
        )
    return new


def _looked_at(decision: Decision, draws: Sequence[str]) -> list[Result]:
    """What the draws held when he looked; a draw of another man is none of his."""
    then = {"patient": decision.patient, "uid__in": draws}
    panels = Panel.objects.as_of(decision.record_version).filter(**then)
    if {panel.uid for panel in panels} != {*draws}:
        raise Refused("draw-unknown")
    results = Result.objects.as_of(decision.record_version).filter(panel__in=panels)
    return list(results.exclude(status="entered-in-error"))


def _pinned(decision: Decision) -> list[Result]:
    return [pin.result for pin in decision.pins.select_related("result")]


def _pin(decision: Decision, results: Iterable[Result]) -> None:
    pins = [DecisionPin(decision=decision, result=result) for result in results]
    DecisionPin.objects.bulk_create(pins)


def _seen(version: int | None, now: int) -> int:
    return now if version is None else min(version, now)


def _whole(decided: Decided) -> Decided:
    if bool(decided.next_check) != bool(decided.next_check_words.strip()):
        raise Refused("check-half")
    return decided
