"""Draws: entered whole, shown with their versions, corrected, signed off."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs import courses, record
from labs.access import May, Request, patient_page
from labs.forms.corrections import HoldForm, PanelCorrection, TakeBackForm
from labs.forms.draws import DrawContext
from labs.forms.entry_context import EntryContext
from labs.forms.fields import VERSION_MISSING, set_values, whole_number
from labs.forms.panels import PanelForm
from labs.models import Panel, Patient, Result
from labs.models.recorded import new_uid
from labs.timeline import Computed, Who, dates
from labs.views import acts, panel_entry
from labs.views.after_post import (
    SAYS_SO,
    UNCHANGED,
    is_stale,
    redirect_after_post,
    resend_with,
)
from labs.views.draw_page import DrawPage
from labs.views.frame import today_in
from labs.views.page import render_page
from labs.words import Refused

_SAVED_ALREADY = _(
    "This form was saved already and changed afterwards; the change is not saved. Correct "
    "that draw, or save again to enter this as another draw."
)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.RECORD, reads="sheet-opened")
def new(request: Request, patient: Patient) -> HttpResponse:
    entry = EntryContext.of(patient, timezone.now())
    if request.method != "POST":
        return _render_entry(request, entry, entry.form(submission=new_uid()))
    act = acts.read_act(request, *panel_entry.ACTS, "intervals", "ranges")
    if act == "ranges":
        return _render_entry(request, entry, entry.with_set_ranges(request.POST))
    if act == "intervals":
        return _render_entry(request, entry, entry.with_intervals(request.POST))
    form = entry.form(request.POST)
    if act == "beside" and request.htmx:
        panel_entry.leave_event(request, form)
        return panel_entry.render_beside(request, entry, form, **_list_ranges(entry, form))
    if act != "save":
        return _render_entry(request, entry, form, status=panel_entry.check_form(form, act))
    if status := panel_entry.refuse_form(request, form):
        return _render_entry(request, entry, form, status=status)
    if _saved_otherwise(patient, form):
        return _render_entry(request, entry, form, status=409)
    return _save_panel(request, patient, form)


@require_safe
@patient_page(May.SEE, reads="panel-read")
def show(request: Request, patient: Patient, panel: str) -> HttpResponse:
    kept = _get_panel_or_404(patient, panel)
    return _render_draw(request, kept)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.CORRECT, reads="panel-read")
def correct(request: Request, patient: Patient, panel: str) -> HttpResponse:
    kept = _get_panel_or_404(patient, panel)
    shown = _get_correctable_or_403(request, kept)
    if request.method != "POST":
        return _render_correction(request, shown, _correction_form(kept))
    form = _correction_form(kept, request.POST)
    if is_stale(request, kept):
        return _render_conflict(request, kept)
    if not form.is_valid():
        return _render_correction(request, shown, form, status=422)
    try:
        return _save_correction(request, kept, form)
    except record.Conflict:
        return _render_conflict(request, _get_panel_or_404(patient, panel))


@require_POST
@patient_page(May.DECIDE, reads="panel-read")
def sign_off(request: Request, patient: Patient, panel: str) -> HttpResponse:
    """Review the draw and share it."""
    return _sign_off(request, patient, panel, share=True)


@require_POST
@patient_page(May.DECIDE, reads="panel-read")
def share_later(request: Request, patient: Patient, panel: str) -> HttpResponse:
    """Review the draw; the clinic's rule shares it when it is due."""
    return _sign_off(request, patient, panel, share=False)


@require_POST
@patient_page(May.DECIDE, reads="panel-read")
def hold(request: Request, patient: Patient, panel: str) -> HttpResponse:
    kept = _get_panel_or_404(patient, panel)
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _render_draw(request, kept, hold_form=form, status=422)
    until, why = form.cleaned_data["until"], form.cleaned_data["why"]
    try:
        record.release.hold(kept, until, by=request.user, why=why)
    except Refused as refused:
        form.add_error("until", str(refused))
        return _render_draw(request, kept, hold_form=form, status=422)
    except record.Conflict:
        changed = gettext("This draw was changed since you opened it. Check it again.")
        newest = _get_panel_or_404(patient, panel)
        return _render_draw(request, newest, hold_form=form, refused=changed, status=409)
    said = gettext("Draw of {day} held until {until}.").format(
        day=dates.clinical_day(kept.moment), until=dates.day(until)
    )
    return redirect_after_post(request, _panel_url(kept), said)


