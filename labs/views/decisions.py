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
from labs.forms.fields import put
from labs.models import Decision, DecisionAnswer, Patient
from labs.models.recorded import new_uid
from labs.record import rows
from labs.series import DrawRow, Series, Who, dates
from labs.views.decision_page import DecisionPage
from labs.views.frame import today
from labs.views.page import page
from labs.views.sent import SAYS_SO, UNCHANGED, again, sent, stale
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
class Looked:
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
class Since:
    """What others recorded after this form was opened."""

    draws: tuple[DrawRow, ...]
    decisions: tuple[Decision, ...]
    answers: tuple[DecisionAnswer, ...]  # that a decision still stands
    treatments: int


@require_http_methods(["GET", "HEAD", "POST"])
@patient_page(May.SEE, post=May.DECIDE, reads="decisions-read")
def index(request: Request, patient: Patient) -> HttpResponse:
    series = courses.series_of(patient, {}, today=today(patient.clinic), who=Who.STAFF)
    if request.method != "POST":
        asked = request.GET.get("reopened", "")
        return _index(request, series, _form(patient, series, reopened=asked))
    form = _form(patient, series, request.POST)
    if not form.is_valid():
        return _index(request, series, form, status=422)
    if there := _saved(patient, form):
        return _again(request, series, form, there)
    if since := _since(patient, series, form.cleaned_data["record_version"]):
        return _conflict(request, form, series, since)
    try:
        return _decide(request, patient, form)
    except record.Conflict:
        return _conflict(request, form, *_meanwhile(request, form))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _index(request, series, form, status=422)


@require_POST
@patient_page(May.DECIDE, reads="decision-read")
def still_stands(request: Request, patient: Patient, decision: str) -> HttpResponse:
    """A correction opened it again; it holds nevertheless, and why."""
    kept = _kept(patient, decision)
    form = StillStandsForm.of(kept.uid, 0, request.POST)
    if not form.is_valid():
        return _not_closed(request, kept, form, status=422)
    typed = form.cleaned_data
    try:
        record.decision.still_stands(
            kept, by=request.user, why=typed["reason"], seen=typed["record_version"]
        )
    except record.Conflict:
        form.add_error(None, _CHANGED_MEANWHILE)
        return _not_closed(request, _kept(patient, decision), form, status=409)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _not_closed(request, kept, form, status=409)
    said = gettext("Recorded: the decision of {day} still stands.")
    page_of_it = reverse("decision", args=[patient.ref, kept.uid])
    return sent(request, page_of_it, said.format(day=dates.day(kept.date)))


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


def _form(
    patient: Patient,
    series: Series,
    data: QueryDict | None = None,
    *,
    reopened: str = "",
) -> DecisionForm:
    """Ticked: what is new or changed, and in sight; what reopened the decision he came for.

    No decision is ticked to be closed.
    """
    newest = _looked(series)[:_IN_SIGHT]
    initial = {
        "date": series.today,
        "draws": [
            *(looked.id for looked in newest if looked.fresh),
            *_draws_that_reopened(patient, reopened),
        ],
        "record_version": series.version,
        "submission": new_uid(),
    }
    return DecisionForm(
        data,
        today=series.today,
        born=patient.born,
        draws=[row.draw.id for row in series.draws],
        decisions=[lettered.decided.id for lettered in series.decisions],
        initial=initial,
    )


def _draws_that_reopened(patient: Patient, decision: str) -> set[str]:
    rows = [row for row in worklist.read_reopened(patient) if row.decision.uid == decision]
    return {change.now.panel.uid for row in rows for change in row.changes}


def _looked(series: Series) -> list[Looked]:
    """Newest first."""
    told = [each.decided.at for each in series.decisions if each.decided.at]
    last = max(told, default=None)
    return [_one(row, last) for row in series.draws]


def _one(row: DrawRow, last: datetime | None) -> Looked:
    since = [r for r in row.readings if not last or not r.entered_at or r.entered_at > last]
    new = any(reading.version == 0 for reading in since)
    changed = any(reading.version > 0 for reading in since)
    return Looked(row, new, changed)


def _index(
    request: Request,
    series: Series,
    form: DecisionForm,
    *,
    status: int = 200,
    since: Since | None = None,
) -> HttpResponse:
    """What is ticked stands in sight, and what changed while he wrote."""
    looked = _looked(series)
    ticked = set(form["draws"].value() or ())
    changed = {row.draw.id for row in since.draws} if since else set()
    in_sight = ticked | changed | {each.id for each in looked[:_IN_SIGHT]}
    letters = {lettered.decided.id: lettered.letter for lettered in series.decisions}
    context = {
        "patient": request.patient,
        "series": series,
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
        "decisions": series.decisions[::-1],
        "last": series.decisions[-1] if series.decisions else None,
    }
    return page(request, "decisions/index.html", context, status=status)


