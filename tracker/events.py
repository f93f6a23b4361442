"""What follows when somebody signs in, confirms who he is, or changes a second factor."""

import time
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authenticator_added,
    authenticator_removed,
    authenticator_used,
)
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from labs import audit
from labs.models import User
from labs.record import sign_in
from tracker.middleware import Request


def begin_session(request: Request, user: User, **signal: Any) -> None:
    """Signed in with all that was asked for: times start, and the browser is known."""
    now = time.time()
    request.session["signed_in_at"] = request.session["last_active"] = now
    request.session.pop("second_factor", None)
    request.signed_in_as = user.email


def unlock_session(request: HttpRequest, **signal: Any) -> None:
    """Under another key from now on: who had read the one before has nothing."""
    if signal.get("reauthenticated"):
        request.session["last_active"] = time.time()
        _change_key(request)


def change_factor(
    request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any
) -> None:
    """Sessions that were begun without it, or with it, end; this one gets another key."""
    sign_in.end_other_sessions(user, request.session.session_key)
    request.session.pop("second_factor", None)
    _change_key(request)
    added = signal["signal"] is authenticator_added
    audit.record_system("factor-added" if added else "factor-removed", by=user)


def _change_key(request: HttpRequest) -> None:
    before = request.session.session_key
    request.session.cycle_key()
    sign_in.rename_session(before, request.session.session_key)


def note_recovery_code(user: User, authenticator: Authenticator, **signal: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        audit.record_system("recovery-code-used", by=user)


def listen() -> None:
    user_logged_in.connect(begin_session)
    authentication_step_completed.connect(unlock_session)
    authenticator_added.connect(change_factor)
    authenticator_removed.connect(change_factor)
    authenticator_used.connect(note_recovery_code)
