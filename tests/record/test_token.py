"""Tokens: who asks, who lends the rights, and how they end with them."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from labs import record
from labs.audit import Operator
from labs.models import AuditEvent, Role, Token, User
from labs.record import people
from labs.words import Refused
from tests import factories

LABEL = "Registry of the region"


@pytest.fixture
def lent(north, clinician, administrator):
    """A token that carries the clinician's rights, and its secret."""
    return factories.token(north, confirmed_by=clinician)


@pytest.fixture
def second(north):
    return factories.worker(north, "administrator", "second@north.example")


def works(secret):
    return record.token.find(secret)[1]


def last():
    event = AuditEvent.objects.latest("pk")
    return event.verb, event.patient, json.loads(event.detail)


def test_its_secret_is_long_and_kept_nowhere(north, administrator):
    token, secret = record.token.issue(north, LABEL, 30, by=administrator)
    assert len(secret) == len("hpg_") + 43  # 256 bits
    assert secret not in str(vars(token))
    assert secret.startswith(token.begins)
    assert len(token.begins) == 10
    assert last() == ("token-issued", "", {"days": 30, "token": token.uid})


def test_it_works_once_a_clinician_confirmed_it_and_not_before(north, clinician):
    token, secret = factories.token(north)
    assert not works(secret)
    record.token.confirm(token, by=clinician)
    assert works(secret)
    assert last() == ("token-confirmed", "", {"token": token.uid})
    assert Token.objects.get().reader == clinician


@pytest.mark.parametrize(
    "who", ["clinician", "nurse", "stranger", "patient_user", "deactivated", "superuser"]
)
def test_an_administrator_alone_asks_and_revokes(north, lent, who, request):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        record.token.issue(north, LABEL, 30, by=by)
    with pytest.raises(PermissionDenied):
        record.token.revoke(lent[0], by=by)
    assert works(lent[1])


@pytest.mark.parametrize(
    "who",
    ["nurse", "administrator", "stranger", "patient_user", "deactivated", "superuser"],
)
def test_a_clinician_alone_confirms_or_declines(north, administrator, who, request):
    token, secret = factories.token(north)
    by = request.getfixturevalue(who)
    for act in (record.token.confirm, record.token.decline):
        with pytest.raises(PermissionDenied):
            act(token, by=by)
    assert not works(secret)
    assert Token.objects.get().revoked_at is None


def test_it_is_confirmed_by_the_first_who_does(north, lent, outsider, clinician):
    with pytest.raises(Refused, match="does not wait"):
        record.token.confirm(lent[0], by=outsider)
    assert Token.objects.get().reader == clinician


def test_what_was_declined_or_revoked_is_not_confirmed_later(
    north, clinician, administrator
):
    for act, by in (
        (record.token.decline, clinician),
        (record.token.revoke, administrator),
    ):
        token, _secret = factories.token(north)
        act(token, by=by)
        with pytest.raises(Refused):
            record.token.confirm(token, by=clinician)


def test_whose_rights_it_carries_takes_them_back_and_no_other_clinician(
    lent, clinician, outsider
):
    with pytest.raises(Refused):
        record.token.decline(lent[0], by=outsider)
    assert works(lent[1])
    record.token.decline(lent[0], by=clinician)
    assert not works(lent[1])


def test_it_ends_when_its_days_are_over(lent, time_machine):
    until = lent[0].expires_at
    time_machine.move_to(until - timedelta(seconds=1), tick=False)
    assert works(lent[1])
    time_machine.move_to(until, tick=False)
    assert not works(lent[1])


def test_revoked_it_ends_at_once_and_the_first_time_counts(
    lent, administrator, second, time_machine
):
    record.token.revoke(lent[0], by=administrator)
    assert not works(lent[1])
    at = Token.objects.get().revoked_at
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    record.token.revoke(lent[0], by=second)
    assert last()[2] == {"already": True, "token": lent[0].uid}
    kept = Token.objects.get()
    assert (kept.revoked_at, kept.revoked_by) == (at, administrator)


def _take_role(north, who, boss):
    people.give_role(north, who, Role.NURSE, by=boss)
    people.take_role(north, who, Role.CLINICIAN, by=boss)
    return lambda: people.give_role(north, who, Role.CLINICIAN, by=boss)


def _remove(north, who, boss):
    people.remove(north, who, by=boss)
    person = people.NewPerson(who.email, who.name)
    return lambda: people.add(north, person, Role.CLINICIAN, by=boss)


def _deactivate(north, who, boss):
    people.deactivate(north, who, by=boss)
    return lambda: people.reactivate(north, who, by=boss)


