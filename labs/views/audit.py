"""The audit trail, looked through: an administrator the clinic's, others their own acts."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from labs import access, audit
from labs.access import May, Request, clinic_page
from labs.audit.search import find_events, find_verification
from labs.forms.audit import EventForm
from labs.forms.fields import whole_number
from labs.models import Clinic, User
from labs.views.after_post import redirect_after_post
from labs.views.page import render_page


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.AUDIT)
def index(request: Request, clinic: Clinic) -> HttpResponse:
    """What was looked for stands in the address once it is known to hold no name."""
    own = not access.is_allowed(request.user, May.PEOPLE, clinic)
    people = None if own else list(_list_people(clinic))
    if request.method == "POST":
        form = EventForm(request.POST, people=people)
        if form.is_valid():
            query = urlencode(form.query)
            return redirect_after_post(request, f"{reverse('audit')}?{query}")
        return _render(request, clinic, form, own=own)
    return _render(request, clinic, EventForm(request.GET, people=people), own=own)


def _list_people(clinic: Clinic) -> list[User]:
    members = User.objects.filter(memberships__clinic=clinic)
    return list(members.distinct().order_by("name", "pk"))


def _render(
    request: Request, clinic: Clinic, form: EventForm, *, own: bool
) -> HttpResponse:
    """The page itself is an event, with the patients whose references it shows."""
    found, older = None, ""
    if form.is_valid():
        below = whole_number(request.GET.get("below", ""))
        person = request.user if own else None
        found = find_events(clinic, form.sought, own=person, below=below)
        if found.older:
            older = urlencode(form.query | {"below": str(found.older)})
    audit.read_list(
        "audit-read",
        by=request.user,
        clinic=clinic,
        page=True,
        patients=found.refs if found else [],
    )
    context = {
        "form": form,
        "found": found,
        "older": older,
        "own": own,
        "verification": find_verification(clinic),
        "clinic": clinic,
    }
    status = 200 if found else 422
    return render_page(request, "audit/index.html", context, status=status)
