"""Patients of a clinic: listed, found without a name in an address, added, told anew."""

from datetime import date

import pytest
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Patient
from tests import factories
from tests.pages import boxes, filled, read, text, title

pytestmark = pytest.mark.usefixtures("noon")

LIST = reverse("patients")
NEW = reverse("patient_new")


@pytest.fixture
def details(patient):
    return reverse("details", args=[patient.ref])


def test_the_list_shows_each_man_with_his_last_draw(sign_in, nurse, patient, drawn):
    drawn(patient, "2026-02-02 08:10", lh="3.2")
    drawn(patient, "2026-03-02 08:10", lh="3.2")
    response = sign_in(nurse).get(LIST)

    assert "Otto Synthetic N-1 9 Apr 1988 2 Mar 2026" in text(response)


def test_a_draw_that_was_another_mans_is_not_his_last(
    sign_in, nurse, clinician, patient, drawn, other_patient_user
):
    other = Patient.objects.named().get(number="N-2")
    drawn(patient, "2026-02-02 08:10", lh="3.2")
    wrong = drawn(patient, "2026-03-02 08:10", lh="3.2")
    record.misfiled(wrong, to=other, by=clinician, reason="two men of one name")

    said = text(sign_in(nurse).get(LIST))
    assert "Otto Synthetic N-1 9 Apr 1988 2 Feb 2026" in said


def test_men_of_another_clinic_are_not_in_the_list(
    sign_in, nurse, patient, south, stranger
):
    factories.patient(south, stranger, "S-1")

    assert "Sven" not in text(sign_in(nurse).get(LIST))


def test_who_works_in_two_clinics_sees_the_men_of_one_at_a_time(
    sign_in, nurse, patient, south, stranger
):
    both = factories.worker(south, "nurse", nurse.email)
    factories.patient(south, stranger, "S-1")

    said = text(sign_in(both).get(LIST))
    assert "Otto" in said and "Sven" not in said


def test_a_first_day_says_what_to_do_next(sign_in, nurse):
    response = sign_in(nurse).get(LIST)

    assert "No patients yet. Add a patient" in text(response)
    assert f'href="{NEW}"' in response.content.decode()


def test_a_long_list_has_pages(sign_in, nurse, north, clinician):
    for number in range(51):
        factories.patient(north, clinician, f"N-{number:02}", name=f"Man {number:02}")
    client = sign_in(nurse)

    assert "Page 1 of 2" in text(client.get(LIST))
    assert "Man 50" in text(client.get(f"{LIST}?page=2"))


@pytest.mark.parametrize(
    "asked",
    ["Otto", "otto synth", "synthetic otto", "N-1", "n-1", "1988-04-09", "09.04.1988"],
)
def test_a_man_is_found(sign_in, nurse, patient, asked):
    response = sign_in(nurse).post(LIST, {"find": asked})

    assert response.status_code == 200
    assert "1 found" in text(response)


@pytest.mark.parametrize(
    "asked",
    ["MÜLLER", "müller", "Muller", "weiss", "WEISS", "jörg WEIẞ", "ŁUKASZ", "łukasz m"],
)
def test_letters_beyond_english_are_found_in_any_case(
    sign_in, nurse, north, clinician, patient, asked
):
    factories.patient(north, clinician, "Ä-7", name="Jörg Łukasz Müller-Weiß")
    said = text(sign_in(nurse).post(LIST, {"find": asked}))

    assert "1 found" in said and "Müller-Weiß" in said


@pytest.mark.parametrize("asked", ["ä-7", "Ä-7", "a-7"])
def test_so_is_a_number_with_such_a_letter(sign_in, nurse, north, clinician, asked):
    factories.patient(north, clinician, "Ä-7", name="Jörg Synthetic")
    factories.patient(north, clinician, "Ä-8", name="Karl Synthetic")

    assert "1 found" in text(sign_in(nurse).post(LIST, {"find": asked}))


@pytest.mark.parametrize("asked", ["%", "_", "--", "'", "o_to", "o%o"])
def test_signs_find_nobody_by_themselves(sign_in, nurse, patient, asked):
    assert "0 found" in text(sign_in(nurse).post(LIST, {"find": asked}))


def test_a_man_is_found_by_what_he_is_called_now_and_once(sign_in, nurse, patient):
    details = patient.details.get()
    for number, name in (("N-1", "Anton Synthetic"), ("N-1", "Anton Otter")):
        new = record.patient.Details(number, name, details.born, details.account)
        at = patient.details.current().get().version
        record.patient.change(patient, new, by=nurse, why="married", version=at)

    assert "1 found" in text(sign_in(nurse).post(LIST, {"find": "anton"}))
    assert "0 found" in text(sign_in(nurse).post(LIST, {"find": "synthetic"}))


def test_nobody_found_says_what_to_do_next(sign_in, nurse, patient):
    said = text(sign_in(nurse).post(LIST, {"find": "Nobody"}))

    assert "No matching patient" in said and "new patient" in said


def test_an_empty_search_says_what_to_write(sign_in, nurse, patient):
    response = sign_in(nurse).post(LIST, {"find": " "})

    assert response.status_code == 422
    assert "Enter a number, a name or a birth date." in text(response)


def test_htmx_gets_the_list_alone(sign_in, nurse, patient):
    response = sign_in(nurse).post(LIST, {"find": "Otto"}, headers={"HX-Request": "true"})

    page = response.content.decode()
    assert "<html" not in page and 'id="patients"' in page


