"""kill -9 around the commit: acknowledged is kept, nothing is torn, the chain holds."""

import os
import random
import signal
import time

import pytest

from tests.crash.writers import Writer, Writers, is_alive

KILLS, EACH_SIDE = 50, 5
MOST = 150  # kills, if the instants do not fall on both sides before
RESTART_EVERY = 10  # kills, the parent too; else its workers, which it replaces


@pytest.mark.crash
def test_what_is_acknowledged_outlives_fifty_kills(served):
    before, after = _kill(served, KILLS, EACH_SIDE)
    assert before >= EACH_SIDE
    assert after >= EACH_SIDE


@pytest.mark.django_db  # once for each database, as tests of a database are
def test_what_is_acknowledged_outlives_a_kill(served):
    _kill(served, 3, 0)


def _kill(site, kills, each_side):
    """Kill until both sides of the commit were met; how often each was."""
    writers, chance = Writers(site, 2021), random.Random(11)
    writers.start()
    before = after = number = 0
    try:
        while number < kills or (min(before, after) < each_side and number < MOST):
            number += 1
            marks = _kill_once(site, writers, chance, number)
            kept = [writers.kept(mark) for mark in marks]
            before, after = before + (False in kept), after + (True in kept)
            assert writers.judge() == []
    finally:
        writers.stop()
    assert [writer.refused for writer in writers.all] == [[] for _ in writers.all]
    assert writers.judge() == []
    verified = site.manage("verify_audit", "--json")
    assert verified.returncode == 0, verified.stdout
    return before, after


def _kill_once(site, writers, chance, number) -> list[str]:
    """Kill near the commit of somebody's draw; the draws that were not answered.

    It returns when draws are taken again.
    """
    for writer in writers.all:
        writer.unanswered.clear()
    _await_commit(writers, chance.choice(writers.all), chance, late=number % 2 == 0)
    if number % RESTART_EVERY:
        for worker in site.children():
            os.kill(worker, signal.SIGKILL)
    else:
        site.kill()
        site.start()
    taken, end = writers.count_acknowledged(), time.monotonic() + 60
    while not is_alive(site) or writers.count_acknowledged() == taken:
        assert time.monotonic() < end, site.log[-2000:]
        time.sleep(0.02)
    return [mark for writer in writers.all for mark in writer.unanswered]


def _await_commit(writers: Writers, writer: Writer, chance, *, late: bool) -> None:
    """Wait for an instant within a request: a random one, or when its draw is seen kept."""
    end = time.monotonic() + 60
    while not writer.in_flight or time.monotonic() - writer.sent_at > 0.005:
        assert time.monotonic() < end, writer.refused[-1:] or writer.site.log[-2000:]
        time.sleep(0.0005)
    mark = writer.in_flight
    if not late:
        time.sleep(chance.uniform(0, 0.06))
        return
    while writer.in_flight == mark and not writers.kept(mark):
        pass
