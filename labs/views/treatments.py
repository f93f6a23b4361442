"""Treatments as episodes: begun, ended, corrected. A change ends one, begins the next."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from labs import audit, record
from labs.access import May, Request, patient_page
from labs.forms.fields import put
from labs.forms.treatments import EpisodeCorrection, EpisodeForm, StopForm
from labs.models import Patient, Treatment
from labs.models.recorded import new_uid
from labs.record import rows
from labs.views.frame import today
from labs.views.page import page
from labs.views.sent import SAYS_SO, UNCHANGED, again, sent, stale
from labs.views.versions import versions

_SAVED_ALREADY = _(
    "This form was saved already, and then changed: the change is not in the record. "
    "Correct that treatment, or save again to record this as another one."
)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE)
def index(request: Request, patient: Patient) -> HttpResponse:
    day = today(patient.clinic)
    if request.method != "POST":
        audit.read("treatments-read", by=request.user, patient=patient)
        return _index(
            request,
            EpisodeForm(today=day, born=patient.born, initial={"submission": new_uid()}),
        )
    form = EpisodeForm(request.POST, today=day, born=patient.born)
    if not form.is_valid():
        return _index(request, form, status=422)
    if _saved_otherwise(patient, form):
        return _index(request, form, status=409)
    submission = form.cleaned_data["submission"]
    kept = record.treatment.begin(
        patient, form.episode, by=request.user, submission=submission
    )
    return _listed(request, gettext("{name} recorded.").format(name=kept.name))


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE)
def correct(request: Request, patient: Patient, treatment: str) -> HttpResponse:
    """The treatment's own page, and the form that corrects it."""
    kept = _kept(patient, treatment)
    if request.method != "POST":
        audit.read("treatment-read", by=request.user, patient=patient, treatment=kept.uid)
        return _own(request, kept, _correction(request, kept))
    if stale(request, kept):
        return _conflict(request, kept)
    form = _correction(request, kept, request.POST)
    if not form.is_valid():
        return _own(request, kept, form, status=422)
    try:
        return _correct(request, kept, form)
    except record.Conflict:
        return _conflict(request, _kept(patient, treatment))


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.DECIDE)
def stop(request: Request, patient: Patient, treatment: str) -> HttpResponse:
    """Its last day and why. What has ended already is corrected on its own page."""
    kept = _kept(patient, treatment)
    if kept.stop:
        return sent(
            request,
            _address(kept),
            gettext("{name} has ended already.").format(name=kept.name),
        )
    form = _stop_form(request, kept)
    if request.method != "POST":
        audit.read("treatment-read", by=request.user, patient=patient, treatment=kept.uid)
        return _stop_page(request, kept, form)
    if stale(request, kept):
        return _stop_page(request, kept, form, conflict=True, status=409)
    if not form.is_valid():
        return _stop_page(request, kept, form, status=422)
    try:
        return _stop(request, kept, form)
    except record.Conflict:
        return sent(
            request,
            _address(kept),
            gettext("{name} was changed meanwhile.").format(name=kept.name),
        )


def _kept(patient: Patient, uid: str) -> Treatment:
    kept = get_object_or_404(patient.treatments.current(), uid=uid)
    kept.patient = patient
    return kept


def _index(request: Request, form: EpisodeForm, *, status: int = 200) -> HttpResponse:
    current = request.patient.treatments.current().order_by("-start", "-pk")
    told = [row for row in current if not row.in_error]
    context = {
        "patient": request.patient,
        "form": form,
        "running": [row for row in told if row.stop is None],
        "ended": [row for row in told if row.stop],
        "wrong": [row for row in current if row.in_error],
    }
    return page(request, "treatments/index.html", context, status=status)


def _own(
    request: Request,
    kept: Treatment,
    form: EpisodeCorrection,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    every = request.patient.treatments.filter(uid=kept.uid)
    context = {
        "patient": request.patient,
        "kept": kept,
        "versions": versions(every)[0],
        "form": form,
    }
    return page(request, "treatments/correct.html", context | more, status=status)


def _correct(request: Request, kept: Treatment, form: EpisodeCorrection) -> HttpResponse:
    if not form.changed:
        return _listed(request, str(UNCHANGED))
    why = form.cleaned_data["why"]
    record.treatment.correct(kept, form.episode, by=request.user, why=why)
    return _listed(request, gettext("{name} corrected.").format(name=form.episode.name))


def _correction(
    request: Request, kept: Treatment, data: QueryDict | None = None
) -> EpisodeCorrection:
    patient = request.patient
    day = today(patient.clinic)
    return EpisodeCorrection(data, was=kept.episode, today=day, born=patient.born)


def _conflict(request: Request, kept: Treatment) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    data = again(request, version=kept.version)
    form = _correction(request, kept, data)
    if form.is_valid() and not form.changed:
        return _listed(request, str(SAYS_SO))
    return _own(request, kept, form, conflict=True, status=409)


def _stop_form(request: Request, kept: Treatment) -> StopForm:
    """Of the version that stands; what was typed for an earlier one stays typed."""
    data = None
    if request.method == "POST":
        data = again(request, version=kept.version)
    return StopForm(data, was=kept.episode, today=today(kept.patient.clinic))


def _stop_page(
    request: Request, kept: Treatment, form: StopForm, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"patient": request.patient, "kept": kept, "form": form}
    return page(request, "treatments/stop.html", context | more, status=status)


def _stop(request: Request, kept: Treatment, form: StopForm) -> HttpResponse:
    day, precision = form.ended
    reason = form.cleaned_data["stop_reason"]
    record.treatment.stop(kept, day, precision, reason, by=request.user)
    return _listed(request, gettext("{name} ended.").format(name=kept.name))


def _address(kept: Treatment) -> str:
    return reverse("treatment", args=[kept.patient.ref, kept.uid])


def _listed(request: Request, said: str) -> HttpResponse:
    return sent(request, reverse("treatments", args=[request.patient.ref]), said)


def _saved_otherwise(patient: Patient, form: EpisodeForm) -> bool:
    """Whether this form was saved as another episode; it then becomes a new one."""
    submission = form.cleaned_data["submission"]
    there = patient.treatments.filter(submission=submission).first() if submission else None
    if there is None or rows.same(Treatment.of(patient, form.episode), there):
        return False
    put(form, submission=new_uid())
    form.add_error(None, _SAVED_ALREADY)
    return True
