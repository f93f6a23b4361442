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
from labs.forms.corrections import PanelCorrection, TakeBackForm
from labs.forms.draws import Where
from labs.forms.entry_context import EntryContext
from labs.forms.fields import VERSION_MISSING, put, whole_number
from labs.forms.panels import PanelForm
from labs.models import Panel, Patient, Result
from labs.models.recorded import new_uid
from labs.readings import Draw
from labs.series import Computed, Who, dates
from labs.views import acts, panel_entry
from labs.views.draw_page import DrawPage
from labs.views.frame import today
from labs.views.page import page
from labs.views.sent import SAYS_SO, UNCHANGED, again, sent, stale
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
        return _sheet(request, entry, entry.form(submission=new_uid()))
    act = acts.named(request, *panel_entry.ACTS, "intervals")
    if act == "intervals":
        return _sheet(request, entry, entry.with_intervals(request.POST))
    form = entry.form(request.POST)
    if act == "beside" and request.htmx:
        panel_entry.leave_event(request, form)
        return panel_entry.beside(
            request, entry, form, intervals_of=_intervals_of(entry, form)
        )
    if act != "save":
        return _sheet(request, entry, form, status=panel_entry.look(form, act))
    if status := panel_entry.refuse(request, form):
        return _sheet(request, entry, form, status=status)
    if _saved_otherwise(patient, form):
        return _sheet(request, entry, form, status=409)
    return _enter(request, patient, form)


@require_safe
@patient_page(May.SEE, reads="panel-read")
def show(request: Request, patient: Patient, panel: str) -> HttpResponse:
    kept = _kept(patient, panel)
    return _show(request, kept)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.CORRECT, reads="panel-read")
def correct(request: Request, patient: Patient, panel: str) -> HttpResponse:
    kept = _kept(patient, panel)
    shown = _corrigible(request, kept)
    if request.method != "POST":
        return _correction(request, shown, _correction_form(kept))
    form = _correction_form(kept, request.POST)
    if stale(request, kept):
        return _conflict(request, kept)
    if not form.is_valid():
        return _correction(request, shown, form, status=422)
    try:
        return _correct(request, kept, form)
    except record.Conflict:
        return _conflict(request, _kept(patient, panel))


@require_POST
@patient_page(May.DECIDE, reads="panel-read")
def sign_off(request: Request, patient: Patient, panel: str) -> HttpResponse:
    kept = _kept(patient, panel)
    seen = _seen(request, kept)
    if seen is None:
        return _show(request, kept, refused=VERSION_MISSING, status=422)
    try:
        record.release.sign_off(kept, by=request.user, seen=seen)
    except record.Conflict:
        changed = gettext(
            "This draw was changed since you opened it. Check it again, then sign off."
        )
        return _show(request, _kept(patient, panel), refused=changed, status=409)
    return sent(
        request,
        _address(kept),
        gettext("Draw of {day} signed off.").format(day=dates.of(kept.moment)),
    )


@require_POST
@patient_page(May.DECIDE, reads="panel-read")
def take_back(request: Request, patient: Patient, panel: str) -> HttpResponse:
    kept = _kept(patient, panel)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _show(request, kept, take_back=form, status=422)
    try:
        record.release.take_back(kept, by=request.user, why=form.cleaned_data["why"])
    except (Refused, record.Conflict) as refused:
        return _show(request, _kept(patient, panel), refused=str(refused), status=409)
    said = gettext("Sign-off of the draw of {day} withdrawn.").format(
        day=dates.of(kept.moment)
    )
    return sent(request, _address(kept), said)


def _kept(patient: Patient, uid: str) -> Panel:
    panel = get_object_or_404(patient.panels.current(), uid=uid)
    panel.patient = patient
    return panel


def _address(panel: Panel) -> str:
    return reverse("panel", args=[panel.patient.ref, panel.uid])


def _sheet(
    request: Request, entry: EntryContext, form: PanelForm, *, status: int = 200
) -> HttpResponse:
    panel_entry.leave_event(request, form)
    context = {
        **panel_entry.around(request, entry, form),
        "patient": request.patient,
        "intervals_of": _intervals_of(entry, form),
    }
    return page(request, "panels/new.html", context, part="form", status=status)


