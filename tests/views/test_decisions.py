"""Decisions: what was looked at is kept as it read; nothing is proposed or copied."""

import pytest
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Decision
from tests import factories
from tests.pages import boxes, filled, read, text, title

TYPED = {"kind": "waited", "what": "Nothing is changed."}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to("2026-03-10T12:00:00+01:00")


@pytest.fixture
def url(patient):
    return reverse("decisions", args=[patient.ref])


@pytest.fixture
def decide(sign_in, clinician, url):
    """Open the form and send it, as a browser without scripts would."""

    def decide(**typed):
        client = sign_in(clinician)
        return client.post(url, filled(client.get(url), "decision", **TYPED | typed))

    return decide


def ticks(response):
    """The draws of the form, and whether each is ticked."""
    return {
        at["value"]: "checked" in at
        for _, at, _ in read(response).boxes
        if at.get("name") == "draws"
    }


def test_nothing_is_chosen_and_every_box_is_empty(sign_in, clinician, url, patient):
    record.decision.decide(
        patient, factories.decided(what="Wait.", reasons=("Results",)), [], by=clinician
    )
    response = sign_in(clinician).get(url)

    reader = read(response)
    mine = [(at, value) for of, at, value in reader.boxes if of == "decision"]
    assert [at for at, _ in mine if "checked" in at] == []
    shown = {at["name"]: value for at, value in mine if at.get("type") != "hidden"}
    for name in ("what", "why", "expected", "next_check", "next_check_words"):
        assert shown[name] == "", name
    for at, _ in mine:
        assert not {"placeholder", "title", "list"} & set(at), at
    assert reader.forms["decision"]["autocomplete"] == "off"


def test_a_decision_pins_the_draws_that_are_ticked(decide, drawn, patient):
    old, new = drawn(patient, "2026-02-02", lh="3"), drawn(patient, "2026-03-02", lh="4")
    response = decide(draws=[new.uid], reasons=["His wish"], why="He asked.")

    kept = Decision.objects.get(patient=patient)
    assert response["Location"] == f"/patients/{patient.ref}/decisions/{kept.uid}/"
    assert {pin.result.panel.uid for pin in kept.pins.all()} == {new.uid} != {old.uid}
    assert (kept.kind, kept.reasons, kept.reason_words) == (
        "waited",
        ["His wish"],
        "He asked.",
    )


def test_draws_that_are_new_since_the_last_decision_are_ticked(
    sign_in, clinician, url, drawn, patient
):
    old = drawn(patient, "2026-02-02", lh="3")
    record.decision.decide(patient, factories.decided(), [old.uid], by=clinician)
    new = drawn(patient, "2026-03-02", lh="4")

    assert ticks(sign_in(clinician).get(url)) == {new.uid: True, old.uid: False}


def test_a_draw_that_was_corrected_since_is_ticked_and_shows_both_values(
    sign_in, clinician, url, drawn, patient
):
    old = drawn(patient, "2026-02-02 08:10", lh="3.1")
    record.decision.decide(patient, factories.decided(), [old.uid], by=clinician)
    again = factories.reading(old.draw, "lh", "3.7")
    record.result.correct(old.results.get(), again, by=clinician, why="misread")
    response = sign_in(clinician).get(url)

    assert ticks(response) == {old.uid: True}
    assert "3.7" in text(response) and "before: 3.1" in text(response)


def test_the_day_is_today_and_may_be_earlier(decide, patient):
    decide(date="2026-03-05")

    assert str(Decision.objects.get(patient=patient).date) == "2026-03-05"


@pytest.mark.parametrize(
    "typed", [{"kind": ""}, {"what": ""}, {"next_check": "2026-06-01"}]
)
def test_what_is_missing_is_said_and_everything_typed_stays(decide, patient, typed):
    response = decide(why="He asked.", **typed)

    assert response.status_code == 422
    assert title(response).startswith("Not saved")
    assert boxes(response, "decision")["why"]["value"] == "He asked."
    assert not Decision.objects.filter(patient=patient).exists()


def test_a_form_that_is_sent_twice_is_one_decision(sign_in, clinician, url, patient):
    client = sign_in(clinician)
    sent = filled(client.get(url), "decision", **TYPED)
    first, second = client.post(url, sent), client.post(url, sent)

    assert first["Location"] == second["Location"]
    assert Decision.objects.filter(patient=patient).count() == 1


def test_a_saved_form_that_is_changed_and_sent_again_is_not_lost(
    sign_in, clinician, url, patient
):
    client = sign_in(clinician)
    sent = filled(client.get(url), "decision", **TYPED)
    client.post(url, sent)
    again = client.post(url, sent | {"what": "Something else."})

    assert again.status_code == 409
    assert client.post(url, filled(again, "decision")).status_code == 303
    assert Decision.objects.filter(patient=patient).count() == 2


