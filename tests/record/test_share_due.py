"""The clinic's rule shares what is due by itself, and nothing that needs a clinician."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labs import record
from labs.models import AuditEvent, Panel, Release, Result
from labs.readings import STOPPING
from labs.words import Refused
from tests import factories
from tests.factories import draw, reading

pytestmark = pytest.mark.usefixtures("noon")
HOURS = timedelta(hours=1)
DAYS = timedelta(days=1)


@pytest.fixture
def after(time_machine):
    """So much later than noon, the clock has run."""

    def after(passed):
        noon = datetime.fromisoformat("2026-03-10T12:00:00+01:00")
        time_machine.move_to(noon + passed, tick=False)
        return record.release.share_due()

    return after


def _released(patient):
    rows = Result.objects.current().released().filter(patient=patient)
    return {row.analyte: row.reported for row in rows}


def _set_rule(clinic, rule, days=None):
    clinic.release_rule, clinic.release_days = rule, days
    clinic.full_clean()
    clinic.save()


RULES = {"at-once": (None, 0), "on-review": (None, 3), "after-days": (7, 7)}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_shares_at_its_time_and_not_before(rule, north, drawn, patient, after):
    days, due = RULES[rule]
    _set_rule(north, rule, days)
    patient.clinic.refresh_from_db()
    drawn(patient, lh="3.2")
    if due:
        assert after(due * DAYS - HOURS / 60) == 0
        assert _released(patient) == {}
    assert after(due * DAYS) == 1
    assert _released(patient) == {"lh": "3.2"}


def test_it_is_done_once_and_asks_once_when_nothing_is_due(panel, after):
    assert after(3 * DAYS) == 1
    with CaptureQueriesContext(connection) as asked:
        assert record.release.share_due() == 0
    assert len(asked) == 1
    assert Release.objects.count() == 2


def test_its_rows_and_its_event_name_no_person(panel, patient, after):
    after(3 * DAYS)
    assert {(row.by_id, row.by_name) for row in Release.objects.all()} == {
        (None, "the clinic’s rule")
    }
    event = AuditEvent.objects.get(verb="shared-by-rule")
    assert (event.by, event.by_name) == ("", "the clinic’s rule")
    assert (event.patient, event.chain) == (patient.ref, "north")
    assert json.loads(event.detail) == {"panel": panel.uid, "results": 2}
    assert {row.act for row in Release.objects.all()} == {event.seq}


def test_a_draw_keeps_the_rule_of_its_entry(north, panel, patient, nurse, after):
    _set_rule(north, "at-once")
    moved = record.panel.correct(panel, draw("2026-03-03"), by=nurse, why="the day")
    assert moved.share_after == 3
    assert after(2 * DAYS) == 0
    assert after(3 * DAYS) == 1


@pytest.mark.parametrize("flag", STOPPING)
def test_what_a_guard_asks_about_waits_for_a_clinician(flag, drawn, patient, after):
    drawn(patient, lh="3.2", flags=(flag,))
    assert after(30 * DAYS) == 0
    assert _released(patient) == {}


def test_other_flags_do_not_stop_it(drawn, patient, after):
    drawn(patient, lh="3.2", flags=("doubled-hour",))
    assert after(3 * DAYS) == 1


@pytest.mark.parametrize("status", ["preliminary", "pending", "not-done"])
def test_what_is_not_final_is_not_shared(status, drawn, patient, after):
    drawn(patient, lh="3.2", status=status)
    assert after(30 * DAYS) == 0


def test_it_shares_the_rest(drawn, patient, clinician, after):
    panel = drawn(patient, lh="3.2")
    flagged = reading("fsh", "41", taken=panel.draw, flags=("soft-limit",))
    record.result.add(panel, flagged, by=clinician)
    assert after(3 * DAYS) == 1
    assert _released(patient) == {"lh": "3.2"}
    record.release.sign_off(panel, by=clinician)
    assert _released(patient) == {"lh": "3.2", "fsh": "41"}


def test_what_is_added_later_has_its_own_time(panel, patient, nurse, after):
    after(2 * DAYS)
    record.result.add(panel, reading("fsh", "4.1", taken=panel.draw), by=nurse)
    assert after(3 * DAYS) == 1
    assert "fsh" not in _released(patient)
    assert after(4 * DAYS) == 0
    assert after(5 * DAYS) == 1
    assert "fsh" in _released(patient)


def test_a_final_report_is_counted_from_itself(drawn, patient, clinician, after):
    panel = drawn(patient, lh="3.2", status="preliminary")
    after(10 * DAYS)
    factories.CorrectionFactory(panel=panel, lh="3.2", status="final")
    assert after(12 * DAYS) == 0
    assert after(13 * DAYS) == 1


def test_a_correction_before_its_time_does_not_put_it_off(panel, patient, after):
    after(2 * DAYS)
    factories.CorrectionFactory(panel=panel, lh="2.3")
    assert after(3 * DAYS) == 1
    assert _released(patient)["lh"] == "2.3"


def test_a_correction_of_what_it_shared_is_shared_in_the_same_act(panel, patient, after):
    after(3 * DAYS)
    factories.CorrectionFactory(panel=panel, lh="2.3")
    assert _released(patient)["lh"] == "2.3"


def test_a_version_replaced_before_it_shared_was_not_seen(panel, patient, clinician, after):
    lh = panel.results.get(analyte="lh")
    record.result.enter_in_error(lh, by=clinician, why="another man's")
    after(3 * DAYS)
    assert _released(patient) == {"testosterone": "12.1"}
    assert not Result.objects.current().withdrawn().exists()


def test_a_misfiled_draw_is_not_shared_with_the_man_it_was_not_of(
    panel, patient, north, clinician, after
):
    account = factories.login("quinn@north.example", "Quinn Synthetic")
    to = factories.patient(north, clinician, "N-7", account=account)
    record.misfiled(panel, to=to, by=clinician, reason="labels swapped")
    assert after(3 * DAYS) == 1
    assert _released(patient) == {}
    assert set(_released(to)) == {"lh", "testosterone"}


@pytest.fixture
def link(patient, clinician):
    """Give him this login, or none."""

    def link(account):
        now = patient.details.current().get()
        kept = {"number": now.number, "name": now.name, "born": now.born}
        details = record.patient.Details(**kept, account=account)
        record.patient.change(
            patient, details, by=clinician, why="invited", version=now.version
        )

    return link


def test_what_is_older_than_his_login_waits_for_a_sign_off(
    drawn, patient, patient_user, link, after
):
    link(None)
    drawn(patient, lh="3.2")
    link(patient_user)
    drawn(patient, "2026-03-03 08:00", fsh="4.1")
    assert after(30 * DAYS) == 1
    assert _released(patient) == {"fsh": "4.1"}


def test_what_another_login_was_due_to_read_waits_for_a_sign_off(
    panel, patient, link, after
):
    link(factories.login("again@north.example", "Otto Synthetic"))
    assert after(30 * DAYS) == 0


def test_what_was_entered_before_clinics_had_rules_waits_for_a_sign_off(
    drawn, patient, after, monkeypatch
):
    monkeypatch.setattr("labs.models.Clinic.share_after", None)
    drawn(patient, lh="3.2")
    assert after(30 * DAYS) == 0


def test_a_draw_that_is_held_is_shared_on_the_day_on_which_the_hold_ends(
    panel, patient, clinician, after
):
    record.release.hold(panel, date(2026, 3, 20), by=clinician, why="asked")
    assert after(9 * DAYS) == 0
    assert after(9 * DAYS + 12 * HOURS - HOURS / 60) == 0
    assert after(9 * DAYS + 12 * HOURS) == 1  # midnight in Berlin


def test_a_hold_that_ends_before_its_time_shares_nothing_early(panel, clinician, after):
    record.release.hold(panel, date(2026, 3, 11), by=clinician, why="asked")
    assert after(2 * DAYS) == 0
    assert after(3 * DAYS) == 1


def test_sharing_a_held_draw_by_hand_ends_the_hold(panel, patient, clinician, after):
    record.release.hold(panel, date(2026, 3, 20), by=clinician, why="asked")
    record.release.sign_off(panel, by=clinician)
    assert set(_released(patient)) == {"lh", "testosterone"}
    with pytest.raises(Refused, match="shared already"):
        record.release.hold(panel, date(2026, 3, 20), by=clinician, why="asked")


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2026, 3, 10), "later day than today"),
        (date(2026, 3, 25), "not later than 24 Mar 2026"),
    ],
)
def test_a_hold_ends_within_14_days(panel, clinician, until, said):
    with pytest.raises(Refused, match=said):
        record.release.hold(panel, until, by=clinician, why="asked")


def test_another_hold_ends_within_14_days_of_the_first(panel, clinician, after):
    record.release.hold(panel, date(2026, 3, 20), by=clinician, why="asked")
    after(9 * DAYS)
    with pytest.raises(Refused, match="not later than 24 Mar 2026"):
        record.release.hold(panel, date(2026, 3, 25), by=clinician, why="asked")
    record.release.hold(panel, date(2026, 3, 24), by=clinician, why="asked")
    assert after(13 * DAYS) == 0
    assert after(14 * DAYS) == 1


def test_a_hold_has_a_reason(panel, clinician):
    with pytest.raises(Refused, match="the reason"):
        record.release.hold(panel, date(2026, 3, 20), by=clinician, why=" ")


def test_what_no_rule_shares_is_not_held(drawn, patient, clinician, monkeypatch):
    monkeypatch.setattr("labs.models.Clinic.share_after", None)
    panel = drawn(patient, lh="3.2")
    with pytest.raises(Refused, match="Only a sign-off"):
        record.release.hold(panel, date(2026, 3, 20), by=clinician, why="asked")


def test_signed_off_to_be_shared_later_it_is_due_by_the_rule(
    panel, patient, clinician, after
):
    record.release.sign_off(panel, by=clinician, share=False)
    assert Panel.objects.with_review().get(pk=panel.pk).is_reviewed
    assert _released(patient) == {}
    assert after(3 * DAYS) == 1
    assert set(_released(patient)) == {"lh", "testosterone"}


def test_what_is_to_be_shared_later_can_be_shared_now(panel, patient, clinician):
    review = record.release.sign_off(panel, by=clinician, share=False)
    assert record.release.sign_off(panel, by=clinician) == review
    assert set(_released(patient)) == {"lh", "testosterone"}


def _at_once(north, drawn, patient, clinician):
    _set_rule(north, "at-once")
    patient.clinic.refresh_from_db()
    return drawn(patient, lh="3.2")


def _flagged(north, drawn, patient, clinician):
    panel = drawn(patient, lh="3.2")
    flagged = reading("fsh", "41", taken=panel.draw, flags=("soft-limit",))
    record.result.add(panel, flagged, by=clinician)
    return panel


def _shared(north, drawn, patient, clinician):
    panel = drawn(patient, lh="3.2", signed=True)
    record.result.add(panel, reading("fsh", "4", taken=panel.draw), by=clinician)
    return panel


@pytest.mark.parametrize("case", [_at_once, _flagged, _shared])
def test_what_the_rule_would_not_share_later_is_not_signed_off_so(
    case, north, drawn, patient, clinician
):
    panel = case(north, drawn, patient, clinician)
    with pytest.raises(Refused, match="not due to be shared later"):
        record.release.sign_off(panel, by=clinician, share=False)


def test_past_its_time_it_is_not_signed_off_to_be_shared_later(
    panel, clinician, time_machine
):
    time_machine.move_to("2026-03-13T12:00:00+01:00", tick=False)
    with pytest.raises(Refused, match="not due to be shared later"):
        record.release.sign_off(panel, by=clinician, share=False)


def test_what_was_taken_back_unread_the_rule_does_not_share(
    panel, patient, clinician, after
):
    record.release.sign_off(panel, by=clinician)
    record.release.take_back(panel, by=clinician, why="too early")
    assert after(30 * DAYS) == 0
    assert _released(patient) == {}


def test_what_he_has_opened_stays_and_waits_for_a_review(
    panel, patient, clinician, client, patient_user
):
    record.release.sign_off(panel, by=clinician)
    client.force_login(patient_user)
    client.get(reverse("me"))
    record.release.take_back(panel, by=clinician, why="the wrong range")
    assert set(_released(patient)) == {"lh", "testosterone"}
    assert not Panel.objects.with_review().get(pk=panel.pk).is_reviewed
    assert [row.panel_uid for row in Release.objects.reopened()] == [panel.uid]
    with pytest.raises(Refused, match="not signed off"):
        record.release.take_back(panel, by=clinician, why="again")
    record.release.sign_off(panel, by=clinician)
    assert not Release.objects.reopened().exists()


def test_what_he_opened_before_it_was_shared_does_not_count(
    panel, patient, clinician, client, patient_user
):
    client.force_login(patient_user)
    client.get(reverse("me"))
    record.release.sign_off(panel, by=clinician)
    record.release.take_back(panel, by=clinician, why="too early")
    assert _released(patient) == {}


def test_what_the_rule_shared_alone_is_no_sign_off_to_take_back(panel, clinician, after):
    after(3 * DAYS)
    with pytest.raises(Refused, match="not signed off"):
        record.release.take_back(panel, by=clinician, why="too early")
