"""Answers that are held between two of their statements while somebody writes."""

import re
from contextlib import ExitStack
from threading import Event, Thread

from django.db import connection
from django.test import Client
from django.urls import reverse

PATIENCE = 60  # seconds; an answer takes a tenth of one
_OF_THE_RECORD = re.compile(r'^SELECT.*"labs_(?!user|membership|clinic\b|auditevent)')
# What differs from one answer to the next: tokens, marks, names of forms, the minute.
_CHANGING = (
    r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"',
    r"page=[\w%:.-]+",
    r'name="submission" value="\w+"',
    r"(Printed|Data as of) \d+ \w+ \d+,? \d+:\d+",
    r'"as_of": "[^"]+"',
)


class Reader:
    """One person at one address."""

    def __init__(self, user, url):
        self.client = Client()
        self.client.force_login(user)
        self.url = url

    def read(self, after=lambda nth: None):
        """Status and text; `after` is told the number of each statement of the record."""
        asked = []

        def hook(execute, sql, params, many, context):
            found = execute(sql, params, many, context)
            if _OF_THE_RECORD.match(sql):
                asked.append(sql)
                after(len(asked))
            return found

        with connection.execute_wrapper(hook):
            response = self.client.get(self.url)
            text = b"".join(response).decode()
        for changing in _CHANGING:
            text = re.sub(changing, "", text)
        return response.status_code, text


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


def wrong_beside(write, readers, nth=1):
    """Answers that began before the write and are neither as before nor as after it."""
    before = [reader.read() for reader in readers]
    with ExitStack() as waiting:
        answers = [waiting.enter_context(Held(reader, nth)) for reader in readers]
        write()
    after = [reader.read() for reader in readers]
    assert before != after, "the write is seen by nobody"
    told = zip(readers, before, answers, after, strict=True)
    return [
        (reader.url, answer.answer and answer.answer[0])
        for reader, old, answer, new in told
        if answer.answer not in (old, new)
    ]


def staff(user, patient, panel):
    """A clinician at each address that shows a patient."""
    at = [patient.ref]
    pages = ("patient", "series", "draws_csv", "figure", "panel_new", "details")
    lists = ("decisions", "treatments", "baselines", "ranges")
    urls = [reverse(name, args=at) for name in (*pages, *lists)]
    urls += [reverse("panel", args=[*at, panel.uid]), "/", "/patients/"]
    return [Reader(user, url) for url in urls]


def portal(user):
    return [Reader(user, url) for url in ("/me/", "/me/series.json")]
