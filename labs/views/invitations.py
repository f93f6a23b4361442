"""Who was invited to work in a clinic: the link is followed, and accepted."""

from allauth.core.internal import ratelimit
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from labs.access import Request, open_page
from labs.forms.people import NewPasswordForm
from labs.models import Invitation
from labs.record import people
from labs.views.after_post import redirect_after_post
from labs.views.page import render_page
from labs.words import Refused

_HELD = "invitation"  # in the session: which invitation's link was followed
_GUESSES = {"invitation": "20/m/ip"}  # links that are none, by address


@require_safe
@open_page
def follow(request: Request, token: str) -> HttpResponse:
    """Remember which invitation a link is of, and leave the address that holds its token.

    So it stands in no address of a page, none that is logged with an error, and no
    referrer. A link that works no more, or never did, leads to the same address.
    """
    found = people.find_invitation(token)
    if found is None and not _may_guess(request):
        return render(request, "429.html", status=429)
    request.session[_HELD] = found.uid if found else ""
    response = redirect("invitation")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def accept(request: Request) -> HttpResponse:
    """Choose a password; who has a login of the same address signs in instead.

    Its address holds no token, and so it may be a referrer: a browser that is told to
    name none sends a form from nowhere (`Origin: null`), which is refused.
    """
    held = request.session.get(_HELD, "")
    invitation = Invitation.objects.open().filter(uid=held).select_related("clinic").first()
    if invitation is None:
        return render_page(request, "clinic/invitation_void.html", {}, status=410)
    form = NewPasswordForm(invitation=invitation)
    if request.method != "POST":
        return _render_invitation(request, invitation, form)
    how = _how_to_accept(request, invitation)
    if how not in ("password", "button"):
        return _render_invitation(request, invitation, form, status=409)
    if how == "password":
        form = NewPasswordForm(request.POST, invitation=invitation)
        if not form.is_valid():
            return _render_invitation(request, invitation, form, status=422)
    return _accept(request, invitation, form)


def _accept(
    request: Request, invitation: Invitation, form: NewPasswordForm
) -> HttpResponse:
    signed_in = request.user if request.user.is_authenticated else None
    password = form.cleaned_data["password1"] if form.is_bound else ""
    try:
        user = people.accept(invitation, signed_in=signed_in, password=password)
    except (Refused, IntegrityError):  # another page of this link was faster
        return _render_invitation(
            request, invitation, NewPasswordForm(invitation=invitation), status=409
        )
    del request.session[_HELD]
    if signed_in:
        request.session["clinic"] = invitation.clinic.slug
        said = gettext("You work in {clinic} now.").format(clinic=invitation.clinic.name)
        return redirect_after_post(request, reverse("worklist"), said)
    said = gettext("Password saved. Sign in as {email}.").format(email=user.email)
    return redirect_after_post(request, reverse("account_login"), said)


def _render_invitation(
    request: Request,
    invitation: Invitation,
    form: NewPasswordForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "form": form,
        "how": _how_to_accept(request, invitation),
        "roles": ", ".join(str(role.label) for role in invitation.given_roles),
    }
    return render_page(request, "clinic/invitation.html", context, status=status)


def _how_to_accept(request: Request, invitation: Invitation) -> str:
    login = people.find_login(invitation.email)
    if request.user.is_authenticated:
        return "button" if request.user == login else "sign-out"
    return "password" if login is None else "sign-in"


def _may_guess(request: Request) -> bool:
    """As allauth counts tries at a password; its own count leaves GET out."""
    usage = ratelimit.consume(
        request, app="labs", action="invitation", config=_GUESSES, limit_get=True
    )
    return usage is not None
