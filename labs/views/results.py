"""One result, corrected: the old value stays readable beside the new one."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from labs import audit, record
from labs.access import May, Request, patient_page
from labs.forms.corrections import InErrorForm, ResultCorrection
from labs.models import Patient, Result
from labs.readings import Reading
from labs.views.draw_page import may_correct_result, reviewed_through
from labs.views.page import page
from labs.views.sent import SAYS_SO, UNCHANGED, sent, stale


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.CORRECT)
def correct(request: Request, patient: Patient, result: str) -> HttpResponse:
    kept = _kept(request, patient, result)
    if request.method != "POST":
        audit.read("result-read", by=request.user, patient=patient, result=kept.uid)
        return _page(request, kept, ResultCorrection(was=_reading(kept)))
    in_error = request.POST.get("act") == "in-error"
    if stale(request, kept):
        return _conflict(request, kept)
    try:
        return _in_error(request, kept) if in_error else _correct(request, kept)
    except record.Conflict:
        return _conflict(request, _kept(request, patient, result))


def _correct(request: Request, kept: Result) -> HttpResponse:
    form = ResultCorrection(request.POST, was=_reading(kept))
    if not form.is_valid():
        return _page(request, kept, form, status=422)
    if not form.changed:
        return _back(request, kept, UNCHANGED)
    why = form.cleaned_data["why"]
    record.result.correct(kept, form.reading, by=request.user, why=why)
    return _back(request, kept, f"{_name(kept)} corrected. The draw is to be reviewed.")


def _in_error(request: Request, kept: Result) -> HttpResponse:
    form = InErrorForm(request.POST)
    if not form.is_valid():
        unsent = ResultCorrection(was=_reading(kept))
        return _page(request, kept, unsent, in_error=form, status=422)
    why = form.cleaned_data["why"]
    record.result.enter_in_error(kept, by=request.user, why=why)
    return _back(request, kept, f"{_name(kept)} marked as entered in error.")


def _conflict(request: Request, kept: Result) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    data = request.POST.copy()
    data["version"] = str(kept.version)
    if data.get("act") == "in-error":
        unsent, again = ResultCorrection(was=_reading(kept)), InErrorForm(data)
        return _page(request, kept, unsent, in_error=again, conflict=True, status=409)
    form = ResultCorrection(data, was=_reading(kept))
    if form.is_valid() and not form.changed:
        return _back(request, kept, SAYS_SO)
    return _page(request, kept, form, conflict=True, status=409)


def _kept(request: Request, patient: Patient, uid: str) -> Result:
    """His, and one that this person may correct: 404 or 403 else."""
    current = patient.results.current().select_related("panel")
    kept = get_object_or_404(current, uid=uid)
    kept.patient = kept.panel.patient = patient
    through = reviewed_through(kept.panel)
    if not may_correct_result(kept, request.user, through=through):
        raise PermissionDenied("You may correct your own entries, until they are reviewed.")
    return kept


def _reading(kept: Result) -> Reading:
    return kept.reading(kept.panel.draw)


def _name(kept: Result) -> str:
    side = f", {kept.side}" if kept.side else ""
    return f"{kept.get_analyte_display()}{side}"


def _back(request: Request, kept: Result, said: str) -> HttpResponse:
    return sent(request, reverse("panel", args=[kept.patient.ref, kept.panel.uid]), said)


def _page(
    request: Request,
    kept: Result,
    form: ResultCorrection,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "patient": request.patient,
        "kept": kept,
        "name": _name(kept),
        "reading": _reading(kept),
        "form": form,
        "in_error": InErrorForm(initial={"version": kept.version}),
    }
    return page(request, "results/correct.html", context | more, status=status)
