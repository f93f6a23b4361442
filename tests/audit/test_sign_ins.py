"""Sign-ins, failed ones, sign-outs and refused records leave events."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from labs import audit
from labs.models import AuditEvent, FailedSignIns
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"
pytestmark = pytest.mark.django_db


def _fail(client, email="nobody@north.example", address="192.0.2.7"):
    sent = {"login": email, "password": "the wrong words"}
    return client.post(LOGIN, sent, REMOTE_ADDR=address)


def _failed():
    return [json.loads(event.detail) for event in AuditEvent.objects.filter(chain="system")]


def test_sign_in_and_sign_out_are_events_of_the_clinic(client, clinician):
    client.post(LOGIN, {"login": clinician.email, "password": PASSWORD})
    client.post("/accounts/logout/")
    mine = AuditEvent.objects.filter(chain="north", by=str(clinician.pk))
    verbs = list(mine.order_by("-seq").values_list("verb", flat=True))
    assert verbs[:2] == ["signed-out", "signed-in"]


def test_who_works_in_two_clinics_is_seen_in_both(client, both):
    client.force_login(both)
    there = AuditEvent.objects.filter(verb="signed-in", by=str(both.pk))
    assert {event.chain for event in there} == {"north", "south"}


def test_a_patient_signs_in_at_the_clinic_of_his_record(client, patient, patient_user):
    client.force_login(patient_user)
    event = AuditEvent.objects.get(verb="signed-in", chain="north")
    assert (event.patient, event.by_name) == (patient.ref, "the patient")


def test_who_belongs_to_no_clinic_stands_in_the_chain_of_the_system(client, superuser):
    client.force_login(superuser)
    assert AuditEvent.objects.get(verb="signed-in").chain == "system"


def test_a_failed_sign_in_tells_nothing_that_was_typed(client, clinician):
    _fail(client, clinician.email)
    event = AuditEvent.objects.get(verb="sign-in-failed")
    assert (event.chain, event.by, event.by_name) == ("system", "", "nobody signed in")
    detail = json.loads(event.detail)
    assert detail["tries"] == 1
    assert re.fullmatch("[0-9a-f]{64}", detail["address"])
    everything = " ".join(str(value) for value in vars(event).values())
    for typed in (clinician.email, "wrong words", "192.0.2.7"):
        assert typed not in everything


def test_one_address_leaves_one_event_a_minute_that_counts(client, time_machine):
    time_machine.move_to("2026-03-10T12:00:00+00:00", tick=False)
    for _ in range(5):
        _fail(client)
    _fail(client, address="192.0.2.8")
    assert [detail["tries"] for detail in _failed()] == [1, 1]
    time_machine.move_to("2026-03-10T12:01:00+00:00", tick=False)
    cache.clear()
    _fail(client)
    assert [detail["tries"] for detail in _failed()] == [1, 1, 5]
    first, other, again = (detail["address"] for detail in _failed())
    assert first == again != other


def test_the_rest_is_told_by_the_timer(client, time_machine):
    time_machine.move_to("2026-03-10T12:00:00+00:00", tick=False)
    for _ in range(3):
        _fail(client)
    assert audit.tell_failed_sign_ins() == 0
    time_machine.move_to("2026-03-10T12:01:00+00:00", tick=False)
    assert audit.tell_failed_sign_ins() == 1
    assert [detail["tries"] for detail in _failed()] == [1, 2]
    assert audit.tell_failed_sign_ins() == 0
    assert FailedSignIns.objects.count() == 0


def test_the_chain_of_the_system_is_verified_with_the_others(client):
    _fail(client)
    audit.anchor_heads()
    verdict = audit.verify_audit()
    assert [(chain.clinic, chain.ok) for chain in verdict.chains] == [("system", True)]
    assert verdict.ok


def test_an_old_count_is_not_kept_for_ever(client):
    _fail(client)
    FailedSignIns.objects.update(told_at=timezone.now() - timedelta(minutes=2))
    audit.tell_failed_sign_ins()
    assert not FailedSignIns.objects.exists()


# Refused records.


def _refused(client, who, ref, name="patient"):
    client.force_login(who)
    answer = client.get(reverse(name, args=[ref]))
    event = AuditEvent.objects.latest("pk")
    told = (event.chain, event.verb, event.patient, event.by, event.detail)
    return answer.status_code, told


def test_another_clinics_patient_and_none_at_all_leave_equal_events(
    client, patient, stranger
):
    foreign = _refused(client, stranger, patient.ref)
    absent = _refused(client, stranger, "a" * 12)
    mine = ("south", "record-refused")
    detail = '{"status":404}'
    assert foreign == (404, (*mine, patient.ref, str(stranger.pk), detail))
    assert absent == (404, (*mine, "a" * 12, str(stranger.pk), detail))


def test_what_is_no_reference_is_not_kept(client, stranger):
    status, told = _refused(client, stranger, "otto-synthetic")
    assert (status, told[1:3]) == (404, ("record-refused", ""))


def test_a_right_that_he_lacks_is_told_too(client, patient, nurse, drawn):
    panel = drawn(patient, lh="3.2")
    client.force_login(nurse)
    answer = client.post(reverse("sign_off", args=[patient.ref, panel.uid]))
    event = AuditEvent.objects.latest("pk")
    assert answer.status_code == 403
    assert (event.verb, event.patient, event.detail) == (
        "record-refused",
        patient.ref,
        '{"status":403}',
    )


def test_somebody_without_a_clinic_is_told_of_in_the_systems_chain(
    client, patient, superuser
):
    _, told = _refused(client, superuser, patient.ref)
    assert told[0] == "system"


def test_a_patient_who_asks_for_a_draw_that_is_not_his(client, patient, patient_user):
    client.force_login(patient_user)
    assert client.get("/me/panels/aaaaaaaaaaaa/").status_code == 404
    event = AuditEvent.objects.latest("pk")
    assert (event.chain, event.verb, event.by_name) == (
        "north",
        "record-refused",
        "the patient",
    )
