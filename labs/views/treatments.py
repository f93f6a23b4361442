"""Treatments as episodes: begun, ended, corrected. A change ends one, begins the next."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from labs import record
from labs.access import May, Request, patient_page
from labs.forms.fields import set_values
from labs.forms.treatments import (
    BegunForm,
    ChangeForm,
    EpisodeCorrection,
    EpisodeForm,
    Known,
    StopForm,
)
from labs.models import Patient, Treatment
from labs.models.recorded import new_uid
from labs.readings import last_day
from labs.record import rows
from labs.record.treatment import Ending
from labs.timeline import dates
from labs.views.after_post import (
    SAYS_SO,
    UNCHANGED,
    is_stale,
    redirect_after_post,
    resend_with,
)
from labs.views.frame import today_in
from labs.views.page import render_page
from labs.views.versions import group_versions

_SAVED_ALREADY = _(
    "This form was saved already and changed afterwards; the change is not saved. Correct "
    "that treatment, or save again to record this as another treatment."
)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="treatments-read")
def index(request: Request, patient: Patient) -> HttpResponse:
    if request.method != "POST":
        known = _load_known(patient)
        return _render_list(
            request, EpisodeForm(known=known, initial={"submission": new_uid()})
        )
    form = _episode_form(request)
    if not form.is_valid():
        return _render_list(request, form, status=422)
    if _saved_otherwise(patient, form):
        return _render_list(request, form, status=409)
    try:
        return _save_treatment(request, form)
    except record.Conflict:
        return _render_list(request, _episode_form(request), status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="treatment-read")
def correct(request: Request, patient: Patient, treatment: str) -> HttpResponse:
    """The treatment's own page, and the form that corrects it."""
    kept = _get_treatment_or_404(patient, treatment)
    if request.method != "POST":
        return _render_detail(request, kept, _build_correction(request, kept))
    if is_stale(request, kept):
        return _render_conflict(request, kept)
    form = _build_correction(request, kept, request.POST)
    if not form.is_valid():
        return _render_detail(request, kept, form, status=422)
    try:
        return _save_correction(request, kept, form)
    except record.Conflict:
        return _render_conflict(request, _get_treatment_or_404(patient, treatment))


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.DECIDE, reads="treatment-read")
def change(request: Request, patient: Patient, treatment: str) -> HttpResponse:
    """Another dose, form or agent: what is open ends, and what follows it begins."""
    kept = _get_treatment_or_404(patient, treatment)
    if request.method != "POST":
        if _is_over(kept):
            return _say_over(request, kept)
        return _change_page(request, kept, _change_form(request, kept))
    form = _change_form(request, kept)
    if there := _find_submission(patient, request.POST.get("submission", "")):
        if form.is_valid() and _says_so(there, kept, form):
            return _redirect_to_trends(request, str(SAYS_SO))
        set_values(form, submission=new_uid())
    if there or is_stale(request, kept) or _is_over(kept):
        return _change_page(request, kept, form, conflict=True, status=409)
    if not form.is_valid():
        return _change_page(request, kept, form, status=422)
    try:
        return _save_change(request, kept, form)
    except record.Conflict:
        kept = _get_treatment_or_404(patient, treatment)
        form = _change_form(request, kept)
        return _change_page(request, kept, form, conflict=True, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.DECIDE, reads="treatment-read")
def stop(request: Request, patient: Patient, treatment: str) -> HttpResponse:
    """Its last day and why. What has ended already is corrected on its own page."""
    kept = _get_treatment_or_404(patient, treatment)
    if _is_over(kept):
        return _say_over(request, kept)
    form = _stop_form(request, kept)
    if request.method != "POST":
        return _stop_page(request, kept, form)
    if is_stale(request, kept):
        return _stop_page(request, kept, form, conflict=True, status=409)
    if not form.is_valid():
        return _stop_page(request, kept, form, status=422)
    try:
        return _save_stop(request, kept, form)
    except record.Conflict:
        return redirect_after_post(
            request,
            _treatment_url(kept),
            gettext("{name} was changed meanwhile.").format(name=kept.name),
        )


