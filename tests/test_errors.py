"""A database that is busy, full or gone is a 503 that says so; any other error is a 500."""

import sqlite3
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from labs.models import Panel
from tests import factories
from tests.pages import filled, text
from tracker.errors import explain_database_error

SOON = 200  # milliseconds that a test waits for a lock
SQLITE = connection.vendor == "sqlite"


def _sqlite(code):
    cause = sqlite3.OperationalError("told in words")
    cause.sqlite_errorcode = code
    return cause


def _error(cause, kind=OperationalError):
    error = kind("told in words")
    error.__cause__ = cause
    return error


BUSY = {
    "busy": _error(_sqlite(sqlite3.SQLITE_BUSY)),
    "locked": _error(_sqlite(sqlite3.SQLITE_LOCKED_SHAREDCACHE)),
    "changed meanwhile": _error(_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT)),
    "lock timeout": _error(psycopg.errors.LockNotAvailable()),
    "serialization": _error(psycopg.errors.SerializationFailure()),
    "deadlock": _error(psycopg.errors.DeadlockDetected()),
}
UNUSABLE = {
    "full": _error(_sqlite(sqlite3.SQLITE_FULL)),
    "read-only": _error(_sqlite(sqlite3.SQLITE_READONLY_DBMOVED)),
    "cannot be opened": _error(_sqlite(sqlite3.SQLITE_CANTOPEN)),
    "disk": _error(_sqlite(sqlite3.SQLITE_IOERR_WRITE)),
    "server full": _error(psycopg.errors.DiskFull()),
    "server read-only": _error(psycopg.errors.ReadOnlySqlTransaction()),
    "server shuts down": _error(psycopg.errors.AdminShutdown()),
    "server starts": _error(psycopg.errors.CannotConnectNow()),
    "too many": _error(psycopg.errors.TooManyConnections()),
    "server gone": _error(psycopg.OperationalError("connection refused")),
}
OVERTAKEN = {
    "key": _error(_sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE), IntegrityError),
    "primary key": _error(_sqlite(sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY), IntegrityError),
    "server's key": _error(psycopg.errors.UniqueViolation(), IntegrityError),
}
CRASH = {
    "ours": ValueError("database is locked"),
    "bare": OperationalError("database is locked"),
    "words alone": _error(sqlite3.OperationalError("database or disk is full")),
    "broken file": _error(_sqlite(sqlite3.SQLITE_CORRUPT), DatabaseError),
    "no such table": _error(_sqlite(sqlite3.SQLITE_ERROR)),
    "constraint": _error(_sqlite(sqlite3.SQLITE_CONSTRAINT), IntegrityError),
    "server's constraint": _error(psycopg.errors.CheckViolation(), IntegrityError),
    "guard": _error(_sqlite(sqlite3.SQLITE_CONSTRAINT_TRIGGER), IntegrityError),
    "server's syntax": _error(psycopg.errors.SyntaxError(), DatabaseError),
    "nothing": None,
}


@pytest.mark.parametrize("error", BUSY.values(), ids=BUSY)
def test_a_lock_is_waited_for_and_then_tried_again_soon(error):
    why = explain_database_error(error)
    assert (why.busy, why.retry_after) == (True, 5)
    assert "busy" in why.sentence


@pytest.mark.parametrize("error", UNUSABLE.values(), ids=UNUSABLE)
def test_what_a_person_must_mend_is_tried_again_later(error):
    why = explain_database_error(error)
    assert (why.busy, why.retry_after) == (False, 60)
    assert "administrator" in why.sentence


@pytest.mark.parametrize("error", OVERTAKEN.values(), ids=OVERTAKEN)
def test_who_was_overtaken_is_told_to_ask_again(error):
    why = explain_database_error(error)
    assert (why.retry_after, why.sentence.split(".")[0]) == (
        5,
        "Somebody else saved the same at this moment",
    )


@pytest.mark.parametrize("error", CRASH.values(), ids=CRASH)
def test_whatever_else_breaks_is_a_crash(error):
    assert explain_database_error(error) is None


def test_a_lock_is_waited_for_five_seconds():
    options = settings.DATABASES["default"]["OPTIONS"]
    waits = options["timeout"] if SQLITE else options["options"]
    assert waits == (5 if SQLITE else "-c lock_timeout=5s")


@pytest.fixture
def impatient(transactional_db):
    """As the settings say, only sooner."""
    with connection.cursor() as cursor:
        if SQLITE:
            cursor.execute(f"PRAGMA busy_timeout = {SOON}")
        else:
            cursor.execute(f"SET lock_timeout = {SOON}")
    yield
    connection.close()


