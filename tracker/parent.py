"""The one parent of the server's processes: gunicorn's, with a timer and an ear for make.

Gunicorn starts the workers, replaces one that ends or hangs, and stops them in order. GNU
make dies of a Ctrl-C that reaches it, whatever its recipe does; so in a terminal the recipe
stands in the foreground alone, ends well, and make then does too.
"""

import atexit
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.util import import_app

MEMORY = Path("/dev/shm")  # a worker's heartbeat should not wait for a disk
SETTINGS = {
    "worker_class": "tracker.worker.BufferingWorker",
    "workers": 2,
    "threads": 4,  # in each worker; a thread answers only what has arrived
    "preload_app": True,  # loaded once; the workers have what their parent has in memory
    "timeout": 60,  # seconds without a heartbeat, after which a worker is replaced
    "graceful_timeout": 10,  # seconds to finish what is being answered
    "loglevel": "warning",
    "control_socket_disable": True,
    "worker_tmp_dir": str(MEMORY) if MEMORY.is_dir() else None,
}


class Site(BaseApplication):
    """What gunicorn serves, and how."""

    def __init__(self, **settings: Any) -> None:
        self._settings = SETTINGS | settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return import_app("tracker.wsgi")  # once the front-end files are gathered


class Parent(Arbiter):
    """Also does `act` every so many seconds, and ends when who started it wants to end."""

    handle_int = handle_hup = Arbiter.handle_term  # Ctrl-C and a closed terminal: in order

    def __init__(self, site: Site, act: Callable[[], None], every: float) -> None:
        super().__init__(site)
        self._act, self._every, self._due = act, every, time.monotonic() + every
        self._caller = os.getppid()
        self._held_before = _holds_interrupt(self._caller)

    def murder_workers(self) -> None:
        """Gunicorn calls this once a second, to look after its workers."""
        super().murder_workers()
        if self._caller_ends():
            self.signal(signal.SIGTERM, None)
        if time.monotonic() > self._due:
            self._act()
            self._due = time.monotonic() + self._every

    def _caller_ends(self) -> bool:
        """Make hands SIGTERM on, but for SIGINT it waits with the signal held back."""
        gone = os.getppid() != self._caller
        return gone or (_holds_interrupt(self._caller) and not self._held_before)


def _holds_interrupt(pid: int) -> bool:
    """Whether the process holds SIGINT back, which Linux alone shows."""
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        if held := re.search(r"^SigBlk:\s*(\w+)$", status, re.MULTILINE):
            return bool(int(held[1], 16) >> (signal.SIGINT - 1) & 1)
    return False


def take_terminal() -> None:
    """Where there is a terminal that is ours to take, be the one who gets its Ctrl-C."""
    with suppress(OSError, ValueError):
        terminal, before = sys.stdin.fileno(), os.getpgrp()
        if os.tcgetpgrp(terminal) == before:
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            os.setpgid(0, 0)
            os.tcsetpgrp(terminal, os.getpid())
            atexit.register(_give_back, terminal, before, os.getpid())


def _give_back(terminal: int, group: int, taken_by: int) -> None:
    if os.getpid() == taken_by:  # not when a worker ends
        os.tcsetpgrp(terminal, group)
