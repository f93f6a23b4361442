"""Care teams: who sees a patient, who joins and leaves, and how teams come about."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from labs import record, worklist
from labs.analytes import ANALYTES
from labs.exchange import FORMATS, Mapping, Settings
from labs.models import AuditEvent, CareTeamMember, Clinic, Membership, Patient
from labs.record.batch import IncomingFile
from labs.record.patient import Details
from labs.words import Refused
from tests import factories


@pytest.fixture
def teams(north):
    """`north`, as it works by care teams."""
    return factories.work_by_teams(north)


@pytest.fixture
def man(teams, clinician):
    return factories.patient(teams, clinician, "N-1")


def seen_by(user):
    return set(Patient.objects.named().visible_to(user).values_list("number", flat=True))


def test_only_the_team_sees_a_patient(man, clinician, nurse, outsider):
    assert seen_by(clinician) == {"N-1"}
    assert seen_by(nurse) == seen_by(outsider) == set()
    record.care_team.add(man, nurse, by=clinician)
    assert seen_by(nurse) == {"N-1"}
    record.care_team.remove(man, nurse, by=clinician, why="other ward")
    assert seen_by(nurse) == set()
    record.care_team.add(man, nurse, by=clinician)
    assert seen_by(nurse) == {"N-1"}
    kept = CareTeamMember.objects.filter(member=nurse).order_by("version")
    assert [(row.version, row.left, row.why) for row in kept] == [
        (0, False, ""),
        (1, True, "other ward"),
        (2, False, ""),
    ]


def test_in_an_open_clinic_a_team_hides_nobody(north, patient, clinician, outsider):
    record.care_team.add(patient, clinician, by=clinician)
    assert seen_by(outsider) == {"N-1"}


def test_a_team_shows_nothing_to_who_works_there_no_more(man, clinician):
    Membership.objects.filter(user=clinician).delete()
    assert seen_by(clinician) == set()


def test_a_person_of_two_clinics_sees_what_each_lets_him(man, both, south, stranger):
    factories.patient(south, stranger, "S-1")
    assert seen_by(both) == {"N-1", "S-1"}
    factories.work_by_teams(south)
    assert seen_by(both) == {"N-1"}


def test_the_last_clinician_stays_until_there_is_another(man, clinician, nurse, outsider):
    record.care_team.add(man, nurse, by=clinician)
    with pytest.raises(Refused, match="last clinician"):
        record.care_team.remove(man, clinician, by=clinician, why="leaves")
    assert seen_by(clinician) == {"N-1"}
    record.care_team.add(man, outsider, by=clinician)
    record.care_team.remove(man, clinician, by=clinician, why="leaves")
    assert (seen_by(clinician), seen_by(outsider)) == (set(), {"N-1"})


def test_a_clinician_who_is_deactivated_is_no_clinician_of_the_team(
    man, clinician, outsider
):
    record.care_team.add(man, outsider, by=clinician)
    outsider.is_active = False
    outsider.save()
    with pytest.raises(Refused, match="last clinician"):
        record.care_team.remove(man, clinician, by=clinician, why="leaves")


def test_nobody_from_outside_the_team_changes_it(man, outsider):
    with pytest.raises(Refused, match="on the care team"):
        record.care_team.add(man, outsider, by=outsider)
    factories.open_by_emergency(man, by=outsider)
    assert seen_by(outsider) == {"N-1"}
    with pytest.raises(Refused, match="Emergency access is not enough"):
        record.care_team.add(man, outsider, by=outsider)


def test_only_who_works_in_the_clinic_joins(man, clinician, stranger, administrator):
    for member in (stranger, administrator):
        with pytest.raises(Refused, match="cannot be on a care team"):
            record.care_team.add(man, member, by=clinician)


def test_who_is_on_the_team_joins_once(man, clinician):
    events = AuditEvent.objects.count()
    record.care_team.add(man, clinician, by=clinician)
    assert CareTeamMember.objects.count() == 1
    assert AuditEvent.objects.count() == events


@pytest.fixture
def take(teams):
    """Take a file of one row, of the patient with this number."""

    def take(number, *, by, create=False):
        text = (
            "patient,patient_name,birth_date,collected_at,laboratory,analyte,reported,unit\n"
            f"{number},Ruben Synthetic,1990-01-02,2026-03-02 08:10,Nord,lh,3.2,IU/L\n"
        )
        settings = Settings(
            "Europe/Berlin",
            datetime(2026, 11, 23, 11, tzinfo=UTC),
            tuple(ANALYTES),
            Mapping(),
            people=create,
        )
        parsed = FORMATS["csv"].read(text.encode(), settings)
        file = IncomingFile(parsed, number.encode().hex().zfill(64), create_patients=create)
        return record.batch.import_file(teams, file, by=by).counts

    return take


# Patients who are created, by whoever creates them.


def details(number):
    return Details(number, "Otto Synthetic", date(1988, 4, 9))


def test_who_creates_a_patient_and_is_no_clinician_names_one(
    teams, nurse, administrator, clinician
):
    for number, by in (("N-2", nurse), ("N-3", administrator)):
        with pytest.raises(Refused, match="Name a clinician"):
            record.patient.create(teams, details(number), by=by)
        record.patient.create(teams, details(number), by=by, clinician=clinician)
    assert seen_by(clinician) == {"N-2", "N-3"}
    assert seen_by(nurse) == {"N-2"}
    assert not CareTeamMember.objects.filter(member=administrator).exists()


def test_a_clinician_of_another_clinic_cannot_be_named(teams, nurse, stranger):
    with pytest.raises(Refused, match="Name a clinician"):
        record.patient.create(teams, details("N-2"), by=nurse, clinician=stranger)
    assert not Patient.objects.exists()


# A clinic that worked open until now, and patients whom nobody sees.


def test_whoever_recorded_something_is_on_the_first_team(
    north, patient, clinician, nurse, administrator, outsider
):
    factories.drawn(patient, by=nurse, lh="3.2")
    factories.patient(north, outsider, "N-7")
    factories.work_by_teams(north)
    assert seen_by(clinician) == seen_by(nurse) == seen_by(outsider) == set()
    assert record.care_team.form_teams(north, by=administrator) == 2
    assert seen_by(clinician) == seen_by(nurse) == {"N-1"}
    assert seen_by(outsider) == {"N-7"}
    assert record.care_team.form_teams(north, by=administrator) == 0


def test_who_has_left_is_on_no_first_team_and_his_patients_are_listed(
    north, patient, clinician, administrator, outsider
):
    clinician.is_active = False
    clinician.save()
    factories.work_by_teams(north)
    record.care_team.form_teams(north, by=administrator)
    assert worklist.list_without_clinician(north) == [patient.ref]
    assert record.care_team.assign(north, [patient.ref], outsider, by=administrator) == 1
    assert worklist.list_without_clinician(north) == []
    assert seen_by(outsider) == {"N-1"}


@pytest.mark.parametrize("ends", ["deactivated", "membership", "role"])
def test_a_patient_is_listed_as_soon_as_the_last_clinician_is_gone(man, clinician, ends):
    assert worklist.list_without_clinician(man.clinic) == []
    if ends == "deactivated":
        type(clinician).objects.filter(pk=clinician.pk).update(is_active=False)
    elif ends == "membership":
        Membership.objects.filter(user=clinician).delete()
    else:
        Membership.objects.filter(user=clinician).update(role="nurse")
    assert worklist.list_without_clinician(man.clinic) == [man.ref]


def test_an_administrator_gives_nobody_a_patient_who_has_a_clinician(
    man, administrator, outsider
):
    refs = [man.ref]
    assert record.care_team.assign(man.clinic, refs, outsider, by=administrator) == 0
    assert seen_by(outsider) == set()


def test_a_patient_is_assigned_to_a_clinician_of_the_clinic_alone(
    man, administrator, nurse, stranger
):
    Membership.objects.filter(clinic=man.clinic, role="clinician").delete()
    for member in (nurse, stranger):
        with pytest.raises(Refused, match="cannot be on a care team"):
            record.care_team.assign(man.clinic, [man.ref], member, by=administrator)


def test_an_administrator_assigns_in_his_own_clinic_alone(man, south, stranger):
    Membership.objects.filter(clinic=man.clinic).delete()
    other = factories.worker(south, "administrator")
    with pytest.raises(PermissionDenied):
        record.care_team.assign(man.clinic, [man.ref], stranger, by=other)
    assert record.care_team.assign(south, [man.ref], stranger, by=other) == 0


# Lists that are asked with SQL of their own.


@pytest.mark.usefixtures("monday")
def test_the_worklist_shows_patients_of_the_team_alone(
    man, drawn, clinician, nurse, outsider
):
    drawn(man, "2026-11-20 08:10", by=clinician, lh="3.2")
    clinic = Clinic.objects.get(pk=man.clinic_id)
    today = factories.TODAY

    def refs(user):
        return worklist.read_worklist(user, clinic, today).refs

    assert (refs(clinician), refs(outsider), refs(nurse)) == ({man.ref}, set(), set())
    factories.open_by_emergency(man, by=outsider)
    assert refs(outsider) == {man.ref}


# Files: matched with patients of the team alone, and no number is opened twice.


def test_a_file_reaches_patients_of_the_team_alone(man, take, clinician, outsider):
    assert take("N-1", by=outsider)["unmatched"] == 1
    assert not man.panels.exists()
    assert take("N-1", by=clinician)["created"] == 1
    assert man.panels.exists()


def test_a_file_opens_no_second_record_for_a_number_that_is_hidden(
    man, take, clinician, outsider
):
    assert take("N-1", by=outsider, create=True)["unmatched"] == 1
    assert take("N-8", by=outsider, create=True)["created"] == 1
    assert Patient.objects.count() == 2
    assert (seen_by(clinician), seen_by(outsider)) == ({"N-1"}, {"N-8"})


def test_a_patient_whom_a_nurses_file_opens_is_listed_for_the_administrator(
    teams, take, nurse
):
    assert take("N-8", by=nurse, create=True)["created"] == 1
    assert seen_by(nurse) == {"N-8"}
    assert worklist.list_without_clinician(teams) == [Patient.objects.get().ref]


def test_a_file_is_shown_to_whoever_imported_it(man, take, clinician, nurse):
    take("N-9", by=clinician)
    for user, files in ((clinician, 1), (nurse, 0)):
        assert len(worklist.read_parked(user, man.clinic)) == files