def _sign_off(
    request: Request, patient: Patient, panel: str, *, share: bool
) -> HttpResponse:
    kept = _get_panel_or_404(patient, panel)
    seen = _find_newest_seen(request, kept)
    if seen is None:
        return _render_draw(request, kept, refused=VERSION_MISSING, status=422)
    is_reviewed = patient.releases.reviews().filter(panel=kept).exists()
    try:
        record.release.sign_off(kept, by=request.user, seen=seen, share=share)
    except record.Conflict:
        changed = gettext(
            "This draw was changed since you opened it. Check it again, then sign off."
        )
        return _render_draw(
            request, _get_panel_or_404(patient, panel), refused=changed, status=409
        )
    except Refused as refused:
        return _render_draw(
            request, _get_panel_or_404(patient, panel), refused=str(refused), status=409
        )
    if not share:
        said = gettext("Draw of {day} signed off, to be shared later.")
    elif is_reviewed:
        said = gettext("Draw of {day} shared.")
    else:
        said = gettext("Draw of {day} signed off.")
    day = dates.clinical_day(kept.moment)
    return redirect_after_post(request, _panel_url(kept), said.format(day=day))


@require_POST
@patient_page(May.DECIDE, reads="panel-read")
def take_back(request: Request, patient: Patient, panel: str) -> HttpResponse:
    kept = _get_panel_or_404(patient, panel)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _render_draw(request, kept, take_back=form, status=422)
    try:
        record.release.take_back(kept, by=request.user, why=form.cleaned_data["why"])
    except (Refused, record.Conflict) as refused:
        return _render_draw(
            request, _get_panel_or_404(patient, panel), refused=str(refused), status=409
        )
    said = gettext("Sign-off of the draw of {day} withdrawn.").format(
        day=dates.clinical_day(kept.moment)
    )
    return redirect_after_post(request, _panel_url(kept), said)


def _get_panel_or_404(patient: Patient, uid: str) -> Panel:
    panel = get_object_or_404(patient.panels.current(), uid=uid)
    panel.patient = patient
    return panel


def _panel_url(panel: Panel) -> str:
    return reverse("panel", args=[panel.patient.ref, panel.uid])


def _render_entry(
    request: Request, entry: EntryContext, form: PanelForm, *, status: int = 200
) -> HttpResponse:
    panel_entry.leave_event(request, form)
    context = {
        **panel_entry.build_context(request, entry, form),
        "patient": request.patient,
        **_list_ranges(entry, form),
    }
    return render_page(request, "panels/new.html", context, part="form", status=status)


def _list_ranges(entry: EntryContext, form: PanelForm) -> dict[str, object]:
    """Whose reference ranges a button fills in: of an earlier draw, and as set."""
    return {
        "intervals_of": entry.last_at(form["laboratory"].value() or ""),
        "ranges_of": entry.find_set_ranges(form),
    }


def _save_panel(request: Request, patient: Patient, form: PanelForm) -> HttpResponse:
    panel = record.panel.enter(
        patient,
        form.draw,
        form.readings,
        by=request.user,
        submission=form.cleaned_data["submission"],
    )
    trends = reverse("patient", args=[patient.ref])
    return redirect_after_post(request, trends, _describe_saved(panel, patient, form))


