"""Treatments as episodes: nothing is proposed, nothing is rewritten, nothing is lost."""

import re
from datetime import date

import pytest
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Treatment
from labs.record.treatment import Ending
from tests import factories
from tests.pages import boxes, filled, text, title

pytestmark = pytest.mark.usefixtures("noon")

DOSE = "demonstration dose, 7 demo-mg"


@pytest.fixture
def url(patient):
    return reverse("treatments", args=[patient.ref])


@pytest.fixture
def running(patient):
    return factories.TreatmentFactory(patient=patient)


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
    assert "the change is not saved" in text(again)
    asked = client.post(url, filled(again, "episode"))
    assert client.post(url, filled(asked, "episode", overlap="keep")).status_code == 303
    assert Treatment.objects.filter(patient=patient).count() == 2


def test_an_episode_that_ended_in_a_month_is_one_when_sent_twice(
    sign_in, clinician, url, patient
):
    client = sign_in(clinician)
    typed = {"agent": "hcg", "start_month": "2025-11", "stop_month": "2026-02"}
    sent = filled(client.get(url), "episode", **typed)

    assert [client.post(url, sent).status_code for _ in range(2)] == [303, 303]
    assert Treatment.objects.filter(patient=patient).count() == 1


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
    theirs = factories.dosed(start="2025-03-15")
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
    theirs = factories.dosed(start="2025-03-15")
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


QUESTION = "The same treatment is already recorded for some of these days"
OVERLAPS = [
    {"agent": "testosterone", "start": "2026-03-01"},
    {"agent": "testosterone", "start_month": "2026-03"},
    {"other": "TESTOSTERON", "start": "2026-03-01"},
    {"other": "testosterone gel", "start": "2025-02-15"},
    {"agent": "testosterone", "start": "2024-03-01", "stop": "2025-02-15"},
    {"agent": "testosterone", "start": "2024-03-01", "stop_month": "2025-02"},
]


def current(patient):
    rows = Treatment.objects.current().filter(patient=patient).order_by("start", "pk")
    return [(row.name, row.stop and str(row.stop)) for row in rows]


@pytest.mark.parametrize("typed", OVERLAPS)
def test_an_overlap_is_asked_about_and_nothing_is_written_before_the_answer(
    sign_in, clinician, url, patient, running, typed
):
    client = sign_in(clinician)
    response = client.post(url, filled(client.get(url), "episode", **typed, route="x"))

    assert response.status_code == 422
    said = text(response)
    assert QUESTION in said and "Testosterone from 15 Feb 2025 (ongoing)" in said
    shown = boxes(response, "episode")
    assert {name: shown[name]["value"] for name in typed} == typed
    assert current(patient) == [("Testosterone", None)]

    again = client.post(url, filled(response, "episode"))
    assert again.status_code == 422 and QUESTION in text(again)
    assert current(patient) == [("Testosterone", None)]


@pytest.mark.parametrize(
    "typed",
    [
        {"agent": "hcg", "start": "2026-03-01"},
        {"other": "testosterone-like herb", "start": "2026-03-01"},
        {"agent": "testosterone", "start": "2024-03-01", "stop": "2025-02-14"},
        {"agent": "testosterone", "start": "2024-03-01", "stop_month": "2025-01"},
    ],
)
def test_what_does_not_overlap_is_not_asked_about(
    sign_in, clinician, url, running, patient, typed
):
    client = sign_in(clinician)

    assert client.post(url, filled(client.get(url), "episode", **typed)).status_code == 303
    assert len(current(patient)) == 2


def test_a_free_text_is_asked_about_by_its_name(sign_in, clinician, url, patient):
    factories.TreatmentFactory(
        patient=patient, name="Ashwa Gandha", agent="", axis=False, stop="2026-01-31"
    )
    client = sign_in(clinician)
    typed = {"other": "ashwa  gandhá", "start_month": "2026-01"}
    response = client.post(url, filled(client.get(url), "episode", **typed))

    assert response.status_code == 422
    assert "Ashwa Gandha from 15 Feb 2025 to 31 Jan 2026" in text(response)
    assert "end" not in boxes(response, "episode")  # it has ended: there is nothing to end


@pytest.mark.parametrize(
    "forged",
    [
        {"overlap": "keep"},
        {"overlap": "keep", "asked": "aaaaaaaaaaaa.0"},
        {"overlap": "end", "end": "2026-03-08"},
        {"overlap": "yes", "asked": ""},
    ],
)
def test_an_answer_to_another_question_is_none(
    sign_in, clinician, url, patient, running, forged
):
    typed = {"agent": "testosterone", "start": "2026-03-01"}

    assert sign_in(clinician).post(url, typed | forged).status_code == 422
    assert current(patient) == [("Testosterone", None)]


