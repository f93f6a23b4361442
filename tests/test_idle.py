"""A session locks after 15 minutes, ends after 12 hours, and loses nothing typed."""

import re
import sqlite3
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as in_use
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from lxml import html

from labs.models import AuditEvent, Panel
from labs.record import people
from labs.record import sign_in as sign_in_record
from tests.factories import PASSWORD
from tests.pages import list_guarded
from tests.test_sign_in import LOGIN, enter

CONFIRM = "/accounts/reauthenticate/"
MINUTES_15 = timedelta(minutes=15, seconds=1)
HTMX = {"hx-request": "true"}
BY_SCRIPT = {"sec-fetch-dest": "empty"}
pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def begun(client, nurse):
    enter(client, nurse.email)
    return client


@pytest.fixture
def locked(begun, noon):
    noon.shift(MINUTES_15)
    return begun


def unlock(client, password=PASSWORD):
    return client.post("/accounts/unlock/", {"password": password}, headers=BY_SCRIPT)


def test_until_15_minutes_have_passed_it_is_open(begun, noon):
    noon.shift(timedelta(minutes=15))
    assert begun.get("/").status_code == 200


def test_a_page_asks_who_it_is_and_goes_on_there(locked):
    asked = locked.get("/patients/?find=x")
    assert asked.url == f"{CONFIRM}?next=%2Fpatients%2F%3Ffind%3Dx"
    page = locked.get(asked.url)
    assert "Confirm that it is you" in page.text
    assert "<dialog" not in page.text  # a page that unlocks has no lock of its own
    answer = locked.post(CONFIRM, {"password": PASSWORD, "next": "/patients/?find=x"})
    assert answer.url == "/patients/?find=x"
    assert locked.get("/patients/").status_code == 200


def test_no_view_of_the_house_answers_while_it_is_locked(locked, patient):
    for url in (*list_guarded(), reverse("patient", args=[patient.ref])):
        assert locked.get(url).url.startswith(CONFIRM), url
        assert locked.get(url, headers=HTMX).status_code == 401, url
        assert locked.post(url).status_code == 401, url
    for url in map(reverse, ("mfa_index", "account_change_password", "mfa_add_webauthn")):
        assert locked.get(url).url.startswith(CONFIRM), url


@pytest.mark.parametrize("headers", [HTMX, BY_SCRIPT])
def test_a_background_request_is_told_that_it_is_locked(locked, headers):
    answer = locked.get("/patients/", headers=headers)
    assert (answer.status_code, answer.headers["X-Locked"]) == (401, "yes")
    assert locked.get("/accounts/token/", headers=headers).status_code == 401


@pytest.mark.parametrize("headers", [HTMX, BY_SCRIPT])
def test_background_requests_do_not_keep_it_open(begun, noon, headers):
    for _ in range(15):
        noon.shift(timedelta(minutes=1))
        assert begun.get("/patients/", headers=headers).status_code == 200
    noon.shift(timedelta(seconds=1))
    assert begun.get("/patients/", headers=headers).status_code == 401


def test_pages_and_what_is_typed_keep_it_open(begun, noon):
    for ask in (lambda: begun.get("/"), lambda: begun.post("/accounts/active/")) * 2:
        noon.shift(timedelta(minutes=14))
        assert ask().status_code in (200, 204)


def test_a_locked_session_is_not_kept_open_by_saying_so(locked):
    assert locked.post("/accounts/active/", headers=BY_SCRIPT).status_code == 401
    assert locked.get("/").url.startswith(CONFIRM)


def test_the_password_unlocks_a_page_that_stays(locked):
    refused = unlock(locked, "not the password 1")
    assert (refused.status_code, refused.json()) == (
        422,
        {"error": "The password is wrong."},
    )
    assert locked.get("/", headers=HTMX).status_code == 401
    assert unlock(locked).status_code == 204
    assert locked.get("/", headers=HTMX).status_code == 200


def test_unlocked_it_goes_on_under_another_key(locked, nurse):
    name = in_use.SESSION_COOKIE_NAME
    before = locked.cookies[name].value
    unlock(locked)
    assert locked.cookies[name].value != before
    assert UserSession.objects.get().session_key == locked.cookies[name].value
    old = Client()
    old.cookies[name] = before
    assert old.get("/").url.startswith(LOGIN)
    assert locked.get("/").status_code == 200


def test_guesses_at_a_locked_page_are_counted(locked):
    for _ in range(10):
        unlock(locked, "not the password 1")
    assert "Too many attempts" in unlock(locked).json()["error"]
    assert locked.get("/").url.startswith(CONFIRM)


SHEET = {
    "day": "2026-03-09",
    "lh_value": "<0.1",
    "lh_unit": "IU/L",
    "notes": 'fasted, "quoted" & <b>',
    "time": "07:40",
    "fasting": "",
    "act": "save",
}


