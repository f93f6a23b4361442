"""What is half made, beside its place; and what was left there by one who was killed."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

_OURS = ".hpg-tracker-"


@contextmanager
def drafting(place: Path) -> Iterator[Path]:
    """A folder in `place`, for its owner alone, that goes at the end with all in it.

    It is locked until then. One that is not was left by a process that was killed, and
    goes before the new one is made. On a disk without such locks it stays.
    """
    with ExitStack() as ending:
        with _locked(place):  # so that nobody meets a new one before it is locked
            _remove_left(place)
            draft = TemporaryDirectory(prefix=_OURS, dir=place, ignore_cleanup_errors=True)
            name = ending.enter_context(draft)
            ending.enter_context(_locked(Path(name)))
        yield Path(name)


def _remove_left(place: Path) -> None:
    for left in place.glob(f"{_OURS}*"):
        with suppress(OSError), opened(left) as folder:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    with opened(place) as folder:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield


@contextmanager
def opened(place: Path) -> Iterator[int]:
    folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield folder
    finally:
        os.close(folder)
