"""Decisions, with the exact results that they rest on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from labs import audit
from labs.access import May, require_right
from labs.audit import Act, Actor, user_of
from labs.models import Decision, DecisionAnswer, DecisionPin, Panel, Patient, Result
from labs.models.snapshot import writing
from labs.readings import DecisionFact
from labs.record import rows, worklist
from labs.words import Refused


@dataclass(frozen=True)
class FormState:
    """The form that a decision was written in: which one it was, and what it showed.

    `record_version`: the newest act on its page; without one, the record as it is now.
    """

    submission: str = ""
    record_version: int | None = None


_NO_FORM = FormState()


@writing()
def decide(
    patient: Patient,
    decided: DecisionFact,
    draws: Sequence[str],
    *,
    closes: Sequence[str] = (),
    by: Actor,
    form: FormState = _NO_FORM,
) -> Decision:
    """It pins the draws as they stood on the page that he looked at.

    `closes`: decisions that were opened again, which this one answers; it pins what was
    corrected under them as well.
    """
    require_right(user_of(by), May.DECIDE, patient.clinic)
    with audit.open_act(patient.clinic, by) as act:
        if sent := rows.find_submission(Decision, patient, form.submission):
            return sent
        new = Decision.of(patient, _require_both_check_parts(decided))
        new.submission = form.submission or None
        new.record_version = _version_seen(form.record_version, act.seq - 1)
        answers = [
            _build_answer(old, new.record_version)
            for old in _find_decisions(patient, closes)
        ]
        looked_at = {*_looked_at(new, draws), *_list_corrected(answers)}
        rows.save_row(new, act)
        _pin_results(new, looked_at, act)
        for answer in answers:
            answer.new_decision = new
        rows.save_rows(answers, act)
        worklist.update([patient.pk], decisions=[new.uid, *closes])
        act.write(
            "decision-recorded",
            patient.ref,
            decision=new.uid,
            pins=len(looked_at),
            closes=len(answers),
        )
    return new


@writing()
def still_stands(decision: Decision, *, by: Actor, why: str, seen: int) -> DecisionAnswer:
    """A correction had opened it again; it holds with what its results read by now.

    `seen`: the newest act on the page that he looked at; a later one he has not read.
    """
    require_right(user_of(by), May.DECIDE, decision.patient.clinic)
    with audit.open_act(decision.patient.clinic, by) as act:
        answer = _build_answer(rows.require_current(decision), seen)
        rows.save_row(answer, act, why=rows.require_reason(why))
        worklist.update([decision.patient_id], decisions=[decision.uid])
        act.write("decision-still-stands", decision.patient.ref, decision=decision.uid)
    return answer


@writing()
def correct(decision: Decision, decided: DecisionFact, *, by: Actor, why: str) -> Decision:
    """Other words, or entered in error; what was looked at stays."""
    require_right(user_of(by), May.DECIDE, decision.patient.clinic)
    with audit.open_act(decision.patient.clinic, by) as act:
        old = rows.require_current(decision)
        new = rows.make_successor(
            Decision.of(old.patient, _require_both_check_parts(decided)), old
        )
        new.record_version = old.record_version
        if rows.says_same(new, old):
            return old
        looked_at = _list_pinned(old)
        rows.save_row(new, act, why=rows.require_reason(why))
        _pin_results(new, looked_at, act)
        worklist.update([old.patient_id], decisions=[new.uid])
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


def _find_decisions(patient: Patient, uids: Sequence[str]) -> list[Decision]:
    found = list(patient.decisions.current().filter(uid__in=uids).order_by("pk"))
    if {decision.uid for decision in found} != {*uids}:
        raise Refused("decision-unknown")
    return found


def _build_answer(decision: Decision, seen: int) -> DecisionAnswer:
    """An answer to what was corrected under it, for whoever has seen all of that."""
    pinned = decision.pins.values("result__uid")
    now = list(Result.objects.current().filter(uid__in=pinned))
    answered = DecisionAnswer.objects.standing().filter(decision__uid=decision.uid)
    if any(row.act > seen for row in (decision, *now, *answered)):
        raise rows.Conflict(decision)
    if decision.in_error or not decision.pins.changed().exists():
        raise Refused("decision-not-open")
    return DecisionAnswer(decision=decision, through=max(row.pk for row in now))


def _list_corrected(answers: Iterable[DecisionAnswer]) -> list[Result]:
    """What reads otherwise by now under decisions that are answered, and still counts."""
    pins = DecisionPin.objects.changed().filter(
        decision__in=[answer.decision_id for answer in answers]
    )
    now = Result.objects.current().filter(uid__in=pins.values("result__uid"))
    return list(now.exclude(status="entered-in-error"))


def _list_pinned(decision: Decision) -> list[Result]:
    return [pin.result for pin in decision.pins.select_related("result")]


def _pin_results(decision: Decision, results: Iterable[Result], act: Act) -> None:
    pins = [DecisionPin(decision=decision, result=result) for result in results]
    act.wrote(*DecisionPin.objects.bulk_create(pins))


def _version_seen(version: int | None, now: int) -> int:
    return now if version is None else min(version, now)


def _require_both_check_parts(decided: DecisionFact) -> DecisionFact:
    if bool(decided.next_check) != bool(decided.next_check_words.strip()):
        raise Refused("check-half")
    return decided