def _get_treatment_or_404(patient: Patient, uid: str) -> Treatment:
    kept = get_object_or_404(patient.treatments.current(), uid=uid)
    kept.patient = patient
    return kept


def _load_known(patient: Patient, *, but: str = "") -> Known:
    """What an episode of his is checked against; `but`: the uid of the one it is."""
    others = patient.treatments.current().exclude(uid=but)
    return Known(today_in(patient.clinic), patient.born, [row.episode for row in others])


def _episode_form(request: Request) -> EpisodeForm:
    return EpisodeForm(request.POST, known=_known_to_form(request))


def _known_to_form(request: Request, *, but: str = "") -> Known:
    """As `_known`. What the form that was sent has recorded already is no other episode."""
    known = _load_known(request.patient, but=but)
    if _find_submission(request.patient, request.POST.get("submission", "")):
        known = replace(known, others=())
    return known


def _find_submission(patient: Patient, submission: str) -> Treatment | None:
    """What this form has recorded already."""
    return rows.find_submission(Treatment, patient, submission)


def _is_over(kept: Treatment) -> bool:
    return kept.stop is not None or kept.in_error


def _say_over(request: Request, kept: Treatment) -> HttpResponse:
    if kept.in_error:
        said = gettext("{name} was entered in error.")
    else:
        said = gettext("{name} is already stopped.")
    return redirect_after_post(request, _treatment_url(kept), said.format(name=kept.name))


def _build_ending(patient: Patient, form: BegunForm) -> Ending | None:
    """The end of the one before, where that was the answer about an overlap."""
    if not form.ended or not form.open_one:
        return None
    old = _get_treatment_or_404(patient, form.open_one.id)
    return Ending(old, *form.ended, form.cleaned_data["end_reason"])


def _save_treatment(request: Request, form: EpisodeForm) -> HttpResponse:
    patient = request.patient
    said = {
        "by": request.user,
        "submission": form.cleaned_data["submission"],
        "seen": form.overlapping,
    }
    if ending := _build_ending(patient, form):
        kept = record.treatment.change(ending, form.episode, **said)
    else:
        kept = record.treatment.begin(patient, form.episode, **said)
    return _redirect_to_trends(request, gettext("{name} recorded.").format(name=kept.name))


def _render_list(request: Request, form: EpisodeForm, *, status: int = 200) -> HttpResponse:
    current = request.patient.treatments.current().order_by("-start", "-pk")
    told = [row for row in current if not row.in_error]
    running = [row for row in told if row.stop is None]
    context = {
        "patient": request.patient,
        "form": form,
        "running": running,
        "overlapping": [row for row in running if _also_ongoing(row, running)],
        "ended": [row for row in told if row.stop],
        "wrong": [row for row in current if row.in_error],
    }
    return render_page(request, "treatments/index.html", context, status=status)


def _render_detail(
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
        "versions": group_versions(every)[0],
        "form": form,
    }
    return render_page(request, "treatments/correct.html", context | more, status=status)


def _save_correction(
    request: Request, kept: Treatment, form: EpisodeCorrection
) -> HttpResponse:
    if not form.changed:
        return _redirect_to_trends(request, str(UNCHANGED))
    record.treatment.correct(
        kept,
        form.episode,
        by=request.user,
        why=form.cleaned_data["why"],
        seen=form.seen,
        ending=_build_ending(request.patient, form),
    )
    return _redirect_to_trends(
        request, gettext("{name} corrected.").format(name=form.episode.name)
    )


def _build_correction(
    request: Request, kept: Treatment, data: QueryDict | None = None
) -> EpisodeCorrection:
    known = _load_known(request.patient, but=kept.uid)
    return EpisodeCorrection(data, was=kept.episode, known=known)


def _render_conflict(request: Request, kept: Treatment) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    data = resend_with(request, version=kept.version)
    form = _build_correction(request, kept, data)
    if form.is_valid() and not form.changed:
        return _redirect_to_trends(request, str(SAYS_SO))
    return _render_detail(request, kept, form, conflict=True, status=409)


def _stop_form(request: Request, kept: Treatment) -> StopForm:
    """Of the version that stands; what was typed for an earlier one stays typed."""
    data = _of_what_stands(request, kept) if request.method == "POST" else None
    return StopForm(data, was=kept.episode, today=today_in(kept.patient.clinic))


