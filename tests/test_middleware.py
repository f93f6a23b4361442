"""HTTP manners: what is kept, what is compressed, where a signed-out fragment goes."""

import gzip
import io
import logging
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import factories
from tracker import demonstration, middleware
from tracker.configuration import read_networks


def test_no_answer_of_a_view_may_be_kept(sign_in, clinician, patient):
    client = sign_in(clinician)
    answers = {
        "page": client.get("/"),
        "record": client.get(reverse("patient", args=[patient.ref])),
        "json": client.get(reverse("series", args=[patient.ref])),
        "not found": client.get("/patients/aaaaaaaaaaaa/"),
        "no such address": client.get("/nowhere/"),
        "not allowed": client.get("/me/"),
        "not the method": client.delete("/healthz"),
        "sign out": client.post(reverse("account_logout")),
        "redirect to sign-in": client.get("/"),
        "sign-in": client.get("/accounts/login/"),
    }
    kept = {
        name for name, at in answers.items() if at.headers["Cache-Control"] != "no-store"
    }
    assert kept == set()
    assert {at.status_code for at in answers.values()} == {200, 302, 404, 405}


def test_a_crash_may_not_be_kept_either(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("labs.views.health.list_faults", lambda: 1 / 0)
    crash = client.get("/readyz")
    assert (crash.status_code, crash.headers["Cache-Control"]) == (500, "no-store")
    assert "Something went wrong" in crash.text


@pytest.fixture
def log(monkeypatch):
    """What the server writes on its standard error."""
    written = io.StringIO()
    monkeypatch.setattr(logging.getHandlerByName("console"), "stream", written)
    return written


def test_a_refusal_is_one_line_of_the_log_and_names_nobody(sign_in, nurse, patient, log):
    client = sign_in(nurse)
    path = reverse("decisions", args=[patient.ref])
    assert client.post(path).status_code == 403
    assert client.get("/patients/aaaaaaaaaaaa/").status_code == 404
    refused, missing = log.getvalue().splitlines()
    assert refused.endswith(f"WARNING django.request Forbidden (Permission denied): {path}")
    assert missing.endswith("WARNING django.request Not Found: /patients/aaaaaaaaaaaa/")


def test_a_crash_keeps_its_traceback_in_the_log(client, monkeypatch, log):
    client.raise_request_exception = False
    monkeypatch.setattr("labs.views.health.list_faults", lambda: 1 / 0)
    assert client.get("/readyz").status_code == 500
    assert "Traceback" in log.getvalue()
    assert "ZeroDivisionError" in log.getvalue()


def test_what_is_too_large_is_answered_with_a_page_of_ours(sign_in, clinician):
    answer = sign_in(clinician).post(
        "/patients/", "find=" + "x" * 3_000_000, "application/x-www-form-urlencoded"
    )
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")
    assert "Not accepted" in answer.text


GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("name", ["patient", "series", "figure", "panel_new", "draws_csv"])
def test_what_a_get_shows_is_compressed(sign_in, clinician, nurse, patient, name):
    factories.drawn(patient, by=nurse, lh="3.2", testosterone="12.1")
    client, address = sign_in(clinician), reverse(name, args=[patient.ref])
    plain, answer = client.get(address), client.get(address, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert len(answer.content) < len(plain.content)
    assert gzip.decompress(answer.content)[:60] == plain.content[:60]


def test_chance_hides_the_length_of_a_compressed_answer(sign_in, clinician):
    """In the header's file name, of up to 100 letters."""
    client, names = sign_in(clinician), set()
    for _ in range(12):
        answer = client.get("/about/", headers=GZIP).content
        assert answer[3] == 8  # a name follows the ten bytes of the header
        names.add(answer[10:].partition(b"\0")[0])
    assert len(set(map(len, names))) > 1


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/key/1-x/",
        "/accounts/password/change/",
        "/accounts/token/",
        "/demo/sign-in/",
    ],
)
def test_a_page_with_a_secret_is_never_compressed(sign_in, clinician, path):
    for client in (Client(), sign_in(clinician)):
        address = f"{path}?t={demonstration.make_token(clinician)}"
        answer = client.get(address, headers=GZIP)
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/patients/", "/patients/new/"])
def test_an_answer_to_what_was_sent_is_never_compressed(sign_in, clinician, path):
    client = sign_in(clinician)
    assert "Content-Encoding" in client.get(path, headers=GZIP).headers
    answer = client.post(path, {"find": "Otto"}, headers=GZIP)
    assert len(answer.content) > 1000
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/patients/", "/me/", "/patients/aaaaaaaaaaaa/"])
def test_who_is_not_signed_in_is_sent_to_sign_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next={path}"


