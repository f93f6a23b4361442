"""HTTP manners: what no page must forget."""

import codecs
from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.middleware import HtmxDetails

type Answer = Callable[[HttpRequest], HttpResponse]


class Request(HttpRequest):
    """A request behind django-htmx."""

    htmx: HtmxDetails


def no_store(get_response: Answer) -> Answer:
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

    def __init__(self, get_response: Answer) -> None:
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


def htmx_sign_in(get_response: Answer) -> Callable[[Request], HttpResponse]:
    """Who is signed out goes to the whole sign-in page, not to one inside a table."""

    def answer(request: Request) -> HttpResponse:
        response = get_response(request)
        login = resolve_url("account_login")
        if request.htmx and response.headers.get("Location", "").startswith(login):
            back = {"next": _page_of(request)}
            return HttpResponse(
                status=401, headers={"HX-Redirect": f"{login}?{urlencode(back)}"}
            )
        return response

    return answer


def _page_of(request: Request) -> str:
    """Where the fragment was asked for; the first page where that is no address."""
    try:
        return request.htmx.current_url_abs_path or "/"
    except ValueError:
        return "/"