def test_both_are_kept_when_he_says_so(sign_in, clinician, url, patient, running):
    client = sign_in(clinician)
    typed = {"agent": "testosterone", "start": "2026-03-01", "route": "into the muscle"}
    asked = client.post(url, filled(client.get(url), "episode", **typed))
    response = client.post(url, filled(asked, "episode", overlap="keep"))

    assert response.status_code == 303
    assert current(patient) == [("Testosterone", None)] * 2
    said = text(client.get(url))
    assert "Ongoing 2" in said
    assert "The same treatment is ongoing more than once" in said


def test_the_one_before_ends_in_the_same_act_when_he_says_so(
    sign_in, clinician, url, patient, running
):
    client = sign_in(clinician)
    typed = {"agent": "testosterone", "start": "2026-03-01", "reason": "his wish"}
    asked = client.post(url, filled(client.get(url), "episode", **typed))
    assert boxes(asked, "episode")["end"]["value"] == ""
    ended = {"overlap": "end", "end": "2026-02-28", "end_reason": "changed over"}
    sent = filled(asked, "episode", **ended)
    events = AuditEvent.objects.filter(patient=patient.ref).count()

    assert client.post(url, sent).status_code == 303
    assert current(patient) == [("Testosterone", "2026-02-28"), ("Testosterone", None)]
    old = Treatment.objects.current().get(uid=running.uid)
    assert (old.version, old.stop_reason) == (1, "changed over")
    assert AuditEvent.objects.filter(patient=patient.ref).count() == events + 1
    assert client.post(url, sent).status_code == 303  # sent twice, it is one act
    assert Treatment.objects.filter(patient=patient).count() == 3


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ({}, "Enter the stop date"),
        ({"end": "2025-02-14"}, "before the start"),
        ({"end": "2026-03-11"}, "in the future"),
        ({"end": "2026-02-28", "end_month": "2026-02"}, "a date and a month"),
    ],
)
@pytest.mark.usefixtures("running")
def test_an_end_that_cannot_be_is_refused_and_nothing_is_written(
    sign_in, clinician, url, patient, end, said
):
    client = sign_in(clinician)
    typed = {"agent": "testosterone", "start": "2026-03-01"}
    asked = client.post(url, filled(client.get(url), "episode", **typed))
    response = client.post(url, filled(asked, "episode", overlap="end", **end))

    assert response.status_code == 422
    assert said in text(response)
    assert current(patient) == [("Testosterone", None)]


def test_an_answer_holds_for_what_was_asked_alone(
    sign_in, clinician, url, patient, running
):
    """Another episode that came meanwhile is asked about anew."""
    client = sign_in(clinician)
    typed = {"agent": "testosterone", "start": "2026-03-01"}
    asked = client.post(url, filled(client.get(url), "episode", **typed))
    factories.TreatmentFactory(patient=patient, start="2026-02-20")
    response = client.post(url, filled(asked, "episode", overlap="keep"))

    assert response.status_code == 422
    assert "from 20 Feb 2026 (ongoing)" in text(response)
    assert len(current(patient)) == 2
    assert client.post(url, filled(response, "episode", overlap="keep")).status_code == 303


def test_enter_in_a_box_answers_nothing(sign_in, clinician, url, running):
    """A browser presses the first button that a form owns."""
    client = sign_in(clinician)
    typed = {"agent": "testosterone", "start": "2026-03-01"}
    asked = client.post(url, filled(client.get(url), "episode", **typed)).content.decode()
    (first, *others) = re.findall(r"<button[^>]*>", asked.split('id="episode"')[1])

    assert "name=" not in first and "hidden" in first
    assert any('value="keep"' in button for button in others)


@pytest.fixture
def hcg(patient):
    """From March 2026 on, beside testosterone."""
    return factories.TreatmentFactory(
        patient=patient, name="hCG", start="2026-03-01", agent="hcg"
    )


@pytest.fixture
def hcg_page(hcg):
    return reverse("treatment", args=[hcg.patient.ref, hcg.uid])


