"""Decisions: what was looked at is kept as it read; nothing is proposed or copied."""

import re

import pytest
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Decision
from tests import factories
from tests.pages import boxes, filled, read, text, title

pytestmark = pytest.mark.usefixtures("noon")

TYPED = {"kind": "waited", "what": "Nothing is changed."}


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
    factories.DecisionFactory(patient=patient, what="Wait.", reasons=("Results",))
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
    assert response["Location"] == f"/patients/{patient.ref}/"
    assert {pin.result.panel.uid for pin in kept.pins.all()} == {new.uid} != {old.uid}
    assert (kept.kind, kept.reasons, kept.reason_words) == (
        "waited",
        ["His wish"],
        "He asked.",
    )


def test_draws_that_are_new_since_the_last_decision_are_ticked(
    sign_in, clinician, url, drawn, patient, time_machine
):
    old = drawn(patient, "2026-02-02", lh="3")
    factories.DecisionFactory(patient=patient, on=[old])
    time_machine.shift(60)
    new = drawn(patient, "2026-03-02", lh="4")

    assert ticks(sign_in(clinician).get(url)) == {new.uid: True, old.uid: False}


def test_a_draw_that_was_corrected_since_is_ticked_and_shows_both_values(
    sign_in, clinician, url, drawn, patient, time_machine
):
    old = drawn(patient, "2026-02-02 08:10", lh="3.1")
    factories.DecisionFactory(patient=patient, on=[old])
    time_machine.shift(60)
    factories.CorrectionFactory(panel=old, lh="3.7")
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
    factories.CorrectionFactory(panel=panel, lh="3.7")
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
    factories.DecisionFactory(patient=patient, what="Theirs.")
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
def kept(patient, panel):
    return factories.DecisionFactory(patient=patient, on=[panel])


@pytest.fixture
def own(kept):
    return reverse("decision", args=[kept.patient.ref, kept.uid])


def test_its_page_shows_what_was_looked_at(sign_in, clinician, own):
    said = text(sign_in(clinician).get(own))

    assert "LH 3.1 IU/L unchanged" in said
    assert "Reopened" not in said


def test_a_corrected_result_opens_it_again_with_then_and_now(
    sign_in, clinician, own, panel
):
    factories.CorrectionFactory(panel=panel, lh="3.7")
    said = text(sign_in(clinician).get(own))

    assert "Reopened" in said
    assert "LH 3.1 IU/L 3.7 IU/L" in said and "misread" in said
    assert "FSH 4.0 IU/L unchanged" in said


def test_a_draw_that_moved_opens_it_again(sign_in, clinician, own, panel):
    moved = factories.draw("2026-03-01 07:00")
    record.panel.correct(panel, moved, by=clinician, why="misread")
    said = text(sign_in(clinician).get(own))

    assert "Reopened" in said
    assert "The draw is now: 1 Mar 2026, 07:00" in said


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


def ticked_decisions(response):
    """The decisions that the form offers to close, and whether each is ticked."""
    return {
        at["value"]: "checked" in at
        for _, at, _ in read(response).boxes
        if at.get("name") == "closes"
    }


@pytest.fixture
def opened(kept, panel):
    """A decision whose LH was corrected after it had been recorded."""
    factories.CorrectionFactory(panel=panel, lh="3.7")
    return kept


@pytest.fixture
def answer(sign_in, clinician, own, opened):
    """Fill the form *Still stands* on the decision's own page, and send it."""

    def answer(reason, page=None):
        client = sign_in(clinician)
        form = _stands_form(page or client.get(own))
        return client.post(f"{own}still-stands/", form | {"reason": reason})

    return answer


def _stands_form(response):
    """What the browser would send of the form whose button is *Still stands*."""
    boxes = read(response).boxes
    return {
        at["name"]: value
        for _, at, value in boxes
        if at.get("id", "").startswith("stands-")
    }


def _is_open(patient):
    (decision,) = Decision.objects.current().with_attention().filter(patient=patient)
    return decision.needs_attention


def test_still_stands_closes_it_and_its_page_says_who_and_why(
    answer, sign_in, clinician, own, patient, url
):
    response = answer("Low either way.")

    assert (response.status_code, response["Location"]) == (303, own)
    assert not _is_open(patient)
    said = text(sign_in(clinician).get(own))
    assert "Reopened" not in said
    assert "Still stands: Low either way. Clara Synthetic, 10 Mar 2026" in said
    assert "LH 3.1 IU/L 3.7 IU/L" in said
    assert "open-again" not in sign_in(clinician).get(url).content.decode()


@pytest.mark.parametrize("reason", ["", "  "])
def test_still_stands_without_a_reason_closes_nothing(answer, patient, reason):
    response = answer(reason)

    assert response.status_code == 422
    assert "Enter the reason why the decision still stands." in text(response)
    assert title(response).startswith("Not saved")
    assert _is_open(patient)


