"""Treatments as episodes: nothing is proposed, nothing is rewritten, nothing is lost."""

import pytest
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Treatment
from tests import factories
from tests.pages import boxes, filled, text, title

DOSE = "demonstration dose, 7 demo-mg"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to("2026-03-10T12:00:00+01:00", tick=False)


@pytest.fixture
def url(patient):
    return reverse("treatments", args=[patient.ref])


@pytest.fixture
def running(patient, clinician):
    return record.treatment.begin(patient, factories.episode(), by=clinician)


@pytest.fixture
def own(running):
    return reverse("treatment", args=[running.patient.ref, running.uid])


@pytest.fixture
def stop(running):
    return reverse("treatment_stop", args=[running.patient.ref, running.uid])


def versions(treatment):
    return Treatment.objects.filter(uid=treatment.uid).order_by("version")


def test_nothing_is_filled_in_chosen_or_remembered(sign_in, clinician, url, running):
    shown = boxes(sign_in(clinician).get(url), "episode")

    for name in ("csrfmiddlewaretoken", "submission"):
        shown.pop(name)
    assert [name for name, box in shown.items() if box["value"]] == []
    assert "checked" not in shown["axis"]
    for name, box in shown.items():
        assert box.get("autocomplete") == "off" or name == "axis", name
        assert not {"placeholder", "title", "list"} & set(box), name


def test_no_dose_is_in_view_of_the_dose_box(sign_in, clinician, url, running):
    assert "demo-mg" not in sign_in(clinician).get(url).content.decode()


def test_an_episode_is_kept_as_it_is_written(sign_in, clinician, url, patient):
    client = sign_in(clinician)
    typed = {"agent": "hcg", "start": "2026-03-09", "dose_text": DOSE, "route": "by mouth"}
    response = client.post(url, filled(client.get(url), "episode", **typed))

    assert response.status_code == 303
    kept = Treatment.objects.get(patient=patient)
    assert (kept.agent, kept.dose_text, kept.route) == ("hcg", DOSE, "by mouth")
    assert "hCG recorded." in text(client.get(url))


def test_what_is_wrong_is_said_and_everything_typed_stays(sign_in, clinician, url):
    client = sign_in(clinician)
    typed = {"agent": "hcg", "start": "2026-03-11", "dose_text": DOSE, "reason": "his wish"}
    response = client.post(url, filled(client.get(url), "episode", **typed))

    assert response.status_code == 422
    assert title(response).startswith("Not saved")
    shown = boxes(response, "episode")
    assert {name: shown[name]["value"] for name in typed} == typed


def test_a_form_that_is_sent_twice_is_one_episode(sign_in, clinician, url, patient):
    client = sign_in(clinician)
    sent = filled(client.get(url), "episode", agent="hcg", start="2026-03-09")

    assert [client.post(url, sent).status_code for _ in range(2)] == [303, 303]
    assert Treatment.objects.filter(patient=patient).count() == 1


def test_a_saved_form_that_is_changed_and_sent_again_is_not_lost(
    sign_in, clinician, url, patient
):
    client = sign_in(clinician)
    sent = filled(client.get(url), "episode", agent="hcg", start="2026-03-09")
    client.post(url, sent)
    again = client.post(url, sent | {"start": "2026-03-08"})

    assert again.status_code == 409
    assert "the change is not in the record" in text(again)
    assert client.post(url, filled(again, "episode")).status_code == 303
    assert Treatment.objects.filter(patient=patient).count() == 2


def test_an_episode_ends_by_a_further_version(sign_in, clinician, stop, running):
    client = sign_in(clinician)
    typed = {"stop": "2026-03-09", "stop_reason": "his wish"}
    response = client.post(stop, filled(client.get(stop), "stop", **typed))

    assert response.status_code == 303
    first, second = versions(running)
    assert (first.stop, str(second.stop), second.stop_reason) == (
        None,
        "2026-03-09",
        "his wish",
    )