@pytest.mark.parametrize("end", [_take_role, _remove, _deactivate])
def test_it_dies_with_the_rights_of_its_clinician_and_does_not_come_back(
    north, lent, clinician, administrator, end
):
    undo = end(north, clinician, administrator)
    assert not works(lent[1])
    undo()
    assert not works(lent[1])


def test_rights_that_went_by_another_way_are_gone_as_well(lent, clinician):
    """Whatever the doors do: the question itself asks for the rights of this moment."""
    User.objects.filter(pk=clinician.pk).update(is_active=False)
    assert not works(lent[1])
    User.objects.filter(pk=clinician.pk).update(is_active=True)
    assert works(lent[1])
    clinician.memberships.update(role="nurse")
    assert not works(lent[1])


@pytest.mark.parametrize("end", ["remove", "deactivate", "take_role"])
def test_who_saw_its_secret_and_leaves_takes_no_token_along(
    north, clinician, administrator, second, end
):
    of_both = [record.token.issue(north, LABEL, 9, by=by) for by in (administrator, second)]
    for token, _secret in of_both:
        record.token.confirm(token, by=clinician)
    if end == "take_role":
        people.give_role(north, second, Role.NURSE, by=administrator)
        people.take_role(north, second, Role.ADMINISTRATOR, by=administrator)
    else:
        getattr(people, end)(north, second, by=administrator)
    assert [works(secret) for _, secret in of_both] == [True, False]


@pytest.mark.parametrize(
    ("label", "days", "code"),
    [
        ("", 30, "token-label-missing"),
        (" ", 30, "token-label-missing"),
        ("x" * 101, 30, "text-too-long"),
        ("a\u202eb", 30, "text-unprintable"),
        (LABEL, 0, "token-days"),
        (LABEL, 366, "token-days"),
        (LABEL, -1, "token-days"),
    ],
)
def test_one_without_purpose_or_end_is_refused(north, administrator, label, days, code):
    with pytest.raises(Refused) as refused:
        record.token.issue(north, label, days, by=administrator)
    assert refused.value.code == code
    assert not Token.objects.exists()


def test_not_more_than_can_be_looked_through_stand_at_once(
    north, administrator, monkeypatch
):
    monkeypatch.setattr(record.token, "MOST", 2)
    first = [record.token.issue(north, LABEL, 9, by=administrator) for _ in range(2)]
    with pytest.raises(Refused, match="2 tokens are open"):
        record.token.issue(north, LABEL, 9, by=administrator)
    record.token.revoke(first[0][0], by=administrator)
    record.token.issue(north, LABEL, 9, by=administrator)


def test_its_use_is_kept_to_the_minute(lent, time_machine):
    token = lent[0]
    time_machine.move_to("2026-03-10T12:00:00+01:00", tick=False)
    record.token.note_used(token)
    first = Token.objects.get().used_at
    time_machine.shift(59)
    record.token.note_used(token)
    assert Token.objects.get().used_at == first
    time_machine.shift(1)
    record.token.note_used(token)
    assert Token.objects.get().used_at == first + timedelta(minutes=1)


# A patient's own.


def test_a_patients_token_works_as_long_as_the_record_is_his_logins(
    patient, patient_user, clinician, administrator
):
    token, secret = factories.patient_token(patient)
    assert works(secret)
    assert last() == ("token-issued", patient.ref, {"days": 90, "token": token.uid})
    details = patient.details.get()
    told = record.patient.Details(number="N-1", name=details.name, born=details.born)
    record.patient.change(patient, told, by=clinician, why="unlinked", version=0)
    assert not works(secret)
    linked = record.patient.Details(**vars(told) | {"account": patient_user})
    record.patient.change(patient, linked, by=clinician, why="linked again", version=1)
    assert not works(secret)


def test_a_patients_token_ends_with_his_login(patient, patient_user):
    secret = factories.patient_token(patient)[1]
    User.objects.filter(pk=patient_user.pk).update(is_active=False)
    assert not works(secret)


def test_no_clinician_confirms_a_patients_token(patient, clinician):
    token, _secret = factories.patient_token(patient)
    for act in (record.token.confirm, record.token.decline):
        with pytest.raises(Refused):
            act(token, by=clinician)


def test_a_patient_without_a_login_has_no_token(north, clinician, administrator):
    man = factories.patient(north, clinician, "N-7")
    with pytest.raises(Refused, match="no active login"):
        record.token.issue(north, LABEL, 30, by=administrator, patient=man)


def test_nobody_reads_of_somebody_elses_rights(north, clinician):
    """The shell acts as somebody, too: it is not enough to hold the machine."""
    token, _secret = factories.token(north)
    with pytest.raises(PermissionDenied):
        record.token.confirm(token, by=Operator(None))
