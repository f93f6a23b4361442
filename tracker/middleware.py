"""HTTP manners: what no page must forget."""

import codecs
from collections.abc import Callable, Iterable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import resolve_url
from django_htmx.middleware import HtmxDetails

SECRET_PAGES = ("/accounts/", "/demo/", "/admin/")
COMPRESSIBLE = {"application/json", "image/svg+xml"}  # beside text; a PDF is compressed

type GetResponse = Callable[[HttpRequest], HttpResponse]


class Request(HttpRequest):
    """A request behind django-htmx."""

    htmx: HtmxDetails


class CompressReads(GZipMiddleware):
    """Compress what a GET shows, but no page that holds a secret of its own.

    The length of a compressed answer can tell a listener whether what he had sent stands
    in it again (BREACH). So an answer to what was sent, and the pages where passwords,
    links and codes stand, leave as they are; docs/decisions/0030-one-parent.md weighs the
    others.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if (
            request.method != "GET"
            or request.path.startswith(SECRET_PAGES)
            or not (kind.startswith("text/") or kind in COMPRESSIBLE)
        ):
            return response
        return super().process_response(request, response)


def no_store(get_response: GetResponse) -> GetResponse:
    """Nothing that a view answers, error or redirect, stays in a cache of anybody."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


class TextOnly:
    """What is sent is UTF-8 without NUL, which no database keeps; all else is refused.

    It stands behind the check of the form's token: who fails that has no body read.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = request.encoding
        request.encoding = (
            "utf-8"  # so that nothing is read by it, on the error page either
        )
        if named and codecs.lookup(named).name != "utf-8":
            raise BadRequest("The request is not in UTF-8.")
        _refuse_nul(request.GET.lists())
        _refuse_nul(request.COOKIES.items())
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        _refuse_nul(request.POST.lists())


def _refuse_nul(sent: Iterable[tuple[str, str | list[str]]]) -> None:
    for name, values in sent:
        if "\0" in "".join((name, *values)):
            raise BadRequest("The request holds a NUL character.")


def refuse_background_sign_in(
    get_response: GetResponse,
) -> Callable[[Request], HttpResponse]:
    """A request in the background leads nowhere: who is signed out is told so by a 401.

    The page that asked stays, with what is typed in it, and says what to do.
    """

    def answer(request: Request) -> HttpResponse:
        response = get_response(request)
        login = resolve_url("account_login")
        to = response.headers.get("Location", "")
        if to.startswith(login) and is_in_background(request):
            return HttpResponse(status=401)
        return response

    return answer


def is_in_background(request: Request) -> bool:
    """Asked by htmx, or by another script: browsers say what an answer is for."""
    return bool(request.htmx) or request.headers.get("Sec-Fetch-Dest") == "empty"
