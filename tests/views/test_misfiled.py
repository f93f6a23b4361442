"""A draw of another man: found without a name in an address, compared, moved, read."""

from datetime import date

import pytest
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Panel
from tests import factories
from tests.pages import bare, boxes, filled, text, title

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def panel(drawn, patient):
    return drawn(patient, lh="3.2", testosterone="12.1")


@pytest.fixture
def quinn(north, clinician):
    return factories.patient(north, clinician, "N-7")


@pytest.fixture
def url(panel):
    return reverse("panel_misfiled", args=[panel.patient.ref, panel.uid])


@pytest.fixture
def compared(sign_in, url, quinn):
    """The page on which both men stand side by side."""

    def compared(by, to=quinn):
        return sign_in(by).post(url, {"act": "choose", "to": to.ref})

    return compared


@pytest.fixture
def moved(compared, client, url, clinician):
    def moved(by=clinician, why="labels swapped"):
        return client.post(url, filled(compared(by), "misfiled", why=why))

    return moved


def test_nobody_is_proposed_before_he_is_looked_for(sign_in, clinician, url, quinn):
    said = text(sign_in(clinician).get(url))

    assert "Choose the patient" in said and "LH 3.2 IU/L" in said
    assert "Quinn" not in said


@pytest.mark.parametrize("asked", ["quinn", "N-7", "1990-05-01"])
def test_the_right_man_is_found_by_number_name_or_birth_date(
    sign_in, clinician, url, quinn, asked
):
    response = sign_in(clinician).post(url, {"act": "find", "find": asked})

    assert "Quinn Synthetic N-7 1 May 1990" in text(response)
    assert boxes(response, "whose-form")["find"]["value"] == asked


def test_the_man_himself_is_not_among_those_found(sign_in, clinician, url, patient):
    said = text(sign_in(clinician).post(url, {"act": "find", "find": "N-1"}))

    assert "No matching patient in this clinic." in said


def test_both_men_stand_side_by_side_before_anything_moves(compared, clinician, panel):
    said = text(compared(clinician))

    assert "Patient From To Name Otto Synthetic Quinn Synthetic" in said
    assert "Born 9 Apr 1988 (37) 1 May 1990 (35) Number N-1 N-7" in said
    assert "Move to Quinn Synthetic, N-7" in said
    assert Panel.objects.count() == 1


def test_a_draw_of_the_same_day_is_pointed_at(compared, clinician, drawn, quinn):
    there = drawn(quinn, "2026-03-02 08:15", lh="3.2")
    response = compared(clinician)

    said = "Quinn Synthetic already has a draw on that day: 2 Mar 2026, 08:15."
    assert said in text(response)
    assert reverse("panel", args=[quinn.ref, there.uid]) in response.content.decode()


def test_it_moves_and_the_right_record_opens(moved, client, patient, quinn):
    response = moved()

    here = quinn.panels.current().get()
    assert response.status_code == 303
    assert response["Location"] == reverse("panel", args=[quinn.ref, here.uid])
    assert {row.reported for row in here.results.all()} == {"3.2", "12.1"}
    assert here.why == "labels swapped"
    said = text(client.get(response["Location"]))
    assert "moved to this patient. Not reviewed yet." in said
    assert "Otto" not in said and "N-1" not in said


def test_the_wrong_record_keeps_one_sentence_and_no_name(
    moved, client, patient, panel, clinician
):
    moved()
    here = reverse("panel", args=[patient.ref, panel.uid])
    client.get("/patients/")  # where the message of the move is said
    for address in (here, reverse("patient", args=[patient.ref])):
        said = text(client.get(address))
        assert "Quinn" not in said and "N-7" not in said and "swapped" not in said
    assert "Entered in error: this draw is another patient’s." in text(client.get(here))


def test_both_draws_are_tasks_and_each_is_signed_off(
    moved, client, panel, patient, quinn, clinician
):
    moved()
    worklist = text(client.get("/"))
    assert "Moved to another patient." in worklist
    assert "Quinn Synthetic" in worklist
    for man in (patient, quinn):
        uid = man.panels.current().get().uid
        page = client.get(reverse("panel", args=[man.ref, uid]))
        seen = boxes(page, "")["record_version"]["value"]
        client.post(reverse("sign_off", args=[man.ref, uid]), {"record_version": seen})
    assert "0 draws to review" in text(client.get("/"))


def test_who_could_read_it_is_told_in_one_sentence(
    moved, sign_in, panel, clinician, patient_user
):
    record.release.sign_off(panel, by=clinician)
    moved()
    said = text(sign_in(patient_user).get("/me/"))

    told = "removed on 10 Mar 2026: it was entered for another person."
    assert said.count(told) == 1
    assert "3.2" not in said and "Quinn" not in said


def test_who_never_read_it_is_told_nothing_even_when_the_task_is_done(
    moved, sign_in, patient, clinician, patient_user
):
    moved()
    record.release.sign_off(patient.panels.current().get(), by=clinician)

    assert "removed" not in text(sign_in(patient_user).get("/me/"))


def test_a_reason_is_needed_and_the_man_stays_chosen(moved, panel, quinn):
    response = moved(why=" ")

    assert response.status_code == 422
    assert title(response).startswith("Not saved")
    assert boxes(response, "misfiled")["to"]["value"] == quinn.ref
    assert Panel.objects.count() == 1


def test_a_form_that_is_sent_twice_moves_once(compared, client, url, clinician, quinn):
    sent = filled(compared(clinician), "misfiled", why="labels swapped")
    first, second = client.post(url, sent), client.post(url, sent)

    assert (first.status_code, second.status_code) == (303, 303)
    assert quinn.panels.count() == 1
    assert "already moved to another patient" in text(client.get(second["Location"]))
    assert client.get(url).status_code == 403


