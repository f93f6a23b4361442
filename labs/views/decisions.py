"""Decisions: recorded beside what was looked at, shown with what that reads now."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from labs import courses, record, worklist
from labs.access import May, Request, patient_page
from labs.forms.decisions import DecisionCorrection, DecisionForm, StillStandsForm
from labs.forms.fields import set_values
from labs.models import Decision, DecisionAnswer, Patient
from labs.models.recorded import new_uid
from labs.record import rows
from labs.timeline import DrawRow, Timeline, Who, dates
from labs.views.after_post import (
    SAYS_SO,
    UNCHANGED,
    is_stale,
    redirect_after_post,
    resend_with,
)
from labs.views.decision_page import DecisionPage
from labs.views.frame import today_in
from labs.views.page import render_page
from labs.words import Refused

_SAVED_ALREADY = _(
    "This form was saved already and changed afterwards; the change is not saved. Correct "
    "that decision, or save again to record this as another decision."
)
_CHANGED_MEANWHILE = _(
    "Not saved: this decision, or a result used in it, was changed meanwhile. Read the "
    "current version below, then send the reason again."
)
_IN_SIGHT = 5  # of the newest draws; the others are folded away


@dataclass(frozen=True)
class DrawChoice:
    """One draw to tick: whether it is new, or changed, since the last decision."""

    row: DrawRow
    new: bool
    changed: bool

    @property
    def id(self) -> str:
        return self.row.draw.id

    @property
    def fresh(self) -> bool:
        return self.new or self.changed


@dataclass(frozen=True)
class RecordedSince:
    """What others recorded after this form was opened."""

    draws: tuple[DrawRow, ...]
    decisions: tuple[Decision, ...]
    answers: tuple[DecisionAnswer, ...]  # that a decision still stands
    treatments: int


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="decisions-read")
def index(request: Request, patient: Patient) -> HttpResponse:
    timeline = courses.load_timeline(
        patient, {}, today=today_in(patient.clinic), who=Who.STAFF
    )
    if request.method != "POST":
        asked = request.GET.get("reopened", "")
        return _render_list(
            request, timeline, _build_form(patient, timeline, reopened=asked)
        )
    form = _build_form(patient, timeline, request.POST)
    if not form.is_valid():
        return _render_list(request, timeline, form, status=422)
    if there := _find_submission(patient, form):
        return _answer_resubmission(request, timeline, form, there)
    if since := _find_recorded_since(
        patient, timeline, form.cleaned_data["record_version"]
    ):
        return _render_list_conflict(request, form, timeline, since)
    try:
        return _save_decision(request, patient, form)
    except record.Conflict:
        return _render_list_conflict(request, form, *_reload_record(request, form))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _render_list(request, timeline, form, status=422)


@require_POST
@patient_page(May.DECIDE, reads="decision-read")
def still_stands(request: Request, patient: Patient, decision: str) -> HttpResponse:
    """A correction opened it again; it holds nevertheless, and why."""
    kept = _get_decision_or_404(patient, decision)
    form = StillStandsForm.of(kept.uid, 0, request.POST)
    if not form.is_valid():
        return _render_not_closed(request, kept, form, status=422)
    typed = form.cleaned_data
    try:
        record.decision.still_stands(
            kept, by=request.user, why=typed["reason"], seen=typed["record_version"]
        )
    except record.Conflict:
        form.add_error(None, _CHANGED_MEANWHILE)
        return _render_not_closed(
            request, _get_decision_or_404(patient, decision), form, status=409
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _render_not_closed(request, kept, form, status=409)
    said = gettext("Recorded: the decision of {day} still stands.")
    page_of_it = reverse("decision", args=[patient.ref, kept.uid])
    return redirect_after_post(request, page_of_it, said.format(day=dates.day(kept.date)))


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="decision-read")
def show(request: Request, patient: Patient, decision: str) -> HttpResponse:
    """The decision's own page, and the form that corrects it."""
    kept = _get_decision_or_404(patient, decision)
    shown = DecisionPage.of(patient, kept)
    if request.method != "POST":
        return _render_detail(request, shown, _build_correction(patient, shown))
    if is_stale(request, kept):
        return _render_detail_conflict(request, kept)
    form = _build_correction(patient, shown, request.POST)
    if not form.is_valid():
        return _render_detail(request, shown, form, status=422)
    try:
        return _save_correction(request, kept, form)
    except record.Conflict:
        return _render_detail_conflict(request, _get_decision_or_404(patient, decision))


