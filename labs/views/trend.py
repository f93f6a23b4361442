"""A man's record: figure, table, decisions and treatments, from one list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from labs import courses
from labs.access import May, Request, patient_page
from labs.analytes import ANALYTES
from labs.charts.layout import DENSE
from labs.models import Patient
from labs.notes import glossary
from labs.series import DrawRow, Series, Who, digest, draws_csv, to_json
from labs.series.sources import sources
from labs.views import draws_table, explore, figure
from labs.views.draws_table import Cut
from labs.views.frame import today
from labs.views.note_reads import NoteReads, list_unread_titles
from labs.views.notes import audience_of, build_notes_beside, choose_draw
from labs.views.page import page
from labs.words import Refused

NEWEST = 20  # draws that a first printed sheet may hold; as many as have room are shown


@require_safe
@patient_page(May.SEE, reads="record-read")
def show(request: Request, patient: Patient) -> HttpResponse:
    refused = ""
    try:
        series = _series(request, request.GET)
    except Refused as nonsense:
        refused, series = str(nonsense), _series(request, {})
    request.episodes = series.episodes
    context: dict[str, Any] = {"patient": patient, "refused": refused, "series": series}
    context |= draws_table.context(series, request.GET)
    context |= _noted(request, series, context["groups"])
    if request.htmx and "draws" in request.GET:
        return page(request, "patients/record_draws.html", context, part="earlier")
    if request.GET.get("view") == "explore":
        context |= explore.context(request, series)
    context |= figure.context(request, series) | _controls(series) | _record(series)
    context["csv_url"] = _address("draws_csv", request, series)
    response = page(request, "patients/record.html", context)
    patch_vary_headers(response, figure.VARY)
    return response


@require_safe
@patient_page(May.SEE, reads="series-read")
@override(None)  # programs get the English of labs.words, whoever asks
def series(request: Request, patient: Patient) -> HttpResponse:
    return _answer(request, lambda s: _json(patient, s))


@require_safe
@patient_page(May.SEE, reads="draws-read")
def draws(request: Request, patient: Patient) -> HttpResponse:
    return _answer(request, lambda s: _csv(patient, s))


def _noted(request: Request, series: Series, cuts: Sequence[Cut]) -> dict[str, Any]:
    """Notes on one draw; the way to those on another keeps how the page is looked at."""
    reader = audience_of(request.user, request.patient.clinic)
    reads = NoteReads.of(request.patient, request.user)
    draw = choose_draw(series, request.GET.get("notes", ""))
    beside = build_notes_beside(series, draw, reader, reads)
    table = draws_table.kept(request.GET, "draws")
    kept = [*parse_qsl(series.view.query()), *table, ("notes", "")]
    in_table = [row.draw.id for cut in cuts for row in cut.rows]
    return {
        "noted": beside,
        "notes_of": urlencode(kept),
        "unread": list_unread_titles(beside.notes, reads, {*in_table, *_signed(series)}),
        "used": glossary.linked_for(series.course.testes),
    }


def _signed(series: Series) -> list[str]:
    """Draws that have room for a sign of their own in the figure."""
    return [row.draw.id for row in series.draws] if len(series.draws) <= DENSE else []


def _answer(request: Request, answer: Callable[[Series], HttpResponse]) -> HttpResponse:
    """The same list in another form; nonsense in the address is refused in a sentence."""
    try:
        asked = _series(request, request.GET)
    except Refused as nonsense:
        return JsonResponse({"error": str(nonsense)}, status=400)
    return answer(asked)


def _series(request: Request, query: Mapping[str, str]) -> Series:
    patient, reader = request.patient, request.user
    day = today(patient.clinic)
    return courses.series_of(patient, query, today=day, who=Who.STAFF, reader=reader)


def _json(patient: Patient, series: Series) -> HttpResponse:
    return JsonResponse(to_json(series, courses.about(patient)))


def _csv(patient: Patient, series: Series) -> HttpResponse:
    response = HttpResponse(draws_csv.write(series), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="draws-{patient.ref}.csv"'
    return response


def _address(name: str, request: Request, series: Series) -> str:
    query = parse_qsl(series.view.query())
    return f"{reverse(name, args=[request.patient.ref])}?{urlencode(query)}"


def _controls(series: Series) -> dict[str, Any]:
    view = series.view
    units = [(row.analyte, view.unit_links(row.analyte)) for row in series.rows]
    return {
        "view": view,
        "spans": view.spans(series.today),
        "scales": () if view.relative else view.scales(),
        "places": view.places(),
        "units": [(analyte, links) for analyte, links in units if links],
        "kept": parse_qsl(view.query(start=None, end=None, over="")),
        "changed": tuple(_changed(series)),
    }


def _changed(series: Series) -> Iterator[str]:
    """What is not as usual, beside the range of dates: said where it is folded away."""
    view = series.view
    if series.origin:
        yield gettext("days since {event}").format(event=series.origin.words)
    if series.over:
        yield gettext("over {event}").format(event=series.over.event.words)
    if view.relative:
        yield from (link.words for link in view.places() if link.chosen)
    elif not view.log:
        yield from (link.words for link in view.scales() if link.chosen)
    for key in view.units:
        if key in ANALYTES:
            yield ANALYTES[key].units[view.unit(ANALYTES[key])].text
    if not series.over and not any(link.chosen for link in view.spans(series.today)):
        yield gettext("own dates")


def _untold(rows: Sequence[DrawRow]) -> list[str]:
    """What is said of levels that do not tell their source, once each, for the sheet."""
    points = (point for row in rows for cell in row.cells for point in cell.points)
    return list(dict.fromkeys(point.source_words for point in points if point.source_words))


def _record(series: Series) -> dict[str, Any]:
    newest = series.draws[:NEWEST]
    return {
        "decisions": series.decisions[::-1],
        "treatments": series.episodes[::-1],
        "sources": sources(series.drawn),
        "newest": newest,
        "untold": _untold(newest),
        "now": timezone.now(),
        "digest": digest(series).removeprefix("sha256:")[:12],
        **_derived(series),
    }


def _derived(series: Series) -> dict[str, Any]:
    """Of the latest draw in view; a draw that waits for its results has none."""
    latest = next((row for row in series.draws if row.points), None)
    return {
        "latest": latest,
        "computed": series.computed(latest.draw.id) if latest else (),
    }
