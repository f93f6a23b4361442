"""A patient's own results, as far as they were shared with him. He changes nothing here."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from labs import courses
from labs.access import Request, portal_page
from labs.analytes import ANALYTES
from labs.models import Panel, Patient, Result
from labs.notes import Audience, glossary
from labs.timeline import Timeline, Who, cards, dates, to_json
from labs.timeline.shape import DrawRow
from labs.views.frame import today_in
from labs.views.notes import build_notes_beside
from labs.views.page import render_page
from labs.words import Refused, Words, gettext_lazy, gettext_noop

# By whether it is one result, and whether a day is told.
_CHECKING = {
    (True, False): gettext_noop("1 result from {day} is being checked."),
    (False, False): gettext_noop("{count} results from {day} are being checked."),
    (True, True): gettext_noop(
        "1 result from {day} is being checked. It is due to be shared by {due}."
    ),
    (False, True): gettext_noop(
        "{count} results from {day} are being checked. They are due to be shared by {due}."
    ),
}


@require_safe
@portal_page(reads="own-record-read")
def home(request: Request, patient: Patient) -> HttpResponse:
    """The newest draw that was shared with him."""
    return _render_results(request, patient, "")


@require_safe
@portal_page(reads="own-record-read")
def panel(request: Request, patient: Patient, panel: str) -> HttpResponse:
    """An earlier one."""
    return _render_results(request, patient, panel)


@require_safe
@portal_page(reads="own-series-read", tokens=True)
@override(None)  # programs get the English of labs.words, whoever asks
def series_json(request: Request, patient: Patient) -> HttpResponse:
    try:
        asked = _load_timeline(patient, request.GET)
    except Refused as nonsense:
        return JsonResponse({"error": str(nonsense)}, status=400)
    return JsonResponse(to_json(asked, courses.build_about(patient)))


@require_POST
@portal_page(reads="")
def choose(request: Request, patient: Patient) -> HttpResponse:
    """Another record of his: one login may own several."""
    ref = request.POST.get("record", "")
    if ref not in {record.ref for record in request.records}:
        raise Http404
    request.session["record"] = ref
    return redirect("me")


def _render_results(request: Request, patient: Patient, panel: str) -> HttpResponse:
    timeline = _load_timeline(patient, {})
    draws = timeline.draws
    draw = next((row for row in draws if panel in ("", row.draw.id)), None)
    if panel and draw is None:
        raise Http404
    shown = draw.draw.id if draw else ""
    waiting = _by_panel(_select_waiting(patient))
    kept = {row.analyte for of, rows in waiting for row in rows if of.uid == shown}
    context = {
        "patient": patient,
        "records": request.records,
        "timeline": timeline,
        "sheet": cards.build_cards(timeline, draw, kept) if draw else None,
        "others": [row for row in draws if row is not draw],
        "newest": not panel,
        "used": glossary.linked_for(timeline.course.testes),
        "noted": build_notes_beside(timeline, draw.draw, Audience.PATIENT)
        if draw
        else None,
        "again": _list_reopened(patient, draws),
        **_build_context(patient, shown, waiting),
    }
    return render_page(request, "portal/results.html", context)


def _load_timeline(patient: Patient, query: Mapping[str, str]) -> Timeline:
    day = today_in(patient.clinic)
    return courses.load_timeline(patient, query, today=day, who=Who.PATIENT)


def _build_context(
    patient: Patient, panel: str, waiting: list[tuple[Panel, list[Result]]]
) -> dict[str, Any]:
    """Who shared the draw and when; what is not there yet, and what is not any more."""
    acts = patient.releases.standing().filter(panel_uid=panel).order_by("pk")
    shared = [act for act in acts if act.kind == "shared"]
    reviewed = [act for act in acts if act.kind == "reviewed"]
    entered = patient.panels.filter(uid=panel, version=0).values_list("at", flat=True)
    return {
        "shared": next(iter(shared), None),
        "reviewed": next(iter(reviewed), None),
        "entered": entered.first(),
        "checking": [
            _describe_checking(panel, len(of_day), due)
            for panel, rows in waiting
            for due, of_day in _by_due(rows, patient)
        ],
        "waiting": {
            (row.analyte, row.side): row.collected_at for _, rows in waiting for row in rows
        },
        "gone": [
            _describe_withdrawn(*each)
            for each in _by_panel(patient.results.current().withdrawn())
        ],
    }


def _select_waiting(patient: Patient) -> QuerySet[Result]:
    kept = patient.results.current().exclude(status__in=("entered-in-error", "not-done"))
    return kept.with_release().with_due().filter(Q(is_released=False))


def _by_due(results: list[Result], patient: Patient) -> list[tuple[str, list[Result]]]:
    """Results by the day that he is told; none where a clinician alone can share them.

    None while a draw is held, either: another hold may follow.
    """
    by_day: dict[str, list[Result]] = {}
    today, zone = today_in(patient.clinic), ZoneInfo(patient.clinic.zone)
    for row in results:
        row.patient = patient
        held = row.held_until is not None and row.held_until > today
        told = row.due.astimezone(zone).date() if row.due and not held else None
        by_day.setdefault(dates.day(max(told, today)) if told else "", []).append(row)
    return list(by_day.items())


def _list_reopened(patient: Patient, draws: Sequence[DrawRow]) -> list[Words]:
    """What he can read, and is checked again."""
    reopened = {*patient.releases.reopened().values_list("panel_uid", flat=True)}
    return [
        gettext_lazy(
            "Your results from {day} are being checked again.",
            day=dates.clinical_day(row.draw.moment),
        )
        for row in draws
        if row.draw.id in reopened
    ]


def _by_panel(results: QuerySet[Result]) -> list[tuple[Panel, list[Result]]]:
    rows = results.select_related("panel").order_by("collected_at", "panel", "pk")
    return [(panel, list(of)) for panel, of in groupby(rows, key=lambda row: row.panel)]


def _describe_checking(panel: Panel, count: int, due: str) -> Words:
    said = _CHECKING[count == 1, bool(due)]
    day = dates.clinical_day(panel.moment)
    return gettext_lazy(said, count=count, day=day, due=due)


def _describe_withdrawn(panel: Panel, results: list[Result]) -> Words:
    """One sentence a draw: what he could read here, and cannot any more."""
    names = dict.fromkeys(ANALYTES[result.analyte].name for result in results)
    out = results[-1].at.astimezone(ZoneInfo(panel.zone)).date()
    facts = {
        "names": ", ".join(names),
        "day": dates.clinical_day(panel.moment),
        "out": dates.day(out),
    }
    if panel.misfiled:
        return gettext_lazy(
            "{names} from {day}, removed on {out}: it was entered for another person.",
            **facts,
        )
    return gettext_lazy(
        "{names} from {day}, removed on {out}: it was entered in error.", **facts
    )
