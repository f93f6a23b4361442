"""Results: added to their draw; corrected, with the old value readable beside the new."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from labs import courses, record
from labs.access import May, Request, patient_page
from labs.forms.corrections import InErrorForm, ResultCorrection
from labs.forms.entry_context import EntryContext, EntryRow
from labs.forms.fields import whole_number
from labs.forms.panels import AddedForm, PanelForm, StandingDraw
from labs.forms.usual import describe_differences
from labs.models import Panel, Patient, Result
from labs.models.recorded import new_uid
from labs.readings import Reading
from labs.timeline import dates
from labs.views import acts, panel_entry
from labs.views.after_post import (
    SAYS_SO,
    UNCHANGED,
    is_stale,
    redirect_after_post,
    resend_with,
)
from labs.views.draw_page import may_correct_result, reviewed_through
from labs.views.page import render_page
from labs.words import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.RECORD, reads="sheet-opened")
def add(request: Request, patient: Patient, panel: str) -> HttpResponse:
    """What was left out of a draw: one row for each analyte that it has no result of."""
    draw = _get_draw_or_404(patient, panel)
    entry, stands = EntryContext.of(patient, timezone.now()), _read_standing(draw)
    if request.method != "POST":
        return _render_entry(
            request, entry, draw, entry.added(stands, submission=new_uid())
        )
    act = acts.read_act(request, *panel_entry.ACTS, "ranges")
    if act == "ranges":
        filled = entry.with_set_ranges(request.POST, stands)
        return _render_entry(request, entry, draw, filled)
    form = entry.added(stands, request.POST)
    if act == "beside" and request.htmx:
        panel_entry.leave_event(request, form)
        return panel_entry.render_beside(request, entry, form)
    if act != "save":
        return _render_entry(
            request, entry, draw, form, status=panel_entry.check_form(form, act)
        )
    if status := panel_entry.refuse_form(request, form):
        return _render_entry(request, entry, draw, form, status=status)
    try:
        return _save_results(request, draw, form)
    except Refused as refused:
        form.blame(refused)
        entry, draw = (
            EntryContext.of(patient, timezone.now()),
            _get_draw_or_404(patient, panel),
        )
        return _render_entry(request, entry, draw, form, status=422)
    except record.Conflict:
        entry = EntryContext.of(patient, timezone.now())
        return _added_meanwhile(request, entry, _get_draw_or_404(patient, panel))


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.CORRECT, reads="result-read")
def correct(request: Request, patient: Patient, result: str) -> HttpResponse:
    kept = _get_result_or_404(request, patient, result)
    if request.method != "POST":
        return _render_correction(request, kept, ResultCorrection(was=_reading_of(kept)))
    act = acts.read_act(request, "correct", "check", "in-error")
    if act in ("", "check"):
        return _check_correction(request, kept, act)
    if is_stale(request, kept):
        return _render_conflict(request, kept)
    try:
        return (
            _in_error(request, kept)
            if act == "in-error"
            else _save_correction(request, kept)
        )
    except record.Conflict:
        return _render_conflict(request, _get_result_or_404(request, patient, result))


def _get_draw_or_404(patient: Patient, uid: str) -> Panel:
    draw = get_object_or_404(patient.panels.current(), uid=uid)
    if draw.misfiled:
        raise PermissionDenied(
            gettext("This draw is another patient’s. Nothing was added.")
        )
    draw.patient = patient
    return draw


def _read_standing(draw: Panel) -> StandingDraw:
    rows = list(draw.results.current())
    there = [row for row in rows if row.status != "entered-in-error"]
    exams = (row.reading(draw.draw).exam for row in there)
    return StandingDraw(
        draw=draw.draw,
        keys=frozenset((row.analyte, row.side) for row in there),
        exam=next(filter(None, exams), None),
        act=max(row.act for row in (draw, *rows)),
    )


def _render_entry(
    request: Request,
    entry: EntryContext,
    draw: Panel,
    form: PanelForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    panel_entry.leave_event(request, form)
    context = {
        **panel_entry.build_context(request, entry, form),
        "patient": request.patient,
        "draw": draw,
        "ranges_of": entry.find_set_ranges(form),
        "review": request.patient.releases.reviews().filter(panel=draw).first(),
    }
    return render_page(
        request, "results/add.html", context | more, part="form", status=status
    )


def _save_results(request: Request, draw: Panel, form: AddedForm) -> HttpResponse:
    seen = form.cleaned_data["seen"]
    told = record.result.add(draw, *form.readings, by=request.user, seen=seen)
    names = ", ".join(_name_result(row) for row in told)
    said = gettext("{names} added to the draw of {day}. It is to be reviewed.").format(
        names=names, day=dates.clinical_day(draw.moment)
    )
    return _to_draw(request, draw, said)


def _added_meanwhile(request: Request, entry: EntryContext, draw: Panel) -> HttpResponse:
    """The draw as it stands now; saving again adds what was typed to that, knowing it."""
    stands = _read_standing(draw)
    data = resend_with(request, seen=stands.act)
    form = entry.added(stands, data)
    form.is_valid()
    newer = draw.results.current().filter(act__gt=_read_seen(request)).order_by("pk")
    told = [(row, row.reading(draw.draw)) for row in newer]
    return _render_entry(
        request, entry, draw, form, status=409, conflict=True, meanwhile=told
    )


def _read_seen(request: Request) -> int:
    return whole_number(request.POST.get("seen", "")) or 0


def _save_correction(request: Request, kept: Result) -> HttpResponse:
    form = ResultCorrection(request.POST, was=_reading_of(kept))
    if not form.is_valid():
        return _render_correction(request, kept, form, status=422)
    if not form.changed:
        return _to_trends(request, kept, str(UNCHANGED))
    why = form.cleaned_data["why"]
    record.result.correct(kept, form.reading, by=request.user, why=why)
    return _to_trends(
        request,
        kept,
        gettext("{name} corrected. The draw is to be reviewed.").format(
            name=_name_result(kept)
        ),
    )


def _check_correction(request: Request, kept: Result, act: str) -> HttpResponse:
    """The form as it was sent, and how it reads; nothing is saved."""
    form = ResultCorrection(request.POST, was=_reading_of(kept))
    status = panel_entry.check_form(form, act)
    return _render_correction(request, kept, form, status=status)


def _in_error(request: Request, kept: Result) -> HttpResponse:
    form = InErrorForm(request.POST)
    if not form.is_valid():
        unsent = ResultCorrection(was=_reading_of(kept))
        return _render_correction(request, kept, unsent, in_error=form, status=422)
    why = form.cleaned_data["why"]
    record.result.enter_in_error(kept, by=request.user, why=why)
    return _to_trends(
        request,
        kept,
        gettext("{name} marked as entered in error.").format(name=_name_result(kept)),
    )


def _render_conflict(request: Request, kept: Result) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    data = resend_with(request, version=kept.version)
    if data.get("act") == "in-error":
        unsent, in_error = ResultCorrection(was=_reading_of(kept)), InErrorForm(data)
        return _render_correction(
            request, kept, unsent, in_error=in_error, conflict=True, status=409
        )
    form = ResultCorrection(data, was=_reading_of(kept))
    if form.is_valid() and not form.changed:
        return _to_trends(request, kept, str(SAYS_SO))
    return _render_correction(request, kept, form, conflict=True, status=409)


def _get_result_or_404(request: Request, patient: Patient, uid: str) -> Result:
    """His, and one that this person may correct: 404 or 403 else."""
    current = patient.results.current().select_related("panel")
    kept = get_object_or_404(current, uid=uid)
    kept.patient = kept.panel.patient = patient
    through = reviewed_through(kept.panel)
    if not may_correct_result(kept, request.user, through=through):
        raise PermissionDenied(
            gettext("You can correct only your own entries, until they are reviewed.")
        )
    return kept


def _reading_of(kept: Result) -> Reading:
    return kept.reading(kept.panel.draw)


def _name_result(kept: Result) -> str:
    side = f", {kept.side}" if kept.side else ""
    return f"{kept.get_analyte_display()}{side}"


def _to_trends(request: Request, kept: Result, said: str) -> HttpResponse:
    """To the trends, where the figure shows it stands now."""
    return redirect_after_post(
        request, reverse("patient", args=[kept.panel.patient.ref]), said
    )


def _to_draw(request: Request, draw: Panel, said: str) -> HttpResponse:
    return redirect_after_post(
        request, reverse("panel", args=[draw.patient.ref, draw.uid]), said
    )


def _render_correction(
    request: Request,
    kept: Result,
    form: ResultCorrection,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    reading = _reading_of(kept)
    typed = getattr(form, "reading", None) if form.is_bound else reading
    set_for = courses.load_laboratories(request.patient.clinic)
    differs = describe_differences(set_for, typed) if typed else ()
    context = {
        "patient": request.patient,
        "kept": kept,
        "name": _name_result(kept),
        "reading": reading,
        "form": form,
        "checked": form.is_bound and not form.errors,
        "row": EntryRow(form.row, {}, None, typed, "", differs=differs),
        "differ": bool(differs),
        "in_error": InErrorForm(initial={"version": kept.version}),
    }
    return render_page(request, "results/correct.html", context | more, status=status)
