"""The trend page of one patient: figure, table, decisions and treatments, from one list."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext, override
from django.views.decorators.http import require_POST, require_safe

from labs import courses, record
from labs.access import May, Request, patient_page
from labs.analytes import ANALYTES
from labs.models import Patient
from labs.notes import glossary
from labs.timeline import Timeline, View, Who, compute_digest, draws_csv, to_json
from labs.timeline.calculated import list_entries
from labs.timeline.news import build_news
from labs.views import explore, figure, results_table
from labs.views.after_post import redirect_after_post
from labs.views.frame import today_in
from labs.views.note_reads import NoteReads
from labs.views.notes import audience_of, build_notes_beside, choose_draw, draws_around
from labs.views.page import render_page
from labs.views.preferences import Preferences, preferences_of
from labs.words import Refused

DECISIONS, TREATMENTS = 4, 5  # the newest, that the page holds unfolded


@require_safe
@patient_page(May.SEE, reads="record-read")
def show(request: Request, patient: Patient) -> HttpResponse:
    """All of the page; or for htmx what a choice changes, or earlier draws."""
    preferences = preferences_of(request.user)
    refused, timeline = _read_or_refuse(request, preferences)
    request.episodes = timeline.episodes
    context: dict[str, Any] = {"patient": patient, "refused": refused, "timeline": timeline}
    context |= results_table.build_context(timeline, request.GET)
    if request.htmx and "after" in request.GET:
        return render_page(request, "patients/results.html", context, part="earlier")
    context |= _build_notes(request, timeline)
    if timeline.view.explore:
        context |= explore.build_context(request, timeline)
    context |= figure.build_context(request, timeline)
    context |= _build_options(request, timeline, preferences) | _build_record(timeline)
    context["csv_url"] = _build_url("draws_csv", request, timeline)
    response = render_page(request, "patients/trend.html", context, part="shown")
    if request.htmx:  # the address as it is written everywhere else
        response["HX-Push-Url"] = f"{request.path}?{timeline.view.query()}".rstrip("?")
    patch_vary_headers(response, figure.VARY)
    return response


@require_safe
@patient_page(May.SEE, reads="axis-read")
def axis(request: Request, patient: Patient) -> HttpResponse:
    """The axis picture with the latest values."""
    _, timeline = _read_or_refuse(request, preferences_of(request.user))
    request.episodes = timeline.episodes
    used = glossary.linked_for(timeline.course.testes)
    return render_page(
        request,
        "patients/axis.html",
        {"patient": patient, "timeline": timeline, "used": used},
    )


@require_POST
@patient_page(May.SEE, reads="")
def remember(request: Request, patient: Patient) -> HttpResponse:
    """How the page is looked at, for this person and every patient, from now on."""
    to = reverse("patient", args=[patient.ref])
    try:
        view = _read_timeline(request, request.POST, preferences_of(request.user)).view
    except Refused as nonsense:
        return redirect_after_post(request, to, str(nonsense))
    folds = request.POST.getlist("fold")
    record.preference.remember(view.to_remember, folds, by=request.user)
    said = gettext("Figure or Explore, scale, units and open folds are remembered for you.")
    return redirect_after_post(request, to, said)


@require_safe
@patient_page(May.SEE, reads="series-read", tokens=True)
@override(None)  # programs get the English of labs.words, whoever asks
def series_json(request: Request, patient: Patient) -> HttpResponse:
    return _answer_program(request, lambda s: _write_json(patient, s))


@require_safe
@patient_page(May.SEE, reads="draws-read")
def draws(request: Request, patient: Patient) -> HttpResponse:
    return _answer_program(request, lambda s: _write_csv(patient, s))


def _build_notes(request: Request, timeline: Timeline) -> dict[str, Any]:
    """Notes on one draw; the way to those on another keeps how the page is looked at."""
    reader = audience_of(request.user, request.patient.clinic)
    reads = NoteReads.of(request.patient, request.user)
    draw = choose_draw(timeline, request.GET.get("notes", ""))
    table = results_table.keep_query(request.GET, "draws")
    kept = [*parse_qsl(timeline.view.query()), *table, ("notes", "")]
    earlier, later = draws_around(timeline, draw)
    return {
        "noted": build_notes_beside(timeline, draw, reader, reads),
        "earlier_notes": earlier,
        "later_notes": later,
        "notes_of": urlencode(kept),
    }


def _answer_program(
    request: Request, answer: Callable[[Timeline], HttpResponse]
) -> HttpResponse:
    """The same list in another form; nonsense in the address is refused in a sentence."""
    try:
        asked = _read_timeline(request, request.GET)
    except Refused as nonsense:
        return JsonResponse({"error": str(nonsense)}, status=400)
    return answer(asked)


def _read_or_refuse(request: Request, preferences: Preferences) -> tuple[str, Timeline]:
    """What the address asks for; where it is nonsense, why, and everything."""
    query = _of_form(request.GET)
    try:
        return "", _read_timeline(request, query, preferences)
    except Refused as nonsense:
        refused = str(nonsense)
    if "options" in query:  # another time axis may leave nothing to compare with
        try:
            return "", _read_timeline(request, {**query, "over": ""}, preferences)
        except Refused:
            pass
    return refused, _read_timeline(request, {}, preferences)


def _of_form(query: Mapping[str, str]) -> dict[str, str]:
    """What the form of options sends, as an address says it everywhere else."""
    asked = {name: query[name] for name in query}
    if "units" in asked:
        testosterone, _, estradiol = asked.pop("units").partition(",")
        asked |= {"unit.testosterone": testosterone, "unit.estradiol": estradiol}
    if asked.get("scale") == "linear":
        asked |= {"scale": "value", "lh": "linear"}
    elif asked.get("scale") and "options" in asked:
        asked["lh"] = "log"
    if asked.get("over"):  # an earlier course is compared as a whole
        asked |= {"from": "", "to": ""}
    return asked


def _read_timeline(
    request: Request, query: Mapping[str, str], preferences: Preferences | None = None
) -> Timeline:
    """The one list; what programs ask for knows no preferences."""
    patient, reader = request.patient, request.user
    return courses.load_timeline(
        patient,
        query,
        today=today_in(patient.clinic),
        who=Who.STAFF,
        reader=reader,
        **({"remembered": preferences.remembered} if preferences else {}),
    )


def _write_json(patient: Patient, timeline: Timeline) -> HttpResponse:
    return JsonResponse(to_json(timeline, courses.build_about(patient)))


def _write_csv(patient: Patient, timeline: Timeline) -> HttpResponse:
    response = HttpResponse(
        draws_csv.write_csv(timeline), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="draws-{patient.ref}.csv"'
    return response


def _build_url(name: str, request: Request, timeline: Timeline) -> str:
    query = parse_qsl(timeline.view.query_of_programs)
    return f"{reverse(name, args=[request.patient.ref])}?{urlencode(query)}"


def _build_options(
    request: Request, timeline: Timeline, preferences: Preferences
) -> dict[str, Any]:
    """The choices of the page, and which folds are open."""
    view, folds = timeline.view, preferences.folds
    in_fold = request.htmx or "options" in request.GET  # what was just chosen stands in it
    units = [(row.analyte, view.units_of(row.analyte)) for row in timeline.rows]
    return {
        "view": view,
        "figure_query": view.query(explore=False),
        "explore_query": view.query(explore=True),
        "spans": view.spans(timeline.today),
        "to_remember": tuple(_in_full(view)),
        "own_dates": bool(view.start or view.end)
        and not any(link.chosen for link in view.spans(timeline.today)),
        "more_units": [(analyte, choices) for analyte, choices in units if choices],
        "unusual": tuple(_list_unusual(timeline)),
        "options_open": bool(in_fold) or "options" in folds,
        "words_open": "words" in folds,
    }


def _in_full(view: View) -> Iterator[tuple[str, str]]:
    """What may be remembered of a view, as an address says it, usual or not."""
    yield "view", "explore" if view.explore else "figure"
    yield "lh", "log" if view.log else "linear"
    yield "scale", "relative" if view.relative else "value"
    for key, unit in {**view.remembered.units, **view.units}.items():
        yield f"unit.{key}", unit


def _list_unusual(timeline: Timeline) -> Iterator[str]:
    """What a closed fold of options says: the range, and what is not as usual."""
    view = timeline.view
    spans = [link.words for link in view.spans(timeline.today) if link.chosen]
    if not timeline.over:
        yield spans[0] if spans else gettext("dates chosen")
    yield from (one.words for one in timeline.axes if one.chosen and timeline.origin)
    if timeline.over:
        yield gettext("compared with {event}").format(event=timeline.over.event.words)
    usual = view.looks()[0]
    yield from (one.words for one in view.looks() if one.chosen and one != usual)
    for key, unit in view.units.items():
        if unit != view.usual_unit(ANALYTES[key]):
            yield ANALYTES[key].units[unit].text


def _build_record(timeline: Timeline) -> dict[str, Any]:
    """What stands beside figure and table, newest first."""
    latest = next((row for row in timeline.draws if row.points), None)
    computed = timeline.computed(latest.draw.id) if latest else ()
    decisions, treatments = timeline.decisions[::-1], timeline.episodes[::-1]
    return {
        "news": build_news(timeline),
        "decisions": decisions[:DECISIONS],
        "more_decisions": decisions[DECISIONS:],
        "treatments": treatments[:TREATMENTS],
        "more_treatments": treatments[TREATMENTS:],
        "latest": latest,
        "calculated": tuple(list_entries(computed)),
        "now": timezone.now(),
        "digest": compute_digest(timeline).removeprefix("sha256:")[:12],
    }
