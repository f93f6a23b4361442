"""The worklist: what changed under a decision, what nobody has read, what is due."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from labs import access, audit, worklist
from labs.access import May, Request
from labs.forms.decisions import StillStandsForm
from labs.models import Access, Clinic, Invitation, Membership, Patient, Token
from labs.views.frame import today_in
from labs.views.page import render_page


@require_safe
@access.entry_page
def show(request: Request) -> HttpResponse:
    """Answer with the worklist of the clinic that somebody works in.

    An administrator gets the page of the clinic, which names no patient; a patient is
    sent to the pages of the own record.
    """
    clinic = access.clinic_of(request)
    if clinic is None:
        if not Patient.objects.owned_by(request.user).exists():
            raise PermissionDenied(gettext("You are not a member of any clinic."))
        return redirect("me")
    if not access.is_allowed(request.user, May.SEE, clinic):
        return _show_administration(request, clinic)
    return _show_worklist(request, clinic)


def _show_administration(request: Request, clinic: Clinic) -> HttpResponse:
    """Where an administrator begins; of patients no more than whether there is one."""
    people = Membership.objects.filter(clinic=clinic).values("user").distinct().count()
    invited = Invitation.objects.filter(clinic=clinic).open().exists()
    context = {
        "clinic": clinic,
        "has_people": people > 1 or invited,
        "has_patients": clinic.patients.exists(),
        **_read_for_administrators(request, clinic),
    }
    return render_page(request, "worklist/administration.html", context)


def _show_worklist(request: Request, clinic: Clinic) -> HttpResponse:
    mine = "mine" in request.GET
    most = None if "all" in request.GET else worklist.MOST
    rows = worklist.read_worklist(
        request.user, clinic, today_in(clinic), mine=mine, most=most
    )
    audit.read_list(
        "worklist-read",
        by=request.user,
        clinic=clinic,
        page=True,
        patients=sorted(rows.refs),
    )
    context = {
        "rows": rows,
        "reopened": [
            (row, StillStandsForm.of(row.decision.uid, row.version))
            for row in rows.reopened
        ],
        "parked": worklist.read_parked(request.user, clinic),
        "mine": mine,
        "waiting_tokens": _list_waiting_tokens(request, clinic),
        "is_first_run": not rows.refs and not clinic.patients.exists(),
        **_read_for_administrators(request, clinic),
    }
    return render_page(request, "worklist/show.html", context)


def _list_waiting_tokens(request: Request, clinic: Clinic) -> list[Token]:
    if not access.is_allowed(request.user, May.CONFIRM_TOKEN, clinic):
        return []
    if not access.has_tokens_asked(request.user, clinic):  # nearly always: no question
        return []
    return list(clinic.tokens.waiting(timezone.now()).order_by("pk"))


def _read_for_administrators(request: Request, clinic: Clinic) -> dict[str, object]:
    """Notices, and how many patients no clinician sees; asked for administrators alone."""
    if not access.is_allowed(request.user, May.NOTICES, clinic):
        return {}
    by_teams = clinic.access == Access.CARE_TEAM
    waiting = worklist.list_without_clinician(clinic) if by_teams else ()
    return {"notices": worklist.list_notices(clinic), "without_clinician": len(waiting)}
