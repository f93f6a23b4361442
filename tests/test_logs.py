"""Nothing that somebody typed or that is known of a man stands in a log or a 500 page."""

import io
import json
import logging
import re

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.urls import URLResolver, get_resolver

from tests import factories
from tracker.logs import JsonLine, describe_error, write_traceback

MARKER = "Xanthippe7771"


@pytest.fixture
def log():
    """What production would write: every logger, in its form."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLine())
    answers = logging.getLogger("tracker.answers")
    for logger in (logging.getLogger(), answers):
        logger.addHandler(handler)
    answers.setLevel(logging.INFO)
    yield written
    for logger in (logging.getLogger(), answers):
        logger.removeHandler(handler)
    answers.setLevel(logging.NOTSET)


def crash(get_response):
    """A view that fails with all that it was sent in the words of its error."""

    def process_view(request, view, args, kwargs):
        row = request.POST.dict() | request.GET.dict() | kwargs
        raise ValueError(f"{row} {request.headers} of {MARKER}")

    def middleware(request):
        return get_response(request)

    middleware.process_view = process_view
    return middleware


def _patterns(resolver, before="/"):
    for each in resolver.url_patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _patterns(each, here)
        else:
            yield re.sub(r"\(\?P<.*?\+\)|[\^$]", MARKER, here)


def _addresses(ref):
    for address in _patterns(get_resolver()):
        for patient in (ref, MARKER):
            own = address.replace("<slug:ref>", patient)
            yield re.sub(r"<\w+:\w+>", MARKER, own)


FIELDS = (
    *("login", "password", "find", "name", "number", "born", "email", "act", "note"),
    *("what", "reason", "laboratory", "dose_text", "agent", "lh-value", "comment"),
    *("text", "date"),
)


@pytest.mark.parametrize("crashes", [True, False])
def test_nothing_that_is_sent_is_logged(
    log, sign_in, clinician, patient, settings, crashes
):
    if crashes:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.test_logs.crash"]
    client = sign_in(clinician)
    client.raise_request_exception = False
    sent = dict.fromkeys(FIELDS, MARKER)
    headers = {"User-Agent": MARKER, "Referer": f"https://a.example/{MARKER}"}
    headers |= {"X-Request-ID": MARKER, "X-Forwarded-For": MARKER}
    shown = []
    for address in dict.fromkeys(_addresses(patient.ref)):
        for method in (client.get, client.post):
            answer = method(f"{address}?q={MARKER}", sent, headers=headers)
            if answer.status_code == 500:
                shown.append(answer.text)
        client.force_login(clinician)
    assert len(log.getvalue().splitlines()) > 100
    assert MARKER not in log.getvalue()
    assert MARKER not in "".join(shown)
    assert not [each for each in mail.outbox if MARKER in str(each.message())]
    assert bool(shown) == crashes


def test_a_crash_is_one_object_with_places_and_kinds(log, client, monkeypatch):
    client.raise_request_exception = False

    def fail():
        try:
            raise KeyError(MARKER)
        except KeyError as error:
            raise ValueError(MARKER) from error

    monkeypatch.setattr("labs.views.health.list_faults", fail)
    number = client.get("/readyz").headers["X-Request-ID"]
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (crash,) = [line for line in lines if "traceback" in line]
    assert (crash["request"], crash["error"], crash["status"]) == (
        number,
        "ValueError",
        500,
    )
    assert crash["message"] == "Internal Server Error"
    kinds = [line for line in crash["traceback"] if ":" not in line]
    assert kinds == ["KeyError", "ValueError"]
    assert any(
        "tests/test_logs.py" in line and "in fail" in line for line in crash["traceback"]
    )
    assert MARKER not in log.getvalue()


def test_an_address_is_told_by_its_view_and_the_refs_in_it(log, sign_in, nurse, patient):
    factories.drawn(patient, by=nurse, lh="3.2")
    sign_in(nurse).get(f"/patients/{patient.ref}/?from=2026-01-01")
    line = json.loads(log.getvalue().splitlines()[-1])
    assert (line["method"], line["view"], line["status"]) == ("GET", "patient", 200)
    assert line["refs"] == {"ref": patient.ref}
    assert "2026-01-01" not in log.getvalue()
    assert isinstance(line["milliseconds"], int)


def test_an_error_of_the_database_is_told_by_its_code(db, log):
    with pytest.raises(IntegrityError) as caught, connection.cursor() as cursor:
        cursor.execute("INSERT INTO labs_clinic (slug) VALUES (NULL)")
    said = describe_error(caught.value)
    assert re.fullmatch(r"IntegrityError (SQLITE_CONSTRAINT\w*|23502)", said)
    logging.getLogger("x").warning("It was not anchored: %s", IntegrityError(MARKER))
    assert MARKER not in log.getvalue()
    assert MARKER not in "".join(write_traceback(ValueError(MARKER)))