def _build_form(
    patient: Patient,
    timeline: Timeline,
    data: QueryDict | None = None,
    *,
    reopened: str = "",
) -> DecisionForm:
    """Ticked: what is new or changed, and in sight; what reopened the decision he came for.

    No decision is ticked to be closed.
    """
    newest = _list_choices(timeline)[:_IN_SIGHT]
    initial = {
        "date": timeline.today,
        "draws": [
            *(looked.id for looked in newest if looked.fresh),
            *_draws_that_reopened(patient, reopened),
        ],
        "record_version": timeline.version,
        "submission": new_uid(),
    }
    return DecisionForm(
        data,
        today=timeline.today,
        born=patient.born,
        draws=[row.draw.id for row in timeline.draws],
        decisions=[lettered.decided.id for lettered in timeline.decisions],
        initial=initial,
    )


def _draws_that_reopened(patient: Patient, decision: str) -> set[str]:
    rows = [row for row in worklist.read_reopened(patient) if row.decision.uid == decision]
    return {change.now.panel.uid for row in rows for change in row.changes}


def _list_choices(timeline: Timeline) -> list[DrawChoice]:
    """Newest first."""
    told = [each.decided.at for each in timeline.decisions if each.decided.at]
    last = max(told, default=None)
    return [_build_choice(row, last) for row in timeline.draws]


def _build_choice(row: DrawRow, last: datetime | None) -> DrawChoice:
    since = [r for r in row.readings if not last or not r.entered_at or r.entered_at > last]
    new = any(reading.version == 0 for reading in since)
    changed = any(reading.version > 0 for reading in since)
    return DrawChoice(row, new, changed)


def _render_list(
    request: Request,
    timeline: Timeline,
    form: DecisionForm,
    *,
    status: int = 200,
    since: RecordedSince | None = None,
) -> HttpResponse:
    """What is ticked stands in sight, and what changed while he wrote."""
    looked = _list_choices(timeline)
    ticked = set(form["draws"].value() or ())
    changed = {row.draw.id for row in since.draws} if since else set()
    in_sight = ticked | changed | {each.id for each in looked[:_IN_SIGHT]}
    letters = {lettered.decided.id: lettered.letter for lettered in timeline.decisions}
    context = {
        "patient": request.patient,
        "timeline": timeline,
        "form": form,
        "since": since,
        "looked": [each for each in looked if each.id in in_sight],
        "folded": [each for each in looked if each.id not in in_sight],
        "fresh_folded": sum(each.fresh for each in looked if each.id not in in_sight),
        "ticked": ticked,
        "reopened": [
            (letters.get(row.decision.uid, ""), row)
            for row in worklist.read_reopened(request.patient)
        ],
        "closed": form["closes"].value() or (),
        "decisions": timeline.decisions[::-1],
        "last": timeline.decisions[-1] if timeline.decisions else None,
    }
    return render_page(request, "decisions/index.html", context, status=status)


def _save_decision(request: Request, patient: Patient, form: DecisionForm) -> HttpResponse:
    typed = form.cleaned_data
    kept = record.decision.decide(
        patient,
        form.decided,
        typed["draws"],
        closes=typed["closes"],
        by=request.user,
        form=record.decision.FormState(typed["submission"], typed["record_version"]),
    )
    return _redirect_to_trends(
        request, gettext("Decision of {day} saved.").format(day=dates.day(kept.date))
    )


def _redirect_to_trends(request: Request, said: str) -> HttpResponse:
    """To the trends, whose figure shows what was saved."""
    return redirect_after_post(
        request, reverse("patient", args=[request.patient.ref]), said
    )


def _find_submission(patient: Patient, form: DecisionForm) -> Decision | None:
    submission = form.cleaned_data["submission"]
    return patient.decisions.filter(submission=submission).first() if submission else None


