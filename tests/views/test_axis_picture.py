"""The picture of the axis on the record's page and on the patient's own."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from tests import factories


@pytest.fixture
def section(sign_in, patient):
    """The part of a page that tells of the axis; empty where there is none."""

    def section(user, url="", query=""):
        url = url or reverse("patient_axis", args=[patient.ref])
        page = sign_in(user).get(url + query).content.decode()
        axis = r'<h1 id="axis">.*?</ol>|<section aria-labelledby="axis">.*?</section>'
        found = re.search(axis, page, re.DOTALL)
        return " ".join(found[0].split()) if found else ""

    return section


@pytest.fixture
def told(section):
    """The picture, as it is read."""

    def told(*args, **more):
        html = section(*args, **more).partition("<ol")[2]
        return " ".join(unescape(strip_tags("<ol" + html)).split())

    return told


def test_it_stands_on_the_record_with_the_latest_values(drawn, patient, clinician, told):
    drawn(patient, lh="<0.1", left="15", right="16", interval="1.7-8.6")
    words = told(clinician)
    assert "LH <0.1 IU/L ↓ below (1.7 to 8.6) 2 Mar 2026 no treatment recorded" in words
    assert "Left volume 15 mL Prader orchidometer 2 Mar 2026" in words
    assert "FSH not measured" in words


def test_its_words_are_hidden_from_nobody(drawn, patient, clinician, section):
    drawn(patient, lh="3.2")
    words = section(clinician).partition("<ol")[2]
    assert not re.search(r'<details|class="[^"]*hidden', words)
    hidden = re.findall(
        r'<(?:li|svg)[^>]*aria-hidden="true"[^>]*>(.*?)</(?:li|svg)>', words
    )
    assert {strip_tags(each).strip() for each in hidden} == {"", "GnRH"}


def test_units_follow_the_switch(drawn, patient, clinician, told):
    drawn(patient, testosterone="12.1 nmol/L")
    query = "?unit.testosterone=ng%2FdL"
    assert "≈349 ng/dL converted from 12.1 nmol/L" in told(clinician, query=query)


def test_a_treatment_is_named_and_its_dose_is_not(drawn, patient, clinician, section, told):
    factories.TreatmentFactory(patient=patient)
    drawn(patient, testosterone="24.7")
    assert "with testosterone" in told(clinician)
    assert "demo-mg" not in section(clinician)


def test_a_record_without_results_has_no_picture(patient, clinician, section):
    assert section(clinician) == ""


def test_values_are_marked_as_readings(drawn, patient, clinician, section):
    drawn(patient, lh="3.2")
    html = section(clinician)
    assert '<span data-reading><span class="value">3.2</span> IU/L</span>' in html


@pytest.fixture
def shared(drawn):
    def shared(patient, *args, **cells):
        panel = drawn(patient, *args, **cells, signed=True)
        return panel

    return shared


def test_he_sees_what_was_shared_in_plain_words(
    shared, drawn, patient, patient_user, told, section
):
    shared(patient, lh="<0.1", interval="1.7-8.6")
    drawn(patient, "2026-03-09 08:00", lh="7.771", fsh="7.772")
    words = told(patient_user, "/me/")
    assert "LH less than 0.1 IU/L 2 Mar 2026 No treatment recorded then" in words
    assert "A newer result is not shared yet." in words
    assert "FSH Not shared yet" in words
    assert "Estradiol Not measured" in words
    html = section(patient_user, "/me/")
    assert "7.77" not in html
    assert not re.search("[↓↑]|below|inside|since|Harbour", html)


def test_he_sees_no_picture_before_anything_is_shared(
    drawn, patient, patient_user, section
):
    drawn(patient, lh="7.771")
    assert section(patient_user, "/me/") == ""


def test_the_page_of_an_earlier_draw_does_not_mix_it_with_later_ones(
    shared, patient, patient_user, section
):
    first = shared(patient, "2026-01-05 08:00", lh="3.2")
    shared(patient, "2026-03-02 08:00", lh="4.1")
    assert section(patient_user, "/me/")
    assert section(patient_user, reverse("me_panel", args=[first.uid])) == ""
