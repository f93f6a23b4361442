"""PostgreSQL killed within a request: 503, then all again, and what was told is so."""

import os
import time

import pytest

from tests.crash.writers import Writers

KILLS = 3
AGAIN = 10  # seconds within which draws are taken again

pytestmark = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL"), reason="of PostgreSQL, with which it is run"
)


@pytest.mark.crash
def test_what_is_acknowledged_outlives_a_killed_postgresql(served):
    writers = Writers(served, 2020)
    writers.start()
    try:
        for _ in range(KILLS):
            _await_taken(writers, 30)
            while not any(writer.in_flight for writer in writers.all):
                time.sleep(0.0005)
            served.server.kill()
            _await_told(writers, 30)
            served.server.start()
            _await_taken(writers, AGAIN)
            assert writers.judge() == []
    finally:
        writers.stop()
    told = [each.split(": ", 1)[1] for writer in writers.all for each in writer.refused]
    assert told and all(each.startswith("503 ") for each in told), told
    assert writers.judge() == []
    verified = served.manage("verify_audit", "--json")
    assert verified.returncode == 0, verified.stdout


def _await_taken(writers: Writers, seconds: float) -> None:
    before = writers.count_acknowledged()
    _await(lambda: writers.count_acknowledged() > before, seconds, writers)


def _await_told(writers: Writers, seconds: float) -> None:
    """Somebody was told that his draw may not have been saved."""
    before = sum(len(writer.refused) for writer in writers.all)
    _await(lambda: sum(len(w.refused) for w in writers.all) > before, seconds, writers)


def _await(met, seconds: float, writers: Writers) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, writers.site.log[-3000:]
        time.sleep(0.01)
