"""What is half made, beside its place; and what was left there by one who was killed."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

_OURS = ".hpg-tracker-"
_HELD = "held"  # a file in each draft, locked for as long as somebody works in it


@contextmanager
def drafting(place: Path) -> Iterator[Path]:
    """A folder in `place`, for its owner alone, that goes at the end with all in it.

    The drafts of processes that were killed there go before it is made.
    """
    _remove_left(place)
    with TemporaryDirectory(prefix=_OURS, dir=place, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with (folder / "new").open("x") as mine:
            with suppress(OSError):  # a disk without locks: its drafts stay
                fcntl.flock(mine, fcntl.LOCK_EX)
            Path(mine.name).rename(folder / _HELD)  # locked from its first moment on
            yield folder


def _remove_left(place: Path) -> None:
    for held in place.glob(f"{_OURS}*/{_HELD}"):
        with suppress(OSError), held.open("r+") as whose:
            fcntl.flock(whose, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(held.parent, ignore_errors=True)
