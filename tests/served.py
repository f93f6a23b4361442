"""A server to try and to do harm to, on the database that the run is for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.attack.site import ROOT, Site

sys.path.append(str(ROOT / ".ci"))  # its scripts import one another, as programs do
import needs
from cluster import cluster

# Root heeds the mode of a file only without these.
HEEDS_MODES = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
START = 60  # seconds in which PostgreSQL answers again


class Server:
    """A PostgreSQL of its own, that is started as it was after it was killed."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._process: subprocess.Popen | None = None  # none: the one that we were given
        with psycopg.connect(url, autocommit=True) as server:
            # A commit is on the disk when it is answered, as in a clinic.
            server.execute("ALTER DATABASE postgres SET synchronous_commit = on")
            ((self._folder,),) = server.execute("SHOW data_directory").fetchall()
        running = Path(f"/proc/{self._find_pid()}")
        self._command = (running / "cmdline").read_text().rstrip("\0").split("\0")
        self._owner = running.stat()

    def _find_pid(self) -> int:
        return int(Path(self._folder, "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """All its processes at once: they end with the first of them."""
        pid = self._find_pid()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, children)):
            os.kill(each, signal.SIGKILL)
        # Until its parent, we, has asked, it counts as running.
        self._process.wait(START) if self._process else os.waitpid(pid, 0)

    def start(self) -> None:
        """It refuses while something of what was killed has not ended."""
        who = {"user": self._owner.st_uid, "group": self._owner.st_gid, "extra_groups": []}
        options = {"cwd": self._folder, "stdin": subprocess.DEVNULL}
        options |= {"stderr": subprocess.DEVNULL, "start_new_session": True}
        end = time.monotonic() + START
        while time.monotonic() < end:
            self._process = subprocess.Popen(
                self._command, **options, **({} if os.geteuid() else who)
            )
            if self._answers(end):
                return
        raise AssertionError("PostgreSQL did not start again.")

    def _answers(self, end: float) -> bool:
        """Whether it does by then; False where it ended instead."""
        while time.monotonic() < end and self._process.poll() is None:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(START)


@contextmanager
def serving(place: Path) -> Iterator[Site]:
    """On SQLite in its own folder; on PostgreSQL in a cluster that may be killed."""
    if not os.environ.get("DATABASE_URL"):
        site = Site(place)
        site.prefix = [] if os.geteuid() else HEEDS_MODES
        with _started(site):
            yield site
        return
    with cluster(needs.postgres()) as url:
        site = Site(place, database=url)
        site.server = Server(url)
        try:
            with _started(site):
                yield site
        finally:
            site.server.stop()


@contextmanager
def _started(site: Site) -> Iterator[None]:
    try:
        site.start()
        yield
    finally:
        site.stop()
