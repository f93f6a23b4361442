"""Answers that are held between two of their statements while somebody writes."""

import re
from contextlib import ExitStack
from threading import Event, Thread

from django.db import connection
from django.test import Client
from django.urls import reverse

PATIENCE = 60  # seconds; an answer takes a tenth of one
_OF_THE_RECORD = re.compile(r'^SELECT.*"labs_(?!user|membership|clinic\b|auditevent)')
_LOCKS = ("BEGIN IMMEDIATE", "pg_advisory_xact_lock")  # a writer: it is not held there
# What differs from one answer to the next: tokens, marks, names of forms, the minute.
_CHANGING = (
    r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"',
    r"page=[\w%:.-]+",
    r'name="submission" value="\w+"',
    r"(Printed|Data as of) \d+ \w+ \d+,? \d+:\d+",
    r'"as_of": "[^"]+"',
)


class Reader:
    """One person at one address; with `sent`, the form that is posted to it."""

    def __init__(self, user, url, sent=None):
        self.client = Client()
        self.client.force_login(user)
        self.url, self.sent = url, sent

    def read(self, after=lambda nth: None):
        """Status, text and where to; `after` is told the number of each statement."""
        asked, locked = [], []

        def hook(execute, sql, params, many, context):
            found = execute(sql, params, many, context)
            locked.extend(lock for lock in _LOCKS if lock in sql)
            if _OF_THE_RECORD.match(sql) and not locked:
                asked.append(sql)
                after(len(asked))
            return found

        with connection.execute_wrapper(hook):
            ask = self.client.get if self.sent is None else self.client.post
            response = ask(self.url, self.sent)
            text = b"".join(response).decode()
        for changing in _CHANGING:
            text = re.sub(changing, "", text)
        return response.status_code, text, response.headers.get("Location")


class Held(Thread):
    """An answer that waits after its nth statement until it is let go."""

    def __init__(self, reader, nth):
        super().__init__(daemon=True)
        self.reader, self.nth = reader, nth
        self.waits, self.go, self.answer = Event(), Event(), None

    def __enter__(self):
        self.start()
        assert self.waits.wait(PATIENCE)
        return self

    def run(self):
        try:
            self.answer = self.reader.read(self._after)
        finally:
            self.waits.set()  # it ended without an nth statement
            connection.close()

    def _after(self, nth):
        if nth == self.nth:
            self.waits.set()
            assert self.go.wait(PATIENCE)

    def __exit__(self, *error):
        self.go.set()
        self.join(PATIENCE)
        assert not self.is_alive()


def wrong_beside(write, readers):
    """Answers that began before the write and are neither as before nor as after it.

    `readers`: each with the number of the statement after which it waits for the write.
    """
    everybody = dict.fromkeys(reader for reader, _ in readers)
    old = {reader: reader.read() for reader in everybody}
    with ExitStack() as waiting:
        held = [waiting.enter_context(Held(reader, nth)) for reader, nth in readers]
        write()
    new = {reader: reader.read() for reader in everybody}
    whole = {reader: (old[reader], new[reader]) for reader in everybody}
    wrong = [each for each in held if each.answer not in whole[each.reader]]
    return [(each.reader.url, each.nth, each.answer) for each in wrong]


def readers(staff, owner, patient, panel):
    """Whoever has the most to ask, held in turn after each of the first statements."""
    at = [patient.ref]
    series = Reader(staff, reverse("series", args=at))
    draw = Reader(staff, reverse("panel", args=[*at, panel.uid]))
    return [
        (Reader(owner, "/me/series.json"), 2),  # first: the draw's page says that he read
        *((series, nth) for nth in range(1, 7)),
        *((draw, nth) for nth in (2, 4, 6, 9)),
        (Reader(staff, reverse("decisions", args=at)), 2),
        (Reader(staff, "/"), 1),
        (Reader(staff, "/patients/"), 1),
    ]
