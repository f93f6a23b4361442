"""The one parent of the server's processes: gunicorn's, with a timer and an ear for make.

Gunicorn starts the workers, replaces one that ends or hangs, and stops them in order. GNU
make dies of a Ctrl-C that reaches it, whatever its recipe does; so in a terminal the recipe
stands in the foreground alone, ends well, and make then does too.
"""

import atexit
import logging
import os
import re
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.util import import_app

from labs.views import health
from tracker import timer


def find_heartbeat_folder(memory: Path = Path("/dev/shm")) -> str | None:
    """Where workers write that they live: in memory, for a disk can make them wait.

    None, a folder of gunicorn's choice, where there is none or it takes no files.
    """
    try:
        with TemporaryFile(dir=memory):
            return str(memory)
    except OSError:
        return None


SETTINGS = {
    "worker_class": "tracker.worker.BufferingWorker",
    "workers": 2,
    "threads": 4,  # in each worker; a thread answers only what has arrived
    "preload_app": True,  # loaded once; the workers have what their parent has in memory
    "timeout": 60,  # seconds without a heartbeat, after which a worker is replaced
    "graceful_timeout": 10,  # seconds to finish what is being answered
    "loglevel": "warning",
    "control_socket_disable": True,
    "worker_tmp_dir": find_heartbeat_folder(),
    "on_exit": lambda _: timer.run_job(timer.ANCHOR),  # up to the last event
}


class Site(BaseApplication):
    """What gunicorn serves, and how."""

    def load_config(self) -> None:
        for name, value in SETTINGS.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return import_app("tracker.wsgi")


class Parent(Arbiter):
    handle_int = handle_hup = Arbiter.handle_term  # Ctrl-C, a closed terminal: end in order

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._of_make = "MAKELEVEL" in os.environ  # set in a recipe by make
        self._caller = os.getppid()
        self._held_before = _holds_interrupt(self._caller)
        self._timer = 0  # the process of the timer
        # What gunicorn says goes where all else goes, in the same form.
        self.log.error_log.handlers.clear()
        self.log.error_log.propagate = True

    def murder_workers(self) -> None:
        """Gunicorn calls this once a second, to look after its workers."""
        super().murder_workers()
        # Make hands SIGTERM on, but for SIGINT it waits for us with the signal held back.
        told = _holds_interrupt(self._caller) and not self._held_before
        if self._of_make and (told or os.getppid() != self._caller):
            self.signal(signal.SIGTERM, None)
        if not self._has_timer():
            self._start_timer()

    def stop(self, graceful: bool = True) -> None:
        """The timer ends beside the workers, and has ended when all have."""
        if self._has_timer():
            os.kill(self._timer, signal.SIGTERM)
        super().stop(graceful)
        end = time.monotonic() + self.cfg.graceful_timeout
        while self._has_timer() and time.monotonic() < end:
            os.kill(self._timer, signal.SIGTERM)  # again: in its first moment it is deaf
            with suppress(ChildProcessError):
                os.waitpid(self._timer, os.WNOHANG)
            time.sleep(0.05)

    def _has_timer(self) -> bool:
        """Whether it runs; gunicorn reaps all children, so one that ended is gone."""
        if not self._timer:
            return False
        try:
            os.kill(self._timer, 0)
        except ProcessLookupError:
            return False
        return True

    def _start_timer(self) -> None:
        """In a process of its own: a job that waits for the database holds up no worker."""
        if self._timer:
            self.log.error("The timer (pid:%s) ended and is started again.", self._timer)
        health.beat()
        self._timer = os.fork()
        if self._timer:
            return
        try:
            for each in self.SIGNALS:
                signal.signal(each, signal.SIG_IGN)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for listener in self.LISTENERS:
                listener.sock.close()
            timer.run(self.pid)
        except Exception:
            logging.getLogger(__name__).exception("The timer failed")
        finally:
            os._exit(0)


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
        terminal, before, taker = sys.stdin.fileno(), os.getpgrp(), os.getpid()
        if os.tcgetpgrp(terminal) == before:
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            os.setpgid(0, 0)
            os.tcsetpgrp(terminal, taker)

            @atexit.register
            def give_back() -> None:
                if os.getpid() == taker:  # not when a worker ends
                    os.tcsetpgrp(terminal, before)
