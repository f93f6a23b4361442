"""HTTP manners: what no page must forget."""

from collections.abc import Callable
from urllib.parse import urlencode

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


def htmx_sign_in(get_response: Answer) -> Callable[[Request], HttpResponse]:
    """Who is signed out goes to the whole sign-in page, not to one inside a table."""

    def answer(request: Request) -> HttpResponse:
        response = get_response(request)
        login = resolve_url("account_login")
        if request.htmx and response.headers.get("Location", "").startswith(login):
            back = {"next": request.htmx.current_url_abs_path or "/"}
            return HttpResponse(
                status=401, headers={"HX-Redirect": f"{login}?{urlencode(back)}"}
            )
        return response

    return answer
