"""How a draw is shared later, held or checked again: what its pages say and do."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Release
from tests import factories
from tests.factories import reading
from tests.pages import text

pytestmark = pytest.mark.usefixtures("noon")
HOLD = {"until": "2026-03-20", "why": "asked the laboratory"}
DAYS = timedelta(days=1)


@pytest.fixture
def panel(drawn, patient):
    return drawn(patient, lh="3.2", testosterone="12.1")


@pytest.fixture
def address(panel):
    return lambda name: reverse(name, args=[panel.patient.ref, panel.uid])


@pytest.fixture
def draw_page(sign_in, clinician, address):
    return lambda user=clinician: text(sign_in(user).get(address("panel")))


@pytest.fixture
def his_page(sign_in, patient_user):
    return lambda: text(sign_in(patient_user).get(reverse("me")))


@pytest.fixture
def after(time_machine):
    def after(passed):
        noon = datetime.fromisoformat("2026-03-10T12:00:00+01:00")
        time_machine.move_to(noon + passed, tick=False)
        record.release.share_due()

    return after


def _newest(panel):
    return max(row.act for row in panel.results.all())


def test_both_pages_say_when_the_rule_shares(panel, draw_page, his_page):
    page = draw_page()
    assert "The clinic’s rule shares it on 13 Mar 2026, 12:00." in page
    assert "the patient can read it from 13 Mar 2026" in page
    assert (
        "2 results from 2 Mar 2026 are being checked. "
        "They are due to be shared by 13 Mar 2026."
    ) in his_page()


def test_no_day_is_promised_where_a_clinician_alone_shares(drawn, patient, his_page):
    panel = drawn(patient, lh="3.2", flags=("soft-limit",))
    record.result.add(panel, reading("fsh", "4", taken=panel.draw), by=panel.by)
    page = his_page()
    assert "1 result from 2 Mar 2026 is being checked. It is due" in page
    assert page.count("1 result from 2 Mar 2026 is being checked.") == 2
    assert page.count("due to be shared") == 1


def test_to_be_shared_later_is_reviewed_alone(panel, address, sign_in, clinician):
    sent = {"record_version": str(_newest(panel))}
    response = sign_in(clinician).post(address("share_later"), sent)
    assert response["Location"] == address("panel")
    assert [row.kind for row in Release.objects.all()] == ["reviewed"]


def test_and_can_be_shared_now(panel, address, sign_in, clinician, draw_page, his_page):
    record.release.sign_off(panel, by=clinician, share=False)
    page = draw_page()
    assert "Share now" in page
    assert "Sign off, share later" not in page
    sent = {"record_version": str(_newest(panel))}
    client = sign_in(clinician)
    said = text(client.get(client.post(address("sign_off"), sent)["Location"]))
    assert "Draw of 2 Mar 2026 shared." in said and "2026 signed off" not in said
    assert "Shared with you by Clara Synthetic" in his_page()
    assert "Share now" not in draw_page()


def test_past_its_time_it_is_neither_offered_nor_done(
    panel, address, sign_in, clinician, draw_page, time_machine
):
    time_machine.move_to("2026-03-14T12:00:00+01:00", tick=False)
    assert "Sign off, share later" not in draw_page()
    sent = {"record_version": str(_newest(panel))}
    response = sign_in(clinician).post(address("share_later"), sent)
    assert response.status_code == 409
    assert "not due to be shared later" in text(response)
    assert not Release.objects.exists()


@pytest.mark.parametrize("name", ["sign_off", "share_later"])
def test_what_was_not_seen_is_not_signed_off(name, panel, address, sign_in, clinician):
    sent = {"record_version": str(_newest(panel))}
    factories.CorrectionFactory(panel=panel, lh="2.3")
    response = sign_in(clinician).post(address(name), sent)
    assert response.status_code == 409
    assert not Release.objects.exists()


@pytest.mark.parametrize("name", ["share_later", "hold", "take_back"])
def test_a_nurse_neither_shares_nor_holds(name, panel, address, sign_in, nurse, draw_page):
    assert sign_in(nurse).post(address(name), HOLD).status_code == 403
    page = draw_page(nurse)
    assert "Hold the draw" not in page and "share later" not in page
    assert not Release.objects.exists()


def test_a_hold_is_told_with_its_reason_to_staff_alone(
    panel, address, sign_in, clinician, draw_page, his_page
):
    assert sign_in(clinician).post(address("hold"), HOLD).status_code == 303
    said = "until 20 Mar 2026 by Clara Synthetic: “ asked the laboratory ”"
    assert f"Held {said}" in draw_page()
    assert f"held {said}" in text(sign_in(clinician).get(reverse("worklist")))
    page = his_page()
    assert "2 results from 2 Mar 2026 are being checked." in page
    assert "due to be shared" not in page
    assert "laboratory" not in page.split("Status")[1].split("Your clinic")[0]


def test_a_hold_that_is_over_is_told_no_more(panel, clinician, after, draw_page):
    record.release.hold(panel, datetime(2026, 3, 11).date(), by=clinician, why="asked")
    after(DAYS)
    assert "Held until 11 Mar" not in draw_page()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"until": ""}, "Enter the day on which the hold ends."),
        ({"why": " "}, "Enter the reason for holding the draw."),
        ({"until": "2026-03-25"}, "Enter a date not later than 24 Mar 2026."),
        ({"until": "2026-03-10"}, "Enter a later date."),
        ({"until": "soon"}, "Not a valid date."),
    ],
)
def test_a_hold_that_cannot_be_says_why_and_keeps_what_was_typed(
    change, said, panel, address, sign_in, clinician
):
    response = sign_in(clinician).post(address("hold"), HOLD | change)
    assert response.status_code == 422
    assert said in text(response)
    for typed in (HOLD | change).values():
        assert f'value="{typed.strip()}"' in response.text or not typed.strip()
    assert not Release.objects.exists()


def test_what_the_rule_shared_names_no_person_and_no_check(panel, after, his_page):
    after(3 * DAYS)
    page = his_page()
    assert "Shared with you on 13 Mar 2026, by your clinic’s rule." in page
    assert "A clinician has not checked these results yet." in page
    assert "Checked and shared" not in page


def test_the_draw_page_tells_it_once(panel, after, draw_page):
    after(3 * DAYS)
    page = draw_page()
    assert "Shared with the patient by the clinic’s rule, 13 Mar 2026, 12:00." in page
    assert page.count("shared by the clinic’s rule") == 1
    assert "Withdraw" not in page and "Hold the draw" not in page


def test_checked_after_the_rule_shared_it_says_so(panel, after, clinician, his_page):
    after(3 * DAYS)
    record.release.sign_off(panel, by=clinician)
    page = his_page()
    assert "Checked 13 Mar 2026, Clara Synthetic" in page
    assert "has not checked" not in page


def test_what_is_checked_is_not_called_unmeasured(drawn, patient, after, his_page):
    panel = drawn(patient, lh="3.2")
    flagged = reading("fsh", "41", taken=panel.draw, flags=("soft-limit",))
    record.result.add(panel, flagged, by=panel.by)
    after(3 * DAYS)
    page = his_page()
    assert "1 result from 2 Mar 2026 is being checked." in page
    assert "FSH was not measured" not in page
    assert "Testosterone was not measured" in page


def test_withdrawn_after_he_opened_it_he_reads_that_it_is_checked_again(
    panel, clinician, draw_page, his_page
):
    record.release.sign_off(panel, by=clinician)
    assert "The patient cannot read this draw until it is signed off again." in draw_page()
    his_page()
    assert "The patient has opened his page since." in draw_page()
    record.release.take_back(panel, by=clinician, why="private words")
    page = his_page()
    assert "Your results from 2 Mar 2026 are being checked again." in page
    assert "3.2" in page and "private words" not in page
    record.release.sign_off(panel, by=clinician)
    assert "checked again" not in his_page()


def test_the_command_shares_what_is_due(panel, time_machine, his_page):
    time_machine.move_to("2026-03-13T12:00:00+01:00", tick=False)
    call_command("share_due")
    assert AuditEvent.objects.filter(verb="shared-by-rule").count() == 1
    assert "3.2" in his_page()
