"""A draw that is another man's: he is found, both are looked at side by side, it moves."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from labs import audit, record
from labs.access import May, Request, patient_page
from labs.forms.corrections import MisfiledForm
from labs.forms.patients import FindForm
from labs.models import Panel, Patient
from labs.models.patient import PatientQuerySet
from labs.timeline import dates
from labs.views import acts
from labs.views.after_post import is_stale, redirect_after_post, resend_with
from labs.views.draw_page import DrawPage
from labs.views.page import render_page
from labs.words import Refused

_MOST = 20  # patients found on one page


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.CORRECT, reads="panel-read")
def move(request: Request, patient: Patient, panel: str) -> HttpResponse:
    """Three steps at one address, by POST: whom it belongs to stands in no address."""
    kept = _get_panel_or_404(patient, panel)
    if request.method == "POST" and kept.misfiled:
        return _redirect_moved(request, kept)
    shown = DrawPage.of(patient, kept, request.user)
    if not shown.may_correct:
        raise PermissionDenied(
            gettext("You can correct only your own entries, until they are reviewed.")
        )
    if request.method != "POST":
        return _render_search(request, shown, FindForm())
    act = acts.read_act(request, "find", "choose", "move")
    if act == "find" or not (act or request.POST.get("to")):
        return _search_patients(request, shown, FindForm(request.POST), act)
    to = get_object_or_404(_select_others(request), ref=request.POST.get("to", ""))
    if act == "choose":
        unsent = MisfiledForm(initial={"version": kept.version})
        return _render_confirmation(request, shown, to, unsent)
    if not act:
        return _render_without_act(request, shown, to)
    return _move_panel(request, shown, to)


def _get_panel_or_404(patient: Patient, uid: str) -> Panel:
    kept = get_object_or_404(patient.panels.current(), uid=uid)
    kept.patient = patient
    return kept


def _select_others(request: Request) -> PatientQuerySet:
    """Whom this person may see in the clinic of the draw: anybody else is nobody."""
    mine = Patient.objects.visible_to(request.user).filter(clinic=request.clinic)
    return mine.exclude(pk=request.patient.pk).named()


def _search_patients(
    request: Request, shown: DrawPage, form: FindForm, act: str
) -> HttpResponse:
    valid = form.is_valid()
    if not act:
        form.add_error(None, acts.UNNAMED)
    if not valid or not act:
        _leave_event(request, [])
        return _render_search(request, shown, form, status=422)
    asked = form.cleaned_data["find"]
    ordered = _select_others(request).matching(asked).order_by("details__name", "pk")
    found = list(ordered[: _MOST + 1])
    _leave_event(request, found[:_MOST])
    more = len(found) > _MOST
    return _render_search(
        request, shown, form, asked=asked, patients=found[:_MOST], more=more
    )


def _render_search(
    request: Request, shown: DrawPage, form: FindForm, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"patient": request.patient, "shown": shown, "form": form}
    return render_page(request, "panels/misfiled.html", context | more, status=status)


def _render_confirmation(
    request: Request,
    shown: DrawPage,
    to: Patient,
    form: MisfiledForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    _leave_event(request, [to])
    that_day = to.panels.current().filter(misfiled=False)
    context = {
        "patient": request.patient,
        "shown": shown,
        "form": form,
        "to": to,
        "there": list(that_day.filter(collected_on=shown.panel.collected_on)),
    }
    return render_page(request, "panels/misfiled_to.html", context | more, status=status)


def _render_without_act(request: Request, shown: DrawPage, to: Patient) -> HttpResponse:
    form = MisfiledForm(request.POST)
    form.is_valid()
    form.add_error(None, acts.UNNAMED)
    return _render_confirmation(request, shown, to, form, status=422)


def _move_panel(request: Request, shown: DrawPage, to: Patient) -> HttpResponse:
    kept, form = shown.panel, MisfiledForm(request.POST)
    if is_stale(request, kept):
        return _render_conflict(request, kept, to)
    if not form.is_valid():
        return _render_confirmation(request, shown, to, form, status=422)
    try:
        here = record.misfiled(
            kept, to=to, by=request.user, reason=form.cleaned_data["why"]
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _as_it_stands(request, kept, to, form, status=422)
    except record.Conflict:
        return _render_conflict(request, _get_panel_or_404(request.patient, kept.uid), to)
    said = gettext("Draw of {day} moved to this patient. Not reviewed yet.").format(
        day=dates.clinical_day(here.moment)
    )
    return redirect_after_post(request, reverse("panel", args=[to.ref, here.uid]), said)


def _render_conflict(request: Request, kept: Panel, to: Patient) -> HttpResponse:
    """The draw as it stands now is shown first; sending again moves that, knowing it."""
    if kept.misfiled:
        return _redirect_moved(request, kept)
    form = MisfiledForm(resend_with(request, version=kept.version))
    form.is_valid()
    return _as_it_stands(request, kept, to, form, status=409, conflict=True)


def _as_it_stands(
    request: Request, kept: Panel, to: Patient, form: MisfiledForm, **more: Any
) -> HttpResponse:
    """Both men, read again after a move that was refused."""
    to = get_object_or_404(_select_others(request), pk=to.pk)
    shown = DrawPage.of(request.patient, kept, request.user)
    return _render_confirmation(request, shown, to, form, **more)


def _redirect_moved(request: Request, kept: Panel) -> HttpResponse:
    said = gettext("This draw was already moved to another patient.")
    return redirect_after_post(
        request, reverse("panel", args=[kept.patient.ref, kept.uid]), said
    )


def _leave_event(request: Request, others: list[Patient]) -> None:
    """Who was shown beside the man of the draw: by ref, never by name."""
    refs = sorted(one.ref for one in [request.patient, *others])
    audit.read_list(
        "patients-listed",
        by=request.user,
        clinic=request.clinic,
        page=True,
        patients=refs,
    )
    request.reads = None  # the man of the draw is among them
