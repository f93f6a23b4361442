"""Front-end packages: the few files that pages use, out of all that npm installed."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

SERVED = {
    "pico/pico.min.css": "@picocss/pico/css/pico.min.css",
    "plotly/plotly-basic.min.js": "plotly.js-basic-dist-min/plotly-basic.min.js",
}


class NodeModules(BaseFinder):
    def check(self, **options: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False) -> Any:
        found = settings.BASE_DIR / "node_modules" / SERVED.get(path, "")
        if path not in SERVED or not found.exists():
            return [] if find_all else None
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name, source in SERVED.items():
            yield name, _One(settings.BASE_DIR / "node_modules" / source)


class _One(FileSystemStorage):
    """One file under the name it is served by."""

    prefix = ""

    def __init__(self, source: Any) -> None:
        super().__init__(location=source.parent)
        self.source = source

    def path(self, name: str) -> str:
        return str(self.source)
