"""The figure of a record: in which size it is sent, and the part that holds it."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from labs import courses
from labs.access import May, Request, patient_page
from labs.charts import svg
from labs.charts.figure import build_scene
from labs.charts.layout import DENSE, DESK, PHONE, SIZES, Size, size_for
from labs.models import Patient
from labs.timeline import Timeline, Who
from labs.views.frame import today_in
from labs.words import Refused, gettext

# The cookie in which tracker.js tells how wide a figure may be.
_ROOM = f"{settings.COOKIE_PREFIX}room"
_MARK_AGE = 24 * 60 * 60  # seconds; a page that is left open longer is read anew
_SALT = "labs.figure"
VARY = ("Cookie", "Sec-CH-UA-Mobile")


def build_context(request: Request, timeline: Timeline) -> dict[str, Any]:
    """What `patients/figure.html` shows: the picture, its key, the words of each draw."""
    dense = len(timeline.draws) > DENSE  # then the words are heavier than the picture
    scene = build_scene(timeline, chosen_size(request), steps=not dense)
    query = [*parse_qsl(timeline.view.query()), ("page", page_mark(request, timeline))]
    address = reverse("figure_part", args=[request.patient.ref])
    some, every = scene.written
    return {
        "figure": {
            "address": f"{address}?{urlencode(query)}",
            "picture": mark_safe(svg.write_figure(scene)),
            "key": mark_safe(svg.write_key(scene)),
            "words": "" if dense else mark_safe(_write_json(svg.script_data(scene))),
            "has_steps": bool(timeline.draws),
            "has_column": scene.column is not None,
            "written": gettext(
                "{written} of {values} values are written; every value is in the table "
                "and when you step through the draws",
                written=some,
                values=every,
            )
            if some < every
            else "",
        }
    }


@require_safe
@patient_page(May.SEE, reads="figure-read")
def show(request: Request, patient: Patient) -> HttpResponse:
    """The same part in another size, for a page that was made wider or is printed.

    While nothing of the record has changed it belongs to the reading of that page.
    """
    try:
        timeline = courses.load_timeline(
            patient,
            request.GET,
            today=today_in(patient.clinic),
            who=Who.STAFF,
            reader=request.user,
        )
    except Refused as nonsense:
        return JsonResponse({"error": str(nonsense)}, status=400)
    if is_of_page(request, timeline):
        request.reads = None
    response: HttpResponse
    if "words" in request.GET:  # of the draws, for a figure that was sent without them
        data = svg.script_data(build_scene(timeline, chosen_size(request)))
        response = HttpResponse(_write_json(data), content_type="application/json")
    else:
        told = build_context(request, timeline)
        response = TemplateResponse(request, "patients/figure.html", told)
    patch_vary_headers(response, VARY)
    return response


def _write_json(data: dict[str, Any]) -> str:
    """As JSON in which nothing is markup: so it may stand in a page as it is."""
    written = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    for sign in "<>&":  # a `translate` took longer than all that is written
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written


def chosen_size(request: Request) -> Size:
    """As asked for; else as wide as this browser's pages; else by the kind of device."""
    asked = request.GET.get("size", "")
    if asked in SIZES:
        return SIZES[asked]
    room = asked or request.COOKIES.get(_ROOM, "")
    if room.isascii() and room.isdigit() and len(room) < 6:
        return size_for(int(room))
    return PHONE if request.headers.get("Sec-CH-UA-Mobile") == "?1" else DESK


def page_mark(request: Request, timeline: Timeline) -> str:
    """For what a page asks of its own record: that belongs to the reading of the page."""
    return signing.dumps([*_reader_key(request), timeline.version], salt=_SALT)


def is_of_page(request: Request, timeline: Timeline) -> bool:
    """Whether this person was given a page of the record as it still stands."""
    try:
        mark = signing.loads(request.GET.get("page", ""), salt=_SALT, max_age=_MARK_AGE)
    except signing.BadSignature:
        return False
    return bool(mark == [*_reader_key(request), timeline.version])


def _reader_key(request: Request) -> list[str]:
    return [str(request.user.pk), request.patient.ref]
