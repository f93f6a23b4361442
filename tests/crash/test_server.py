"""PostgreSQL killed within a request: 503, then all again, and what was told is so."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.attack.site import ROOT, Site
from tests.crash.writers import Writers

sys.path.insert(0, str(ROOT / ".ci"))
import needs
from cluster import cluster

KILLS = 3
AGAIN = 10  # seconds within which draws are taken again

pytestmark = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL"), reason="of PostgreSQL, with which it is run"
)


@dataclass
class Server:
    """A PostgreSQL of its own, that is started as it was after it was killed."""

    url: str
    process: subprocess.Popen | None = None

    def __post_init__(self) -> None:
        self._await_start(time.monotonic() + 30)
        with psycopg.connect(self.url, autocommit=True) as server:
            # A commit is on the disk when it is answered, as in a clinic.
            server.execute("ALTER DATABASE postgres SET synchronous_commit = on")
            ((self.folder,),) = server.execute("SHOW data_directory").fetchall()
        pid = self._pid()
        self.command = Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").split("\0")
        self.owner = Path(f"/proc/{pid}").stat()

    def _pid(self) -> int:
        return int(Path(self.folder, "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """All its processes at once: they end with the first of them."""
        pid = self._pid()
        mine = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, mine)):
            os.kill(each, signal.SIGKILL)
        # Until its parent, we, has asked, it counts as running.
        self.process.wait(30) if self.process else os.waitpid(pid, 0)

    def start(self) -> None:
        """It refuses while something of what was killed has not ended."""
        who = {"user": self.owner.st_uid, "group": self.owner.st_gid, "extra_groups": []}
        options = {
            "cwd": self.folder,
            "stderr": subprocess.DEVNULL,
            "stdin": subprocess.DEVNULL,
        }
        if not os.geteuid():
            options |= who
        end = time.monotonic() + 30
        while time.monotonic() < end:
            self.process = subprocess.Popen(self.command, start_new_session=True, **options)
            if self._await_start(end):
                return
        raise AssertionError("PostgreSQL did not start again.")

    def _await_start(self, end: float) -> bool:
        """Whether it answers; False where it ended instead."""
        while time.monotonic() < end and not (self.process and self.process.poll()):
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)


@pytest.fixture
def beside(tmp_path):
    """A site, and the PostgreSQL that it asks."""
    with cluster(needs.postgres()) as url:
        server, site = Server(url), Site(tmp_path, database=url)
        try:
            site.start()
            yield site, server
            site.stop()
        finally:
            server.stop()


@pytest.mark.crash
def test_what_is_acknowledged_outlives_a_killed_postgresql(beside):
    site, server = beside
    writers = Writers(site)
    writers.start()
    try:
        for _ in range(KILLS):
            _await_taken(writers, 30)
            while not any(writer.in_flight for writer in writers.all):
                time.sleep(0.0005)
            server.kill()
            _await_told(writers, 30)
            server.start()
            _await_taken(writers, AGAIN)
            assert writers.judge() == []
    finally:
        writers.stop()
    told = [each.split(": ", 1)[1] for writer in writers.all for each in writer.refused]
    assert told and all(each.startswith("503 ") for each in told), told
    assert writers.judge() == []
    verified = site.manage("verify_audit", "--json")
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
