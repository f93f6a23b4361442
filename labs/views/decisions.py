"""Decisions: recorded beside what was looked at, shown with what that reads now."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from labs import courses, record
from labs.access import May, Request, patient_page
from labs.forms.decisions import DecisionCorrection, DecisionForm
from labs.forms.fields import put
from labs.models import Decision, Patient
from labs.models.recorded import new_uid
from labs.record import rows
from labs.series import DrawRow, Series, Who, dates
from labs.views.decision_page import DecisionPage
from labs.views.frame import today
from labs.views.page import page
from labs.views.sent import SAYS_SO, UNCHANGED, again, sent, stale

_SAVED_ALREADY = _(
    "This form was saved already, and then changed: the change is not in the record. "
    "Correct that decision, or save again to record this as another one."
)


@dataclass(frozen=True)
class Looked:
    """One draw to tick: whether it is new, or changed, since the last decision."""

    row: DrawRow
    new: bool
    changed: bool
    ticked: bool


@dataclass(frozen=True)
class Since:
    """What others recorded after this form was opened."""

    draws: tuple[DrawRow, ...]
    decisions: tuple[Decision, ...]
    treatments: int


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="decisions-read")
def index(request: Request, patient: Patient) -> HttpResponse:
    series = courses.series_of(patient, {}, today=today(patient.clinic), who=Who.STAFF)
    if request.method != "POST":
        return _index(request, series, _form(patient, series))
    form = _form(patient, series, request.POST)
    if not form.is_valid():
        return _index(request, series, form, status=422)
    if there := _saved(patient, form):
        return _again(request, series, form, there)
    if since := _since(patient, series, form.cleaned_data["record_version"]):
        return _conflict(request, series, since)
    return _decide(request, patient, form)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="decision-read")
def show(request: Request, patient: Patient, decision: str) -> HttpResponse:
    """The decision's own page, and the form that corrects it."""
    kept = _kept(patient, decision)
    shown = DecisionPage.of(patient, kept)
    if request.method != "POST":
        return _own(request, shown, _correction(patient, shown))
    if stale(request, kept):
        return _corrected_meanwhile(request, kept)
    form = _correction(patient, shown, request.POST)
    if not form.is_valid():
        return _own(request, shown, form, status=422)
    try:
        return _correct(request, kept, form)
    except record.Conflict:
        return _corrected_meanwhile(request, _kept(patient, decision))


def _form(patient: Patient, series: Series, data: QueryDict | None = None) -> DecisionForm:
    draws = [row.draw.id for row in series.draws]
    initial = {
        "date": series.today,
        "draws": [looked.row.draw.id for looked in _looked(series) if looked.ticked],
        "record_version": series.version,
        "submission": new_uid(),
    }
    return DecisionForm(
        data, today=series.today, born=patient.born, draws=draws, initial=initial
    )


def _looked(series: Series) -> list[Looked]:
    """Ticked: what is new or changed since the last decision."""
    told = [each.decided.at for each in series.decisions if each.decided.at]
    last = max(told, default=None)
    return [_one(row, last) for row in series.draws]


def _one(row: DrawRow, last: datetime | None) -> Looked:
    readings = [*(p.reading for p in row.points), *row.absent, *row.pending]
    since = [r for r in readings if not last or not r.entered_at or r.entered_at > last]
    new = any(reading.version == 0 for reading in since)
    changed = any(reading.version > 0 for reading in since)
    return Looked(row, new, changed, bool(since))


def _index(
    request: Request,
    series: Series,
    form: DecisionForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    looked = _looked(series)
    ticked = set(form["draws"].value() or ())
    context = {
        "patient": request.patient,
        "series": series,
        "form": form,
        "looked": [replace(each, ticked=each.row.draw.id in ticked) for each in looked],
        "decisions": series.decisions[::-1],
        "last": series.decisions[-1] if series.decisions else None,
    }
    return page(request, "decisions/index.html", context | more, status=status)


def _decide(request: Request, patient: Patient, form: DecisionForm) -> HttpResponse:
    typed = form.cleaned_data
    kept = record.decision.decide(
        patient,
        form.decided,
        typed["draws"],
        by=request.user,
        submission=typed["submission"],
        record_version=typed["record_version"],
    )
    return _done(
        request, kept, gettext("Decision of {day} saved.").format(day=dates.day(kept.date))
    )


def _done(request: Request, kept: Decision, said: str) -> HttpResponse:
    return sent(request, reverse("decision", args=[request.patient.ref, kept.uid]), said)


def _saved(patient: Patient, form: DecisionForm) -> Decision | None:
    submission = form.cleaned_data["submission"]
    return patient.decisions.filter(submission=submission).first() if submission else None


def _again(
    request: Request, series: Series, form: DecisionForm, there: Decision
) -> HttpResponse:
    """The same form twice is one decision; a changed one is asked about."""
    typed = Decision.of(request.patient, form.decided)
    typed.record_version = there.record_version
    if rows.same(typed, there):
        return _done(
            request,
            there,
            gettext("Decision of {day} saved.").format(day=dates.day(there.date)),
        )
    put(form, submission=new_uid(), record_version=str(series.version))
    form.add_error(None, _SAVED_ALREADY)
    return _index(request, series, form, status=409)


def _since(patient: Patient, series: Series, version: int | None) -> Since | None:
    """Results, decisions and treatments recorded after what he looked at; None: nothing."""
    if version is None:
        return None
    later = {"act__gt": version}
    draws = {*patient.results.filter(**later).values_list("panel__uid", flat=True)}
    since = Since(
        tuple(row for row in series.draws if row.draw.id in draws),
        tuple(patient.decisions.current().filter(**later)),
        patient.treatments.filter(**later).count(),
    )
    return since if draws or since.decisions or since.treatments else None


def _conflict(request: Request, series: Series, since: Since) -> HttpResponse:
    """What changed is shown and no longer ticked; saving again says that it was read."""
    changed = {row.draw.id for row in since.draws}
    data = again(request, record_version=series.version)
    data.setlist("draws", [uid for uid in data.getlist("draws") if uid not in changed])
    form = _form(request.patient, series, data)
    return _index(request, series, form, since=since, status=409)


def _kept(patient: Patient, uid: str) -> Decision:
    kept = get_object_or_404(patient.decisions.current(), uid=uid)
    kept.patient = patient
    return kept


def _own(
    request: Request,
    shown: DecisionPage,
    form: DecisionCorrection,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {"patient": request.patient, "shown": shown, "form": form}
    return page(request, "decisions/show.html", context | more, status=status)


def _correction(
    patient: Patient, shown: DecisionPage, data: QueryDict | None = None
) -> DecisionCorrection:
    day = today(patient.clinic)
    return DecisionCorrection(data, was=shown.decided, today=day, born=patient.born)


def _correct(request: Request, kept: Decision, form: DecisionCorrection) -> HttpResponse:
    if not form.changed:
        return _done(request, kept, str(UNCHANGED))
    why = form.cleaned_data["reason_of_change"]
    record.decision.correct(kept, form.decided, by=request.user, why=why)
    return _done(
        request,
        kept,
        gettext("Decision of {day} corrected.").format(day=dates.day(form.decided.date)),
    )


def _corrected_meanwhile(request: Request, kept: Decision) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    shown = DecisionPage.of(request.patient, kept)
    data = again(request, version=kept.version)
    form = _correction(request.patient, shown, data)
    if form.is_valid() and not form.changed:
        return _done(request, kept, str(SAYS_SO))
    return _own(request, shown, form, conflict=True, status=409)
