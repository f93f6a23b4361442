"""Who stands on a patient's care team: joined, left, and formed for a whole clinic."""

from collections.abc import Collection, Sequence

from labs import audit
from labs.access import May, is_on_team, list_workers, require_right
from labs.audit import Act, Actor, user_of
from labs.models import (
    Access,
    CareTeamMember,
    Clinic,
    Decision,
    Panel,
    Patient,
    PatientDetails,
    Release,
    Result,
    Role,
    Treatment,
    User,
)
from labs.models.patient import STAFF
from labs.models.snapshot import writing
from labs.record import rows
from labs.words import Refused

# Whoever signed a row of these took care of its patient.
_SIGNED = (Decision, Panel, PatientDetails, Release, Result, Treatment)


@writing()
def add(patient: Patient, member: User, *, by: Actor, why: str = "") -> CareTeamMember:
    """Let a clinician or nurse of the clinic see the record; already on it: no act."""
    _require_team(patient, by)
    with audit.open_act(patient.clinic, by) as act:
        _require_worker(patient.clinic, member, *STAFF)
        old = _find_member(patient, member)
        if old and not old.left:
            return old
        joined = _save_joined(patient, member, act, why, old)
        act.write("care-team-joined", patient.ref, member=member.pk)
    return joined


@writing()
def remove(patient: Patient, member: User, *, by: Actor, why: str) -> CareTeamMember | None:
    """End that somebody sees the record; None where he stands on no such team.

    Refused for the last clinician: nobody could decide for the patient, or add somebody.
    """
    _require_team(patient, by)
    why = rows.require_reason(why)
    with audit.open_act(patient.clinic, by) as act:
        old = _find_member(patient, member)
        if old is None or old.left:
            return None
        clinicians = {*list_workers(patient.clinic, Role.CLINICIAN)}
        if member in clinicians and not clinicians & _list_members(patient) - {member}:
            raise Refused("team-last-clinician", name=member.name)
        left = rows.save_row(rows.next_version(old, left=True), act, why=why)
        act.write("care-team-left", patient.ref, member=member.pk)
    return left


@writing()
def assign(clinic: Clinic, refs: Collection[str], member: User, *, by: Actor) -> int:
    """Give patients a clinician who have none; how many were given one.

    By an administrator, who sees references alone. Others are left as they are: their
    clinicians change their teams.
    """
    require_right(user_of(by), May.ASSIGN, clinic)
    _require_worker(clinic, member, Role.CLINICIAN)
    waiting = Patient.objects.filter(clinic=clinic, ref__in=refs).without_clinician()
    given = list(waiting.order_by("pk"))
    for patient in given:
        with audit.open_act(clinic, by) as act:
            _save_joined(patient, member, act, "", _find_member(patient, member))
            act.write("care-team-joined", patient.ref, member=member.pk)
    return len(given)


@writing()
def form_teams(clinic: Clinic, *, by: Actor) -> int:
    """Form a team for each patient without one: of those who recorded something of him.

    They count who work in the clinic as clinicians or nurses now. For a clinic that is
    about to work by care teams; how many patients were given a team.
    """
    require_right(user_of(by), May.ASSIGN, clinic)
    with audit.open_act(clinic, by) as act:
        teams = CareTeamMember.objects.filter(patient__clinic=clinic)
        formed = {*teams.values_list("patient", flat=True)}
        workers = [user.pk for user in list_workers(clinic, *STAFF)]
        found: set[tuple[int, int]] = set()
        for kind in _SIGNED:
            signed = kind._default_manager.filter(patient__clinic=clinic, by__in=workers)
            found |= {*signed.order_by().values_list("patient", "by").distinct()}
        joined = [
            CareTeamMember(patient_id=patient, member_id=user)
            for patient, user in sorted(found)
            if patient not in formed
        ]
        rows.save_rows(joined, act)
        patients = len({row.patient_id for row in joined})
        act.write("care-teams-formed", teams=patients, members=len(joined))
    return patients


def list_first_members(clinic: Clinic, by: Actor, clinician: User | None) -> Sequence[User]:
    """Who stands on the team of a patient whom `by` creates: he, and whom he names.

    A patient without a clinician could be decided for by nobody.
    """
    if clinic.access != Access.CARE_TEAM:
        return ()
    first = {user for user in (user_of(by), clinician) if user}
    there = {*list_workers(clinic, *STAFF)} & first
    if not there & {*list_workers(clinic, Role.CLINICIAN)}:
        raise Refused("team-without-clinician")
    return sorted(there, key=lambda user: user.pk)


def _require_team(patient: Patient, by: Actor) -> None:
    """A clinician of the team; in an open clinic any, who sees the patient anyway."""
    user = user_of(by)
    require_right(user, May.TEAM, patient.clinic)
    if patient.clinic.access == Access.CARE_TEAM and not is_on_team(user, patient):
        raise Refused("team-not-yours")


def _require_worker(clinic: Clinic, member: User, *roles: Role) -> None:
    if member not in list_workers(clinic, *roles):
        raise Refused("team-no-worker", name=member.name)


def _find_member(patient: Patient, member: User) -> CareTeamMember | None:
    mine = CareTeamMember.objects.current().filter(patient=patient, member=member)
    return mine.first()


def _list_members(patient: Patient) -> set[User]:
    there = CareTeamMember.objects.current().filter(patient=patient, left=False)
    return {row.member for row in there.select_related("member")}


def _save_joined(
    patient: Patient, member: User, act: Act, why: str, old: CareTeamMember | None
) -> CareTeamMember:
    new = CareTeamMember(patient=patient, member=member)
    return rows.save_row(rows.make_successor(new, old) if old else new, act, why=why)