@pytest.mark.parametrize(
    "typed", [{"agent": "testosterone"}, {"agent": "", "other": "AAS"}]
)
@pytest.mark.usefixtures("running")
def test_a_correction_that_makes_an_overlap_is_asked_about(
    sign_in, clinician, hcg, hcg_page, typed
):
    patient = hcg.patient
    factories.TreatmentFactory(
        patient=patient, name="Anabolic steroid, other", agent="anabolic_steroid"
    )
    client = sign_in(clinician)
    sent = filled(client.get(hcg_page), "correction", **typed, why="misread")
    asked = client.post(hcg_page, sent)

    assert asked.status_code == 422 and QUESTION in text(asked)
    assert versions(hcg).count() == 1
    kept = filled(asked, "correction", overlap="keep")
    assert client.post(hcg_page, kept).status_code == 303
    assert versions(hcg).count() == 2


def test_a_correction_may_end_the_one_before_in_the_same_act(
    sign_in, clinician, running, hcg, hcg_page, patient
):
    client = sign_in(clinician)
    sent = filled(client.get(hcg_page), "correction", agent="testosterone", why="misread")
    asked = client.post(hcg_page, sent)
    answer = {"overlap": "end", "end": "2026-02-28", "end_reason": "changed over"}

    assert client.post(hcg_page, filled(asked, "correction", **answer)).status_code == 303
    assert current(patient) == [("Testosterone", "2026-02-28"), ("Testosterone", None)]


def test_the_end_of_the_one_before_leaves_no_overlap(
    sign_in, clinician, url, patient, running
):
    client = sign_in(clinician)
    typed = {"agent": "testosterone", "start": "2026-01-15"}
    asked = client.post(url, filled(client.get(url), "episode", **typed))
    answer = filled(asked, "episode", overlap="end", end="2026-03-08")
    response = client.post(url, answer)

    assert response.status_code == 422
    assert "before the stop of the earlier treatment" in text(response)
    assert current(patient) == [("Testosterone", None)]
    answer = filled(response, "episode", overlap="end", end="2026-01-15")
    assert client.post(url, answer).status_code == 303


def test_what_was_in_error_and_is_not_any_more_is_asked_about(
    sign_in, clinician, running, own, patient
):
    wrong = factories.dosed(in_error=True)
    record.treatment.correct(running, wrong, by=clinician, why="never taken")
    factories.TreatmentFactory(patient=patient, start="2026-03-01")
    client = sign_in(clinician)
    sent = filled(client.get(own), "correction", why="taken after all")
    sent.pop("in_error", None)
    asked = client.post(own, sent)

    assert asked.status_code == 422 and QUESTION in text(asked)
    assert versions(running).count() == 2
    assert client.post(own, filled(asked, "correction", overlap="keep")).status_code == 303
    assert versions(running).count() == 3


def test_an_overlap_that_was_kept_is_not_asked_about_at_every_correction(
    sign_in, clinician, running, own, patient
):
    factories.TreatmentFactory(patient=patient, start="2026-03-01")
    client = sign_in(clinician)
    sent = filled(client.get(own), "correction", route="nasal", why="misread")

    assert client.post(own, sent).status_code == 303


def test_to_stop_one_of_two_says_that_the_other_is_ongoing(
    sign_in, clinician, stop, running, patient
):
    factories.TreatmentFactory(patient=patient, start="2026-03-01")
    client = sign_in(clinician)
    opened = client.get(stop)
    assert "The same treatment from 1 Mar 2026 is ongoing too, and is not stopped." in text(
        opened
    )
    response = client.post(stop, filled(opened, "stop", stop="2026-03-09"))

    said = text(client.get(response["Location"]))
    assert "The same treatment from 1 Mar 2026 is still ongoing." in said
    assert "More than one" not in said


def test_to_stop_the_only_one_says_nothing_of_another(sign_in, clinician, stop, hcg):
    client = sign_in(clinician)
    opened = client.get(stop)
    response = client.post(stop, filled(opened, "stop", stop="2026-03-09"))

    assert "The same treatment" not in text(opened)
    assert "The same treatment" not in text(client.get(response["Location"]))


@pytest.fixture
def change(running):
    return reverse("treatment_change", args=[running.patient.ref, running.uid])


CHANGED = {
    "end": "2026-03-08",
    "end_reason": "level before the next dose",
    "agent": "testosterone",
    "form": "vial",
    "dose_text": "another dose, 9 demo-mg",
    "start": "2026-03-09",
}


