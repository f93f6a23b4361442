"""Between `make` and us: who gets Ctrl-C, and whether make itself was told to end.

make ends badly when Ctrl-C reaches it, whatever its recipe does. So in a terminal the
recipe stands in the foreground alone, ends well, and make then does too.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def foreground() -> Iterator[None]:
    """Where there is a terminal, be the one who gets its Ctrl-C."""
    before = _take()
    try:
        yield
    finally:
        if before:
            os.tcsetpgrp(sys.stdin.fileno(), before)


def _take() -> int:
    """Who had the terminal before; 0 where there is none, or it is not ours to take."""
    with suppress(OSError, ValueError):
        before = os.tcgetpgrp(sys.stdin.fileno())
        if before == os.getpgrp():
            for each in (signal.SIGTTOU, signal.SIGTSTP):
                signal.signal(each, signal.SIG_IGN)
            os.setpgid(0, 0)
            os.tcsetpgrp(sys.stdin.fileno(), os.getpgrp())
            return before
    return 0


class Stop:
    """Whether we were told to stop: by a signal, or by the end of who started us.

    make hands SIGTERM down, but not SIGINT: it waits for its recipe with the signal held
    back, which Linux shows.
    """

    def __init__(self) -> None:
        self._told = threading.Event()
        self._parent = os.getppid()
        self._held_before = self._holds_interrupt()

    def tell(self, *signal_and_frame: object) -> None:
        self._told.set()

    def wait(self, seconds: float) -> bool:
        return self._told.wait(seconds) or self._parent_ends()

    def _parent_ends(self) -> bool:
        gone = os.getppid() != self._parent
        return gone or (self._holds_interrupt() and not self._held_before)

    def _holds_interrupt(self) -> bool:
        with suppress(OSError):
            for line in Path(f"/proc/{self._parent}/status").read_text().splitlines():
                if line.startswith("SigBlk:"):
                    return bool(int(line.split()[1], 16) >> (signal.SIGINT - 1) & 1)
        return False
