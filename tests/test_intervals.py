"""A reference range in another unit than its result: wherever it is read, it says which."""

import re

import pytest
from django.urls import reverse

from labs.models import Result
from tests import factories
from tests.pages import boxes, filled, text

pytestmark = pytest.mark.usefixtures("noon")

BARE = re.compile(r"8\.64(?: to |-|–)29\.0(?! nmol/L)")


@pytest.fixture
def staff(sign_in, clinician):
    return sign_in(clinician)


@pytest.fixture
def panel(drawn, patient):
    panel = drawn(patient, testosterone="14.6", interval="8.6-29.1")
    factories.DecisionFactory(patient=patient, on=[panel])
    return panel


@pytest.fixture
def corrected(staff, patient, panel):
    """Its unit is corrected, and its interval kept in the old one."""
    url = reverse("result_correct", args=[patient.ref, panel.results.get().uid])
    typed = {"value": "420", "unit": "ng/dL", "why": "misread"}
    asked = staff.post(url, filled(staff.get(url), "correction", **typed))
    assert asked.status_code == 422
    assert "this reference range was typed in nmol/L" in text(asked)
    shown = boxes(asked, "correction")
    assert [shown[box]["value"] for box in (*typed, "interval")] == [
        *typed.values(),
        "8.6-29.1",
    ]
    kept = filled(asked, "correction", interval="8.64-29.0 nmol/L")
    assert staff.post(url, kept).status_code == 303
    return Result.objects.current().get()


def test_no_page_shows_it_bare(staff, corrected, patient, panel):
    decision = patient.decisions.get()
    pages = {
        "panel": [panel.uid],
        "result_correct": [corrected.uid],
        "decision": [decision.uid],
    }
    for name, ids in pages.items():
        said = text(staff.get(reverse(name, args=[patient.ref, *ids])))
        assert "8.64 to 29.0 nmol/L" in said, name
        assert not BARE.search(said), name


def test_on_the_record_it_is_converted_like_the_result(staff, corrected, patient):
    url = reverse("patient", args=[patient.ref])
    said = text(staff.get(url, {"unit.testosterone": "ng/dL"}))

    assert "≈249–836" in said
    assert not BARE.search(said)


def test_the_state_is_that_of_the_exact_conversion(staff, corrected, patient):
    point = staff.get(reverse("series", args=[patient.ref])).json()["points"][0]

    assert (point["value"], point["unit"], point["state"]) == ("420", "ng/dL", "inside")
    assert (point["range"]["high"], point["range"]["unit"]) == ("29.0", "nmol/L")


def test_the_range_beside_his_own_result_has_one_unit(
    sign_in, patient_user, drawn, patient
):
    drawn(
        patient,
        testosterone="14.6 nmol/L",
        interval="men 8-29; 50+ 6-25 nmol/L",
        signed=True,
    )
    said = text(sign_in(patient_user).get("/me/"))

    assert "men 8-29; 50+ 6-25 nmol/L" in said
    assert "nmol/L nmol/L" not in said