def test_a_change_starts_empty_and_proposes_nothing(sign_in, clinician, change):
    response = sign_in(clinician).get(change)
    shown = boxes(response, "change")

    for name in ("csrfmiddlewaretoken", "submission", "version"):
        shown.pop(name)
    assert [name for name, box in shown.items() if box["value"]] == []
    assert "demo-mg" not in response.content.decode()
    for name, box in shown.items():
        assert box.get("autocomplete") == "off" or name == "axis", name


def test_a_change_of_dose_is_one_act(sign_in, clinician, url, change, patient, running):
    client = sign_in(clinician)
    sent = filled(client.get(change), "change", **CHANGED)
    events = AuditEvent.objects.filter(patient=patient.ref).count()

    assert client.post(change, sent).status_code == 303
    old, new = Treatment.objects.current().filter(patient=patient).order_by("start")
    assert (old.uid, old.version, str(old.stop)) == (running.uid, 1, "2026-03-08")
    assert (new.version, new.dose_text, new.stop) == (0, CHANGED["dose_text"], None)
    assert (new.form, new.route) == ("vial", "")
    assert old.stop_reason == new.reason == CHANGED["end_reason"]
    assert old.act == new.act
    (event,) = AuditEvent.objects.filter(patient=patient.ref).order_by("pk")[events:]
    assert event.verb == "treatment-changed"
    assert Treatment.objects.get(uid=running.uid, version=0).stop is None
    assert "Testosterone stopped, Testosterone from 9 Mar 2026 recorded." in text(
        client.get(url)
    )


def test_a_change_that_is_sent_twice_is_one(sign_in, clinician, change, patient):
    client = sign_in(clinician)
    sent = filled(client.get(change), "change", **CHANGED)

    assert [client.post(change, sent).status_code for _ in range(2)] == [303, 303]
    assert Treatment.objects.filter(patient=patient).count() == 3


@pytest.mark.parametrize(
    "typed", [{"dose_text": "a third dose"}, {"end": "2026-03-07"}, {"end_reason": "cost"}]
)
def test_a_saved_change_that_is_changed_and_sent_again_is_not_called_saved(
    sign_in, clinician, change, patient, typed
):
    client = sign_in(clinician)
    sent = filled(client.get(change), "change", **CHANGED)
    client.post(change, sent)
    again = client.post(change, sent | typed)

    assert again.status_code == 409
    shown = boxes(again, "change")
    assert {name: shown[name]["value"] for name in typed} == typed
    assert Treatment.objects.filter(patient=patient).count() == 3


def test_a_change_whose_form_was_saved_for_another_one_is_not_lost(
    sign_in, clinician, change, patient, hcg
):
    client = sign_in(clinician)
    opened = client.get(change)
    sent = filled(opened, "change", **CHANGED)
    ending = Ending(hcg, date(2026, 3, 7), "date", "theirs")
    theirs = factories.dosed(name="hCG", agent="hcg", start="2026-03-08")
    (same,) = sent["submission"]
    record.treatment.change(ending, theirs, by=clinician, submission=same)
    asked = client.post(change, sent)

    assert asked.status_code == 409
    assert client.post(change, filled(asked, "change")).status_code == 303
    assert current(patient)[0] == ("Testosterone", "2026-03-08")
    assert len(current(patient)) == 4


def test_what_does_not_say_which_version_it_saw_ends_nothing(
    sign_in, clinician, change, stop, running
):
    client = sign_in(clinician)
    for url, sent in ((change, CHANGED), (stop, {"stop": "2026-03-08"})):
        response = client.post(url, sent)
        assert response.status_code == 422
        assert "sent without its version" in text(response)
    assert versions(running).count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"end": ""}, "Enter the stop date"),
        ({"end": "2025-02-14"}, "before the start"),
        ({"end_reason": " "}, "Enter the reason for the change"),
        ({"agent": ""}, "Choose the treatment"),
        ({"start": ""}, "Enter the start date"),
        ({"start": "2026-03-07"}, "before the stop of the earlier treatment"),
        ({"start": "", "start_month": "2026-02"}, "before the stop of the earlier"),
    ],
)
def test_a_change_that_does_not_fit_writes_neither(
    sign_in, clinician, change, patient, typed, said
):
    client = sign_in(clinician)
    response = client.post(change, filled(client.get(change), "change", **CHANGED | typed))

    assert response.status_code == 422
    assert said in text(response)
    assert boxes(response, "change")["dose_text"]["value"] == CHANGED["dose_text"]
    assert current(patient) == [("Testosterone", None)]