def hidden_fields(answer):
    form = html.fromstring(answer.text).xpath("//main//form")[0]
    boxes = form.xpath(".//input[@type='hidden']")
    return form.get("action"), {box.get("name"): box.get("value") for box in boxes}


def open_sheet(client, patient):
    url = reverse("panel_new", args=[patient.ref])
    page = html.fromstring(client.get(url).text).get_element_by_id("sheet")
    return url, dict(page.form_values()) | SHEET


def test_a_sheet_sent_to_a_locked_session_is_kept_and_saved_once(begun, noon, patient):
    url, sent = open_sheet(begun, patient)
    noon.shift(MINUTES_15)
    kept = begun.post(url, sent)
    assert kept.status_code == 401
    assert not Panel.objects.exists()
    action, fields = hidden_fields(kept)
    assert action == url
    assert fields == sent | {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]}

    wrong = begun.post(url, fields | {"unlock_password": "not the password 1"})
    assert wrong.status_code == 401 and "The password is wrong." in wrong.text
    assert hidden_fields(wrong)[1].keys() == fields.keys()
    assert not Panel.objects.exists()

    saved = begun.post(url, fields | {"unlock_password": PASSWORD})
    assert saved.status_code == 303
    panel = Panel.objects.get()
    assert panel.notes == SHEET["notes"]
    assert begun.post(url, fields | {"unlock_password": PASSWORD}).status_code == 303
    assert Panel.objects.count() == 1


def test_a_password_that_was_typed_is_not_sent_back(locked):
    form = {"oldpassword": PASSWORD, "password1": "x" * 12, "password2": "x" * 12}
    answer = locked.post("/accounts/password/change/", form)
    assert answer.url == f"{CONFIRM}?next=%2Faccounts%2F"


