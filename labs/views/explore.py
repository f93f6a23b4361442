"""Explore: what stands around the interactive figure on the page, and its JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from labs import courses
from labs.access import May, Request, patient_page
from labs.charts import explore, signal_answer
from labs.models import Patient
from labs.timeline import Choice, Link, Timeline, Who
from labs.views import figure as figure_part
from labs.views.frame import today_in
from labs.words import Refused

OVER_TIME, ANSWER = "time", "answer"
LEAST = 2  # pairs of LH and testosterone that make a path
# An earlier course that is laid over, and places relative to a range, are in the SVG only.
_NOT_HERE = ("over", "scale")


def build_context(request: Request, timeline: Timeline) -> dict[str, Any]:
    """What `patients/explore.html` shows, as `explore`."""
    plot = _read_plot(request.GET)
    asked = _list_query(timeline)
    found = []
    if plot == ANSWER:  # its table lists the very draws that the figure numbers
        found = signal_answer.list_pairs(_load_timeline(request, dict(asked)))
    return {
        "explore": {
            "plot": plot,
            "plots": list(_list_plots(timeline, plot)),
            "address": reverse("figure", args=[request.patient.ref]),
            "asks": [
                *asked,
                ("plot", plot),
                ("page", figure_part.page_mark(request, timeline)),
            ],
            "rows": list(_rows(request, timeline)),
            "log": timeline.view.log,
            "pairs": found,
            "drawable": plot == OVER_TIME or len(found) >= LEAST,
        }
    }


@require_safe
@patient_page(May.SEE, reads="figure-read")
def figure(request: Request, patient: Patient) -> HttpResponse:
    """What plotly.js draws; asked for by its own page, it belongs to the page's act."""
    try:
        timeline = _load_timeline(request, request.GET)
    except Refused as nonsense:
        return JsonResponse({"error": str(nonsense)}, status=400)
    if figure_part.is_of_page(request, timeline):
        request.reads = None
    wide = request.GET.get("size") != "phone"
    if _read_plot(request.GET) == ANSWER:
        if len(signal_answer.list_pairs(timeline)) < LEAST:
            words = gettext("Fewer than two draws measured both LH and testosterone.")
            return JsonResponse({"error": words}, status=400)
        return JsonResponse(signal_answer.build_figure(timeline, wide=wide))
    shown = tuple(row for row in timeline.rows if _is_asked(request, row.analyte.key))
    if "words" in request.GET:  # of a figure that was sent without them
        return JsonResponse({"steps": explore.tell_steps(timeline)})
    return JsonResponse(explore.build_figure(replace(timeline, rows=shown), wide=wide))


def _load_timeline(request: Request, query: Mapping[str, str]) -> Timeline:
    """What plotly.js draws of an address; Refused where that is nonsense."""
    here = {name: query[name] for name in query if name not in _NOT_HERE}
    today = today_in(request.patient.clinic)
    return courses.load_timeline(request.patient, here, today=today, who=Who.STAFF)


def _read_plot(query: Mapping[str, str]) -> str:
    return ANSWER if query.get("plot") == ANSWER else OVER_TIME


def _list_plots(timeline: Timeline, shown: str) -> Iterable[Link]:
    """Links between the two figures; the address keeps how the page is looked at."""
    kept = dict(parse_qsl(timeline.view.query())) | {"view": "explore"}
    for plot, words in (
        (OVER_TIME, gettext("Over time")),
        (ANSWER, gettext("LH against testosterone")),
    ):
        query = urlencode(kept | {"plot": plot})
        yield Link(words, query, plot == shown)


def _list_query(timeline: Timeline) -> list[tuple[str, str]]:
    """The page's own view, for its figure; the scale is a choice in Explore."""
    asked = parse_qsl(timeline.view.query_of_programs)
    return [(name, said) for name, said in asked if name not in (*_NOT_HERE, "lh")]


def _rows(request: Request, timeline: Timeline) -> Iterable[Choice]:
    """Each can be switched off."""
    for row in timeline.rows:
        key = row.analyte.key
        yield Choice(key, row.analyte.title, _is_asked(request, key))


def _is_asked(request: Request, key: str) -> bool:
    """All rows, or those that are named; an empty name asks for none."""
    return "rows" not in request.GET or key in request.GET.getlist("rows")