def _of_what_stands(request: Request, kept: Treatment) -> QueryDict:
    """The form as sent, of the version that stands; one without a version stays so."""
    return (
        resend_with(request, version=kept.version)
        if "version" in request.POST
        else request.POST
    )


def _stop_page(
    request: Request, kept: Treatment, form: StopForm, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "patient": request.patient,
        "kept": kept,
        "form": form,
        "others": _also_ongoing(kept),
    }
    return render_page(request, "treatments/stop.html", context | more, status=status)


def _save_stop(request: Request, kept: Treatment, form: StopForm) -> HttpResponse:
    day, precision = form.ended
    reason = form.cleaned_data["stop_reason"]
    record.treatment.stop(kept, day, precision, reason, by=request.user)
    said = [gettext("{name} stopped.").format(name=kept.name)]
    said += [
        gettext("The same treatment from {start} is still ongoing.").format(
            start=dates.as_known(row.start, row.start_precision)
        )
        for row in _also_ongoing(kept)
    ]
    return _redirect_to_trends(request, " ".join(said))


def _also_ongoing(
    kept: Treatment, among: Sequence[Treatment] | None = None
) -> list[Treatment]:
    """Other open episodes of the same agent: he is still on it when this one has ended."""
    if among is None:
        among = list(kept.patient.treatments.current().filter(stop=None, in_error=False))
    return [
        row
        for row in among
        if row.uid != kept.uid and row.episode.is_of_agent(kept.episode)
    ]


def _change_form(request: Request, kept: Treatment) -> ChangeForm:
    """Of the version that stands; what was typed for an earlier one stays typed."""
    if request.method != "POST":
        known = _load_known(request.patient, but=kept.uid)
        return ChangeForm(was=kept.episode, known=known, submission=new_uid())
    known = _known_to_form(request, but=kept.uid)
    return ChangeForm(_of_what_stands(request, kept), was=kept.episode, known=known)


def _change_page(
    request: Request,
    kept: Treatment,
    form: ChangeForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    patient = request.patient
    context = {"patient": patient, "kept": kept, "form": form}
    if more:
        ongoing = patient.treatments.current().filter(stop=None, in_error=False)
        more["ongoing"] = list(ongoing.exclude(uid=kept.uid).order_by("start", "pk"))
    return render_page(request, "treatments/change.html", context | more, status=status)


def _says_so(there: Treatment, kept: Treatment, form: ChangeForm) -> bool:
    """Whether the record says just this already: what began, and when the old one ended."""
    assert form.ended is not None
    begun = Treatment.of(kept.patient, record.treatment.in_order(form.episode))
    return rows.says_same(begun, there) and kept.stop == last_day(*form.ended)


def _save_change(request: Request, kept: Treatment, form: ChangeForm) -> HttpResponse:
    assert form.ended is not None
    new = record.treatment.change(
        Ending(kept, *form.ended, form.cleaned_data["end_reason"]),
        form.episode,
        by=request.user,
        submission=form.cleaned_data["submission"],
        seen=form.overlapping,
    )
    said = gettext("{old} stopped, {name} from {start} recorded.").format(
        old=kept.name, name=new.name, start=dates.as_known(new.start, new.start_precision)
    )
    return _redirect_to_trends(request, said)


def _treatment_url(kept: Treatment) -> str:
    return reverse("treatment", args=[kept.patient.ref, kept.uid])


def _redirect_to_trends(request: Request, said: str) -> HttpResponse:
    """To the trends, whose figure shows what was saved."""
    return redirect_after_post(
        request, reverse("patient", args=[request.patient.ref]), said
    )


def _saved_otherwise(patient: Patient, form: EpisodeForm) -> bool:
    """Whether this form was saved as another episode; it then becomes a new one."""
    there = _find_submission(patient, form.cleaned_data["submission"])
    typed = Treatment.of(patient, record.treatment.in_order(form.episode))
    if there is None or rows.says_same(typed, there):
        return False
    set_values(form, submission=new_uid())
    form.add_error(None, _SAVED_ALREADY)
    return True
