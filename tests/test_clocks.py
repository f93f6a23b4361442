"""Clocks that are set back or forward by a day, and nights in which they change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from labs import audit, record
from labs.models import AuditEvent, Panel, Patient, Result
from tests import factories
from tests.factories import PASSWORD, reading
from tests.test_sign_in import LOGIN, enter

pytestmark = pytest.mark.usefixtures("noon")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SET = pytest.mark.parametrize("by", [DAY, -DAY], ids=["forward", "back"])
# Nights of 2026 in which the clock goes forward, and back: by half an hour on Lord Howe.
NIGHTS = [
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Australia/Lord_Howe", "2026-04-05"),
]


@SET
def test_order_is_by_sequence_whatever_the_clock_says(
    by, patient, drawn, clinician, time_machine
):
    panel = drawn(patient, lh="3.2")
    for value in ("2.3", "2.4", "2.5"):
        time_machine.shift(by)
        old = Result.objects.current().get(panel=panel)
        new = reading("lh", value, taken=panel.draw)
        record.result.correct(old, new, by=clinician, why="misread")
        audit.anchor_heads()
    versions = Result.objects.filter(panel=panel).order_by("version")
    assert [row.reported for row in versions] == ["3.2", "2.3", "2.4", "2.5"]
    assert [row.reported for row in versions.current()] == ["2.5"]
    acts = [row.act for row in versions]
    assert acts == sorted(acts)
    events = AuditEvent.objects.filter(chain="north").order_by("seq")
    times = [event.at for event in events]
    assert times == sorted(times, reverse=by < timedelta())
    assert audit.verify_audit().ok


@SET
def test_a_session_that_no_clock_can_measure_ends(by, client, nurse, time_machine):
    enter(client, nurse.email)
    time_machine.shift(by)
    assert client.get("/").url.startswith(LOGIN)


def test_a_clock_that_is_set_back_locks_who_may_have_been_idle(client, nurse, time_machine):
    enter(client, nurse.email)
    time_machine.shift(timedelta(minutes=-15))
    assert client.get("/").status_code == 200
    time_machine.shift(timedelta(minutes=-16))
    assert client.get("/").url.startswith("/accounts/reauthenticate/")


@SET
def test_an_emergency_access_ends_where_nobody_knows_what_is_left(
    by, north, clinician, outsider, time_machine
):
    man = factories.patient(factories.work_by_teams(north), clinician, "N-1")
    record.break_glass.open_record(north, man.number, man.born, by=outsider, why="x")
    assert Patient.objects.visible_to(outsider).filter(pk=man.pk).exists()
    time_machine.shift(by)
    assert not Patient.objects.visible_to(outsider).filter(pk=man.pk).exists()


def test_tries_that_were_counted_hold_while_the_clock_is_back(client, nurse, time_machine):
    wrong = {"login": nurse.email, "password": "not this one"}
    for _ in range(11):
        client.post(LOGIN, wrong)
    right = wrong | {"password": PASSWORD}
    time_machine.shift(-DAY)
    assert client.post(LOGIN, right).status_code != 302
    time_machine.shift(DAY + timedelta(minutes=16))
    assert client.post(LOGIN, right).status_code == 302


def test_what_was_shared_stays_so_and_nothing_is_shared_twice(
    north, patient, drawn, time_machine
):
    north.release_rule, north.release_days = "after-days", 7
    north.save()
    patient.clinic.refresh_from_db()
    drawn(patient, lh="3.2")
    time_machine.shift(-DAY)
    assert record.release.share_due() == 0
    time_machine.shift(8 * DAY)
    assert record.release.share_due() == 1
    for by in (-8 * DAY, 9 * DAY):
        time_machine.shift(by)
        assert record.release.share_due() == 0
        assert Result.objects.current().released().filter(patient=patient).count() == 1


@pytest.fixture(params=NIGHTS, ids=" ".join)
def night(request, patient):
    """The day of one of these nights, in the zone of the patient's clinic."""
    patient.clinic.zone, day = request.param
    patient.clinic.save()
    return date.fromisoformat(day)


def _midnight(clinic, day):
    return datetime.combine(day, datetime.min.time(), ZoneInfo(clinic.zone)).astimezone(UTC)


def test_no_draw_of_the_night_moves_to_another_day(
    night, patient, drawn, sign_in, clinician, time_machine
):
    time_machine.move_to("2026-12-01T12:00:00+00:00", tick=False)
    typed = [f"{night - DAY} 23:59", f"{night} 00:00", f"{night}"]
    typed += [f"{night} 23:59", f"{night + DAY} 00:00"]
    panels = [drawn(patient, at, lh="3.2") for at in typed]
    kept = [Panel.objects.get(pk=panel.pk).moment for panel in panels]
    assert [f"{m.date} {m.time:%H:%M}" if m.time else f"{m.date}" for m in kept] == typed
    rows = sign_in(clinician).get(f"/patients/{patient.ref}/draws.csv").text
    assert all(at.replace(" ", ",") in rows for at in typed)


def test_a_hold_ends_with_the_night_on_the_clinics_clock(
    night, patient, drawn, clinician, time_machine
):
    clinic = patient.clinic
    clinic.release_rule = "at-once"
    clinic.save()
    time_machine.move_to(_midnight(clinic, night - DAY) + 12 * HOUR, tick=False)
    panel = drawn(patient, f"{night - DAY} 08:00", lh="3.2")
    record.release.hold(panel, night + DAY, by=clinician, why="asked")
    ends = _midnight(clinic, night + DAY)
    time_machine.move_to(ends - timedelta(seconds=1), tick=False)
    assert record.release.share_due() == 0
    time_machine.move_to(ends, tick=False)
    assert record.release.share_due() == 1
