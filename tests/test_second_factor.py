"""Second factors: nothing opens half-way, each code is good once, few are tried."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as in_use
from django.core import mail
from django.test import Client
from django.urls import reverse

from labs.record import sign_in
from tests.factories import PASSWORD
from tests.factories.totp import totp_code
from tests.pages import list_guarded
from tests.test_sign_in import LOGIN, enter

CODE = "/accounts/code/"
ACCOUNT = "/accounts/"
pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def begun(client, clinician):
    """Somebody who has signed in just now, and confirmed that it is him."""
    enter(client, clinician.email)
    confirm(client)
    return client


def confirm(client):
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def add_app(client):
    page = client.get("/accounts/app/add/")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.text)[1]
    answer = client.post("/accounts/app/add/", {"code": totp_code(secret)})
    assert answer.url == ACCOUNT
    return secret


def make_codes(client):
    page = client.post("/accounts/recovery-codes/").text
    return re.findall(r"<li><code>([a-z0-9-]{29})</code></li>", page)


@pytest.fixture
def secret(begun, noon):
    """The key of the clinician's app; its next code has not been used."""
    secret = add_app(begun)
    noon.shift(timedelta(seconds=150))
    return secret


def test_an_app_is_added_after_the_password_alone(client, clinician):
    enter(client, clinician.email)
    asked = client.get("/accounts/app/add/")
    assert asked.url.startswith("/accounts/reauthenticate/?next=")
    confirm(client)
    assert client.get("/accounts/app/add/").status_code == 200
    assert not Authenticator.objects.exists()


def test_five_minutes_after_the_password_it_is_asked_again(begun, noon):
    noon.shift(timedelta(minutes=5, seconds=1))
    asked = begun.get("/accounts/app/add/")
    assert asked.url.startswith("/accounts/reauthenticate/")


def test_a_wrong_code_adds_no_app_and_keeps_the_key(begun):
    page = begun.get("/accounts/app/add/").text
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert 'src="data:image/svg+xml;base64,' in page
    answer = begun.post("/accounts/app/add/", {"code": "000000"})
    assert "The code is wrong" in answer.text and secret in answer.text
    assert not Authenticator.objects.exists()


def test_what_is_changed_is_told_by_mail(transactional_db, begun, clinician):
    add_app(begun)
    (message,) = mail.outbox
    assert message.to == [clinician.email]
    assert "An authenticator app was added to your account." in message.body
    assert "127.0.0.1" in message.body


def test_the_key_is_encrypted_in_the_database(secret):
    assert secret not in str(Authenticator.objects.get().data)


def test_the_password_alone_opens_nothing(secret, clinician, patient):
    half = Client()
    assert enter(half, clinician.email).url == CODE
    assert in_use.SESSION_COOKIE_NAME in half.cookies
    others = map(reverse, ("mfa_index", "mfa_activate_totp"))
    for url in (*list_guarded(), *others, reverse("patient", args=[patient.ref])):
        for ask in (half.get, half.post):
            answer = ask(url)
            to = answer.headers.get("Location", "")
            assert answer.status_code == 405 or to.startswith(LOGIN), url
    assert half.get("/accounts/token/").status_code == 401


def test_the_code_signs_in_and_the_session_gets_another_key(secret, clinician):
    client = Client()
    enter(client, clinician.email)
    half = client.cookies[in_use.SESSION_COOKIE_NAME].value
    answer = client.post(CODE, {"code": totp_code(secret)})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.cookies[in_use.SESSION_COOKIE_NAME].value != half
    assert client.get("/").status_code == 200
    old = Client()
    old.cookies[in_use.SESSION_COOKIE_NAME] = half
    assert old.get("/").status_code == 302


@pytest.mark.parametrize("later", [0, 31, 59])
def test_a_code_is_used_once(secret, clinician, noon, later):
    code = totp_code(secret)
    first, second = Client(), Client()
    enter(first, clinician.email)
    enter(second, clinician.email)
    assert first.post(CODE, {"code": code}).status_code == 302
    noon.shift(timedelta(seconds=later))
    answer = second.post(CODE, {"code": code})
    assert "The code is wrong, or was used already." in answer.text


def test_the_code_that_added_the_app_does_not_sign_in(begun, clinician):
    code = totp_code(add_app(begun))
    other = Client()
    enter(other, clinician.email)
    assert other.post(CODE, {"code": code}).status_code == 200


def test_after_five_wrong_codes_the_right_one_is_refused(secret, clinician, noon):
    client = Client()
    enter(client, clinician.email)
    for _ in range(5):
        assert "The code is wrong" in client.post(CODE, {"code": "000000"}).text
    refused = client.post(CODE, {"code": totp_code(secret)})
    assert "Too many attempts" in refused.text
    again = Client()
    enter(again, clinician.email)
    assert "Too many attempts" in again.post(CODE, {"code": totp_code(secret)}).text
    noon.shift(timedelta(minutes=15))
    last = Client()
    enter(last, clinician.email)
    assert last.post(CODE, {"code": totp_code(secret)}).status_code == 302


def test_wrong_codes_elsewhere_do_not_lock_a_browser_that_is_known(
    secret, begun, clinician
):
    begun.post("/accounts/logout/")
    stranger = Client()
    enter(stranger, clinician.email)
    for _ in range(6):
        stranger.post(CODE, {"code": "000000"})
    enter(begun, clinician.email)
    assert begun.post(CODE, {"code": totp_code(secret)}).status_code == 302