def test_what_changed_again_meanwhile_is_shown_before_it_is_answered(
    answer, sign_in, clinician, own, panel, patient
):
    page = sign_in(clinician).get(own)
    factories.CorrectionFactory(panel=panel, lh="9.9", why="misread again")
    response = answer("Low either way.", page)

    assert response.status_code == 409
    assert "was changed meanwhile" in text(response)
    assert "9.9" in text(response) and "misread again" in text(response)
    assert _is_open(patient)
    assert _stands_form(response)["reason"] == "Low either way."
    assert answer("Low either way.", response).status_code == 303
    assert not _is_open(patient)


def test_of_two_who_say_that_it_stands_the_second_reads_the_first(
    answer, sign_in, clinician, own, patient
):
    page = sign_in(clinician).get(own)
    answer("The first reason.", page)
    response = answer("The second reason.", page)

    assert response.status_code == 409
    said = text(response)
    assert "Still stands: The first reason." in said
    assert "was changed meanwhile" in said
    assert "You wrote: The second reason." in said


def test_answers_that_are_refused_leave_their_read_event(answer, sign_in, clinician, own):
    page = sign_in(clinician).get(own)
    reads = AuditEvent.objects.filter(verb="decision-read")
    before = reads.count()

    assert answer("", page).status_code == 422
    assert reads.count() == before + 1
    answer("The first reason.", page)
    assert answer("The second reason.", page).status_code == 409
    assert reads.count() == before + 2


@pytest.mark.parametrize("version", ["", "x", "9" * 5000])
def test_without_saying_what_was_seen_nothing_is_closed(
    sign_in, clinician, own, opened, patient, version
):
    sent = {"reason": "Low either way.", "record_version": version}
    response = sign_in(clinician).post(f"{own}still-stands/", sent)

    assert response.status_code == 422
    assert _is_open(patient)


def test_a_nurse_reads_that_it_is_open_and_closes_nothing(
    sign_in, nurse, own, opened, patient
):
    client = sign_in(nurse)
    page = client.get(own)

    assert "A clinician confirms that it still stands" in text(page)
    assert _stands_form(page) == {}
    sent = {"reason": "Low.", "record_version": "99"}
    assert client.post(f"{own}still-stands/", sent).status_code == 403
    assert _is_open(patient)


def test_no_decision_is_ticked_to_be_closed(sign_in, clinician, url, opened):
    plain = sign_in(clinician).get(url)
    asked = sign_in(clinician).get(f"{url}?reopened={opened.uid}")

    assert ticked_decisions(plain) == ticked_decisions(asked) == {opened.uid: False}
    said = text(plain)
    assert "LH of 2 Mar 2026, 08:10: 3.7 IU/L (before: 3.1 IU/L )" in said


def test_a_new_decision_closes_those_that_are_ticked(
    decide, opened, sign_in, clinician, own
):
    response = decide(closes=[opened.uid], draws=[])
    new = Decision.objects.exclude(uid=opened.uid).get()

    assert response.status_code == 303
    assert [pin.result.reported for pin in new.pins.all()] == ["3.7"]
    closed = Decision.objects.with_attention().get(uid=opened.uid)
    assert not closed.needs_attention
    assert "Closed by a new decision" in text(sign_in(clinician).get(own))
    address = reverse("decision", args=[new.patient.ref, new.uid])
    theirs = text(sign_in(clinician).get(address))
    assert "Closes the decision of 5 Mar 2026" in theirs


def test_a_new_decision_leaves_open_what_is_not_ticked(decide, opened):
    decide()

    assert Decision.objects.with_attention().get(uid=opened.uid).needs_attention


def test_a_tick_that_closes_is_kept_when_something_is_missing(decide, opened):
    response = decide(closes=[opened.uid], what="")

    assert response.status_code == 422
    assert ticked_decisions(response) == {opened.uid: True}


def test_what_was_answered_meanwhile_is_told_and_not_closed_again(
    sign_in, clinician, url, opened
):
    client = sign_in(clinician)
    form = filled(client.get(url), "decision", **TYPED, closes=[opened.uid])
    record.decision.still_stands(opened, by=clinician, why="Low anyway.", seen=10**6)
    response = client.post(url, form)

    assert response.status_code == 409
    assert (
        "Decision of 5 Mar 2026 still stands, confirmed by Clara Synthetic: Low anyway."
        in (text(response))
    )
    assert ticked_decisions(response) == {}
    assert Decision.objects.count() == 1
    assert client.post(url, filled(response, "decision")).status_code == 303


