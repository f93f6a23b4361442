"""A patient's own results, as far as they were shared with him. He changes nothing here."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from labs import courses
from labs.access import Request, own_page
from labs.analytes import ANALYTES
from labs.models import Panel, Patient, Result
from labs.notes import Audience, glossary
from labs.series import Series, Who, cards, dates, to_json
from labs.views.frame import today
from labs.views.notes import build_notes_beside
from labs.views.page import page
from labs.words import Refused, Words, gettext_lazy


@require_safe
@own_page(reads="own-record-read")
def home(request: Request, patient: Patient) -> HttpResponse:
    """The newest draw that was shared with him."""
    return _results(request, patient, "")


@require_safe
@own_page(reads="own-record-read")
def panel(request: Request, patient: Patient, panel: str) -> HttpResponse:
    """An earlier one."""
    return _results(request, patient, panel)


@require_safe
@own_page(reads="own-series-read")
@override(None)  # programs get the English of labs.words, whoever asks
def series(request: Request, patient: Patient) -> HttpResponse:
    try:
        asked = _series(patient, request.GET)
    except Refused as nonsense:
        return JsonResponse({"error": str(nonsense)}, status=400)
    return JsonResponse(to_json(asked, courses.about(patient)))


@require_POST
@own_page(reads="")
def choose(request: Request, patient: Patient) -> HttpResponse:
    """Another record of his: one login may own several."""
    ref = request.POST.get("record", "")
    if ref not in {record.ref for record in request.records}:
        raise Http404
    request.session["record"] = ref
    return redirect("me")


def _results(request: Request, patient: Patient, panel: str) -> HttpResponse:
    series = _series(patient, {})
    draws = series.draws
    draw = next((row for row in draws if panel in ("", row.draw.id)), None)
    if panel and draw is None:
        raise Http404
    context = {
        "patient": patient,
        "records": request.records,
        "series": series,
        "sheet": cards.sheet(series, draw) if draw else None,
        "others": [row for row in draws if row is not draw],
        "newest": not panel,
        "used": glossary.linked_for(series.course.testes),
        "noted": build_notes_beside(series, draw.draw, Audience.PATIENT) if draw else None,
        **_around(patient, draw.draw.id if draw else ""),
    }
    return page(request, "portal/results.html", context)


def _series(patient: Patient, query: Mapping[str, str]) -> Series:
    day = today(patient.clinic)
    return courses.series_of(patient, query, today=day, who=Who.PATIENT)


def _around(patient: Patient, panel: str) -> dict[str, Any]:
    """Who shared the draw and when; what is not there yet, and what is not any more."""
    shared = patient.releases.standing().filter(kind="shared", panel_uid=panel)
    entered = patient.panels.filter(uid=panel, version=0).values_list("at", flat=True)
    waiting = _by_panel(_waiting(patient))
    return {
        "shared": shared.order_by("at").first(),
        "entered": entered.first(),
        "checking": [_checking(*each) for each in waiting],
        "waiting": {
            (row.analyte, row.side): row.collected_at for _, rows in waiting for row in rows
        },
        "gone": [_gone(*each) for each in _by_panel(patient.results.current().withdrawn())],
    }


def _waiting(patient: Patient) -> QuerySet[Result]:
    kept = patient.results.current().exclude(status__in=("entered-in-error", "not-done"))
    return kept.with_release().filter(Q(is_released=False))


def _by_panel(results: QuerySet[Result]) -> list[tuple[Panel, list[Result]]]:
    rows = results.select_related("panel").order_by("collected_at", "panel", "pk")
    return [(panel, list(of)) for panel, of in groupby(rows, key=lambda row: row.panel)]


def _checking(panel: Panel, results: list[Result]) -> Words:
    day = dates.of(panel.moment)
    if len(results) == 1:
        return gettext_lazy("1 result from {day} is being checked.", day=day)
    return gettext_lazy(
        "{count} results from {day} are being checked.", count=len(results), day=day
    )


def _gone(panel: Panel, results: list[Result]) -> Words:
    """One sentence a draw: what he could read here, and cannot any more."""
    names = dict.fromkeys(ANALYTES[result.analyte].name for result in results)
    out = results[-1].at.astimezone(ZoneInfo(panel.zone)).date()
    facts = {
        "names": ", ".join(names),
        "day": dates.of(panel.moment),
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
