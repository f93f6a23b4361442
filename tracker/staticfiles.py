"""Front-end files: the few of node_modules that pages use, and gathering them all."""

import fcntl
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, get_finders
from django.core.files.storage import FileSystemStorage, Storage
from django.core.management import call_command

SERVED = {
    "pico/pico.min.css": "@picocss/pico/css/pico.min.css",
    "plotly/plotly-basic.min.js": "plotly.js-basic-dist-min/plotly-basic.min.js",
}


class NodeModules(BaseFinder):
    """Finds the files of node_modules that pages use, and no others."""

    def check(self, **options: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False) -> Any:
        found = settings.BASE_DIR / "node_modules" / SERVED.get(path, "")
        if path not in SERVED or not found.exists():
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name, source in SERVED.items():
            yield name, _SingleFileStorage(settings.BASE_DIR / "node_modules" / source)


class _SingleFileStorage(FileSystemStorage):
    """A storage of one file, whatever name it is asked by."""

    prefix = ""

    def __init__(self, source: Path) -> None:
        super().__init__(location=source.parent)
        self.source = source

    def path(self, name: str) -> str:
        return str(self.source)


def collect_static_files() -> None:
    """Name files by content, compress them into STATIC_ROOT, unless it was done already.

    Of two servers that start at once from one folder the second waits for the first.
    """
    root: Path = settings.STATIC_ROOT
    # Beside the folder: all that is in it is served.
    stamp, mark = root.with_suffix(".gathered"), _digest_sources()
    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root.is_dir() and stamp.exists()) or stamp.read_text() != mark:
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(mark)


def _digest_sources() -> str:
    """Return a digest of every file that would be collected."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            digest.update(name.encode() + Path(storage.path(name)).read_bytes())
    return digest.hexdigest()
