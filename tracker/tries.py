"""Tries at passwords and codes, counted so that a stranger locks nobody out.

Browsers that never signed in to an account share its tries, and an address has a limit of
its own. A browser that did sign in to it carries a signed cookie: it has tries of its own,
and no limit of its address holds for it. So has a session that is asked again: who stole it
guesses on its tries alone. Passkeys are not counted: there is nothing to
guess, and they are the second way in.
"""

import secrets
from typing import Any

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = f"{settings.COOKIE_PREFIX}known-browser"
_SALT = "tracker.tries"
_COOKIE_AGE = 180 * 24 * 60 * 60
_MOST_ACCOUNTS = 12  # one computer of a clinic has several people
_BY_ADDRESS = "20/m/ip"
PASSWORDS = "10/900s/key"
CODES = "5/900s/key"
LINKS = "3/900s/key"  # by mail, to choose a new password


def count_try(request: HttpRequest, account: str, kind: str) -> RateLimitUsage | None:
    """One more try at this account, or None where there were too many; in any worker.

    `account` is an email as it was typed, whether or not it is anybody's.
    """
    browser = _known_as(request, account)
    config = {"try": kind if browser else f"{_BY_ADDRESS},{kind}"}
    key = f"{_name_account(account)} {browser}"
    return ratelimit.consume(request, app="tracker", action="try", config=config, key=key)


def count_wrong_token(request: HttpRequest) -> RateLimitUsage | None:
    """One more token from this address that does not work, or None: there were too many."""
    return ratelimit.consume(
        request,
        app="tracker",
        action="token",
        config={"token": _BY_ADDRESS},
        limit_get=True,
    )


def remember_browser(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """This browser has signed in to this account, with all that was asked for."""
    told = _read_cookie(request)
    names = [_name_account(account), *told.get("accounts", [])]
    accounts = list(dict.fromkeys(names))[:_MOST_ACCOUNTS]
    browser = told.get("browser") or secrets.token_urlsafe(16)
    response.set_cookie(
        COOKIE,
        signing.dumps({"browser": browser, "accounts": accounts}, salt=_SALT),
        max_age=_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known_as(request: HttpRequest, account: str) -> str:
    """Which session or browser has tries of its own at this account; empty: none has."""
    name = _name_account(account)
    if request.user.is_authenticated and name == _name_account(request.user.email):
        return f"session {request.session.session_key}"
    told = _read_cookie(request)
    known = name in told.get("accounts", [])
    return str(told["browser"]) if known else ""


def _read_cookie(request: HttpRequest) -> dict[str, Any]:
    try:
        told: dict[str, Any] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_COOKIE_AGE
        )
    except signing.BadSignature:
        return {}
    return told


def _name_account(account: str) -> str:
    """A name that says nothing of the address to who reads the cookie."""
    return salted_hmac(_SALT, account.strip().lower(), algorithm="sha256").hexdigest()[:24]