def test_who_has_no_token_of_the_form_cannot_unlock_with_it(nurse, noon):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(LOGIN)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', page.text)[1]
    form = {"login": nurse.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    strict.post(LOGIN, form)
    noon.shift(MINUTES_15)
    answer = strict.post("/patients/", {"find": "x", "unlock_password": PASSWORD})
    assert answer.status_code == 403


def test_it_ends_12_hours_after_signing_in_however_busy(begun, noon):
    for _ in range(12 * 6):
        noon.shift(timedelta(minutes=10))
        assert begun.get("/about/").status_code == 200
        begun.post("/accounts/active/")
    assert begun.get("/").status_code == 200
    noon.shift(timedelta(seconds=2))
    assert begun.get("/").url == f"{LOGIN}?next=/"
    assert begun.get("/", headers=HTMX).status_code == 401
    assert "X-Locked" not in begun.get("/", headers=HTMX).headers


def test_to_confirm_does_not_begin_the_12_hours_anew(begun, noon):
    for _ in range(24):
        noon.shift(timedelta(minutes=30))
        unlock(begun)
    noon.shift(timedelta(seconds=2))
    assert begun.get("/").url.startswith(LOGIN)


def test_within_a_minute_nothing_is_written(begun, noon, django_assert_num_queries):
    begun.get("/notes/")
    noon.shift(timedelta(seconds=59))
    with django_assert_num_queries(3) as asked:
        begun.get("/notes/")
    assert not [one for one in asked if not one["sql"].startswith("SELECT")]
    noon.shift(timedelta(seconds=1))
    begun.get("/notes/")
    assert UserSession.objects.get().last_seen_at.minute == 1


def test_a_disk_that_is_full_stops_no_page_that_reads(begun, noon, monkeypatch):
    def fail(*arguments):
        cause = sqlite3.OperationalError("database or disk is full")
        cause.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise OperationalError("database or disk is full") from cause

    noon.shift(timedelta(minutes=2))
    monkeypatch.setattr(sign_in_record, "note_seen", fail)
    assert begun.get("/notes/").status_code == 200
    noon.shift(timedelta(minutes=14))
    assert begun.get("/notes/").url.startswith(CONFIRM)


def test_a_session_that_is_ended_within_a_request_is_no_crash(begun, noon, patient):
    noon.shift(timedelta(minutes=2))  # so that the request notes who is here
    ended = []

    def end(execute, sql, params, many, context):
        if sql.startswith('UPDATE "django_session"') and not ended:
            ended.append(sql)
            Session.objects.all().delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(end):
        assert begun.get("/patients/").status_code == 200
    assert ended


def test_each_page_holds_its_lock_and_no_page_of_nobody(begun):
    assert 'data-seconds="900"' in begun.get("/").text
    assert "<dialog" not in Client().get(LOGIN).text


class TestSessions:
    @pytest.fixture
    def other(self, nurse):
        other = Client(
            headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/143.0"}
        )
        enter(other, nurse.email)
        return other

    def test_they_are_listed_and_this_one_is_marked(self, begun, other):
        page = html.fromstring(begun.get("/accounts/").text)
        rows = [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")]
        assert len(rows) == 2
        assert [row for row in rows if "this session" in row] == [
            "Unknown browser 127.0.0.1 10 Mar 2026, 12:00 10 Mar 2026, 12:00 this session"
        ]
        assert [row for row in rows if row.startswith("Firefox, Windows 127.0.0.1")]

    def test_one_is_ended_once_the_password_was_asked_again(self, begun, other):
        page = html.fromstring(begun.get("/accounts/").text)
        (box,) = page.xpath("//input[@name='session']")
        end = "/accounts/sessions/end/"
        asked = begun.post(end, {"session": box.get("value")})
        assert asked.url == f"{CONFIRM}?next=%2Faccounts%2Fsessions%2Fend%2F"
        assert other.get("/").status_code == 200
        begun.post(CONFIRM, {"password": "not the password 1", "next": end})
        assert other.get("/").status_code == 200
        done = begun.post(CONFIRM, {"password": PASSWORD, "next": end})
        assert done.url == "/accounts/"
        assert other.get("/").url.startswith(LOGIN)
        assert begun.get("/").status_code == 200
        assert UserSession.objects.count() == 1

    @pytest.mark.parametrize("pk", ["", "x", "-1", "9" * 30, "٣"])
    def test_nonsense_ends_nothing(self, begun, pk):
        unlock(begun)
        assert begun.post("/accounts/sessions/end/", {"session": pk}).status_code == 302
        assert begun.get("/").status_code == 200

    def test_nobody_ends_another_persons(self, begun, clinician):
        theirs = Client()
        enter(theirs, clinician.email)
        pk = UserSession.objects.get(user=clinician).pk
        unlock(begun)
        assert begun.post("/accounts/sessions/end/", {"session": pk}).url == "/accounts/"
        assert theirs.get("/").status_code == 200

    def test_all_are_ended_everywhere(self, begun, other):
        assert begun.post("/accounts/sessions/end-all/").url.startswith(CONFIRM)
        unlock(begun)
        assert begun.post("/accounts/sessions/end-all/").url == LOGIN
        for each in (begun, other):
            assert each.get("/").url.startswith(LOGIN)
        assert not UserSession.objects.exists()

    def test_a_session_that_is_listed_nowhere_is_ended_too(self, sign_in, nurse):
        client = sign_in(nurse)
        sign_in_record.end_sessions(nurse)
        assert client.get("/").url.startswith(LOGIN)

    def test_a_new_password_ends_the_others_and_is_told_by_mail(self, begun, other):
        new = "another long word 94"
        form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        begun.post("/accounts/password/change/", form)
        assert begun.get("/").status_code == 200
        assert other.get("/").url.startswith(LOGIN)
        assert "Your password was changed." in mail.outbox[-1].body


class TestEnded:
    """A login that is deactivated, or reset: nothing of it works a moment later."""

    def test_a_deactivated_person_is_refused_on_every_page(self, begun, nurse, patient):
        link = people.password_link(nurse)
        nurse.is_active = False
        nurse.save()
        for url in (*list_guarded(), reverse("patient", args=[patient.ref]), "/accounts/"):
            assert begun.get(url).url.startswith(LOGIN), url
        assert begun.get("/accounts/token/").status_code == 401
        assert "no longer works" in Client().get(link).text

    def test_a_password_link_dies_when_sessions_are_ended(self, nurse):
        link = people.password_link(nurse)
        sign_in_record.end_sessions(nurse)
        assert "no longer works" in Client().get(link).text

    def test_a_link_that_was_opened_dies_with_the_login(self, client, nurse):
        form = client.get(people.password_link(nurse)).url
        nurse.is_active = False
        nurse.save()
        new = "another long word 94"
        answer = client.post(form, {"password1": new, "password2": new})
        assert "no longer works" in answer.text
        nurse.refresh_from_db()
        assert nurse.check_password(PASSWORD)

    def test_reset_prints_a_link_that_works_once_within_an_hour(
        self, begun, nurse, capsys, noon
    ):
        call_command("reset_sign_in", nurse.email.upper())
        said, link = capsys.readouterr().out.splitlines()
        assert nurse.email in said
        assert begun.get("/").url.startswith(LOGIN)
        assert enter(Client(), nurse.email).status_code == 200
        event = AuditEvent.objects.get(verb="sign-in-reset")
        assert (event.chain, event.detail) == ("north", f'{{"person":{nurse.pk}}}')

        new = "another long word 94"
        fresh = Client()
        form = fresh.get(link).url
        fresh.post(form, {"password1": new, "password2": new})
        assert enter(Client(), nurse.email, new).status_code == 302
        assert "no longer works" in Client().get(link).text

    def test_a_link_of_a_reset_is_dead_after_an_hour(self, nurse, capsys, noon):
        call_command("reset_sign_in", nurse.email)
        link = capsys.readouterr().out.splitlines()[-1]
        noon.shift(timedelta(hours=1, seconds=1))
        assert "no longer works" in Client().get(link).text
