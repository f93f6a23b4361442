"""No form of one man holds anything that was typed for another: byte for byte."""

import re

import pytest
from django.urls import reverse

from labs import urls
from tests import factories
from tests.pages import filled

pytestmark = pytest.mark.usefixtures("noon")

OURS = "Harbour Laboratory"
THEIRS = "Quay Street"
TYPED = {
    "day": "2026-03-09",
    "time": "08:00",
    "laboratory": THEIRS,
    "report_number": "Q-771",
    "fasting": "yes",
    "since_dose": "trough",
    "other_drug": "metformin",
    "testosterone_value": "512",
    "testosterone_unit": "ng/dL",
    "testosterone_method": "LC-MS",
    "testosterone_interval": "264-916",
    "lh_value": "3.1",
    "lh_method": "chemiluminescence",
    "left_value": "18",
    "volume_method": "calipers",
    "examiner": "Dr Elsewhere",
    "act": "save",
}
EPISODE = {"agent": "hcg", "form": "vial", "route": "under the skin", "start": "2026-01-07"}
RANGE = {
    "analyte": "lh",
    "low": "2.2",
    "high": "6.6",
    "unit": "IU/L",
    "since": "2026-03-09",
}
DECISION = {"kind": "waited", "what": "Words of another man.", "next_check": "2026-06-01"}


@pytest.fixture
def staff(sign_in, clinician):
    return sign_in(clinician)


@pytest.fixture
def everything(patient, clinician, drawn):
    """Of this man, so that every form of his can be opened."""
    panel = drawn(patient, "2026-02-02 08:00", lh="3.2", left="15", by=clinician)
    treatment = factories.TreatmentFactory(patient=patient)
    decision = factories.DecisionFactory(patient=patient)
    own = factories.ClinicianRangeFactory(patient=patient)
    result = panel.results.first()
    baseline = factories.BaselineFactory(result=result)
    return {
        "panel": panel.uid,
        "result": result.uid,
        "treatment": treatment.uid,
        "decision": decision.uid,
        "own": own.uid,
        "baseline": baseline.uid,
    }


def addresses(patient, ids):
    """Of every page of his that his ids lead to, and of the forms that name no man."""
    yield from (reverse("patient_new"), reverse("import"))
    for pattern in urls.record:
        wanted = set(pattern.pattern.converters)
        if wanted <= set(ids):
            kwargs = {name: ids[name] for name in wanted}
            yield reverse(pattern.name, kwargs={"ref": patient.ref} | kwargs)


def forms(client, patient, ids):
    """What stands in each page with a form, but for its tokens."""
    found = {}
    for address in addresses(patient, ids):
        response = client.get(address)
        if response.status_code == 200 and b"<form" in response.content:
            found[address] = without_tokens(response)
    return found


def without_tokens(response):
    tokens = r'((?:csrfmiddlewaretoken|submission|opener)" value=|X-CSRFToken": )"[\w:-]+"'
    return re.sub(tokens, "", response.content.decode())


def typed_for(client, other):
    """As a person would: each form of another man opened, filled and saved."""
    for name, form, typed in (
        ("panel_new", "sheet", TYPED),
        ("treatments", "episode", EPISODE),
        ("ranges", "range", RANGE),
        ("decisions", "decision", DECISION | {"next_check_words": "LH"}),
    ):
        address = reverse(name, args=[other.ref])
        sent = filled(client.get(address), form, **typed)
        assert client.post(address, sent).status_code == 303, name
    client.get(reverse("patients"))  # the lines that say so are read


@pytest.mark.parametrize("has", ["nothing", "a record of his own"])
def test_what_is_typed_for_another_man_changes_no_form_of_this_one(
    request, staff, clinician, north, patient, has
):
    ids = request.getfixturevalue("everything") if has != "nothing" else {}
    before = forms(staff, patient, ids)
    for number in ("N-3", "N-4"):
        typed_for(staff, factories.patient(north, clinician, number, name="Emil Synthetic"))

    assert len(before) >= (7 if has == "nothing" else 14)
    assert forms(staff, patient, ids) == before


@pytest.mark.parametrize("laboratory", [OURS, THEIRS, ""])
def test_a_laboratory_written_for_this_man_brings_nothing_of_another(
    staff, clinician, north, patient, laboratory
):
    address = reverse("panel_new", args=[patient.ref])
    looked = filled(staff.get(address), "sheet", laboratory=laboratory, act="beside")
    before = staff.post(address, looked, headers={"HX-Request": "true"})
    typed_for(staff, factories.patient(north, clinician, "N-3"))
    after = staff.post(address, looked, headers={"HX-Request": "true"})

    assert without_tokens(after) == without_tokens(before)


def test_the_sheet_says_where_its_units_come_from(staff, patient, drawn):
    address = reverse("panel_new", args=[patient.ref])
    assert b"Units as set in this clinic." in staff.get(address).content

    drawn(patient, "2026-02-02 08:00", testosterone="512 ng/dL", lh="3.2")
    said = staff.get(address).content.decode()
    assert "Laboratory, units and methods as in the draw of 2 Feb 2026." in said
    assert '<option value="ng/dL" selected>' in said


def test_a_result_that_is_added_is_preselected_from_this_man_too(staff, patient, drawn):
    panel = drawn(patient, "2026-02-02 08:00", lh="3.2")
    drawn(patient, "2026-01-02 08:00", testosterone="512 ng/dL", left="15")
    said = staff.get(reverse("result_new", args=[patient.ref, panel.uid])).content.decode()

    assert '<option value="ng/dL" selected>' in said
    assert '<option value="prader" selected>' in said
    assert "as in the draw of 2 Jan 2026" in said
    assert "Volume method as in the examination of 2 Jan 2026." in said
