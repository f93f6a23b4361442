"""The web server as a child process: started, waited for, watched, ended."""

import ctypes
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from django.core.management import CommandError

from tracker.terminal import Stop

HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 20
PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """In the child: should we be killed without a word, Linux ends it too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Server:
    def __init__(self, port: int) -> None:
        self.url = f"http://{HOST}:{port}"
        self.port = port

    def __enter__(self) -> "Server":
        # A session of its own: Ctrl-C in a terminal reaches it through us alone, in order.
        self.process = subprocess.Popen(
            self._command(), start_new_session=True, preexec_fn=_end_with_parent
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let it finish what it is answering, then make sure."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _command(self) -> list[str]:
        memory = Path("/dev/shm")  # a worker's heartbeat should not wait for a disk
        return [
            *(sys.executable, "-m", "gunicorn", "tracker.wsgi"),
            *("--bind", f"{HOST}:{self.port}", "--no-control-socket", "--preload"),
            *("--worker-class", "tracker.worker.BufferingWorker"),
            *("--workers", "2", "--threads", "4"),
            *("--timeout", "60", "--graceful-timeout", "10", "--log-level", "warning"),
            *(("--worker-tmp-dir", str(memory)) if memory.is_dir() else ()),
        ]

    def is_ready(self, stop: Stop) -> bool:
        """Wait for its word that it is ready; False when told to stop before."""
        patience = time.monotonic() + START_SECONDS
        while not stop.wait(0.1):
            self._must_live()
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=5).close()
                return True
            except urllib.error.HTTPError as error:
                raise CommandError(f"The server says {error.code}: not ready.") from error
            except OSError:
                if time.monotonic() > patience:
                    raise CommandError("The server does not answer.") from None
        return False

    def watch(self, stop: Stop, *, every: float, act: Callable[[], None]) -> None:
        """Until told to stop; what is to be done now and then is done meanwhile."""
        due = time.monotonic() + every
        while not stop.wait(1):
            self._must_live()
            if time.monotonic() > due:
                act()
                due = time.monotonic() + every

    def _must_live(self) -> None:
        code = self.process.poll()
        if code is not None:
            raise CommandError(f"The server ended by itself, with {code}.")
