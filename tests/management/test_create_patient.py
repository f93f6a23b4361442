"""`create_patient` prints the new reference alone on the last line."""

import re

import pytest

from labs.models import AuditEvent, Patient
from tests import factories

WHO = ("--clinic", "harbour", "--name", "Synthetic Otto", "--born", "1980-02-29")
BY = ("--as", "nora@harbour.example")


@pytest.fixture(autouse=True)
def nurse(work_in):
    return work_in("nurse", "nora@harbour.example")


def test_the_reference_stands_alone_on_the_last_line(run):
    outcome = run("create_patient", "H-1", *WHO, *BY)
    assert outcome.code == 0
    assert re.fullmatch(r"[a-z2-7]{12}", outcome.out.splitlines()[-1])
    patient = Patient.objects.named().get(ref=outcome.out.splitlines()[-1])
    assert (patient.number, patient.name) == ("H-1", "Synthetic Otto")
    assert str(patient.born) == "1980-02-29"


def test_it_answers_in_json(run):
    answer = run("create_patient", "H-1", *WHO, *BY, "--json").json
    ref = Patient.objects.get().ref
    assert answer == {"clinic": "harbour", "number": "H-1", "patient": ref}


def test_the_audit_chain_names_operator_and_person_but_no_patient(run):
    run("create_patient", "H-1", *WHO, *BY)
    event = AuditEvent.objects.latest("seq")
    assert re.fullmatch(r"cli:\S+ as nora@harbour\.example", event.by_name)
    assert event.patient == Patient.objects.get().ref
    assert "Otto" not in event.detail


def test_a_number_that_the_clinic_has_given_already_is_refused(run):
    run("create_patient", "H-1", *WHO, *BY)
    assert run("create_patient", "H-1", *WHO, *BY).code == 2
    assert Patient.objects.count() == 1


@pytest.mark.parametrize("by", ["patient@harbour.example", "other@harbour.example"])
def test_who_does_not_work_there_may_not(run, by):
    assert run("create_patient", "H-1", *WHO, "--as", by).code == 3
    assert not Patient.objects.exists()


@pytest.mark.parametrize("day", ["29.2.1980", "1981-02-29", "yesterday"])
def test_a_birth_date_that_is_none_is_wrong_usage(run, day):
    assert run("create_patient", "H-1", *WHO[:-1], day, *BY).code == 3


def test_in_a_clinic_of_care_teams_a_nurse_names_a_clinician(run, clinic, work_in):
    factories.work_by_teams(clinic)
    outcome = run("create_patient", "H-1", *WHO, *BY)
    assert outcome.code == 2
    assert "Name a clinician" in outcome.err
    ward = work_in("clinician", "clara@harbour.example")
    named = ("--clinician", "clara@harbour.example")
    assert run("create_patient", "H-1", *WHO, *BY, *named).code == 0
    assert Patient.objects.visible_to(ward).count() == 1
