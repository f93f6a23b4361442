"""Tokens of a clinic: asked for by an administrator, confirmed by a clinician."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from labs import record
from labs.access import May, Request, clinic_page
from labs.forms.tokens import TokenConfirmForm, TokenForm
from labs.models import Access, Clinic, Patient, Token
from labs.views import acts
from labs.views.after_post import redirect_after_post
from labs.views.page import render_page
from labs.views.settings_page import render_settings
from labs.words import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.TOKENS)
def index(request: Request, clinic: Clinic) -> HttpResponse:
    if request.method != "POST":
        return _render_tokens(request, clinic, TokenForm())
    match acts.read_act(request, "issue", "revoke"):
        case "issue":
            return _issue(request, clinic)
        case "revoke":
            return _revoke(request, clinic)
    form = TokenForm(request.POST)
    form.add_error(None, acts.UNNAMED)
    return _render_tokens(request, clinic, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.CONFIRM_TOKEN)
def show(request: Request, clinic: Clinic, asked: str) -> HttpResponse:
    """One that waits for a clinician, or that carries his own rights."""
    here = clinic.tokens.filter(patient=None).select_related("clinic")
    token = get_object_or_404(here, uid=asked)
    if request.method != "POST":
        return _render_token(request, token, TokenConfirmForm())
    form = TokenConfirmForm(request.POST)
    act = acts.read_act(request, "confirm", "decline")
    valid = acts.is_valid_here(request, form)
    if act == "decline" and "confirm" in form.errors:
        del form.errors["confirm"]
    if not act:
        form.add_error(None, acts.UNNAMED)
    if not (valid or (act and not form.errors)):
        return _render_token(request, token, form, status=422)
    try:
        if act == "confirm":
            record.token.confirm(token, by=request.user)
            said = gettext("“{label}” reads what you may read now.")
        else:
            record.token.decline(token, by=request.user)
            said = gettext("“{label}” does not read anything.")
    except Refused as refused:
        return redirect_after_post(request, reverse("worklist"), str(refused))
    return redirect_after_post(request, reverse("worklist"), said.format(label=token.label))


def _issue(request: Request, clinic: Clinic) -> HttpResponse:
    """The secret is shown this once, to whoever asked: in no session, log or address."""
    form = TokenForm(request.POST)
    if not acts.is_valid_here(request, form):
        return _render_tokens(request, clinic, form, status=422)
    typed = form.cleaned_data
    try:
        token, secret = record.token.issue(
            clinic, typed["label"], typed["days"], by=request.user
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _render_tokens(request, clinic, form, status=422)
    context = {"token": token, "secret": secret}
    return render_page(request, "clinic/token_issued.html", context)


def _revoke(request: Request, clinic: Clinic) -> HttpResponse:
    mine = clinic.tokens.select_related("clinic")
    token = mine.filter(uid=request.POST.get("token", "")).first()
    if token is None:
        said = gettext("That token is not one of this clinic.")
    else:
        record.token.revoke(token, by=request.user)
        said = gettext("“{label}” revoked.").format(label=token.label)
    return redirect_after_post(request, reverse("clinic_tokens"), said)


def _render_tokens(
    request: Request, clinic: Clinic, form: TokenForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "tokens": list(_select_standing(clinic))}
    return render_settings(
        request, "clinic_tokens", "clinic/tokens.html", context, status=status
    )


def _select_standing(clinic: Clinic) -> QuerySet[Token]:
    """Newest first, with `works`: some still have their days and no longer their reader."""
    now = timezone.now()
    standing = clinic.tokens.standing(now).with_state(now)
    return standing.select_related("patient", "reader").order_by("-at", "-pk")


def _render_token(
    request: Request, token: Token, form: TokenConfirmForm, *, status: int = 200
) -> HttpResponse:
    standing = token.revoked_at is None and token.expires_at > timezone.now()
    seen = Patient.objects.visible_to(request.user).filter(clinic=token.clinic)
    context = {
        "form": form,
        "token": token,
        "is_open": standing and token.reader_id in (None, request.user.pk),
        "records": seen.count(),
        "by_teams": token.clinic.access == Access.CARE_TEAM,
    }
    return render_page(request, "clinic/token.html", context, status=status)
