"""Emergency access: a record opened for an hour by number, birth date and reason."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from labs import record
from labs.access import May, Request, clinic_page, patient_page
from labs.forms.care_team import EmergencyForm
from labs.models import Access, Clinic, Patient
from labs.views import acts
from labs.views.after_post import redirect_after_post
from labs.views.page import render_page
from labs.words import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@clinic_page(May.BREAK_GLASS)
def show(request: Request, clinic: Clinic) -> HttpResponse:
    """By POST, and never a list: whom nobody names exactly is not found."""
    if clinic.access != Access.CARE_TEAM:
        raise Http404
    if request.method != "POST":
        return _render_form(request, EmergencyForm())
    form = EmergencyForm(request.POST)
    if not acts.is_valid_here(request, form):
        return _render_form(request, form, status=422)
    typed = form.cleaned_data
    try:
        patient = record.break_glass.open_record(
            clinic, typed["number"], typed["born"], by=request.user, why=typed["why"]
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _render_form(request, form, status=429)
    if patient is None:
        form.add_error(
            None,
            gettext(
                "No patient of this clinic has this number and this birth date. Check both."
            ),
        )
        return _render_form(request, form, status=422)
    return redirect_after_post(request, reverse("patient", args=[patient.ref]))


@require_POST
@patient_page(May.SEE, post=May.BREAK_GLASS, reads="")
def end(request: Request, patient: Patient) -> HttpResponse:
    record.break_glass.end(patient, by=request.user)
    said = gettext("Emergency access ended.")
    return redirect_after_post(request, reverse("patients"), said)


def _render_form(
    request: Request, form: EmergencyForm, *, status: int = 200
) -> HttpResponse:
    return render_page(request, "care_team/emergency.html", {"form": form}, status=status)
