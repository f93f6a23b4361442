"""Treatments: begun, changed, ended, corrected. The dose is a text that nobody reads."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from labs import audit
from labs.access import May, require_right
from labs.audit import Act, Actor, user_of
from labs.models import Patient, Treatment
from labs.models.snapshot import writing
from labs.readings import Episode, last_day
from labs.record import rows
from labs.words import Refused


@dataclass(frozen=True)
class Ending:
    """The last day of a treatment, as precisely as it is known, and why it ended."""

    treatment: Treatment
    day: date
    precision: str
    reason: str


@writing()
def begin(
    patient: Patient,
    episode: Episode,
    *,
    by: Actor,
    submission: str = "",
    seen: Collection[Episode] | None = None,
) -> Treatment:
    """`seen`: what overlaps it and was kept beside it; None where nobody can be asked.

    Conflict when another episode of the same agent overlaps it, that he has not seen.
    """
    require_right(user_of(by), May.DECIDE, patient.clinic)
    with audit.open_act(patient.clinic, by) as act:
        if sent := rows.find_submission(Treatment, patient, submission):
            return sent
        _require_seen(patient, episode, seen)
        new = _begin(patient, episode, act, submission)
        act.write("treatment-begun", patient.ref, treatment=new.uid)
    return new


@writing()
def change(
    ending: Ending,
    episode: Episode,
    *,
    by: Actor,
    submission: str = "",
    seen: Collection[Episode] | None = None,
) -> Treatment:
    """Another dose, form or agent: the old one ends and the new one begins, or neither."""
    patient = ending.treatment.patient
    require_right(user_of(by), May.DECIDE, patient.clinic)
    with audit.open_act(patient.clinic, by) as act:
        if sent := rows.find_submission(Treatment, patient, submission):
            return sent
        old = _end(ending, act)
        _require_seen(patient, episode, seen, but=(old.uid,))
        new = _begin(patient, episode, act, submission)
        act.write("treatment-changed", patient.ref, ended=old.uid, treatment=new.uid)
    return new


@writing()
def stop(
    treatment: Treatment, day: date, precision: str, reason: str, *, by: Actor
) -> Treatment:
    require_right(user_of(by), May.DECIDE, treatment.patient.clinic)
    with audit.open_act(treatment.patient.clinic, by) as act:
        new = _end(Ending(treatment, day, precision, reason), act)
        act.write("treatment-ended", new.patient.ref, treatment=new.uid)
    return new


@writing()
def correct(
    treatment: Treatment,
    episode: Episode,
    *,
    by: Actor,
    why: str,
    seen: Collection[Episode] | None = None,
    ending: Ending | None = None,
) -> Treatment:
    """A mistyped day, a wrong agent, or one that he never took (`in_error`).

    `seen` as in `begin`; `ending`: another one that is ended in the same act.
    """
    patient = treatment.patient
    require_right(user_of(by), May.DECIDE, patient.clinic)
    with audit.open_act(patient.clinic, by) as act:
        old = rows.require_current(treatment)
        new = rows.make_successor(Treatment.of(old.patient, in_order(episode)), old)
        if rows.says_same(new, old):
            return old
        ended = [_end(ending, act).uid] if ending else []
        _require_seen(patient, episode, seen, but=(old.uid, *ended))
        rows.save_row(new, act, why=rows.require_reason(why))
        about = {"ended": ended[0]} if ended else {}
        act.write("treatment-corrected", old.patient.ref, treatment=new.uid, **about)
    return new


def _begin(patient: Patient, episode: Episode, act: Act, submission: str) -> Treatment:
    new = Treatment.of(patient, in_order(episode))
    new.submission = submission or None
    return rows.save_row(new, act)


def _end(ending: Ending, act: Act) -> Treatment:
    old = rows.require_current(ending.treatment)
    if old.stop:
        raise Refused("treatment-stopped")
    ended = replace(
        old.episode,
        stop=ending.day,
        stop_precision=ending.precision,
        stop_reason=ending.reason,
    )
    new = rows.make_successor(Treatment.of(old.patient, in_order(ended)), old)
    return rows.save_row(new, act, why=ending.reason)


def _require_seen(
    patient: Patient,
    episode: Episode,
    seen: Collection[Episode] | None,
    *,
    but: Collection[str] = (),
) -> None:
    """Ask under the clinic's lock: somebody may have been faster."""
    if seen is None:
        return
    for row in patient.treatments.current().exclude(uid__in=but):
        if row.episode.may_overlap(episode) and row.episode not in seen:
            raise rows.Conflict(row)


def in_order(episode: Episode) -> Episode:
    """A month begins on its first day and ends on its last: so the ends can be compared."""
    start, stop = episode.start, episode.stop
    if episode.start_precision == "month":
        start = start.replace(day=1)
    if stop:
        stop = last_day(stop, episode.stop_precision)
    if stop and stop < start:
        raise Refused("treatment-stops-before-start", start=start, stop=stop)
    return replace(episode, start=start, stop=stop)