def test_what_changed_again_while_he_wrote_is_no_longer_ticked(
    sign_in, clinician, url, opened, panel
):
    client = sign_in(clinician)
    form = filled(client.get(url), "decision", **TYPED, closes=[opened.uid])
    factories.CorrectionFactory(panel=panel, lh="9.9", why="misread again")
    response = client.post(url, form)

    assert response.status_code == 409
    assert ticked_decisions(response) == {opened.uid: False}
    assert ticks(response) == {panel.uid: False}


def test_a_change_between_reading_and_saving_is_shown_as_well(
    sign_in, clinician, url, opened, panel, monkeypatch
):
    """What comes after the page was compared is found under the clinic's lock."""
    client = sign_in(clinician)
    form = filled(client.get(url), "decision", **TYPED, closes=[opened.uid])
    decide = record.decision.decide

    def late(*args, **facts):
        factories.CorrectionFactory(panel=panel, lh="9.9", why="misread again")
        return decide(*args, **facts)

    monkeypatch.setattr(record.decision, "decide", late)
    response = client.post(url, form)

    assert response.status_code == 409
    assert "Draw of 2 Mar 2026, 08:10: new or corrected" in text(response)
    assert ticked_decisions(response) == {opened.uid: False}
    assert Decision.objects.count() == 1


def test_a_decision_that_is_not_open_cannot_be_closed(decide, kept):
    response = decide(closes=[kept.uid])

    assert response.status_code == 422
    assert "This decision is not reopened" in text(response)
    assert Decision.objects.count() == 1


def test_a_saved_form_that_is_sent_again_with_another_tick_is_not_lost(
    sign_in, clinician, url, opened
):
    client = sign_in(clinician)
    form = filled(client.get(url), "decision", **TYPED)
    client.post(url, form)

    assert client.post(url, form | {"closes": [opened.uid]}).status_code == 409


def _many(drawn, patient, count=7):
    """Newest first."""
    days = [f"2026-02-{day:02} 08:00" for day in range(count, 0, -1)]
    return [drawn(patient, day, lh="3") for day in days]


def _folded(response):
    """The draws that stand in a fold of the form."""
    html = response.content.decode()
    fold = re.search(r"<fieldset class=\"pins\" id=\"id_draws\".*?</fieldset>", html, re.S)[
        0
    ]
    inside = re.search(r"<details>.*</details>", fold, re.S)
    return set(re.findall(r'name="draws"\s+value="(\w+)"', inside[0])) if inside else set()


def test_only_draws_in_sight_are_ticked_for_him(sign_in, clinician, url, drawn, patient):
    made = [panel.uid for panel in _many(drawn, patient)]
    response = sign_in(clinician).get(url)

    assert ticks(response) == dict.fromkeys(made[:5], True) | dict.fromkeys(made[5:], False)
    assert _folded(response) == set(made[5:])
    assert "2 more draws (2 new or changed)" in text(response)


def test_what_he_ticked_in_the_fold_stays_ticked_and_comes_in_sight(decide, drawn, patient):
    made = [panel.uid for panel in _many(drawn, patient)]
    response = decide(draws=[made[6]], what="")

    assert response.status_code == 422
    assert ticks(response) == {uid: uid == made[6] for uid in made}
    assert _folded(response) == {made[5]}


def test_a_folded_draw_that_changed_meanwhile_comes_in_sight(
    sign_in, clinician, url, drawn, patient
):
    made = _many(drawn, patient)
    client = sign_in(clinician)
    form = filled(client.get(url), "decision", **TYPED)
    factories.CorrectionFactory(panel=made[6], lh="9.9")
    response = client.post(url, form)

    assert response.status_code == 409
    assert _folded(response) == {made[5].uid}
    assert not ticks(response)[made[6].uid]


def test_new_decision_brings_the_corrected_draw_in_sight_and_ticks_it(
    sign_in, clinician, url, drawn, patient
):
    made = _many(drawn, patient)
    old = made[6]
    first = factories.DecisionFactory(patient=patient, on=[old])
    factories.CorrectionFactory(panel=old, lh="9.9")
    factories.DecisionFactory(patient=patient)
    response = sign_in(clinician).get(f"{url}?reopened={first.uid}")

    assert {uid for uid, ticked in ticks(response).items() if ticked} == {old.uid}
    assert _folded(response) == {made[5].uid}


@pytest.mark.parametrize("asked", ["", "a2a2a2a2a2a2", "%20", "x" * 3000])
def test_an_unknown_decision_in_the_address_ticks_nothing(
    sign_in, clinician, url, opened, asked
):
    factories.DecisionFactory(patient=opened.patient)
    response = sign_in(clinician).get(f"{url}?reopened={asked}")

    assert response.status_code == 200
    assert not any(ticks(response).values())
