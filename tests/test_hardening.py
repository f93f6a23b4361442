"""What the ASVS asks of the whole program, and no room's own test holds: docs/asvs.md."""

import base64
import pickle
import re

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest, ServerNotImplemented

from labs.views.health import _TEXT
from tests.factories import PASSWORD
from tests.test_deploy import DEPLOY, read_unit
from tests.test_sign_in import LOGIN, enter
from tracker import passwords
from tracker import settings as ours

ROOT = ours.BASE_DIR
LONG = f"  Straße № 7, ĳ 🔑 {'ab cd ' * 14} "
CHANGE = "/accounts/password/change/"


def change(client, new, old=PASSWORD):
    form = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(CHANGE, form)


def test_a_password_of_any_signs_is_kept_exactly_as_typed(client, nurse):
    enter(client, nurse.email)
    assert len(LONG) > 64
    assert change(client, LONG).status_code == 302
    for typed in (LONG.strip(), LONG.lower(), LONG[:64]):
        assert enter(Client(), nurse.email, typed).status_code == 200
    assert enter(Client(), nurse.email, LONG).status_code == 302


@pytest.mark.parametrize("old", ["", "not the password 1"])
def test_a_password_is_changed_by_who_knows_the_one_before(client, nurse, old):
    enter(client, nurse.email)
    assert change(client, LONG, old).status_code == 200
    nurse.refresh_from_db()
    assert nurse.check_password(PASSWORD)


@pytest.mark.parametrize(
    "word", ["HPGtracker2026!", "TestosteronKlinik", "patientpatient1"]
)
def test_a_password_of_words_of_this_place_is_refused(client, nurse, word):
    enter(client, nurse.email)
    assert "easy to guess here" in change(client, word).text
    passwords.WordsValidator().validate(f"{word} seven herons")
    with pytest.raises(ValidationError):
        passwords.WordsValidator().validate(word)


@pytest.mark.parametrize("leaked", ["linkedin2011", "CounterStrike", "pe#5gz29ptzmse"])
def test_a_password_that_is_known_from_leaks_is_refused(client, nurse, leaked):
    enter(client, nurse.email)
    assert "This password is too common." in change(client, leaked).text


def test_a_box_for_a_password_is_masked_and_can_be_filled_by_a_keeper(client, nurse):
    pages = [client.get(LOGIN).text]
    enter(client, nurse.email)
    pages += [client.get(CHANGE).text, client.get("/").text]  # the last with its lock
    boxes = [
        box for page in pages for box in re.findall(r"<input[^>]*password[^>]*>", page)
    ]
    assert len(boxes) > 4
    for box in boxes:
        assert 'type="password"' in box
        assert re.search('autocomplete="(current|new)-password"', box)
    scripts = [path.read_text() for path in ROOT.glob("labs/static/labs/*.js")]
    assert not any(
        re.search(r"[\"'](paste|copy|contextmenu)[\"']", text) for text in scripts
    )


def test_passwords_are_kept_as_slow_hashes():
    assert not hasattr(ours, "PASSWORD_HASHERS")
    assert global_settings.PASSWORD_HASHERS[0].endswith(".PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= 600_000


def test_an_answer_names_its_kind_and_its_letters(client, sign_in, clinician, patient):
    page = f"/patients/{patient.ref}/"
    sign_in(clinician)
    for path, kind in (
        ("/", "text/html; charset=utf-8"),
        ("/nowhere/", "text/html; charset=utf-8"),
        (f"{page}series.json", "application/json"),  # which is UTF-8 always
        (f"{page}draws.csv", "text/csv; charset=utf-8"),
        ("/healthz", _TEXT),
    ):
        assert client.get(path).headers["Content-Type"] == kind
    file = client.get(f"{page}draws.csv").headers["Content-Disposition"]
    assert file == f'attachment; filename="draws-{patient.ref}.csv"'


def test_everybody_who_is_signed_in_can_sign_out_on_each_page(
    sign_in, clinician, patient, patient_user
):
    his = {"/me/": patient_user}
    hers = dict.fromkeys(["/", f"/patients/{patient.ref}/", "/accounts/"], clinician)
    for path, user in (his | hers).items():
        page = sign_in(user).get(path)
        assert page.status_code == 200
        assert 'action="/accounts/logout/"' in page.text


def test_no_folder_is_listed(client, db):
    for path in ("/static/", "/static/labs/", "/static/labs", "/.git/config"):
        assert client.get(path).status_code in (302, 404)


def test_what_stands_in_the_cache_is_read_and_never_run(db):
    ran = base64.b64encode(pickle.dumps(print)).decode()
    cache.set("counted", [1.5])
    assert cache.get("counted") == [1.5]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET value = %s", [ran])
    with pytest.raises(ValueError):
        cache.get("counted")


def _parse(head):
    parser = HTTPRequestParser(Adjustments())
    parser.received(head.replace("\n", "\r\n").encode())
    return parser


def test_where_a_request_ends_is_told_in_one_way():
    post = "POST / HTTP/1.1\nHost: x\nContent-Length: 3\n"
    both = _parse(f"{post}Transfer-Encoding: chunked\n\n")
    assert both.chunked and both.content_length == 0
    assert isinstance(_parse(f"{post}Content-Length: 4\n\n").error, BadRequest)
    other = _parse(f"{post}Transfer-Encoding: gzip\n\n")
    assert isinstance(other.error, ServerNotImplemented)


def test_every_library_is_locked_by_hash():
    for lock in ROOT.glob("requirements*.lock"):
        text = re.sub(r"\\\n\s*", "", lock.read_text())
        named = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==.*$", text, re.M)
        assert named
        assert all("--hash=sha256:" in line for line in named)
    packages = (ROOT / "package-lock.json").read_text()
    assert packages.count('"node_modules/') == packages.count('"integrity": "sha512-') > 0
    assert "--require-hashes" in "".join(path.read_text() for path in ROOT.glob(".ci/*.py"))


def test_the_server_cannot_read_the_history_of_its_sources():
    for path in DEPLOY.glob("*.service"):
        assert read_unit(path)["Service"]["InaccessiblePaths"] == "-/opt/hpg-tracker/.git"
    assert ".git" in (ROOT / ".containerignore").read_text().split()


def test_a_browser_keeps_the_moment_of_the_last_touch_and_nothing_else():
    scripts = "".join(path.read_text() for path in ROOT.glob("labs/static/labs/*.js"))
    assert set(re.findall(r"(?:local|session)Storage\.\w+\([^)]*", scripts)) == {
        "localStorage.getItem(KEY",
        "localStorage.removeItem(KEY",
        "localStorage.setItem(KEY, String(active",
    }
    assert not re.search("indexedDB|caches\\.|serviceWorker|postMessage", scripts)
    assert '"historyCacheSize": 0' in (ROOT / "templates/base.html").read_text()