def _answer_resubmission(
    request: Request, timeline: Timeline, form: DecisionForm, there: Decision
) -> HttpResponse:
    """The same form twice is one decision; a changed one is asked about."""
    typed = Decision.of(request.patient, form.decided)
    typed.record_version = there.record_version
    closed = {answer.decision.uid for answer in there.closes.select_related("decision")}
    if rows.says_same(typed, there) and closed == {*form.cleaned_data["closes"]}:
        return _redirect_to_trends(
            request,
            gettext("Decision of {day} saved.").format(day=dates.day(there.date)),
        )
    set_values(form, submission=new_uid(), record_version=str(timeline.version))
    form.add_error(None, _SAVED_ALREADY)
    return _render_list(request, timeline, form, status=409)


def _find_recorded_since(
    patient: Patient, timeline: Timeline, version: int
) -> RecordedSince | None:
    """Results, decisions and treatments recorded after what he looked at; None: nothing."""
    later = {"act__gt": version}
    draws = {*patient.results.filter(**later).values_list("panel__uid", flat=True)}
    since = RecordedSince(
        tuple(row for row in timeline.draws if row.draw.id in draws),
        tuple(patient.decisions.current().filter(**later)),
        tuple(
            DecisionAnswer.objects.filter(
                decision__patient=patient, new_decision=None, **later
            ).select_related("decision")
        ),
        patient.treatments.filter(**later).count(),
    )
    return (
        since if draws or any((since.decisions, since.answers, since.treatments)) else None
    )


def _reload_record(request: Request, form: DecisionForm) -> tuple[Timeline, RecordedSince]:
    """What stands now, and what came between reading the record and saving."""
    patient = request.patient
    timeline = courses.load_timeline(
        patient, {}, today=today_in(patient.clinic), who=Who.STAFF
    )
    since = _find_recorded_since(patient, timeline, form.cleaned_data["record_version"])
    return timeline, since or RecordedSince((), (), (), 0)


def _render_list_conflict(
    request: Request, typed: DecisionForm, timeline: Timeline, since: RecordedSince
) -> HttpResponse:
    """What changed is shown and no longer ticked; saving again says that it was read."""
    changed = {row.draw.id for row in since.draws}
    seen = typed.cleaned_data["record_version"]
    same = {
        row.decision.uid
        for row in worklist.read_reopened(request.patient)
        if row.version <= seen
    }
    data = resend_with(request, record_version=timeline.version)
    data.setlist("draws", [uid for uid in data.getlist("draws") if uid not in changed])
    data.setlist("closes", [uid for uid in data.getlist("closes") if uid in same])
    form = _build_form(request.patient, timeline, data)
    return _render_list(request, timeline, form, since=since, status=409)


def _get_decision_or_404(patient: Patient, uid: str) -> Decision:
    kept = get_object_or_404(patient.decisions.current(), uid=uid)
    kept.patient = patient
    return kept


def _render_detail(
    request: Request,
    shown: DecisionPage,
    form: DecisionCorrection,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "patient": request.patient,
        "shown": shown,
        "form": form,
        "stands": StillStandsForm.of(shown.kept.uid, shown.version),
    }
    return render_page(request, "decisions/show.html", context | more, status=status)


def _render_not_closed(
    request: Request, kept: Decision, form: StillStandsForm, *, status: int
) -> HttpResponse:
    """The decision as it reads now; sending the reason again says that it was read."""
    shown = DecisionPage.of(request.patient, kept)
    set_values(form, record_version=str(shown.version))
    correction = _build_correction(request.patient, shown)
    return _render_detail(request, shown, correction, status=status, stands=form)


def _build_correction(
    patient: Patient, shown: DecisionPage, data: QueryDict | None = None
) -> DecisionCorrection:
    day = today_in(patient.clinic)
    return DecisionCorrection(data, was=shown.decided, today=day, born=patient.born)


def _save_correction(
    request: Request, kept: Decision, form: DecisionCorrection
) -> HttpResponse:
    if not form.changed:
        return _redirect_to_trends(request, str(UNCHANGED))
    why = form.cleaned_data["reason_of_change"]
    record.decision.correct(kept, form.decided, by=request.user, why=why)
    return _redirect_to_trends(
        request,
        gettext("Decision of {day} corrected.").format(day=dates.day(form.decided.date)),
    )


def _render_detail_conflict(request: Request, kept: Decision) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    shown = DecisionPage.of(request.patient, kept)
    data = resend_with(request, version=kept.version)
    form = _build_correction(request.patient, shown, data)
    if form.is_valid() and not form.changed:
        return _redirect_to_trends(request, str(SAYS_SO))
    return _render_detail(request, shown, form, conflict=True, status=409)