def test_a_draw_that_changed_meanwhile_is_looked_at_first(
    compared, client, url, clinician, panel, quinn
):
    sent = filled(compared(clinician), "misfiled", why="labels swapped")
    record.panel.correct(panel, factories.draw("2026-03-01"), by=clinician, why="the day")
    response = client.post(url, sent)

    assert response.status_code == 409
    assert "Draw of 1 Mar 2026" in text(response)
    assert boxes(response, "misfiled")["why"]["value"] == "labels swapped"
    assert client.post(url, filled(response, "misfiled")).status_code == 303
    assert quinn.panels.get().collected_on == date(2026, 3, 1)


def test_a_man_who_was_not_born_yet_is_refused(
    compared, client, url, clinician, panel, north
):
    child = factories.patient(north, clinician, "N-9", born=date(2026, 3, 9))
    sent = filled(compared(clinician, child), "misfiled", why="labels swapped")
    response = client.post(url, sent)

    assert response.status_code == 422
    assert "before this patient's birth date, 9 Mar 2026" in text(response)
    assert not child.panels.exists()


def test_a_draw_of_which_everything_is_in_error_has_nothing_to_move(
    moved, panel, clinician, quinn
):
    for row in panel.results.all():
        record.result.enter_in_error(row, by=clinician, why="another line")

    assert "Nothing to move." in text(moved())
    assert not quinn.panels.exists()


def test_a_nurse_moves_her_own_draw_until_it_is_signed_off(
    moved, sign_in, nurse, url, panel, clinician
):
    record.release.sign_off(panel, by=clinician)
    assert sign_in(nurse).get(url).status_code == 403
    record.release.take_back(panel, by=clinician, why="too early")
    assert moved(by=nurse).status_code == 303


def test_a_nurse_moves_nothing_that_another_entered(sign_in, nurse, clinician, patient):
    panel = factories.drawn(patient, by=clinician, lh="3.2")
    url = reverse("panel_misfiled", args=[patient.ref, panel.uid])

    assert sign_in(nurse).get(url).status_code == 403


# What an attacker would try.


@pytest.mark.parametrize("act", ["choose", "move"])
def test_a_man_out_of_reach_is_nobody(sign_in, clinician, url, south, stranger, act):
    theirs = factories.patient(south, stranger, "S-1")
    client = sign_in(clinician)
    asked = {"act": act, "version": "0", "why": "labels swapped"}
    foreign = client.post(url, asked | {"to": theirs.ref})
    absent = client.post(url, asked | {"to": "a2a2a2a2a2a2"})

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert bare(foreign, theirs.ref) == bare(absent, "a2a2a2a2a2a2")
    assert not theirs.panels.exists() and Panel.objects.count() == 1


@pytest.mark.parametrize("asked", ["sven", "S-1"])
def test_nor_is_he_found(sign_in, clinician, url, south, stranger, asked):
    factories.patient(south, stranger, "S-1")
    said = text(sign_in(clinician).post(url, {"act": "find", "find": asked}))

    assert "No matching patient" in said and "Synthetic S-1" not in said


def test_who_works_in_two_clinics_moves_nothing_between_them(
    sign_in, clinician, url, south, stranger
):
    both = factories.worker(south, "clinician", clinician.email)
    theirs = factories.patient(south, stranger, "S-1")
    client = sign_in(both)

    assert "Sven" not in text(client.post(url, {"act": "find", "find": "sven"}))
    asked = {"act": "move", "to": theirs.ref, "version": "0", "why": "x"}
    assert client.post(url, asked).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("administrator", 404),
        ("patient_user", 404),
        ("other_patient_user", 404),
        ("stranger", 404),
        ("superuser", 404),
        ("deactivated", 302),
    ],
)
def test_others_are_told_of_no_draw_whatever_they_send(
    request, sign_in, url, quinn, who, status
):
    client = sign_in(request.getfixturevalue(who))
    for sent in (
        {"act": "find", "find": "quinn"},
        {"act": "choose", "to": quinn.ref},
        {"act": "move", "to": quinn.ref, "version": "0", "why": "x"},
    ):
        response = client.post(url, sent)
        assert response.status_code == status
        assert "Quinn" not in response.content.decode()
    assert Panel.objects.count() == 1


@pytest.mark.parametrize("to", ["self", ""])
def test_nor_does_it_move_to_the_man_himself_or_to_none(
    sign_in, clinician, url, patient, to
):
    sent = {"act": "move", "to": patient.ref if to else "", "version": "0", "why": "x"}

    assert sign_in(clinician).post(url, sent).status_code == 404
    assert Panel.objects.count() == 1


def test_every_step_leaves_one_event_that_names_men_by_ref(
    sign_in, clinician, url, quinn, patient
):
    client, before = sign_in(clinician), AuditEvent.objects.count()
    client.get(url)
    client.post(url, {"act": "find", "find": "quinn"})
    page = client.post(url, {"act": "choose", "to": quinn.ref})
    client.post(url, filled(page, "misfiled", why="labels swapped"))

    events = list(AuditEvent.objects.order_by("seq"))[before:]
    assert [event.verb for event in events] == [
        "panel-read",
        "patients-listed",
        "patients-listed",
        "panel-misfiled",
        "panel-entered",
    ]
    assert all("Quinn" not in event.detail for event in events)
    assert quinn.ref in events[1].detail and quinn.ref in events[2].detail
    assert quinn.ref not in events[3].detail and events[4].patient == quinn.ref


def test_no_name_is_in_an_address(sign_in, clinician, url, quinn):
    client = sign_in(clinician)

    assert 'method="get"' not in client.get(url).content.decode().lower()
    assert "Quinn" not in text(client.get(f"{url}?find=quinn&act=find"))
