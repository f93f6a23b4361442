"""Signing in: by e-mail, closed to strangers, tight-lipped, and soon tired of guesses."""

import re
from unittest import mock
from urllib.parse import urlsplit

import pytest
from django.conf import settings as in_use
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from tests.factories import PASSWORD

LOGIN = "/accounts/login/"


def enter(client, email, password=PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def _masked(answer):
    """The page without its tokens and what was typed."""
    return re.sub(r'value="[^"]*"|"[A-Za-z0-9]{64}"', "", answer.text)


def test_a_person_signs_in_by_e_mail_in_any_case(client, clinician):
    answer = enter(client, clinician.email.upper())
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").status_code == 200


def test_signing_in_leads_back_to_where_one_was_going(client, clinician):
    answer = client.post(
        f"{LOGIN}?next=/patients/", {"login": clinician.email, "password": PASSWORD}
    )
    assert answer.url == "/patients/"


@pytest.mark.parametrize("trap", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_signing_in_never_leads_to_another_site(client, clinician, trap):
    form = {"login": clinician.email, "password": PASSWORD, "next": trap}
    assert client.post(LOGIN, form).url == "/"


def test_the_form_carries_cookie_and_hidden_field(client):
    page = client.get(LOGIN)
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{64}"', page.text)
    cookie = page.cookies[in_use.CSRF_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_without_the_hidden_field_nobody_signs_in(clinician):
    strict = Client(enforce_csrf_checks=True)
    strict.get(LOGIN)
    answer = enter(strict, clinician.email)
    assert answer.status_code == 403
    assert "Form not accepted" in answer.text


def test_the_session_cookie_is_out_of_scripts_reach_and_ends_with_the_browser(
    client, clinician
):
    cookie = enter(client, clinician.email).cookies[in_use.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


def test_signing_in_changes_the_session_key(client, clinician):
    client.get(LOGIN)
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    enter(client, clinician.email)
    assert client.session.session_key != before


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, clinician):
    wrong = enter(client, clinician.email, "not the password 1")
    unknown = enter(client, "nobody@north.example", "not the password 1")
    assert wrong.status_code == unknown.status_code == 200
    assert _masked(wrong) == _masked(unknown)
    assert 'role="alert"' in wrong.text


def test_a_deactivated_person_cannot_sign_in(client, deactivated):
    right = enter(client, deactivated.email)
    assert client.get("/").status_code == 302
    wrong = enter(client, deactivated.email, "not the password 1")
    assert right.status_code == wrong.status_code == 200
    assert _masked(right) == _masked(wrong)


def test_signing_out_needs_a_post_and_ends_the_session(sign_in, clinician):
    client = sign_in(clinician)
    assert "Sign out" in client.get("/accounts/logout/").text
    assert client.get("/").status_code == 200
    assert client.post("/accounts/logout/").url == LOGIN
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "login/code/"])
def test_nobody_signs_up_or_manages_addresses(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "mfa_view_recovery_codes"]
)
def test_no_page_of_allauth_is_there_unasked(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def _ask_for_a_link(client, email):
    return client.post("/accounts/password/reset/", {"email": email}, follow=True)


def test_a_link_to_a_new_password_comes_by_mail_and_works_once(client, clinician):
    _ask_for_a_link(client, clinician.email)
    (message,) = mail.outbox
    assert message.to == [clinician.email]
    link = urlsplit(re.search(r"http://\S+", message.body)[0]).path
    form = client.get(link).url
    new = "another long word 94"
    done = client.post(form, {"password1": new, "password2": new}, follow=True)
    assert "Your password was changed" in done.text
    assert enter(Client(), clinician.email, new).status_code == 302
    assert "no longer works" in Client().get(link).text


def test_who_is_not_known_gets_the_same_answer_and_no_mail(client, clinician):
    known = _ask_for_a_link(client, clinician.email)
    unknown = _ask_for_a_link(client, "nobody@north.example")
    assert _masked(known) == _masked(unknown)
    assert len(mail.outbox) == 1


def test_the_link_does_not_follow_a_forged_host(client, clinician):
    headers = {"host": "elsewhere.example"}
    answer = client.post(
        "/accounts/password/reset/", {"email": clinician.email}, headers=headers
    )
    assert answer.status_code == 400
    assert mail.outbox == []


@pytest.mark.parametrize("weak", ["short1", "password1234", "123456789012"])
def test_a_weak_password_is_refused_with_a_sentence(sign_in, clinician, weak):
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    answer = sign_in(clinician).post("/accounts/password/change/", form)
    assert "This password is" in answer.text
    clinician.refresh_from_db()
    assert clinician.check_password(PASSWORD)


HASHED = f"pbkdf2_sha256${PBKDF2PasswordHasher.iterations}${'s' * 22}$hash"


def _hashes_of(ask):
    """How many passwords were hashed for an answer."""
    with mock.patch.object(PBKDF2PasswordHasher, "encode") as encode:
        encode.return_value = HASHED.replace("hash", "none")
        ask()
    return encode.call_count


def test_every_sign_in_that_fails_costs_one_hash(settings, clinician, deactivated):
    """Else the time would tell who is known: hashing takes all of it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    for user in (clinician, deactivated):
        user.password = HASHED
        user.save()
    emails = (clinician.email, deactivated.email, "nobody@north.example")
    hashes = [
        _hashes_of(lambda e=e: enter(Client(), e, "not the password 1")) for e in emails
    ]
    assert hashes == [1, 1, 1]


def test_the_mail_with_a_link_leaves_after_the_answer(client, clinician, settings):
    """A server of mail takes long, or fails: neither tells whose address it is."""
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError) as sent:
        answers = [
            client.post("/accounts/password/reset/", {"email": email})
            for email in (clinician.email, "nobody@north.example")
        ]
    assert sent.call_count == 1
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0].url == answers[1].url


def test_a_link_costs_nobody_as_many_writes_as_somebody(clinician):
    """Writes are what takes the time of this answer."""

    def writes(email):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            _ask_for_a_link(Client(), email)
        sent = [query["sql"].split()[0] for query in queries]
        return [verb for verb in sent if verb in ("INSERT", "UPDATE", "DELETE")]

    assert writes(clinician.email) == writes("nobody@north.example") != []


def test_a_stranger_who_asks_for_links_is_told_of_no_limit(client, clinician):
    for _ in range(5):
        assert "Check your email" in _ask_for_a_link(client, clinician.email).text
    assert len(mail.outbox) == 3