def _decide(request: Request, patient: Patient, form: DecisionForm) -> HttpResponse:
    typed = form.cleaned_data
    kept = record.decision.decide(
        patient,
        form.decided,
        typed["draws"],
        closes=typed["closes"],
        by=request.user,
        form=record.decision.FormState(typed["submission"], typed["record_version"]),
    )
    return _to_trends(
        request, gettext("Decision of {day} saved.").format(day=dates.day(kept.date))
    )


def _to_trends(request: Request, said: str) -> HttpResponse:
    """To the trends, whose figure shows what was saved."""
    return sent(request, reverse("patient", args=[request.patient.ref]), said)


def _saved(patient: Patient, form: DecisionForm) -> Decision | None:
    submission = form.cleaned_data["submission"]
    return patient.decisions.filter(submission=submission).first() if submission else None


def _again(
    request: Request, series: Series, form: DecisionForm, there: Decision
) -> HttpResponse:
    """The same form twice is one decision; a changed one is asked about."""
    typed = Decision.of(request.patient, form.decided)
    typed.record_version = there.record_version
    closed = {answer.decision.uid for answer in there.closes.select_related("decision")}
    if rows.same(typed, there) and closed == {*form.cleaned_data["closes"]}:
        return _to_trends(
            request,
            gettext("Decision of {day} saved.").format(day=dates.day(there.date)),
        )
    put(form, submission=new_uid(), record_version=str(series.version))
    form.add_error(None, _SAVED_ALREADY)
    return _index(request, series, form, status=409)


def _since(patient: Patient, series: Series, version: int) -> Since | None:
    """Results, decisions and treatments recorded after what he looked at; None: nothing."""
    later = {"act__gt": version}
    draws = {*patient.results.filter(**later).values_list("panel__uid", flat=True)}
    since = Since(
        tuple(row for row in series.draws if row.draw.id in draws),
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


def _meanwhile(request: Request, form: DecisionForm) -> tuple[Series, Since]:
    """What stands now, and what came between reading the record and saving."""
    patient = request.patient
    series = courses.series_of(patient, {}, today=today(patient.clinic), who=Who.STAFF)
    since = _since(patient, series, form.cleaned_data["record_version"])
    return series, since or Since((), (), (), 0)


def _conflict(
    request: Request, typed: DecisionForm, series: Series, since: Since
) -> HttpResponse:
    """What changed is shown and no longer ticked; saving again says that it was read."""
    changed = {row.draw.id for row in since.draws}
    seen = typed.cleaned_data["record_version"]
    same = {
        row.decision.uid
        for row in worklist.read_reopened(request.patient)
        if row.version <= seen
    }
    data = again(request, record_version=series.version)
    data.setlist("draws", [uid for uid in data.getlist("draws") if uid not in changed])
    data.setlist("closes", [uid for uid in data.getlist("closes") if uid in same])
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
    context = {
        "patient": request.patient,
        "shown": shown,
        "form": form,
        "stands": StillStandsForm.of(shown.kept.uid, shown.version),
    }
    return page(request, "decisions/show.html", context | more, status=status)


def _not_closed(
    request: Request, kept: Decision, form: StillStandsForm, *, status: int
) -> HttpResponse:
    """The decision as it reads now; sending the reason again says that it was read."""
    shown = DecisionPage.of(request.patient, kept)
    put(form, record_version=str(shown.version))
    correction = _correction(request.patient, shown)
    return _own(request, shown, correction, status=status, stands=form)


def _correction(
    patient: Patient, shown: DecisionPage, data: QueryDict | None = None
) -> DecisionCorrection:
    day = today(patient.clinic)
    return DecisionCorrection(data, was=shown.decided, today=day, born=patient.born)


def _correct(request: Request, kept: Decision, form: DecisionCorrection) -> HttpResponse:
    if not form.changed:
        return _to_trends(request, str(UNCHANGED))
    why = form.cleaned_data["reason_of_change"]
    record.decision.correct(kept, form.decided, by=request.user, why=why)
    return _to_trends(
        request,
        gettext("Decision of {day} corrected.").format(day=dates.day(form.decided.date)),
    )


def _corrected_meanwhile(request: Request, kept: Decision) -> HttpResponse:
    """Both are shown; saving again replaces what stands now, knowing it."""
    shown = DecisionPage.of(request.patient, kept)
    data = again(request, version=kept.version)
    form = _correction(request.patient, shown, data)
    if form.is_valid() and not form.changed:
        return _to_trends(request, str(SAYS_SO))
    return _own(request, shown, form, conflict=True, status=409)
