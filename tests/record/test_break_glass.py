"""Emergency access: an hour, with a reason, told to administrators, in the trail."""

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from labs import record
from labs.models import AuditEvent, BreakGlass, Membership, Notice, Patient
from labs.words import Refused
from tests import factories

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def man(north, clinician):
    return factories.patient(factories.work_by_teams(north), clinician, "N-1")


@pytest.fixture
def open_record(man, outsider):
    """As the outsider, with number and birth date of the man, unless told otherwise."""

    def open_record(*, by=outsider, number=man.number, born=man.born, why="collapsed"):
        return record.break_glass.open_record(man.clinic, number, born, by=by, why=why)

    return open_record


def sees(user, man):
    return Patient.objects.visible_to(user).filter(pk=man.pk).exists()


def test_it_opens_one_record_for_an_hour(man, open_record, outsider, time_machine):
    other = factories.patient(man.clinic, factories.one_of(man.clinic, "clinician"), "N-2")
    assert not sees(outsider, man)
    assert open_record() == man
    assert sees(outsider, man) and not sees(outsider, other)
    kept = BreakGlass.objects.get()
    assert (kept.by, kept.patient, kept.why) == (outsider, man, "collapsed")
    assert kept.until - kept.at == timedelta(minutes=60)
    time_machine.shift(timedelta(minutes=59, seconds=59))
    assert sees(outsider, man)
    time_machine.shift(timedelta(seconds=1))
    assert not sees(outsider, man)


def test_it_is_ended_by_hand(man, open_record, outsider):
    open_record()
    record.break_glass.end(man, by=outsider)
    assert not sees(outsider, man)
    assert [row.until for row in BreakGlass.objects.order_by("version")] == [
        timezone.now() + timedelta(minutes=60),
        timezone.now(),
    ]
    record.break_glass.end(man, by=outsider)  # once more ends nothing
    assert BreakGlass.objects.count() == 2


def test_it_shows_nothing_to_anybody_else(man, open_record, nurse, stranger):
    open_record()
    assert not sees(nurse, man) and not sees(stranger, man)


@pytest.mark.parametrize("change", [{"role": "nurse"}, None], ids=["a nurse", "gone"])
def test_it_ends_with_the_role_it_was_opened_in(man, open_record, outsider, change):
    open_record()
    held = Membership.objects.filter(user=outsider)
    held.update(**change) if change else held.delete()
    assert not sees(outsider, man)


def test_it_leaves_one_event_one_notice_and_one_mail(
    man, open_record, outsider, administrator, django_capture_on_commit_callbacks
):
    before = AuditEvent.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        open_record()
    (event,) = AuditEvent.objects.order_by("pk")[before:]
    kept = BreakGlass.objects.get()
    assert (event.verb, event.patient, event.by) == (
        "break-glass",
        man.ref,
        str(outsider.pk),
    )
    assert json.loads(event.detail) == {"break_glass": kept.uid}
    notice = Notice.objects.get()
    assert (notice.clinic, notice.kind, notice.patient) == (man.clinic, "break-glass", man)
    (letter,) = mail.outbox
    assert letter.to == [administrator.email]
    for secret in (man.name, man.number, man.ref, "1988", "collapsed", outsider.name):
        assert secret not in letter.subject + letter.body


def test_a_mail_that_fails_keeps_nobody_out(
    man, open_record, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def fail(*message):
        raise OSError("the mail server is gone")

    factories.worker(man.clinic, "administrator")
    monkeypatch.setattr("labs.record.notice.send_mail", fail)
    with django_capture_on_commit_callbacks(execute=True):
        assert open_record() == man
    assert "the mail server is gone" in caplog.text


def test_what_is_done_meanwhile_is_marked_in_the_trail(man, open_record, outsider, drawn):
    open_record()
    uid = BreakGlass.objects.get().uid
    drawn(man, by=outsider, lh="3.2")
    event = AuditEvent.objects.latest("pk")
    assert event.verb == "panel-entered"
    assert json.loads(event.detail)["break_glass"] == uid
    record.break_glass.end(man, by=outsider)
    drawn(man, "2026-03-04 08:10", by=factories.one_of(man.clinic, "clinician"), lh="3.2")
    assert "break_glass" not in AuditEvent.objects.latest("pk").detail


@pytest.mark.parametrize(
    "wrong",
    [{"number": "N-9"}, {"number": "n-1"}, {"number": "N-"}, {"born": date(1988, 4, 10)}],
    ids=str,
)
def test_whom_he_does_not_name_exactly_he_does_not_find(open_record, wrong):
    assert open_record(**wrong) is None
    assert not BreakGlass.objects.exists()
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.patient, event.detail) == ("break-glass-refused", "", "{}")


def test_a_patient_of_another_clinic_is_not_found(open_record, south, stranger):
    factories.patient(factories.work_by_teams(south), stranger, "S-1")
    assert open_record(number="S-1") is None


def test_ten_wrong_tries_are_all_for_a_while(man, open_record, outsider, time_machine):
    for _ in range(10):
        assert open_record(number="N-9") is None
    with pytest.raises(Refused, match="Too many attempts"):
        open_record()
    assert not sees(outsider, man)
    time_machine.shift(timedelta(minutes=15, seconds=1))
    assert open_record() == man


def test_the_tries_of_one_are_not_anothers(man, open_record):
    for _ in range(10):
        open_record(number="N-9")
    second = factories.worker(man.clinic, "clinician", "second@north.example")
    assert open_record(by=second) == man


@pytest.mark.parametrize("why", ["", "  "])
def test_it_wants_a_reason(open_record, why):
    with pytest.raises(Refused, match="reason"):
        open_record(why=why)


def test_who_sees_the_record_opens_nothing(man, open_record, clinician, outsider):
    assert open_record(by=clinician) == man
    assert not BreakGlass.objects.exists()
    open_record()
    open_record(why="once more")
    assert BreakGlass.objects.count() == 1


def test_there_is_none_in_an_open_clinic(patient, outsider):
    with pytest.raises(Refused, match="not needed"):
        record.break_glass.open_record(
            patient.clinic, patient.number, patient.born, by=outsider, why="x"
        )
