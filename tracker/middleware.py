"""HTTP manners: what no page must forget."""

import codecs
import ipaddress
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import resolve_url
from django_htmx.middleware import HtmxDetails

from tracker.logs import request_id

SECRET_PAGES = ("/accounts/", "/demo/")
COMPRESSIBLE = {"application/json", "image/svg+xml"}  # beside text; a PDF is compressed

type GetResponse = Callable[[HttpRequest], HttpResponse]


class Request(HttpRequest):
    """A request behind django-htmx."""

    htmx: HtmxDetails
    signed_in_as: str  # the address of who signed in by this request; else it has none
    is_locked: bool  # where its session was idle for too long; else it has none


# What a proxy says of the request that it hands on.
_FORWARDED = (
    *("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"),
    *("HTTP_X_FORWARDED_PORT", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_REQUEST_ID"),
)
# What a view may be asked; each refuses by itself what it does not answer.
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_REQUEST_ID = re.compile(r"[0-9a-f-]{16,36}")
# Nothing that a browser could lend a page; passkeys keep their default, this site alone.
_PERMISSIONS = ", ".join(
    f"{device}=()"
    for device in (
        *("accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera"),
        *("display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
        *("microphone", "midi", "payment", "screen-wake-lock", "serial", "usb"),
        *("xr-spatial-tracking",),
    )
)


def trust_proxies(get_response: GetResponse) -> GetResponse:
    """Take the client's address from the proxies of the settings, and from nobody else.

    Behind them `REMOTE_ADDR` is the client's; a stranger's own words about it are gone.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        sent = request.META
        if not _is_trusted(sent.get("REMOTE_ADDR", "")):
            for name in _FORWARDED:
                sent.pop(name, None)
            return get_response(request)
        # Each proxy adds at the end whom it heard: the last that is none is the client.
        passed = sent.pop("HTTP_X_FORWARDED_FOR", "")
        for heard in map(str.strip, reversed(passed.split(","))):
            if not _is_address(heard):
                break
            sent["REMOTE_ADDR"] = heard
            if not _is_trusted(heard):
                break
        return get_response(request)

    return answer


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def _is_trusted(address: str) -> bool:
    return _is_address(address) and any(
        ipaddress.ip_address(address) in network for network in settings.TRUSTED_PROXIES
    )


def number_requests(get_response: GetResponse) -> GetResponse:
    """Give each request an id, which its answer and each line of the log carry."""
    log = logging.getLogger("tracker.answers")

    def answer(request: HttpRequest) -> HttpResponse:
        begun, given = time.perf_counter(), request.headers.get("X-Request-ID", "")
        number = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        token = request_id.set(number)
        try:
            response = get_response(request)
            milliseconds = round((time.perf_counter() - begun) * 1000)
            about = {"request": request, "status_code": response.status_code}
            log.info("Answered", extra=about | {"milliseconds": milliseconds})
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = number
        return response

    return answer


def permit_no_device(get_response: GetResponse) -> GetResponse:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Permissions-Policy"] = _PERMISSIONS
        return response

    return answer


def refuse_methods(get_response: GetResponse) -> GetResponse:
    """Refuse TRACE, which would answer with the cookies sent, and unknown methods."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in _METHODS:
            allowed = ["GET", "HEAD", "POST"]
            response: HttpResponse = HttpResponseNotAllowed(allowed)
            response.headers["Cache-Control"] = "no-store"
            return response
        return get_response(request)

    return answer


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
