"""Programs that read by a token: what they are given, where, and what is left of it."""

import json

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from labs import record
from labs.audit import chain
from labs.models import AuditEvent, Membership, Token
from tests import factories
from tests.test_walk import _addresses
from tracker import tries

ME = "/me/series.json"


@pytest.fixture
def record_of(patient, drawn):
    """A shared draw, one that is not shared, and a treatment with its dose."""
    drawn(patient, lh="3.2", signed=True)
    drawn(patient, "2026-03-09 08:10", lh="7.771")
    factories.TreatmentFactory(patient=patient)
    return patient


@pytest.fixture
def lent(north, clinician, administrator):
    return factories.token(north, confirmed_by=clinician)


@pytest.fixture
def his(patient):
    return factories.patient_token(patient)


def ask(secret, url, method="GET", client=None, scheme="Bearer", **more):
    headers = {"Authorization": f"{scheme} {secret}"}
    return (client or Client()).generic(method, url, headers=headers, **more)


def series(patient):
    return f"/patients/{patient.ref}/series.json"


def lhs(answer):
    return [at["reported"] for at in answer.json()["points"] if at["analyte"] == "lh"]


def last():
    return AuditEvent.objects.latest("pk")


def test_a_clinics_token_reads_what_its_clinician_reads(record_of, lent, clinician):
    before = AuditEvent.objects.count()
    answer = ask(lent[1], series(record_of))
    assert answer.status_code == 200
    assert lhs(answer) == ["3.2", "7.771"]
    assert answer.json()["treatments"][0]["dose_text"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.cookies == {}
    event = last()
    assert AuditEvent.objects.count() == before + 1
    assert (event.verb, event.patient) == ("series-read", record_of.ref)
    assert event.by == str(clinician.pk)
    assert event.by_name == f"token {lent[0].uid} for {clinician.name}"


def test_a_patients_token_reads_what_was_shared_and_no_dose(record_of, his):
    answer = ask(his[1], ME)
    assert answer.status_code == 200
    assert lhs(answer) == ["3.2"]
    assert "dose_text" not in answer.content.decode()
    event = last()
    assert (event.verb, event.patient) == ("own-series-read", record_of.ref)
    assert event.by_name == f"token {his[0].uid} for the patient"


def test_neither_kind_answers_at_the_address_of_the_other(record_of, lent, his, clinician):
    """Not either when the login would be let in there."""
    Membership.objects.create(user=his[0].reader, clinic=his[0].clinic, role="nurse")
    factories.patient(record_of.clinic, clinician, "N-8", account=clinician)
    answers = ask(his[1], series(record_of)), ask(lent[1], ME)
    assert [answer.status_code for answer in answers] == [404, 404]
    assert [answer.json() for answer in answers] == [{"error": "Not found."}] * 2


def test_it_reads_in_its_own_clinic_alone(lent, south, clinician):
    factories.worker(south, "clinician", clinician.email)
    theirs = factories.patient(south, clinician, "S-1")
    foreign, absent = (
        ask(lent[1], series(theirs)),
        ask(lent[1], "/patients/a2a2a2a2a2a2/series.json"),
    )
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content
    events = AuditEvent.objects.filter(verb="record-refused")
    assert [event.chain for event in events] == ["north", "north"]
    assert {event.by_name for event in events} == {
        f"token {lent[0].uid} for {clinician.name}"
    }


def test_in_a_clinic_of_care_teams_it_sees_whom_its_clinician_sees(
    north, lent, clinician, outsider
):
    factories.work_by_teams(north)
    hidden = factories.patient(north, outsider, "N-7")
    assert ask(lent[1], series(hidden)).status_code == 404
    record.care_team.add(hidden, clinician, by=outsider)
    assert ask(lent[1], series(hidden)).status_code == 200


def test_one_login_with_two_records_shows_that_of_the_token(
    record_of, his, south, patient_user
):
    by = factories.one_of(south, "clinician")
    other = factories.patient(south, by, "S-1", account=patient_user)
    assert ask(his[1], ME).json()["patient"] == record_of.ref
    of_other = factories.patient_token(other)[1]
    assert ask(of_other, ME).json()["patient"] == other.ref


def test_every_token_that_does_not_work_is_answered_the_same(
    record_of, north, clinician, administrator, time_machine
):
    waits = factories.token(north)
    revoked = factories.token(north, confirmed_by=clinician)
    record.token.revoke(revoked[0], by=administrator)
    expired = factories.token(north, confirmed_by=clinician, days=1)
    Token.objects.filter(pk=expired[0].pk).update(expires_at=expired[0].at)
    unknown = "hpg_" + "a" * 43
    told = []
    for secret in (waits[1], revoked[1], expired[1], unknown, "ü", "", "x " * 9):
        answer = ask(secret, series(record_of))
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "sessionid" not in answer.cookies
        told.append((answer.status_code, answer.content))
    assert set(told) == {(401, b'{"error": "This token does not work."}')}
    refused = AuditEvent.objects.filter(verb="token-refused").order_by("pk")
    of_clinic = [
        json.loads(at.detail).get("token") for at in refused if at.chain == "north"
    ]
    assert of_clinic == [waits[0].uid, revoked[0].uid, expired[0].uid]
    assert len(refused.filter(chain="system")) == 4
    assert unknown not in str([vars(event) for event in refused])


def test_it_stands_in_the_header_alone(record_of, lent):
    url = series(record_of)
    for name in ("token", "access_token", "authorization", "bearer"):
        assert Client().get(url, {name: lent[1]}).status_code == 302
    for scheme in ("Basic", "Token", ""):
        assert ask(lent[1], url, scheme=scheme).status_code == 302
    assert ask(lent[1], url, scheme="bearer").status_code == 200


def test_it_opens_no_page_and_no_session(record_of, lent):
    client = Client()
    ask(lent[1], series(record_of), client=client)
    for name in ("patient", "figure", "draws_csv", "worklist", "patients", "clinic"):
        url = reverse(
            name, args=[record_of.ref] if name in ("patient", "figure", "draws_csv") else []
        )
        answer = ask(lent[1], url, client=client)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (
            302,
            reverse("account_login"),
        )
    assert not client.cookies


def test_two_addresses_take_tokens():
    """A further one is a line here."""
    takes = set()
    for name in _addresses():
        if not name.startswith(("account_", "mfa_")):
            (pattern,) = {at.callback for at in _walk(get_resolver()) if at.name == name}
            takes |= {name} if getattr(pattern, "tokens", False) else set()
    assert takes == {"series", "me_series"}


def _walk(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern)
        else:
            yield pattern


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_it_only_reads(record_of, lent, method):
    for client in (Client(), Client(enforce_csrf_checks=True)):
        answer = ask(lent[1], series(record_of), method, client=client)
        assert answer.status_code in (403, 405)


def test_a_cookie_beside_it_neither_helps_nor_is_lost(record_of, lent, sign_in, stranger):
    """Whose session it is says nothing, idle or not; and it goes on."""
    client = sign_in(stranger)
    session = client.session
    session["last_active"] = 0
    session.save()
    assert ask(lent[1], series(record_of), client=client).status_code == 200
    assert ask("hpg_wrong", series(record_of), client=client).status_code == 401
    assert client.session.session_key == session.session_key


def test_no_second_factor_is_asked_of_a_program(record_of, lent, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    assert ask(lent[1], series(record_of)).status_code == 200


def test_without_its_event_nothing_is_read(record_of, lent, his, monkeypatch):
    def full(*args, **more):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(chain, "begin_act", full)
    for secret, url in ((lent[1], series(record_of)), (his[1], ME)):
        client = Client(raise_request_exception=False)
        answer = ask(secret, url, client=client)
        assert answer.status_code in (500, 503)
        assert b"3.2" not in answer.content


def test_wrong_ones_are_counted_by_address_and_hold_no_good_one_up(record_of, lent):
    url = series(record_of)
    wrong = [ask(f"hpg_{n}", url).status_code for n in range(25)]
    assert wrong == [401] * 20 + [429] * 5
    assert AuditEvent.objects.filter(verb="token-refused").count() == 20
    assert ask(lent[1], url).status_code == 200
    elsewhere = ask("hpg_x", url, REMOTE_ADDR="10.1.2.3")
    assert elsewhere.status_code == 401
    assert tries._BY_ADDRESS == "20/m/ip"


def test_its_use_is_seen_by_the_minute(record_of, lent):
    ask(lent[1], series(record_of))
    first = Token.objects.get(pk=lent[0].pk).used_at
    assert first
    ask(lent[1], series(record_of))
    assert Token.objects.get(pk=lent[0].pk).used_at == first


def test_it_takes_few_queries_more_than_a_session(record_of, lent, sign_in, clinician):
    client, url = sign_in(clinician), series(record_of)
    for asked in (lambda: client.get(url), lambda: ask(lent[1], url)):
        asked()  # what is kept after the first time
    with CaptureQueriesContext(connection) as of_session:
        client.get(url)
    with CaptureQueriesContext(connection) as of_token:
        ask(lent[1], url)
    assert len(of_token) <= len(of_session) + 2, [at["sql"] for at in of_token]


def test_a_program_that_reads_nonsense_is_told_so(record_of, lent):
    answer = ask(lent[1], series(record_of) + "?unit.testosterone=stone")
    assert answer.status_code == 400
    assert answer.json()["error"]
