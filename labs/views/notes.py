"""Notes beside results, and reference pages: rules, glossary, axis, agents, references."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from labs import access, courses, notes, record
from labs.access import May, Request, clinic_page, entry_page, patient_page
from labs.analytes import ON
from labs.charts import axis_picture
from labs.models import Clinic, Patient, User
from labs.notes import AnyNote, Audience, Notes, glossary, reference
from labs.readings import Course, Draw
from labs.series import Point, Series, View, Who
from labs.series import series as listed
from labs.views.frame import today
from labs.views.note_reads import Kind, Reads
from labs.views.page import page
from labs.views.sent import sent

_CHANGED = _(
    "This note no longer stands beside the draw as you saw it. Nothing was marked. "
    "Open it again, and read what called it."
)

type Grouped = list[tuple[str, str, list[dict[str, Any]]]]  # heading, level, notes


@dataclass(frozen=True)
class Noted:
    """What stands beside one draw, or as of today where there is none, for one reader."""

    told: Notes
    draw: Draw | None
    own: bool  # it is his own page
    reads: Reads

    @cached_property
    def document(self) -> Kind:
        return self.reads.kind(self.told.document(self._id))

    @property
    def is_of_age(self) -> bool:
        return self.told.is_of_age(self._id)

    @cached_property
    def measurement(self) -> Kind:
        return self.reads.kind(self.told.measurement(self._id))

    @cached_property
    def points(self) -> frozenset[str]:
        """The results of the draw that a note speaks of which he has not read."""
        every = self.reads.unread(self.told.at(self._id))
        return frozenset(point.id for note in every for point in note.points)

    @property
    def _id(self) -> str:
        return self.draw.id if self.draw else ""


def noted(
    series: Series, draw: Draw | None, reader: Audience, reads: Reads | None = None
) -> Noted:
    own = reader is Audience.PATIENT
    return Noted(Notes(series, reader), draw, own=own, reads=reads or Reads())


def chosen(series: Series, draw: str) -> Draw | None:
    """The draw of the address, if there is one; else the newest that brought results."""
    drawn: dict[str, Point] = {point.reading.draw.id: point for point in series.every}
    newest = next(reversed(drawn.values()), None)
    found = drawn.get(draw, newest)
    return found.reading.draw if found else None


@require_POST
@patient_page(May.MARK, reads="")
def mark(request: Request, patient: Patient) -> HttpResponse:
    """Read, beside the draw of the address and those before it, as it stood on his page."""
    seen = request.POST.get("mark", "")
    day = today(patient.clinic)
    series = courses.series_of(patient, {}, today=day, who=Who.STAFF)
    told = Notes(series, audience(request.user, patient.clinic))
    draw = chosen(series, request.GET.get("notes", ""))
    at = draw.id if draw else ""
    note = next((shown.key for shown in told.at(at) if shown.mark == seen), "")
    marks = told.marks(note, at)
    if seen not in marks:
        messages.error(request, str(_CHANGED))
        return sent(request, _record(request))
    record.note_read.mark(patient, note, marks, by=request.user)
    return sent(request, f"{_record(request)}#notes")


@require_POST
@patient_page(May.MARK, reads="")
def unmark(request: Request, patient: Patient) -> HttpResponse:
    seen = request.POST.get("mark", "")
    mine = patient.notes_read.current().filter(by=request.user)
    for read in [read for read in mine if seen in read.covered]:
        record.note_read.unmark(patient, read.note, by=request.user)
    return sent(request, f"{_record(request)}#notes")


@require_safe
@entry_page
def index(request: Request) -> HttpResponse:
    """Every note that this reader may meet, with the rule that calls it."""
    reader = audience(request.user, access.clinic_of(request))
    context = {
        "document": _grouped(notes.NOTES, [h.title for h in notes.HEADINGS], reader),
        "measurement": _grouped(notes.MEASUREMENT, _sections(), reader),
        "for_staff": reader is not Audience.PATIENT,
        "for_clinicians": reader is Audience.CLINICIAN,
        "used": set(),
    }
    return page(request, "notes/index.html", context)


@require_safe
@entry_page
def words(request: Request) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:100]
    terms = [(term, glossary.named(term.see)) for term in glossary.find(asked)]
    context = {"asked": asked, "terms": terms, "count": len(glossary.TERMS)}
    return page(request, "notes/glossary.html", context)


@require_safe
@entry_page
def axis(request: Request) -> HttpResponse:
    told = _axis_of_nobody(request)
    context = {
        "told": told,
        "picture": mark_safe(axis_picture.figure(told)),
        "stations": reference.STATIONS,
        "signals": (*reference.SIGNALS, reference.TWO_WAYS),
        "used": set(),
    }
    return page(request, "notes/axis.html", context)


@require_safe
@clinic_page(May.SEE)
def agents(request: Request, clinic: Clinic) -> HttpResponse:
    return page(request, "notes/agents.html", {"agents": reference.AGENTS, "used": set()})


@require_safe
@clinic_page(May.SEE)
def references(request: Request, clinic: Clinic) -> HttpResponse:
    about, entries = reference.ABOUT_REFERENCES, reference.REFERENCES
    context = {"about": about, "entries": entries, "used": set()}
    return page(request, "notes/references.html", context)


@require_safe
@clinic_page(May.DECIDE)
def weak_places(request: Request, clinic: Clinic) -> HttpResponse:
    context = {"places": reference.WEAK_PLACES, "used": set()}
    return page(request, "notes/weak_places.html", context)


def _record(request: Request) -> str:
    """The page that the form stood on, as it was looked at."""
    address = reverse("patient", args=[request.patient.ref])
    return f"{address}?{request.GET.urlencode()}" if request.GET else address


def audience(user: User, clinic: Clinic | None) -> Audience:
    """As whom somebody reads; who works in no clinic reads what patients read."""
    if clinic is None:
        return Audience.PATIENT
    if access.allowed(user, May.DECIDE, clinic):
        return Audience.CLINICIAN
    return Audience.NURSE


def _sections() -> list[str]:
    return list(dict.fromkeys(note.source for note in notes.MEASUREMENT))


def _grouped(
    every: Sequence[AnyNote], headings: Iterable[str], reader: Audience
) -> Grouped:
    """By the heading that each rests on most."""
    mine = list(_for(every, reader))
    groups = [(heading, [n for n in mine if _first(n) == heading]) for heading in headings]
    return [
        (heading, under[0].level, [_told(note, reader) for note in under])
        for heading, under in groups
        if under
    ]


def _for(every: Sequence[AnyNote], reader: Audience) -> Iterator[AnyNote]:
    """A patient meets no agent here that he may have never had."""
    for note in every:
        if note.text(reader) and not (note.names and reader is Audience.PATIENT):
            yield note


def _first(note: AnyNote) -> str:
    return note.source if isinstance(note, notes.AboutMeasurement) else _heading(note)


def _heading(note: notes.Note) -> str:
    return note.headings[0].title


def _told(note: AnyNote, reader: Audience) -> dict[str, Any]:
    other = note.patient if reader is Audience.CLINICIAN else ""
    return {"note": note, "text": note.text(reader), "for_patients": other}


def _axis_of_nobody(request: Request) -> axis_picture.Told:
    """The picture as in a record, without a value in it."""
    day = today(access.clinic_of(request))
    nothing = Course(
        readings=(), episodes=(), decisions=(), baselines=(), history=(), today=day
    )
    empty = listed(nothing, analytes=ON, view=View(units={}), who=Who.PATIENT)
    told = axis_picture.told(empty)
    stops = (replace(stop, measured=_without_value(stop)) for stop in told.stops)
    return replace(told, stops=tuple(stops))


def _without_value(stop: axis_picture.Stop) -> tuple[axis_picture.Measured, ...]:
    return tuple(replace(one, value="", unit="") for one in stop.measured)