def _intervals_of(entry: EntryContext, form: PanelForm) -> Draw | None:
    return entry.last_at(form["laboratory"].value() or "")


def _enter(request: Request, patient: Patient, form: PanelForm) -> HttpResponse:
    panel = record.panel.enter(
        patient,
        form.draw,
        form.readings,
        by=request.user,
        submission=form.cleaned_data["submission"],
    )
    trends = reverse("patient", args=[patient.ref])
    return sent(request, trends, _said(panel, patient, form))


def _said(panel: Panel, patient: Patient, form: PanelForm) -> str:
    day = dates.of(panel.moment)
    time = "" if panel.moment.clock else gettext(", without a time,")
    moved = ""
    if form.followed:
        rows = ", ".join(form.followed)
        moved = (
            gettext(
                "The laboratory was changed, and with it the method of {rows}: check it."
            ).format(rows=rows)
            + " "
        )
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
    kept = {_content(row) for row in there.results.filter(version=0)}
    typed = {_content(Result.of(there, reading)) for reading in form.readings}
    if kept == typed and Panel.of(patient, form.draw).moment == there.moment:
        return False
    put(form, submission=new_uid())
    form.add_error(None, _SAVED_ALREADY)
    return True


def _content(row: Result) -> tuple[str, ...]:
    return row.analyte, row.side, row.reported, row.unit_reported, row.absent_reason


def _seen(request: Request, panel: Panel) -> int | None:
    """The newest row of a result on the page that he looked at; None if it does not say."""
    version = whole_number(request.POST.get("record_version", ""))
    if version is None:
        return None
    shown = panel.results.filter(act__lte=version).order_by("-pk")
    return shown.values_list("pk", flat=True).first() or 0


def _show(
    request: Request, panel: Panel, *, status: int = 200, **more: object
) -> HttpResponse:
    shown = DrawPage.of(request.patient, panel, request.user)
    context = {
        "patient": request.patient,
        "shown": shown,
        "take_back": TakeBackForm(),
        "computed": _computed(request.patient, panel),
    }
    return page(request, "panels/show.html", context | more, status=status)


def _computed(patient: Patient, panel: Panel) -> Sequence[Computed]:
    day = today(patient.clinic)
    series = courses.series_of(patient, {}, today=day, who=Who.STAFF)
    return series.computed(panel.uid)


def _corrigible(request: Request, panel: Panel) -> DrawPage:
    shown = DrawPage.of(request.patient, panel, request.user)
    if not shown.may_correct:
        raise PermissionDenied(
            gettext("You can correct only your own entries, until they are reviewed.")
        )
    return shown


def _correction_form(panel: Panel, data: QueryDict | None = None) -> PanelCorrection:
    patient = panel.patient
    where = Where(panel.zone, timezone.now(), patient.born)
    return PanelCorrection(data, where=where, was=panel.draw)


def _correction(
    request: Request,
    shown: DrawPage,
    form: PanelCorrection,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {"patient": request.patient, "shown": shown, "form": form}
    return page(request, "panels/correct.html", context | more, status=status)


def _correct(request: Request, panel: Panel, form: PanelCorrection) -> HttpResponse:
    if not form.changed:
        return sent(request, _address(panel), str(UNCHANGED))
    why = form.cleaned_data["why"]
    moved = record.panel.correct(panel, form.draw, by=request.user, why=why)
    day = dates.of(moved.moment)
    return sent(
        request,
        _address(panel),
        gettext("Draw of {day} corrected. It is to be reviewed.").format(day=day),
    )


def _conflict(request: Request, panel: Panel) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    data = again(request, version=panel.version)
    form = _correction_form(panel, data)
    if form.is_valid() and not form.changed:
        return sent(request, _address(panel), str(SAYS_SO))
    return _correction(
        request, _corrigible(request, panel), form, status=409, conflict=panel
    )
