"""The morning: what changed under a decision, what nobody read, what was set for now."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from labs import access, audit, waiting
from labs.access import May, Request
from labs.forms.decisions import StillStandsForm
from labs.models import Clinic, Patient
from labs.views.frame import today
from labs.views.page import page


@require_safe
@access.entry_page
def show(request: Request) -> HttpResponse:
    """A clinic's worklist; a patient is sent to his own page."""
    clinic = access.clinic_of(request)
    if clinic is None:
        return _own(request)
    if not access.allowed(request.user, May.SEE, clinic):
        return page(request, "worklist/administration.html", {"clinic": clinic})
    return _worklist(request, clinic)


def _own(request: Request) -> HttpResponse:
    if not Patient.objects.owned_by(request.user).exists():
        raise PermissionDenied(gettext("You work in no clinic."))
    return redirect("me")


def _worklist(request: Request, clinic: Clinic) -> HttpResponse:
    mine, most = "mine" in request.GET, None if "all" in request.GET else waiting.MOST
    men = waiting.men(request.user, clinic, mine=mine)
    rows = waiting.waiting(men, today(clinic), most=most)
    audit.read_list(
        "worklist-read", by=request.user, clinic=clinic, patients=sorted(rows.refs)
    )
    context = {
        "rows": rows,
        "reopened": [
            (row, StillStandsForm.of(row.decision.uid, row.version))
            for row in rows.reopened
        ],
        "parked": waiting.parked(clinic),
        "mine": mine,
    }
    return page(request, "worklist/show.html", context)
