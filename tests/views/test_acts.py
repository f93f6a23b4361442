"""An act that writes is named by the request; an address with several assumes none."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from labs import record
from tests import factories
from tests.browser.forms import rows, written
from tests.pages import boxes, filled, read, text

pytestmark = pytest.mark.usefixtures("noon")

TYPED = {
    "panel_new": {"day": "2026-03-09", "lh_value": "<0.1", "notes": "after breakfast"},
    "result_new": {"fsh_value": "4.0", "fsh_comment": "by telephone"},
    "result_correct": {"value": "3.4", "why": "misread"},
    "panel_misfiled": {"find": "Quinn"},
    "panel_misfiled to": {"why": "labels swapped"},
    "import_preview": {"date_format": "%d/%m/%Y"},
}
FORMS = {
    "result_correct": "correction",
    "panel_misfiled": "whose-form",
    "panel_misfiled to": "misfiled",
    "import_preview": "settings",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def opened(sign_in, north, patient, clinician, drawn):
    """An address with several acts, as a clinician opens it: where it is, and its page."""
    panel = drawn(patient, lh="3.2", testosterone="12.1", interval="1.7-8.6")
    client = sign_in(clinician)

    def opened(name):
        name, _, to = name.partition(" ")
        ids = {
            "panel_new": [patient.ref],
            "result_correct": [patient.ref, panel.results.get(analyte="lh").uid],
        }
        if name == "import_preview":
            text = b"patient,collected_at,analyte,reported,unit\r\nN-1,2026-03-05,lh,3,IU/L"
            staged = record.batch.staged.stage(north, "a.csv", text, by=clinician)
            url = reverse(name, args=[staged.uid])
        else:
            url = reverse(name, args=ids.get(name, [patient.ref, panel.uid]))
        if to:
            other = factories.patient(north, clinician, "N-7")
            return url, client.post(url, {"act": "choose", "to": other.ref})
        return url, client.get(url)

    return opened


@pytest.mark.parametrize("act", [None, "", "look", "SAVE", "save "])
@pytest.mark.parametrize("headers", [None, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize("name", TYPED)
def test_what_no_request_named_is_not_done_and_what_was_typed_stays(
    name, headers, act, opened, client
):
    url, page = opened(name)
    form = FORMS.get(name, "sheet")
    sent = filled(page, form, **TYPED[name])
    sent.pop("act", None)
    before = rows()
    answer = client.post(url, sent | ({} if act is None else {"act": act}), headers=headers)

    assert answer.status_code == 422
    assert "did not say which button was pressed" in text(answer)
    assert written(before) == {}
    shown = boxes(answer, form)
    assert {box: shown[box]["value"] for box in TYPED[name]} == TYPED[name]


@pytest.mark.parametrize("name", ["panel_new", "result_new"])
def test_the_first_button_of_a_sheet_checks_and_says_that_nothing_is_saved(
    name, opened, client
):
    url, page = opened(name)
    first = re.search(r"<button[^>]*>", page.text[page.text.index('id="sheet"') :])[0]
    assert re.search(r'name="act"\s+value="check"', first)
    before = rows()
    answer = client.post(url, filled(page, "sheet", act="check", **TYPED[name]))

    assert answer.status_code == 200 and written(before) == {}
    assert "No problem found. Nothing is saved yet." in text(answer)


@pytest.mark.parametrize("name", ["panel_new", "result_new"])
def test_checking_through_htmx_brings_the_whole_sheet_with_what_was_typed(
    name, opened, client
):
    url, page = opened(name)
    sent = filled(page, "sheet", act="check", **TYPED[name])
    answer = client.post(url, sent, headers=HTMX)

    shown = boxes(answer, "sheet")
    assert {box: shown[box]["value"] for box in TYPED[name]} == TYPED[name]


@pytest.mark.parametrize("name", ["panel_new", "result_new"])
def test_a_sheet_is_saved_by_who_opened_it_and_by_nobody_else(
    name, opened, client, sign_in, nurse, clinician
):
    url, page = opened(name)
    sent, before = filled(page, "sheet", **TYPED[name]), rows()
    sign_in(nurse)
    for headers in (HTMX, None):
        refused = client.post(url, sent, headers=headers)
        assert refused.status_code == 409 and written(before) == {}
        assert (
            "Not saved: this form was filled in by Clara Synthetic. You are signed in as "
            "Nils Synthetic." in text(refused)
        )
        (save,) = re.findall(r'<button\s+id="save"[^>]*>', refused.text)
        assert "disabled" in save
        again = filled(refused, "sheet")
        assert {box: again[box] for box in TYPED[name]} == {
            box: [value] for box, value in TYPED[name].items()
        }
        assert client.post(url, again, headers=headers).status_code == 409

    sign_in(clinician)
    assert client.post(url, again).status_code == 303
    assert written(before)["labs_result"] == len([b for b in sent if "_value" in b and
                                                  sent[b] not in ("", [""])])  # fmt: skip


@pytest.mark.parametrize("opener", ["", "forged", "MQ:1abc:signature"])
@pytest.mark.parametrize("name", ["panel_new", "result_new"])
def test_a_sheet_that_does_not_say_who_opened_it_is_signed_and_shown_first(
    name, opener, opened, client
):
    url, page = opened(name)
    before = rows()
    sent = filled(page, "sheet", **TYPED[name]) | {"opener": opener}
    answer = client.post(url, sent)

    assert answer.status_code == 422 and written(before) == {}
    assert "sent without the name of who opened it" in text(answer)
    assert client.post(url, filled(answer, "sheet")).status_code == 303


def test_every_form_that_writes_to_a_record_lets_enter_write_nothing(
    opened, client, patient
):
    """Its first button checks, or is there to do nothing: Enter presses the first."""
    names = ("details", "panel_new", "treatments", "ranges", "decisions")
    urls = [reverse(name, args=[patient.ref]) for name in names]
    urls += [reverse("patient_new"), opened("result_correct")[0], opened("result_new")[0]]
    for url in urls:
        page = client.get(url)
        forms = re.split(r"<form ", page.text)[1:]
        for form in (form for form in forms if "data-enter" in form.split(">")[0]):
            first = re.search(r"<button[^>]*>", form)[0]
            assert 'formmethod="dialog"' in first or 'value="check"' in first, (url, first)
        assert any("data-enter" in str(at) for at in read(page).forms.values()), url


MAN = {"number": "N-9", "name": "Quinn Synthetic", "born": "1990-01-02"}


@pytest.mark.parametrize("born", [MAN["born"], "yesterday"], ids=["valid", "refused"])
def test_a_man_is_added_to_the_clinic_that_the_form_was_opened_in(born, sign_in, both):
    """Which of two clinics somebody works in is chosen in any tab, for all of them."""
    client, url, typed = sign_in(both), reverse("patient_new"), MAN | {"born": born}
    sent = filled(client.get(url), "patient", **typed)
    client.post(reverse("clinic_choose"), {"clinic": "south"})
    before = rows()
    refused = client.post(url, sent)

    assert refused.status_code == 422 and written(before) == {}
    assert "this page was opened in another clinic, and you work in South" in text(refused)
    again = filled(refused, "patient")
    assert {box: again[box] for box in typed} == {box: [typed[box]] for box in typed}
    assert client.post(url, again | MAN).status_code == 303
    assert written(before)["labs_patient"] == 1


def test_a_file_goes_to_the_clinic_that_the_page_was_opened_in(sign_in, both):
    client, url = sign_in(both), reverse("import")
    sent = filled(client.get(url), "upload")
    client.post(reverse("clinic_choose"), {"clinic": "south"})
    before = rows()

    def upload(sent):
        file = SimpleUploadedFile("a.csv", b"patient,collected_at,analyte,reported,unit")
        return client.post(url, sent | {"file": file})

    refused = upload(sent)
    assert refused.status_code == 422 and written(before) == {}
    assert "this page was opened in another clinic, and you work in South" in text(refused)
    assert upload(filled(refused, "upload")).status_code == 303
    assert written(before) == {"labs_stagedfile": 1}
