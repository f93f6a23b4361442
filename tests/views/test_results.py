"""One result, corrected: the old value stays, and nobody's change is lost."""

import pytest
from django.urls import reverse

from labs import record
from labs.models import Result
from tests import factories
from tests.pages import boxes, filled, text, title

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def panel(drawn, patient):
    return drawn(patient, lh="23.70", left="15", interval="1.7-8.6")


@pytest.fixture
def lh(panel):
    return panel.results.get(analyte="lh")


@pytest.fixture
def url(lh):
    return reverse("result_correct", args=[lh.patient.ref, lh.uid])


@pytest.fixture
def corrected(sign_in, nurse, url):
    """Open the correction and send it, with some boxes typed anew."""

    def corrected(by=nurse, **typed):
        client = sign_in(by)
        return client.post(url, filled(client.get(url), "correction", **typed))

    return corrected


def versions(result):
    every = Result.objects.filter(uid=result.uid).order_by("version")
    return list(every.values_list("reported", flat=True))


def test_the_new_value_stands_and_the_old_one_stays_readable(corrected, lh, client):
    response = corrected(lh_value="x", value="2,37", why="read from the wrong line")

    assert response.status_code == 303
    assert versions(lh) == ["23.70", "2,37"]
    assert response["Location"] == reverse("patient", args=[lh.patient.ref])
    said = text(client.get(reverse("panel", args=[lh.patient.ref, lh.panel.uid])))
    assert "2,37 IU/L" in said and "before: 23.70 IU/L" in said
    assert "read from the wrong line" in said


def test_a_result_that_is_opened_and_saved_untouched_has_no_new_version(corrected, lh):
    assert corrected().status_code == 303
    assert versions(lh) == ["23.70"]


def test_a_change_needs_a_reason_and_stays_typed(corrected, lh):
    response = corrected(value="2,37")

    assert response.status_code == 422
    assert title(response).startswith("Not saved")
    assert boxes(response, "correction")["value"]["value"] == "2,37"
    assert versions(lh) == ["23.70"]


def test_a_value_that_cannot_be_is_refused(corrected, lh):
    response = corrected(value="900", why="mistyped")

    assert response.status_code == 422
    assert "impossible" in text(response)


def test_two_who_correct_one_result_are_shown_both_values(
    sign_in, clinician, url, lh, panel
):
    client = sign_in(clinician)
    opened = client.get(url)
    theirs = factories.reading("lh", "2.40", taken=panel.draw)
    record.result.correct(lh, theirs, by=clinician, why="theirs")
    response = client.post(url, filled(opened, "correction", value="2,37", why="mine"))

    assert response.status_code == 409
    said = text(response)
    assert "Current version: 2.40 IU/L" in said
    assert "changed by Clara Synthetic, 10 Mar 2026, 12:00" in said and "theirs" in said
    assert "You typed: 2,37 IU/L" in said
    assert boxes(response, "correction")["why"]["value"] == "mine"
    assert versions(lh) == ["23.70", "2.40"]


def test_saving_again_after_both_were_shown_replaces_what_stands(
    sign_in, clinician, url, lh, panel
):
    client = sign_in(clinician)
    opened = client.get(url)
    theirs = factories.reading("lh", "2.40", taken=panel.draw)
    record.result.correct(lh, theirs, by=clinician, why="theirs")
    shown = client.post(url, filled(opened, "correction", value="2,37", why="mine"))

    assert client.post(url, filled(shown, "correction")).status_code == 303
    assert versions(lh) == ["23.70", "2.40", "2,37"]


def test_who_is_faster_at_the_door_itself_wins_and_the_other_sees_it(
    monkeypatch, corrected, clinician, lh, panel
):
    def faster(result, reading, *, by, why):
        monkeypatch.undo()
        theirs = factories.reading("lh", "2.40", taken=panel.draw)
        record.result.correct(result, theirs, by=clinician, why="theirs")
        return record.result.correct(result, reading, by=by, why=why)

    monkeypatch.setattr(record.result, "correct", faster)
    response = corrected(by=clinician, value="2,37", why="mine")

    assert response.status_code == 409
    assert "Current version: 2.40 IU/L" in text(response)


def test_a_correction_that_is_sent_twice_is_one_version(sign_in, clinician, url, lh):
    client = sign_in(clinician)
    sent = filled(client.get(url), "correction", value="2,37", why="mistyped")
    client.post(url, sent)

    assert client.post(url, sent).status_code == 303
    assert versions(lh) == ["23.70", "2,37"]


def test_a_result_is_marked_as_entered_in_error_with_its_reason(
    sign_in, nurse, url, lh, client
):
    opened = sign_in(nurse).get(url)
    sent = {"version": boxes(opened, "")["version"]["value"], "act": "in-error"}

    assert client.post(url, sent | {"why": ""}).status_code == 422
    assert client.post(url, sent | {"why": "another man's"}).status_code == 303
    now = Result.objects.current().get(uid=lh.uid)
    assert (now.status, now.why) == ("entered-in-error", "another man's")


def test_a_volume_is_corrected_in_boxes_of_its_own(sign_in, nurse, panel):
    left = panel.results.get(side="left")
    url = reverse("result_correct", args=[left.patient.ref, left.uid])
    client = sign_in(nurse)
    sent = filled(client.get(url), "correction", value="12", why="mistyped")

    assert client.post(url, sent).status_code == 303
    assert versions(left) == ["15", "12"]
    assert Result.objects.current().get(uid=left.uid).method == "prader"


def test_a_nurse_corrects_her_own_entry_until_it_is_signed_off(
    sign_in, nurse, clinician, url, panel
):
    assert sign_in(nurse).get(url).status_code == 200
    record.release.sign_off(panel, by=clinician)

    assert sign_in(nurse).get(url).status_code == 403
    assert sign_in(nurse).post(url, {}).status_code == 403


def test_a_nurse_does_not_correct_what_another_entered(sign_in, nurse, clinician, patient):
    lh = factories.drawn(patient, by=clinician, lh="3.2").results.get()
    url = reverse("result_correct", args=[patient.ref, lh.uid])

    assert sign_in(nurse).get(url).status_code == 403
