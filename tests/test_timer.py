"""What is done by the clock: each job in its turn, and none stops the others."""

import os
import signal
import time
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import OperationalError, connection
from django.utils import timezone

from labs.views import health
from tracker import timer


@pytest.fixture(autouse=True)
def own(monkeypatch):
    monkeypatch.setattr(health, "_beat", bytearray(8))
    monkeypatch.setattr(timer.connections, "close_all", lambda: None)
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_the_chains_are_anchored_each_minute_and_sessions_cleared_each_day():
    seconds = {job.name: job.seconds for job in timer.JOBS}
    assert seconds["anchor the audit chains"] == 60
    assert seconds["clear ended sessions"] == 24 * 60 * 60
    assert seconds["delete files that nobody took"] == 60 * 60


def test_a_job_that_fails_is_logged_and_the_others_run(caplog):
    ran = []

    def fail():
        ran.append("bad")
        raise OperationalError("locked")

    jobs = [
        timer.Job("bad", 0, fail),
        timer.Job("end", 0, lambda: os.kill(os.getpid(), signal.SIGTERM)),
        timer.Job("late", 0, lambda: ran.append("late")),
    ]
    timer.run(os.getppid(), jobs)
    assert ran == ["bad"]  # told to stop, it begins no other
    assert "Job failed: bad" in caplog.text


def test_a_job_waits_for_its_seconds_and_the_timer_beats(monkeypatch):
    ran, now = [], [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def sleep(seconds):
        now[0] += 30
        if len(ran) == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(time, "sleep", sleep)
    timer.run(os.getppid(), [timer.Job("each minute", 60, lambda: ran.append(now[0]))])
    assert ran == [1000, 1060, 1120]
    assert health._measure_silence() == 30


def test_left_alone_it_ends():
    timer.run(os.getppid() + 1, [timer.Job("never", 0, pytest.fail)])


def test_sessions_that_have_ended_are_deleted_with_where_they_were(nurse, time_machine):
    time_machine.move_to("2026-03-10T12:00:00+01:00", tick=False)
    now = timezone.now()
    for key, hours in (("ended", -1), ("lasts", 1)):
        ends = now + timedelta(hours=hours)
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for key in ("ended", "lasts"):
        seen = {"last_seen_at": now - timedelta(hours=13), "ip": "192.0.2.1"}
        UserSession.objects.create(user=nurse, session_key=key, **seen)
    timer.clear_sessions()
    for kept in (Session, UserSession):
        assert [row.session_key for row in kept.objects.all()] == ["lasts"]


def test_counts_that_are_over_are_deleted(db, time_machine):
    time_machine.move_to("2026-03-10T12:00:00+01:00", tick=False)
    cache.set("over", [1.5], 60)
    cache.set("counts", [1.5], 3600)
    time_machine.shift(61)
    timer.clear_sessions()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        kept = {key for (key,) in cursor.fetchall()}
    assert ":1:counts" in kept and ":1:over" not in kept
