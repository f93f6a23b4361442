"""Pages that say what went wrong. None of them reads what was sent.

A crash is a 500; what passes by waiting, or by asking again, is a 503.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template import loader
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views import csrf, defaults

from labs.models.guards import GuardMissing
from labs.models.unusable import is_busy, is_overtaken, is_unusable

type ErrorPage = Callable[..., HttpResponse]


def _without_body(error_page: ErrorPage) -> ErrorPage:
    """Django's page, handed an empty form.

    It looks for the form's token again; in a body that could not be read, that would
    raise once more, and the answer would be a crash.
    """

    @wraps(error_page)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.POST = QueryDict()
        return error_page(request, *args, **kwargs)

    return answer


permission_denied = _without_body(defaults.permission_denied)
page_not_found = _without_body(defaults.page_not_found)
_csrf_page = _without_body(csrf.csrf_failure)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page that sent the form is told so that it can fetch a fresh token."""
    response = _csrf_page(request, reason)
    response.headers["X-Refused"] = "form-token"
    return response


@dataclass(frozen=True)
class Unavailable:
    """Why the database cannot do it now, and after how many seconds to try again."""

    busy: bool
    unguarded: bool = False
    overtaken: bool = False

    @property
    def retry_after(self) -> int:
        return 5 if self.busy else 60

    @property
    def sentence(self) -> str:
        if self.overtaken:
            return gettext(
                "Somebody else saved the same at this moment. Try again in a few seconds."
            )
        if self.busy:
            return gettext("The database is busy. Try again in a few seconds.")
        if self.unguarded:
            return gettext(
                "Nothing can be saved now: a guard is missing on the database. Tell your "
                "administrator."
            )
        return gettext(
            "The database cannot be reached or written to. Tell your administrator."
        )


def explain_database_error(error: BaseException | None) -> Unavailable | None:
    """Return why the database cannot do it now, or None for any other error.

    It is told by SQLite's result code or PostgreSQL's SQLSTATE, never by the words of the
    message. Whoever asks again after a row was taken meets it in the form's own checks.
    """
    if isinstance(error, GuardMissing):
        return Unavailable(busy=False, unguarded=True)
    if is_overtaken(error):
        return Unavailable(busy=True, overtaken=True)
    busy = is_busy(error)
    return Unavailable(busy) if busy or is_unusable(error) else None


@_without_body
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a crash with 500, and a database that is busy or gone with 503.

    Django calls it while the error is handled, of whatever layer: view or middleware.
    """
    why = explain_database_error(sys.exception())
    if why is None:
        return defaults.server_error(request)
    return _answer_unavailable(request, why)


@_without_body
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400; or 503 where a session could not be saved.

    Django takes any error of the database there for a session that was deleted meanwhile.
    """
    told = exception.__context__ if isinstance(exception, SessionInterrupted) else None
    if why := explain_database_error(told and told.__context__):
        return _answer_unavailable(request, why)
    return defaults.bad_request(request, exception)


def _answer_unavailable(request: HttpRequest, why: Unavailable) -> HttpResponse:
    response = _render_unavailable(request, why)
    response.headers["Retry-After"] = str(why.retry_after)
    return response


def _render_unavailable(request: HttpRequest, why: Unavailable) -> HttpResponse:
    """Render without the request: its session and person may be what cannot be read."""
    if request.path.endswith(".json"):
        return JsonResponse({"error": why.sentence}, status=503)
    if request.headers.get("HX-Request"):
        text = format_html('<p class="errors" role="alert">{}</p>', why.sentence)
        return HttpResponse(text, status=503)
    context = {"why": why, "sent": request.method == "POST"}
    return HttpResponse(loader.get_template("503.html").render(context), status=503)