@contextmanager
def locked():
    """Somebody else holds what every writer of the clinic needs."""
    name = str(connection.settings_dict["NAME"])
    if SQLITE:
        other = sqlite3.connect(name, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(**connection.get_connection_params() | {"dbname": name})
        other.execute("LOCK TABLE labs_auditevent, cache, django_session")
    try:
        yield
    finally:
        other.rollback() if not SQLITE else other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def waits():
    """The statements that waited for a lock in vain."""
    found = []

    def hook(execute, sql, *more):
        try:
            return execute(sql, *more)
        except OperationalError:
            found.append(sql)
            raise

    with connection.execute_wrapper(hook):
        yield found


@contextmanager
def full():
    """A real answer of SQLite's: not one page more."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # nor one that an earlier test has left free
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def test_a_page_that_meets_a_lock_is_told_to_come_again(
    impatient, client, clinician, patient, waits
):
    client.force_login(clinician)
    with locked():
        answer = client.get(reverse("patient", args=[patient.ref]))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(waits) == 1
    assert "The database is busy" in text(answer)
    assert patient.name not in answer.text
    assert client.get(reverse("patient", args=[patient.ref])).status_code == 200


def test_programs_are_told_in_json(impatient, client, clinician, patient):
    client.force_login(clinician)
    with locked():
        answer = client.get(reverse("series", args=[patient.ref]))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json() == {"error": "The database is busy. Try again in a few seconds."}


def test_a_sheet_is_kept_and_can_be_sent_again(impatient, client, nurse, patient, waits):
    client.force_login(nurse)
    url = reverse("panel_new", args=[patient.ref])
    sheet = filled(client.get(url), "sheet", day="2026-03-09", lh_value="<0.1")
    with locked():
        whole = client.post(url, sheet)
        part = client.post(url, sheet, headers={"HX-Request": "true"})
    assert (whole.status_code, part.status_code, len(waits)) == (503, 503, 2)
    assert "your form is still filled in" in text(whole)
    assert "<html" not in part.text
    assert 'role="alert"' in part.text
    assert Panel.objects.count() == 0
    assert client.post(url, sheet).status_code == 303
    assert Panel.objects.count() == 1


def test_a_session_that_meets_a_lock_is_no_bad_request(
    transactional_db, client, nurse, patient
):
    """The draw is saved, what is said of it is not: sent again, it is one draw."""
    client.force_login(nurse)
    url = reverse("panel_new", args=[patient.ref])
    sheet = filled(client.get(url), "sheet", day="2026-03-09", lh_value="<0.1")

    def hook(execute, sql, *more):
        if sql.startswith('UPDATE "django_session"'):
            raise BUSY["busy"]
        return execute(sql, *more)

    with connection.execute_wrapper(hook):
        answer = client.post(url, sheet)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5")
    assert "may not have been saved" in text(answer)
    assert client.post(url, sheet).status_code == 303
    assert Panel.objects.count() == 1


def test_who_was_overtaken_is_no_crash_and_sends_the_form_again(
    transactional_db, client, nurse, patient, caplog
):
    """Whichever door it is: the row is rolled back, and the crash is still reported."""
    client.force_login(nurse)
    url = reverse("panel_new", args=[patient.ref])
    sheet = filled(client.get(url), "sheet", day="2026-03-09", lh_value="<0.1")

    def hook(execute, sql, *more):
        answer = execute(sql, *more)
        if sql.startswith('INSERT INTO "labs_result"'):
            raise OVERTAKEN["key"]
        return answer

    with connection.execute_wrapper(hook):
        answer = client.post(url, sheet)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5")
    assert "Somebody else saved the same at this moment." in text(answer)
    assert "your form is still filled in" in text(answer)
    assert [each.levelname for each in caplog.records if each.exc_info] == ["ERROR"]
    assert Panel.objects.count() == 0
    assert client.post(url, sheet).status_code == 303
    assert Panel.objects.count() == 1


def test_who_signs_in_meets_a_lock_too(impatient, client, clinician, waits):
    with locked():
        answer = client.post(
            "/accounts/login/", {"login": clinician.email, "password": factories.PASSWORD}
        )
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5"), (
        answer.headers
    )


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL's disk cannot be filled from here")
def test_a_full_disk_is_said_and_data_needs_its_event(
    transactional_db, client, clinician, patient
):
    client.force_login(clinician)
    url = reverse("draws_csv", args=[patient.ref])
    with full():
        answers = (client.get(url) for _ in range(200))
        refused = next(answer for answer in answers if answer.status_code != 200)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    assert "cannot be reached or written to" in text(refused)
    assert client.get(url).status_code == 200


def test_it_is_ready_when_it_can_write_and_not_while_it_cannot(impatient, client):
    assert client.get("/readyz").status_code == 200
    with locked():
        answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready")
    assert client.get("/readyz").status_code == 200


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL's disk cannot be filled from here")
def test_it_is_not_ready_while_the_disk_takes_nothing(transactional_db, client):
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        answer = client.get("/readyz")
        cursor.execute("PRAGMA query_only = OFF")
    assert (answer.status_code, answer.text) == (503, "not ready")


def test_a_database_that_is_gone_is_said(transactional_db, client, monkeypatch):
    connection.close()
    name, place = ("NAME", "/nowhere/db.sqlite3") if SQLITE else ("PORT", "1")
    with monkeypatch.context() as gone:
        gone.setitem(connection.settings_dict, name, place)
        page, ready = client.post("/accounts/login/", {}), client.get("/readyz")
        lives = client.get("/healthz")
    connection.close()
    assert (ready.status_code, lives.status_code) == (503, 200)
    assert page.status_code in (200, 503)