def _describe_saved(panel: Panel, patient: Patient, form: PanelForm) -> str:
    day = dates.clinical_day(panel.moment)
    time = "" if panel.moment.clock else gettext(", without a time,")
    moved = ""
    if form.followed:
        rows = ", ".join(form.followed)
        changed = (
            gettext(
                "The laboratory was changed, and with it the method of {rows}: check it."
            )
            if form.place_changed
            else gettext(
                "The draw date was changed, and with it the method of {rows}: check it."
            )
        )
        moved = f"{changed.format(rows=rows)} "
    link = reverse("panel", args=[patient.ref, panel.uid])
    return format_html(
        gettext('Draw of {}{} saved. {}<a href="{}">Open or correct it</a>'),
        day,
        time,
        moved,
        link,
    )


def _saved_otherwise(patient: Patient, form: PanelForm) -> bool:
    """Whether this form was saved with other results; it then becomes a new one."""
    submission = form.cleaned_data["submission"]
    there = patient.panels.filter(submission=submission).first() if submission else None
    if there is None:
        return False
    kept = {_result_content(row) for row in there.results.filter(version=0)}
    typed = {_result_content(Result.of(there, reading)) for reading in form.readings}
    if kept == typed and Panel.of(patient, form.draw).moment == there.moment:
        return False
    set_values(form, submission=new_uid())
    form.add_error(None, _SAVED_ALREADY)
    return True


def _result_content(row: Result) -> tuple[str, ...]:
    return row.analyte, row.side, row.reported, row.unit_reported, row.absent_reason


def _find_newest_seen(request: Request, panel: Panel) -> int | None:
    """The newest row of a result on the page that he looked at; None if it does not say."""
    version = whole_number(request.POST.get("record_version", ""))
    if version is None:
        return None
    shown = panel.results.filter(act__lte=version).order_by("-pk")
    return shown.values_list("pk", flat=True).first() or 0


def _render_draw(
    request: Request, panel: Panel, *, status: int = 200, **more: object
) -> HttpResponse:
    shown = DrawPage.of(request.patient, panel, request.user)
    context = {
        "patient": request.patient,
        "shown": shown,
        "take_back": TakeBackForm(),
        "hold_form": HoldForm(),
        "computed": _load_computed(request.patient, panel),
    }
    return render_page(request, "panels/show.html", context | more, status=status)


def _load_computed(patient: Patient, panel: Panel) -> Sequence[Computed]:
    day = today_in(patient.clinic)
    timeline = courses.load_timeline(patient, {}, today=day, who=Who.STAFF)
    return timeline.computed(panel.uid)


def _get_correctable_or_403(request: Request, panel: Panel) -> DrawPage:
    shown = DrawPage.of(request.patient, panel, request.user)
    if not shown.may_correct:
        raise PermissionDenied(
            gettext("You can correct only your own entries, until they are reviewed.")
        )
    return shown


def _correction_form(panel: Panel, data: QueryDict | None = None) -> PanelCorrection:
    patient = panel.patient
    where = DrawContext(panel.zone, timezone.now(), patient.born)
    return PanelCorrection(data, where=where, was=panel.draw)


def _render_correction(
    request: Request,
    shown: DrawPage,
    form: PanelCorrection,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {"patient": request.patient, "shown": shown, "form": form}
    return render_page(request, "panels/correct.html", context | more, status=status)


def _save_correction(request: Request, panel: Panel, form: PanelCorrection) -> HttpResponse:
    if not form.changed:
        return redirect_after_post(request, _panel_url(panel), str(UNCHANGED))
    why = form.cleaned_data["why"]
    moved = record.panel.correct(panel, form.draw, by=request.user, why=why)
    day = dates.clinical_day(moved.moment)
    return redirect_after_post(
        request,
        _panel_url(panel),
        gettext("Draw of {day} corrected. It is to be reviewed.").format(day=day),
    )


def _render_conflict(request: Request, panel: Panel) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    data = resend_with(request, version=panel.version)
    form = _correction_form(panel, data)
    if form.is_valid() and not form.changed:
        return redirect_after_post(request, _panel_url(panel), str(SAYS_SO))
    return _render_correction(
        request, _get_correctable_or_403(request, panel), form, status=409, conflict=panel
    )