def test_a_draw_that_changed_since_the_form_was_opened_is_shown_and_not_ticked(
    sign_in, clinician, url, drawn, patient
):
    panel = drawn(patient, "2026-03-02 08:10", lh="3.1")
    client = sign_in(clinician)
    opened = client.get(url)
    again = factories.reading(panel.draw, "lh", "3.7")
    record.result.correct(panel.results.get(), again, by=clinician, why="misread")
    response = client.post(url, filled(opened, "decision", **TYPED))

    assert response.status_code == 409
    assert "Draw of 2 Mar 2026, 08:10: new or corrected" in text(response)
    assert ticks(response) == {panel.uid: False}
    assert boxes(response, "decision")["what"]["value"] == TYPED["what"]
    assert client.post(url, filled(response, "decision")).status_code == 303


def test_another_decision_since_the_form_was_opened_is_shown(
    sign_in, clinician, url, patient
):
    client = sign_in(clinician)
    opened = client.get(url)
    record.decision.decide(patient, factories.decided(what="Theirs."), [], by=clinician)
    response = client.post(url, filled(opened, "decision", **TYPED))

    assert response.status_code == 409
    assert "Theirs." in text(response)


def test_who_reads_the_record_meanwhile_changes_nothing(
    sign_in, clinician, nurse, url, patient, client
):
    sent = filled(sign_in(clinician).get(url), "decision", **TYPED)
    sign_in(nurse).get(url)

    assert sign_in(clinician).post(url, sent).status_code == 303


@pytest.fixture
def panel(drawn, patient):
    return drawn(patient, "2026-03-02 08:10", lh="3.1", fsh="4.0")


@pytest.fixture
def kept(patient, clinician, panel):
    return record.decision.decide(patient, factories.decided(), [panel.uid], by=clinician)


@pytest.fixture
def own(kept):
    return reverse("decision", args=[kept.patient.ref, kept.uid])


def test_its_page_shows_what_was_looked_at(sign_in, clinician, own):
    said = text(sign_in(clinician).get(own))

    assert "LH 3.1 IU/L the same" in said
    assert "Open again" not in said


def test_a_corrected_result_opens_it_again_with_then_and_now(
    sign_in, clinician, own, panel
):
    again = factories.reading(panel.draw, "lh", "3.7")
    lh = panel.results.get(analyte="lh")
    record.result.correct(lh, again, by=clinician, why="misread")
    said = text(sign_in(clinician).get(own))

    assert "Open again" in said
    assert "LH 3.1 IU/L 3.7 IU/L" in said and "misread" in said
    assert "FSH 4.0 IU/L the same" in said


def test_a_draw_that_moved_opens_it_again(sign_in, clinician, own, panel):
    moved = factories.draw("2026-03-01 07:00")
    record.panel.correct(panel, moved, by=clinician, why="misread")
    said = text(sign_in(clinician).get(own))

    assert "Open again" in said
    assert "The draw says now: 1 Mar 2026, 07:00" in said


def test_a_correction_keeps_pins_and_the_old_words(sign_in, clinician, own, kept):
    client = sign_in(clinician)
    typed = {"what": "Other words.", "reason_of_change": "mistyped"}
    response = client.post(own, filled(client.get(own), "correction", **typed))

    assert response.status_code == 303
    said = text(client.get(own))
    assert "Other words." in said and "Nothing changed." in said and "mistyped" in said
    now = Decision.objects.current().get(uid=kept.uid)
    assert now.pins.count() == kept.pins.count() == 2


def test_a_decision_that_is_opened_and_saved_untouched_has_no_new_version(
    sign_in, clinician, own, kept
):
    client = sign_in(clinician)

    assert client.post(own, filled(client.get(own), "correction")).status_code == 303
    assert Decision.objects.filter(uid=kept.uid).count() == 1


def test_two_who_correct_one_decision_are_shown_both(sign_in, clinician, own, kept):
    client = sign_in(clinician)
    opened = client.get(own)
    theirs = factories.decided(what="Theirs.")
    record.decision.correct(kept, theirs, by=clinician, why="theirs, why")
    sent = filled(opened, "correction", what="Mine.", reason_of_change="mine, why")
    response = client.post(own, sent)

    assert response.status_code == 409
    assert "Theirs." in text(response) and "theirs, why" in text(response)
    assert boxes(response, "correction")["what"]["value"] == "Mine."
    assert client.post(own, filled(response, "correction")).status_code == 303


def test_a_nurse_reads_decisions_and_records_none(sign_in, nurse, url, own):
    client = sign_in(nurse)

    assert client.get(url).status_code == client.get(own).status_code == 200
    assert boxes(client.get(url), "decision") == boxes(client.get(own), "correction") == {}
    assert client.post(url, TYPED).status_code == client.post(own, {}).status_code == 403


@pytest.mark.parametrize("who", ["patient_user", "stranger", "administrator", "superuser"])
def test_nobody_else_finds_them(request, sign_in, url, own, who):
    client = sign_in(request.getfixturevalue(who))

    assert {client.get(page).status_code for page in (url, own)} == {404}


def test_reading_and_deciding_leave_one_event_each(decide, patient):
    patient_events = AuditEvent.objects.filter(patient=patient.ref)
    before = patient_events.count()
    decide()

    verbs = patient_events.order_by("pk").values_list("verb", flat=True)[before:]
    assert list(verbs) == ["decisions-read", "decision-recorded"]
