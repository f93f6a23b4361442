"""A man's record: opened, and told anew who he is."""

from dataclasses import dataclass
from datetime import date

from labs import audit
from labs.access import May, require_right
from labs.audit import Actor, user_of
from labs.models import CareTeamMember, Clinic, Patient, PatientDetails, User, WorklistItem
from labs.models.snapshot import writing
from labs.record import care_team, rows, token, worklist
from labs.words import Refused


@dataclass(frozen=True)
class Details:
    number: str
    name: str
    born: date
    account: User | None = None
    aim: str = ""
    aim_words: str = ""
    aim_on: date | None = None
    testis_left: str = ""
    testis_right: str = ""
    analytes: tuple[str, ...] = ()  # beside those of the clinic


@writing()
def create(
    clinic: Clinic, details: Details, *, by: Actor, clinician: User | None = None
) -> Patient:
    """Open a record. `clinician`: first on its care team, named by who is none."""
    require_right(user_of(by), May.CREATE_PATIENT, clinic)
    if details.account:
        require_right(user_of(by), May.LINK, clinic)
    with audit.open_act(clinic, by) as act:
        _require_free_number(clinic, details.number)
        first = care_team.list_first_members(clinic, by, clinician)
        patient = Patient(clinic=clinic, created_at=act.at)
        patient.save(force_insert=True)
        act.wrote(patient)
        rows.save_row(_build_details(patient, details), act)
        rows.save_rows(
            [CareTeamMember(patient=patient, member=each) for each in first], act
        )
        act.write("patient-created", patient.ref, linked=details.account is not None)
    return patient


@writing()
def change(
    patient: Patient, details: Details, *, by: Actor, why: str, version: int
) -> PatientDetails:
    """`version`: of the details that he changed; Conflict when others stand by now."""
    require_right(user_of(by), May.RECORD, patient.clinic)
    with audit.open_act(patient.clinic, by) as act:
        old = PatientDetails.objects.current().get(patient=patient)
        new = rows.make_successor(_build_details(patient, details), old)
        if old.version != version:
            raise rows.Conflict(old)
        if rows.says_same(new, old):
            return old
        if new.account_id != old.account_id:
            require_right(user_of(by), May.LINK, patient.clinic)
        if new.number != old.number:
            _require_free_number(patient.clinic, new.number)
        rows.save_row(new, act, why=why)
        if new.account_id != old.account_id:
            token.end_of_patient(patient, act)
            # What is older than his login is shared by sign-offs alone.
            due = WorklistItem.objects.filter(patient=patient, kind="due")
            uids = due.values_list("panel__uid", flat=True)
            worklist.update([patient.pk], panels=list(uids))
        act.write("patient-changed", patient.ref, linked=new.account_id is not None)
    return new


def _build_details(patient: Patient, details: Details) -> PatientDetails:
    said = vars(details) | {"analytes": list(details.analytes)}
    return PatientDetails(patient=patient, **said)


def _require_free_number(clinic: Clinic, number: str) -> None:
    if not number.strip():
        raise Refused("number-missing")
    there = PatientDetails.objects.current().filter(patient__clinic=clinic, number=number)
    if there.exists():
        raise Refused("number-taken", number=number)