@pytest.mark.parametrize("start", [{"start": "2026-03-08"}, {"start_month": "2026-03"}])
def test_a_change_may_fall_on_one_day_or_into_one_month(
    sign_in, clinician, change, patient, start
):
    client = sign_in(clinician)
    typed = CHANGED | {"start": ""} | start

    assert (
        client.post(change, filled(client.get(change), "change", **typed)).status_code
        == 303
    )
    assert len(current(patient)) == 2


def test_another_agent_may_begin_before_the_old_one_ends(
    sign_in, clinician, change, patient
):
    client = sign_in(clinician)
    typed = CHANGED | {"agent": "hcg", "start": "2026-02-01"}

    assert (
        client.post(change, filled(client.get(change), "change", **typed)).status_code
        == 303
    )


def test_a_change_to_what_a_third_episode_overlaps_is_asked_about(
    sign_in, clinician, change, patient, hcg
):
    client = sign_in(clinician)
    sent = filled(client.get(change), "change", **CHANGED | {"agent": "hcg"})
    asked = client.post(change, sent)

    assert asked.status_code == 422 and QUESTION in text(asked)
    assert current(patient) == [("Testosterone", None), ("hCG", None)]
    assert client.post(change, filled(asked, "change", overlap="keep")).status_code == 303
    assert len(current(patient)) == 3


def test_of_two_who_change_one_the_other_sees_both(
    sign_in, clinician, change, patient, running
):
    client = sign_in(clinician)
    opened = client.get(change)
    ending = Ending(running, date(2026, 3, 7), "date", "theirs")
    theirs = factories.dosed(start="2026-03-08", form="patch")
    record.treatment.change(ending, theirs, by=clinician)
    response = client.post(change, filled(opened, "change", **CHANGED))

    assert response.status_code == 409
    assert isinstance(response.context["ongoing"], list)  # read with the rest of the page
    said = text(response)
    assert "15 Feb 2025 to 7 Mar 2026" in said and "8 Mar 2026 to now · patch" in said
    shown = boxes(response, "change")
    assert {name: shown[name]["value"] for name in CHANGED} == CHANGED
    assert Treatment.objects.filter(patient=patient).count() == 3


def test_a_change_is_not_written_over_a_correction_that_was_not_seen(
    sign_in, clinician, change, patient, running
):
    client = sign_in(clinician)
    opened = client.get(change)
    theirs = factories.dosed(start="2025-03-15")
    record.treatment.correct(running, theirs, by=clinician, why="theirs")
    response = client.post(change, filled(opened, "change", **CHANGED))

    assert response.status_code == 409
    assert "15 Mar 2025 to now" in text(response)
    assert client.post(change, filled(response, "change")).status_code == 303
    assert current(patient) == [("Testosterone", "2026-03-08"), ("Testosterone", None)]


@pytest.mark.parametrize("over", ["ended", "in error"])
def test_what_is_over_is_neither_changed_nor_stopped(
    sign_in, clinician, running, change, own, over
):
    stop = reverse("treatment_stop", args=[running.patient.ref, running.uid])
    if over == "ended":
        day = date(2026, 3, 7)
        record.treatment.stop(running, day, "date", "", by=clinician)
    else:
        wrong = factories.dosed(in_error=True)
        record.treatment.correct(running, wrong, by=clinician, why="never taken")
    client = sign_in(clinician)

    assert client.get(change)["Location"] == client.get(stop)["Location"] == own
    assert client.post(change, CHANGED).status_code == 409
    assert versions(running).count() == 2


@pytest.fixture
def faster(monkeypatch, patient, clinician):
    """Somebody records the same agent between the look and the act of this request."""
    begin = record.treatment.begin

    def begin_second(*args, **said):
        monkeypatch.setattr(record.treatment, "begin", begin)
        begin(patient, factories.dosed(start="2026-03-01"), by=clinician)
        return begin(*args, **said)

    monkeypatch.setattr(record.treatment, "begin", begin_second)


@pytest.mark.usefixtures("faster")
def test_who_was_slower_is_asked_about_what_came_meanwhile(
    sign_in, clinician, url, patient
):
    client = sign_in(clinician)
    typed = {"agent": "testosterone", "start": "2026-03-09"}
    asked = client.post(url, filled(client.get(url), "episode", **typed))

    assert asked.status_code == 409
    assert QUESTION in text(asked) and "from 1 Mar 2026 (ongoing)" in text(asked)
    assert len(current(patient)) == 1
    assert client.post(url, filled(asked, "episode", overlap="keep")).status_code == 303