def test_what_has_ended_is_not_ended_again(sign_in, clinician, stop, own, running):
    client = sign_in(clinician)
    sent = filled(client.get(stop), "stop", stop="2026-03-09")
    client.post(stop, sent)

    assert client.post(stop, sent)["Location"] == own
    assert client.get(stop)["Location"] == own
    assert versions(running).count() == 2


def test_an_end_is_not_written_over_what_was_changed_meanwhile(
    sign_in, clinician, stop, running
):
    client = sign_in(clinician)
    opened = client.get(stop)
    theirs = factories.episode(start="2025-03-15")
    record.treatment.correct(running, theirs, by=clinician, why="theirs")
    response = client.post(stop, filled(opened, "stop", stop="2026-03-09"))

    assert response.status_code == 409
    assert "from 15 Mar 2025" in text(response) and "theirs" in text(response)
    assert boxes(response, "stop")["stop"]["value"] == "2026-03-09"
    assert client.post(stop, filled(response, "stop")).status_code == 303


def test_a_correction_keeps_the_old_version_readable(sign_in, clinician, own, running):
    client = sign_in(clinician)
    typed = {"start": "2025-02-16", "why": "misread"}
    response = client.post(own, filled(client.get(own), "correction", **typed))

    assert response.status_code == 303
    said = text(client.get(own))
    assert "16 Feb 2025 to now" in said and "15 Feb 2025 to now" in said
    assert "misread" in said and "changed by Clara Synthetic" in said


def test_an_episode_that_is_opened_and_saved_untouched_has_no_new_version(
    sign_in, clinician, own, running
):
    client = sign_in(clinician)

    assert client.post(own, filled(client.get(own), "correction")).status_code == 303
    assert versions(running).count() == 1


def test_two_who_correct_one_episode_are_shown_both(sign_in, clinician, own, running):
    client = sign_in(clinician)
    opened = client.get(own)
    theirs = factories.episode(start="2025-03-15")
    record.treatment.correct(running, theirs, by=clinician, why="theirs")
    sent = filled(opened, "correction", start="2025-02-16", why="mine")
    response = client.post(own, sent)

    assert response.status_code == 409
    said = text(response)
    assert "15 Mar 2025 to now" in said and "theirs" in said
    assert boxes(response, "correction")["start"]["value"] == "2025-02-16"
    assert client.post(own, filled(response, "correction")).status_code == 303
    assert versions(running).count() == 3


def test_what_he_never_took_leaves_the_list_and_stays_readable(
    sign_in, clinician, own, url, running
):
    client = sign_in(clinician)
    typed = {"in_error": "on", "why": "another man's"}
    client.post(own, filled(client.get(own), "correction", **typed))

    assert "Entered in error 1" in text(client.get(url))
    assert "another man's" in text(client.get(own))


def test_a_nurse_reads_treatments_and_changes_none(sign_in, nurse, url, own, stop):
    client = sign_in(nurse)

    assert client.get(url).status_code == client.get(own).status_code == 200
    assert boxes(client.get(url), "episode") == boxes(client.get(own), "correction") == {}
    assert client.post(url, {}).status_code == client.post(own, {}).status_code == 403
    assert client.get(stop).status_code == client.post(stop, {}).status_code == 403


@pytest.mark.parametrize("who", ["patient_user", "stranger", "administrator", "superuser"])
def test_nobody_else_finds_them(request, sign_in, url, own, stop, who):
    client = sign_in(request.getfixturevalue(who))

    assert {client.get(page).status_code for page in (url, own, stop)} == {404}


def test_reading_and_writing_leave_one_event_each(sign_in, clinician, url, patient):
    client = sign_in(clinician)
    patient_events = AuditEvent.objects.filter(patient=patient.ref)
    before = patient_events.count()
    sent = filled(client.get(url), "episode", agent="hcg", start="2026-03-09")
    client.post(url, sent)

    verbs = patient_events.order_by("pk").values_list("verb", flat=True)[before:]
    assert list(verbs) == ["treatments-read", "treatment-begun"]
