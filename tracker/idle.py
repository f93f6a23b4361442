"""How long a session answers: 12 hours in all, 15 minutes after the last thing done.

A session that was idle is locked, not ended: it answers again to the password or a passkey,
and what was typed meanwhile is kept by the page, or in the form that asks for the password.
"""

import logging
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from labs import access
from labs.record import sign_in
from tracker import tries
from tracker.adapter import outgoing
from tracker.errors import explain_database_error
from tracker.middleware import GetResponse, Request, is_in_background

SEEN_EVERY = 60  # seconds: more often nothing is written of who is here
PASSWORD_BOX = "unlock_password"
_BROWSER_LENGTH = 200  # of its name; the column of allauth is no shorter
# What answers a locked session: the ways to unlock or leave it, and what is nobody's.
_WHILE_LOCKED = {
    *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    *("account_unlock", "account_logout", "account_inactive", "about", "demo_sign_in"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
}
_NOBODYS = {"healthz", "readyz"}  # they answer without a look at the session


class SessionLimits:
    """Ends a session after 12 hours; locks it after 15 minutes without anything done."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        held = outgoing.set([])
        try:
            response = self._get_response(request)
            if email := getattr(request, "signed_in_as", ""):
                tries.remember_browser(request, response, email)
            for message in outgoing.get() or ():
                _send_after(response, message)
        finally:
            outgoing.reset(held)
        return response

    def process_view(
        self, request: Request, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in _NOBODYS or SESSION_KEY not in request.session:
            return None
        # By more than that before now, or after it where the clock was set back meanwhile:
        # nobody knows then how long it was.
        now = time.time()
        since = abs(now - request.session.get("signed_in_at", 0))
        if since > settings.SESSION_COOKIE_AGE:
            logout(request)
            return None
        idle = abs(now - request.session.get("last_active", 0))
        if idle > settings.IDLE_SECONDS:
            request.is_locked = True
            return None if name in _WHILE_LOCKED else _ask_to_unlock(request)
        if idle >= SEEN_EVERY and (
            name == "account_active" or not is_in_background(request)
        ):
            note_activity(request)
        return None


class RequireSecondFactor:
    """Leads staff without a second factor to their account, before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, request: Request, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or _is_free(request, view):
            return None
        user: Any = request.user
        if not user.is_authenticated or request.session.get("second_factor"):
            return None
        if not (user.is_superuser or access.list_memberships(user)):
            return None  # a patient chooses
        if sign_in.has_second_factor(user):
            request.session["second_factor"] = True
            return None
        if is_in_background(request):
            return HttpResponse(status=403)
        return HttpResponseRedirect(reverse("mfa_index"))


def note_activity(request: HttpRequest) -> None:
    """Something was done now, and his list of sessions says so.

    A disk that is full stops no page that only reads: what cannot be noted now is noted
    with the next page that it can be.
    """
    browser = request.headers.get("User-Agent", "")[:_BROWSER_LENGTH]
    address = get_adapter().get_client_ip(request)
    try:
        sign_in.note_seen(request.session, address, browser)
    except UpdateError:
        pass  # it was ended in this moment: the next request is asked to sign in
    except DatabaseError as error:
        if explain_database_error(error) is None:
            raise
    request.session.modified = False  # it is kept, or cannot be


def _is_free(request: Request, view: object) -> bool:
    """Signing in and out, one's own account, and pages that are open to anybody."""
    return request.path.startswith("/accounts/") or not getattr(
        view, "login_required", True
    )


def _ask_to_unlock(request: Request) -> HttpResponse | None:
    if is_in_background(request):
        return HttpResponse(status=401, headers={"X-Locked": "yes"})
    of_account = request.path.startswith("/accounts/")  # passwords are not sent back
    if request.method != "POST" or of_account:
        to = reverse("mfa_index") if of_account else request.get_full_path()
        query = urlencode({"next": to})
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{query}")
    error = ""
    sent = request.POST.copy()
    typed = sent.pop(PASSWORD_BOX, [""])[0]
    if typed:
        try:
            if get_adapter().reauthenticate(request.user, typed):
                reauthenticate_by_password(request)
                # Read as any other from here on, though this one could be changed.
                request.POST = sent  # type: ignore[assignment]
                return None
            error = get_adapter().error_messages["incorrect_password"]
        except ValidationError as limited:
            (error,) = limited.messages
    sent.pop("csrfmiddlewaretoken", None)
    context = {
        "sent": [(name, value) for name, values in sent.lists() for value in values],
        "files": list(request.FILES),
        "error": error,
        "address": request.get_full_path(),
        "box": PASSWORD_BOX,
    }
    return render(request, "account/locked.html", context, status=401)


def _send_after(response: HttpResponse, message: EmailMessage) -> None:
    """When all of the answer has left; a mail that fails is logged, and nobody is told."""

    def send() -> None:
        try:
            message.send()
        except OSError as error:  # SMTP's errors are of this kind
            logging.getLogger(__name__).error("A mail was not sent: %s", type(error))

    # Django offers no other way to be told of the end of an answer.
    response._resource_closers.append(send)  # type: ignore[attr-defined]