def test_recovery_codes_are_shown_once_and_kept_as_hashes(secret, begun):
    confirm(begun)
    codes = make_codes(begun)
    assert len(set(codes)) == 10
    kept = str(Authenticator.objects.get(type="recovery_codes").data)
    assert not any(code.replace("-", "") in kept for code in codes)
    assert not any(code in begun.get("/accounts/recovery-codes/").text for code in codes)
    assert "10 codes are left" in " ".join(begun.get(ACCOUNT).text.split())


def test_recovery_codes_can_be_downloaded_from_their_page(secret, begun):
    confirm(begun)
    page = begun.post("/accounts/recovery-codes/").text
    file = unquote(re.search(r'href="data:text/plain;charset=utf-8,([^"]+)"', page)[1])
    assert file.split() == re.findall(r"<li><code>([^<]+)</code>", page)


@pytest.mark.parametrize("typed", [str, str.upper, lambda code: code.replace("-", " ")])
def test_a_recovery_code_signs_in_once(secret, begun, clinician, typed):
    confirm(begun)
    code = typed(make_codes(begun)[3])
    first, second = Client(), Client()
    enter(first, clinician.email)
    assert first.post(CODE, {"code": code}).status_code == 302
    enter(second, clinician.email)
    assert second.post(CODE, {"code": code}).status_code == 200
    assert "9 codes are left" in " ".join(first.get(ACCOUNT).text.split())


def test_new_recovery_codes_take_the_place_of_earlier_ones(secret, begun, clinician):
    confirm(begun)
    earlier = make_codes(begun)
    make_codes(begun)
    other = Client()
    enter(other, clinician.email)
    assert other.post(CODE, {"code": earlier[0]}).status_code == 200


def test_without_a_factor_there_are_no_recovery_codes(begun):
    assert make_codes(begun) == []
    assert not Authenticator.objects.exists()


def test_adding_or_removing_a_factor_ends_other_sessions(
    transactional_db, begun, clinician
):
    other = Client()
    enter(other, clinician.email)
    assert other.get("/").status_code == 200
    add_app(begun)
    assert other.get("/").status_code == 302
    assert begun.get("/").status_code == 200
    assert "this session" in begun.get(ACCOUNT).text
    begun.post("/accounts/app/remove/")
    assert not Authenticator.objects.exists()
    assert begun.get("/").status_code == 200
    assert "The authenticator app of your account was removed." in mail.outbox[-1].body


def test_what_is_confirmed_for_one_is_not_for_the_other(secret, begun, nurse):
    """Another person's session on the same machine starts without it."""
    confirm(begun)
    begun.post("/accounts/logout/")
    enter(begun, nurse.email)
    assert begun.get("/accounts/app/add/").url.startswith("/accounts/reauthenticate/")


class TestRequired:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.SECOND_FACTOR_REQUIRED = True

    @pytest.mark.parametrize("role", ["clinician", "nurse", "administrator", "superuser"])
    def test_staff_without_one_are_led_to_their_account(self, request, client, role):
        enter(client, request.getfixturevalue(role).email)
        for url in ("/", "/patients/", "/notes/", "/import/"):
            assert client.get(url).url == ACCOUNT
            assert client.post(url).url == ACCOUNT
        assert "Add a second factor first." in client.get(ACCOUNT).text
        assert client.get("/patients/", headers={"hx-request": "true"}).status_code == 403
        assert client.get("/about/").status_code == 200

    def test_with_one_they_go_on(self, begun):
        assert begun.get("/").url == ACCOUNT
        add_app(begun)
        assert begun.get("/").status_code == 200

    def test_who_removes_the_last_one_is_led_there_again(self, begun):
        add_app(begun)
        assert begun.get("/").status_code == 200
        begun.post("/accounts/app/remove/")
        assert begun.get("/").url == ACCOUNT

    def test_a_patient_chooses(self, client, patient, patient_user):
        enter(client, patient_user.email)
        assert client.get("/me/").status_code == 200

    def test_once_known_it_costs_no_question(self, begun, django_assert_num_queries):
        add_app(begun)
        begun.get("/about/")
        begun.get("/notes/")
        with django_assert_num_queries(3):  # as many as without
            begun.get("/notes/")


def test_the_demonstration_asks_for_none(client, clinician):
    enter(client, clinician.email)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "",
        "reauthenticate/",
        "app/add/",
        "recovery-codes/",
        "passkeys/add/",
        "password/change/",
    ],
)
def test_pages_with_secrets_are_neither_kept_nor_compressed(begun, path):
    answer = begun.get(ACCOUNT + path, headers={"accept-encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in answer.headers


def test_a_passkey_login_that_is_forged_signs_nobody_in(client, clinician):
    client.get("/accounts/passkeys/sign-in/", headers={"accept": "application/json"})
    for sent in ("{}", "[]", '{"id": "x"}', "null", "x" * 200, '{"response": 1}'):
        answer = client.post("/accounts/passkeys/sign-in/", {"credential": sent})
        assert (answer.status_code, answer.url) == (302, LOGIN), sent
    assert client.get("/").status_code == 302


def test_with_another_key_of_the_server_no_code_is_right(secret, clinician, settings):
    settings.SECRET_KEY = "another key of the server, as after a loss of the folder"
    client = Client()
    enter(client, clinician.email)
    assert "The code is wrong" in client.post(CODE, {"code": totp_code(secret)}).text


def test_the_key_of_the_server_can_be_changed(secret, begun, clinician, settings):
    """As a start with the earlier one listed does; then that one goes."""
    confirm(begun)
    recovery = make_codes(begun)[0]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the server, made anew after a year of use"
    assert begun.get("/").status_code == 200
    sign_in.encrypt_factors_anew()
    settings.SECRET_KEY_FALLBACKS = []
    for code in (totp_code(secret), recovery):
        client = Client()
        enter(client, clinician.email)
        assert client.post(CODE, {"code": code}).status_code == 302