def test_what_was_looked_for_is_in_no_event(sign_in, nurse, patient):
    sign_in(nurse).post(LIST, {"find": "Otto"})

    event = AuditEvent.objects.latest("pk")
    assert event.verb == "patients-listed"
    assert "Otto" not in event.detail and patient.ref in event.detail


def added(client, **typed):
    whole = {"number": "N-7", "name": "Nino Synthetic", "born": "1990-01-02"}
    return client.post(NEW, filled(client.get(NEW), "patient", **whole | typed))


def test_a_patient_is_added_with_his_aim(sign_in, clinician):
    aim = {"aim": "now", "aim_words": "Soon.", "aim_on": "2026-03-01"}
    response = added(sign_in(clinician), **aim, testis_left="absent")

    kept = Patient.objects.named().get(number="N-7")
    assert response["Location"] == f"/patients/{kept.ref}/"
    assert (kept.name, kept.aim, kept.aim_on) == ("Nino Synthetic", "now", date(2026, 3, 1))
    assert kept.testis_left == "absent"


def test_an_administrator_adds_a_patient_whom_he_cannot_read(sign_in, administrator):
    client = sign_in(administrator)
    response = added(client)

    assert response["Location"] == NEW
    assert "Patient N-7 added." in text(client.get(NEW))


def test_a_number_is_given_once_in_a_clinic(sign_in, clinician, patient):
    response = added(sign_in(clinician), number="N-1")

    assert response.status_code == 422
    assert title(response).startswith("Not saved")
    shown = boxes(response, "patient")
    assert (shown["number"]["aria-invalid"], shown["name"]["value"]) == (
        "true",
        "Nino Synthetic",
    )


def test_details_are_told_anew_and_the_old_ones_stay_readable(
    sign_in, nurse, patient, details
):
    client = sign_in(nurse)
    typed = {"name": "Otto Anders", "why": "he married"}
    response = client.post(details, filled(client.get(details), "details", **typed))

    assert response.status_code == 303
    said = text(client.get(details))
    assert "Otto Anders" in said and "Otto Synthetic, N-1" in said and "he married" in said


def test_a_change_of_details_keeps_the_login(
    sign_in, nurse, patient, details, patient_user
):
    client = sign_in(nurse)
    typed = {"testis_right": "operated", "why": "from history"}
    client.post(details, filled(client.get(details), "details", **typed))

    kept = Patient.objects.named().get(pk=patient.pk)
    assert (kept.account_id, kept.testis_right) == (patient_user.pk, "operated")


def test_a_change_of_details_needs_a_reason(sign_in, nurse, details):
    client = sign_in(nurse)
    sent = filled(client.get(details), "details", name="Otto Anders")
    response = client.post(details, sent)

    assert response.status_code == 422
    assert boxes(response, "details")["name"]["value"] == "Otto Anders"


def test_details_that_are_saved_untouched_have_no_new_version(
    sign_in, nurse, details, patient
):
    client = sign_in(nurse)

    assert client.post(details, filled(client.get(details), "details")).status_code == 303
    assert patient.details.count() == 1


def test_two_who_change_details_are_shown_both(
    sign_in, nurse, clinician, patient, details, patient_user
):
    client = sign_in(nurse)
    opened = client.get(details)
    theirs = record.patient.Details("N-9", "Otto Theirs", date(1988, 4, 9), patient_user)
    record.patient.change(patient, theirs, by=clinician, why="theirs", version=0)
    sent = filled(opened, "details", name="Otto Mine", why="mine")
    response = client.post(details, sent)

    assert response.status_code == 409
    assert "Otto Theirs, N-9" in text(response)
    assert boxes(response, "details")["name"]["value"] == "Otto Mine"
    assert client.post(details, filled(response, "details")).status_code == 303


def test_what_is_measured_in_him_is_kept_and_has_a_row_on_his_sheet(
    sign_in, nurse, patient, details
):
    client = sign_in(nurse)
    typed = {"analytes": ["shbg"], "why": "asked for"}
    client.post(details, filled(client.get(details), "details", **typed))
    client.post(details, filled(client.get(details), "details", name="O", why="short"))

    sheet = client.get(reverse("panel_new", args=[patient.ref]))
    assert "shbg_value" in boxes(sheet, "sheet")


def test_only_what_the_clinic_does_not_measure_is_offered(
    sign_in, nurse, patient, details, north
):
    north.analytes = [*north.analytes, "shbg"]
    north.save()
    client = sign_in(nurse)
    for url, form in ((details, "details"), (reverse("patient_new"), "patient")):
        asked = [
            at["value"]
            for of, at, _ in read(client.get(url)).boxes
            if of == form and at.get("name") == "analytes"
        ]
        assert "psa" in asked and "shbg" not in asked and "lh" not in asked


def test_what_was_measured_in_him_before_stays_readable(sign_in, nurse, details):
    client = sign_in(nurse)
    typed = {"analytes": ["psa", "shbg"], "why": "asked for"}
    client.post(details, filled(client.get(details), "details", **typed))
    typed = {"analytes": [], "why": "no more"}
    client.post(details, filled(client.get(details), "details", **typed))
    assert "Extra tests: SHBG, PSA" in text(client.get(details))
