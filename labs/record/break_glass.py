"""Emergency access: a record opened by a clinician outside its care team, for an hour."""

from datetime import date, datetime, timedelta

from django.core.cache import cache

from labs import audit
from labs.access import May, require_right
from labs.audit import Actor, user_of
from labs.models import Access, BreakGlass, Clinic, Patient, PatientDetails, User
from labs.models.snapshot import writing
from labs.record import notice, rows
from labs.words import Refused

LASTS = timedelta(minutes=60)
# Wrong numbers or birth dates of one person, and in which time.
_MOST_TRIES = 10
_TRIES_COUNT_FOR = timedelta(minutes=15)


@writing()
def open_record(
    clinic: Clinic, number: str, born: date, *, by: Actor, why: str
) -> Patient | None:
    """Let him see the record of whom he names by number and birth date, both exact.

    None where there is no such patient, whichever of the two is wrong; that is an event
    and a try. A record that he sees already is answered without an act.
    """
    user = user_of(by)
    require_right(user, May.BREAK_GLASS, clinic)
    if clinic.access != Access.CARE_TEAM or user is None:
        raise Refused("emergency-open-clinic")
    why = rows.require_reason(why)
    with audit.open_act(clinic, by) as act:
        tries = _list_tries(user, act.at)
        if len(tries) >= _MOST_TRIES:
            raise Refused("emergency-too-often")
        patient = _find_patient(clinic, number, born)
        if patient is None:
            # Under the clinic's lock: of fifty at once each is counted.
            kept = [*tries, act.at.timestamp()]
            cache.set(_key(user), kept, _TRIES_COUNT_FOR.total_seconds())
            act.write("break-glass-refused")
            return None
        if Patient.objects.visible_to(user, act.at).filter(pk=patient.pk).exists():
            return patient
        opened = BreakGlass(patient=patient, until=act.at + LASTS)
        rows.save_row(opened, act, why=why)
        notice.raise_notice(
            clinic,
            "break-glass",
            act,
            patient=patient,
            by_name=act.by.name,
            why=why,
            until=opened.until.isoformat(),
        )
        act.write("break-glass", patient.ref, break_glass=opened.uid)
    return patient


@writing()
def end(patient: Patient, *, by: Actor) -> None:
    """End his own access before its time."""
    user = user_of(by)
    require_right(user, May.BREAK_GLASS, patient.clinic)
    if user is None:
        return
    with audit.open_act(patient.clinic, by) as act:
        running = BreakGlass.objects.running(user, act.at).filter(patient=patient).first()
        if running:
            rows.save_row(rows.next_version(running, until=act.at), act)
            act.write("break-glass-ended", patient.ref, break_glass=running.uid)


def _find_patient(clinic: Clinic, number: str, born: date) -> Patient | None:
    told = PatientDetails.objects.current().filter(number=number, born=born)
    found = told.filter(patient__clinic=clinic).select_related("patient__clinic").first()
    return found.patient if found else None


def _list_tries(user: User, now: datetime) -> list[float]:
    """When the wrong tries of the last 15 minutes were, in seconds of POSIX."""
    since = (now - _TRIES_COUNT_FOR).timestamp()
    return [at for at in cache.get(_key(user), []) if at > since]


def _key(user: User) -> str:
    return f"break-glass-tries-{user.pk}"
