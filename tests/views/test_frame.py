"""What stands around every page: whose record, who is signed in, where he is."""

import pytest
from django.urls import reverse

from tests import factories


@pytest.fixture
def show(sign_in):
    def show(user, name, *args):
        response = sign_in(user).get(reverse(name, args=args))
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return show


@pytest.mark.parametrize("name", ["patient", "panel_new", "treatments", "decisions"])
def test_every_page_about_a_man_names_him_with_number_birthday_and_phase(
    show, patient, clinician, name
):
    factories.TreatmentFactory(patient=patient, start="2025-02-15", stop="2025-10-01")
    found = show(clinician, name, patient.ref)
    assert "Otto Synthetic" in found
    assert "N-1 · <span> born 9 Apr 1988" in found
    assert "No treatment recorded since 1 Oct 2025 (day " in found


def test_his_name_is_the_heading_of_his_record_alone(show, patient, clinician):
    assert "<h1>Otto Synthetic</h1>" in show(clinician, "patient", patient.ref)
    assert "<h1>Otto Synthetic</h1>" not in show(clinician, "treatments", patient.ref)


@pytest.mark.parametrize(
    ("name", "here"),
    [("worklist", "Worklist"), ("patients", "Patients"), ("import", "Import")],
)
def test_the_bar_marks_where_one_is(show, clinician, name, here):
    assert f'aria-current="page"> {here}</a>' in show(clinician, name)


def test_a_nurse_is_offered_no_decision(show, patient, nurse, clinician):
    assert ">Decision</a>" not in show(nurse, "patient", patient.ref)
    assert ">Decision</a>" in show(clinician, "patient", patient.ref)


def test_an_administrator_is_offered_no_page_that_refuses_him(show, administrator):
    found = show(administrator, "worklist")
    assert reverse("patients") + '"' not in found
    assert reverse("import") not in found


def test_who_works_in_two_clinics_chooses_one(show, client, north, south, clinician):
    assert 'name="clinic"' not in show(clinician, "worklist")
    factories.worker(south, "clinician", clinician.email)
    both = type(clinician).objects.get(pk=clinician.pk)
    assert 'value="south"' in show(both, "worklist")

    client.post(reverse("clinic_choose"), {"clinic": "south"})

    chosen = client.get(reverse("worklist")).content.decode()
    assert "America/New_York" in chosen


def test_the_clock_of_a_page_is_that_of_its_clinic(show, clinician, stranger):
    assert "Times are clinic time (Europe/Berlin)" in show(clinician, "worklist")
    assert "Times are clinic time (America/New_York)" in show(stranger, "worklist")


def test_who_works_here_and_owns_a_record_finds_his_own_results(
    show, north, clinician, nurse
):
    factories.patient(north, clinician, "N-77", name="Nils Synthetic", account=nurse)
    way = f'href="{reverse("me")}"'
    assert way in show(nurse, "worklist")
    assert way not in show(clinician, "worklist")
