"""What the server calls: the application, behind a gate for what Django cannot refuse."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, BinaryIO

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
_django = get_wsgi_application()


class WholeBody:
    """A body that ends before the length that was told breaks off: half a form is none."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = length
        self.readline = stream.readline  # asked for by Django, and used by nobody

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if len(data) < size and self._left > 0:
            raise OSError("The body ended before the length that was told.")
        return data


def application(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    # A type with encoded parameters (`charset*=`) is decoded before any page of ours can
    # answer, and a crash there is a crash of the server. No browser sends one.
    if "*" in environ.get("CONTENT_TYPE", ""):
        environ["CONTENT_TYPE"] = ""
    with suppress(ValueError):  # without a length Django reads no body
        length = int(environ.get("CONTENT_LENGTH") or 0)
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"], length)
    return _django(environ, start_response)
