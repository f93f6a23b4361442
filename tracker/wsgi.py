"""What the server calls: the application, behind a gate for what Django cannot refuse."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
_django = get_wsgi_application()


def application(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    # A type with encoded parameters (`charset*=`) is decoded before any page of ours can
    # answer, and a crash there is a crash of the server. No browser sends one.
    if "*" in environ.get("CONTENT_TYPE", ""):
        environ["CONTENT_TYPE"] = ""
    answer = _django(environ, start_response)
    if environ["REQUEST_METHOD"] == "HEAD":
        # The server sends what it is handed, and on a connection that stays open a body
        # would be read as the next answer: by a proxy, perhaps for somebody else.
        answer.close()
        return ()
    return answer
