"""The account of who is signed in: password, second factors, sessions; and its lock."""

import ipaddress
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs import access, record
from labs.models import Clinic, Patient, Token
from labs.record import sign_in

# In this order: a browser also names those whose pages it wants.
_BROWSERS = (
    *(("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet")),
    *(("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")),
)
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")),
)


class AccountRequest(access.Request):
    """Of somebody who is signed in, which every view here asks for."""

    clinic: Clinic | None  # type: ignore[assignment]  # a patient may have none


@require_safe
def show(request: AccountRequest) -> HttpResponse:
    mine = Patient.objects.owned_by(request.user).select_related("clinic").first()
    request.clinic = access.clinic_of(request) or (mine.clinic if mine else None)
    factors = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    kept = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    sessions = UserSession.objects.filter(user=request.user, session_key__in=kept)
    codes = [each for each in factors if each.type == Authenticator.Type.RECOVERY_CODES]
    context = {
        "passkeys": [each for each in factors if each.type == Authenticator.Type.WEBAUTHN],
        "app": next((each for each in factors if each.type == "totp"), None),
        "codes_left": len(codes[0].data["migrated_codes"]) if codes else None,
        "has_factor": any(each.type in sign_in.FACTORS for each in factors),
        "must_add": settings.SECOND_FACTOR_REQUIRED,
        "sessions": [
            {
                "pk": session.pk,
                "browser": name_browser(session.user_agent),
                "address": session.ip,
                "begun": session.created_at,
                "seen": session.last_seen_at,
                "current": session.session_key == request.session.session_key,
            }
            for session in sessions.order_by("-last_seen_at")
        ],
        "tokens": list(Token.objects.lent_by(request.user, timezone.now())),
        "zone": request.clinic.zone if request.clinic else settings.TIME_ZONE,
        "passkeys_work": _is_named(request),
    }
    return render(request, "account/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request: AccountRequest) -> HttpResponse:
    """Make codes on a POST, and show them in its answer alone."""
    context: dict[str, Any] = {"has_factor": sign_in.has_second_factor(request.user)}
    if request.method == "POST" and context["has_factor"]:
        context["codes"] = sign_in.make_recovery_codes(request.user)
        get_adapter().send_notification_mail("recovery_codes", request.user)
    return render(request, "account/recovery_codes.html", context)


@require_POST
@reauthentication_required(app="allauth.mfa")
def end_session(request: AccountRequest) -> HttpResponse:
    pk = request.POST.get("session", "")
    if pk.isdecimal() and len(pk) < 18:  # a key of the database is no longer
        sign_in.end_session(request.user, int(pk))
    messages.success(request, gettext("Signed out there."))
    return redirect("mfa_index")


@require_POST
def end_token(request: AccountRequest) -> HttpResponse:
    """Take back the rights that one of his tokens carries; another's is none of his."""
    mine = Token.objects.lent_by(request.user, timezone.now())
    if token := mine.filter(uid=request.POST.get("token", "")).first():
        record.token.decline(token, by=request.user)
        said = gettext("“{label}” does not read anything.").format(label=token.label)
    else:
        said = gettext("That token does not read with your rights.")
    messages.success(request, said)
    return redirect("mfa_index")


@require_POST
@reauthentication_required(app="allauth.mfa")
def end_all(request: AccountRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    sign_in.end_sessions(request.user)
    logout(request)
    messages.success(request, gettext("You are signed out everywhere."))
    return redirect("account_login")


@require_POST
def unlock(request: AccountRequest) -> HttpResponse:
    """Unlock the session of a page that locked itself: 204, or 422 with a sentence."""
    try:
        known = get_adapter().reauthenticate(request.user, request.POST.get("password", ""))
    except ValidationError as limited:
        return JsonResponse({"error": limited.messages[0]}, status=422)
    if not known:
        error = get_adapter().error_messages["incorrect_password"]
        return JsonResponse({"error": str(error)}, status=422)
    reauthenticate_by_password(request)
    return HttpResponse(status=204)


@require_POST
def note_active(request: AccountRequest) -> HttpResponse:
    """Somebody types or clicks on a page: `tracker.idle` has noted it."""
    return HttpResponse(status=204)


def name_browser(sent: str) -> str:
    """A browser by what it sends of itself: "Firefox, Windows"."""
    names = [
        next((name for sign, name in table if sign in sent), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, names)) or gettext("Unknown browser")


def _is_named(request: HttpRequest) -> bool:
    """Whether the address has a name: passkeys belong to one, never to a number."""
    try:
        ipaddress.ip_address(request.get_host().partition(":")[0])
    except ValueError:
        return True
    return False
