"""Treatments as episodes: begun, ended, corrected. The dose is a text that nobody reads."""

import calendar
from dataclasses import replace
from datetime import date

from django.db import transaction

from labs import audit
from labs.access import May, require
from labs.audit import Actor, login
from labs.models import Patient, Treatment
from labs.readings import Episode
from labs.record import rows
from labs.words import Refused


@transaction.atomic
def begin(
    patient: Patient, episode: Episode, *, by: Actor, submission: str = ""
) -> Treatment:
    require(login(by), May.DECIDE, patient.clinic)
    with audit.act(patient.clinic, by) as act:
        if sent := rows.sent(Treatment, patient, submission):
            return sent
        new = Treatment.of(patient, _in_order(episode))
        new.submission = submission or None
        rows.keep(new, act)
        act.write("treatment-begun", patient.ref, treatment=new.uid)
    return new


@transaction.atomic
def stop(
    treatment: Treatment, day: date, precision: str, reason: str, *, by: Actor
) -> Treatment:
    require(login(by), May.DECIDE, treatment.patient.clinic)
    with audit.act(treatment.patient.clinic, by) as act:
        old = rows.standing(treatment)
        if old.stop:
            raise Refused("treatment-stopped")
        ended = replace(old.episode, stop=day, stop_precision=precision, stop_reason=reason)
        new = rows.after(Treatment.of(old.patient, _in_order(ended)), old)
        rows.keep(new, act, why=reason)
        act.write("treatment-ended", old.patient.ref, treatment=new.uid)
    return new


@transaction.atomic
def correct(treatment: Treatment, episode: Episode, *, by: Actor, why: str) -> Treatment:
    """A mistyped day, a wrong agent, or one that he never took (`in_error`)."""
    require(login(by), May.DECIDE, treatment.patient.clinic)
    with audit.act(treatment.patient.clinic, by) as act:
        old = rows.standing(treatment)
        new = rows.after(Treatment.of(old.patient, _in_order(episode)), old)
        if rows.same(new, old):
            return old
        rows.keep(new, act, why=rows.reason(why))
        act.write("treatment-corrected", old.patient.ref, treatment=new.uid)
    return new


def _in_order(episode: Episode) -> Episode:
    """A month begins on its first day and ends on its last: so the ends can be compared."""
    start, stop = episode.start, episode.stop
    if episode.start_precision == "month":
        start = start.replace(day=1)
    if stop and episode.stop_precision == "month":
        stop = stop.replace(day=calendar.monthrange(stop.year, stop.month)[1])
    if stop and stop < start:
        raise Refused("treatment-stops-before-start", start=start, stop=stop)
    return replace(episode, start=start, stop=stop)