@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"Sec-Fetch-Dest": "empty"}], ids=["htmx", "fetch"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_request_in_the_background_is_told_and_led_nowhere(client, method, headers):
    answer = getattr(client, method)("/patients/", headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")
    assert not {"Location", "HX-Redirect", "HX-Location"} & set(answer.headers)


def test_a_whole_page_that_a_browser_asks_for_is_sent_to_sign_in(client):
    answer = client.get("/patients/", headers={"Sec-Fetch-Dest": "document"})
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/patients/")


def test_a_fresh_form_token_is_given_to_who_is_signed_in(client, sign_in, nurse):
    refused = client.get("/accounts/token/")
    assert (refused.status_code, refused.content) == (401, b"")
    assert "Location" not in refused.headers

    answer = sign_in(nurse).get("/accounts/token/")
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    assert (told["user"], told["name"]) == (nurse.pk, "Nils Synthetic")
    client.handler.enforce_csrf_checks = True
    old = client.post("/patients/", {"find": "Otto"}, headers={"X-CSRFToken": "x" * 64})
    assert (old.status_code, old.headers["X-Refused"]) == (403, "form-token")
    headers = {"X-CSRFToken": told["token"]}
    assert client.post("/patients/", {"find": "Otto"}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/accounts/login/", "/static/labs/tracker.css", "/nowhere/"]
)
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "FOO"])
def test_trace_and_unknown_methods_are_refused_everywhere(client, path, method):
    answer = client.generic(method, path, headers={"X-Secret": "sent"})
    assert answer.status_code == 405
    assert b"sent" not in answer.getvalue()


@pytest.mark.parametrize("path", ["/about/", "/static/labs/tracker.css", "/nowhere/"])
def test_every_answer_has_its_headers_and_an_id_of_its_own(client, db, path):
    answers = [client.get(path, headers={"X-Request-ID": "a" * 32}) for _ in range(2)]
    for answer in answers:
        answer.getvalue()  # which ends with it the file that is sent
        answer.close()
        assert "camera=(), " in answer.headers["Permissions-Policy"]
        assert "publickey" not in answer.headers["Permissions-Policy"]
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    numbers = {answer.headers["X-Request-ID"] for answer in answers}
    assert len(numbers) == 2  # a stranger's own is not taken
    assert all(re.fullmatch("[0-9a-f]{32}", number) for number in numbers)


@pytest.fixture
def heard(rf):
    """What a view is told of a request that came through `trust_proxies`."""

    def heard(peer, **headers):
        request = rf.get("/", REMOTE_ADDR=peer, headers=headers)
        middleware.trust_proxies(lambda request: HttpResponse())(request)
        return request

    return heard


def test_a_strangers_word_about_himself_is_not_taken(heard, settings):
    settings.TRUSTED_PROXIES = read_networks("10.0.0.0/8")
    said = {"X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "https"}
    request = heard("8.8.8.8", **said, **{"X-Request-ID": "a" * 32, "Forwarded": "for=1"})
    assert request.META["REMOTE_ADDR"] == "8.8.8.8"
    assert not {"X-Forwarded-Proto", "X-Request-Id", "Forwarded"} & set(request.headers)


@pytest.mark.parametrize(
    ("passed", "client"),
    [
        ("9.9.9.9", "9.9.9.9"),
        ("1.1.1.1, 9.9.9.9", "9.9.9.9"),  # the first is what the client itself had sent
        ("9.9.9.9, 10.0.0.2", "9.9.9.9"),
        ("2001:db8::7", "2001:db8::7"),
        ("9.9.9.9, nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_the_client_is_whom_the_last_proxy_heard(heard, settings, passed, client):
    settings.TRUSTED_PROXIES = read_networks("10.0.0.0/8")
    said = {"X-Forwarded-For": passed, "X-Forwarded-Proto": "https"}
    request = heard("10.0.0.1", **said)
    assert request.META["REMOTE_ADDR"] == client
    assert request.headers["X-Forwarded-Proto"] == "https"


def test_an_id_of_a_proxy_is_taken_if_it_is_one(client, settings):
    settings.TRUSTED_PROXIES = read_networks("127.0.0.1")
    for given, taken in (("0123456789abcdef", True), ("Otto Synthetic", False)):
        answer = client.get("/healthz", headers={"X-Request-ID": given})
        assert (answer.headers["X-Request-ID"] == given) == taken
