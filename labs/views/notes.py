"""Notes beside results, and reference pages: rules, glossary, axis, agents, references."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from labs import access, courses, notes, record
from labs.access import May, Request, clinic_page, entry_page, patient_page
from labs.charts import axis_picture
from labs.models import Clinic, Patient, User
from labs.notes import Audience, PatientNotes, Topic, glossary, reference
from labs.readings import Draw
from labs.timeline import Timeline, Who
from labs.views.after_post import redirect_after_post
from labs.views.frame import today_in
from labs.views.note_reads import NoteCount, NoteReads, NotesOfKind, count_notes
from labs.views.page import render_page

_CHANGED = _(
    "This note was changed since you opened it. Nothing was marked. Open it and read it "
    "again."
)


@dataclass(frozen=True)
class NotesBesideDraw:
    """What stands beside one draw, or as of today where there is none, for one reader."""

    notes: PatientNotes
    draw: Draw | None
    reads: NoteReads

    @cached_property
    def document(self) -> NotesOfKind:
        return self.reads.sort(self.notes.document(self._id))

    @property
    def is_of_age(self) -> bool:
        return self.notes.is_of_age(self._id)

    @cached_property
    def measurement(self) -> NotesOfKind:
        return self.reads.sort(self.notes.measurement(self._id))

    @cached_property
    def count(self) -> NoteCount:
        return count_notes(self.notes, self.reads, self._id)

    @cached_property
    def points(self) -> frozenset[str]:
        """The results of the draw that a note speaks of which he has not read."""
        every = self.reads.list_unread(self.notes.at(self._id))
        return frozenset(point.id for note in every for point in note.points)

    @property
    def _id(self) -> str:
        return self.draw.id if self.draw else ""


def build_notes_beside(
    timeline: Timeline, draw: Draw | None, reader: Audience, reads: NoteReads | None = None
) -> NotesBesideDraw:
    """The notes of one draw of a timeline, as this reader has them."""
    return NotesBesideDraw(PatientNotes(timeline, reader), draw, reads or NoteReads())


def choose_draw(timeline: Timeline, draw: str) -> Draw | None:
    """The draw of the address, if there is one; else the newest that brought results."""
    drawn = _draws_with_results(timeline)
    newest = next(reversed(drawn.values()), None)
    return drawn.get(draw, newest)


def draws_around(timeline: Timeline, draw: Draw | None) -> tuple[Draw | None, Draw | None]:
    """The draws with results before and after this one, where there are any."""
    drawn = [None, *_draws_with_results(timeline).values(), None]
    if draw is None:
        return None, None
    at = drawn.index(draw)
    return drawn[at - 1], drawn[at + 1]


def _draws_with_results(timeline: Timeline) -> dict[str, Draw]:
    """By id, the earliest first."""
    return {point.reading.draw.id: point.reading.draw for point in timeline.every}


@require_POST
@patient_page(May.MARK, reads="")
def mark(request: Request, patient: Patient) -> HttpResponse:
    """Mark a note as read beside the draw of the address and those before it."""
    seen = request.POST.get("mark", "")
    day = today_in(patient.clinic)
    timeline = courses.load_timeline(patient, {}, today=day, who=Who.STAFF)
    notes_of_patient = PatientNotes(timeline, audience_of(request.user, patient.clinic))
    draw = choose_draw(timeline, request.GET.get("notes", ""))
    at = draw.id if draw else ""
    beside = notes_of_patient.at(at)
    note = next((shown.key for shown in beside if shown.mark == seen), "")
    marks = notes_of_patient.marks(note, at)
    if seen not in marks:
        messages.error(request, str(_CHANGED))
        return redirect_after_post(request, _record_address(request))
    record.note_read.mark(patient, note, marks, by=request.user)
    return redirect_after_post(request, f"{_record_address(request)}#notes")


@require_POST
@patient_page(May.MARK, reads="")
def unmark(request: Request, patient: Patient) -> HttpResponse:
    seen = request.POST.get("mark", "")
    mine = patient.notes_read.current().filter(by=request.user)
    for read in [read for read in mine if seen in read.covered]:
        record.note_read.unmark(patient, read.note, by=request.user)
    return redirect_after_post(request, f"{_record_address(request)}#notes")


@require_safe
@entry_page
def index(request: Request) -> HttpResponse:
    """Topics with the notes that this reader may meet; each topic has a page."""
    reader = audience_of(request.user, access.clinic_of(request))
    context = {
        "document": _for_reader(notes.FROM_DOCUMENT, reader),
        "measurement": _for_reader(notes.ABOUT_MEASUREMENT, reader),
        "for_staff": reader is not Audience.PATIENT,
    }
    return render_page(request, "notes/index.html", context)


@require_safe
@entry_page
def topic(request: Request, topic: str) -> HttpResponse:
    """The notes of one topic, each with the rule that calls it and its source."""
    reader = audience_of(request.user, access.clinic_of(request))
    found = notes.find_topic(topic)
    mine = found.for_reader(reader) if found else ()
    if found is None or not mine:
        raise Http404
    for_clinicians = reader is Audience.CLINICIAN
    context = {
        "topic": found,
        "from_document": found in notes.FROM_DOCUMENT,
        "notes": [
            {
                "note": note,
                "text": note.text(reader),
                "for_patients": note.patient if for_clinicians else "",
            }
            for note in mine
        ],
        "for_staff": reader is not Audience.PATIENT,
        "used": set(),
    }
    return render_page(request, "notes/topic.html", context)


@require_safe
@entry_page
def glossary_page(request: Request) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:100]
    terms = [(term, glossary.find_term(term.see)) for term in glossary.search_terms(asked)]
    context = {"asked": asked, "terms": terms, "count": len(glossary.TERMS)}
    return render_page(request, "notes/glossary.html", context)


@require_safe
@entry_page
def axis(request: Request) -> HttpResponse:
    context = {
        "picture": axis_picture.EMPTY,
        "stations": reference.STATIONS,
        "signals": (*reference.SIGNALS, reference.TWO_WAYS),
        "used": set(),
    }
    return render_page(request, "notes/axis.html", context)


@require_safe
@clinic_page(May.SEE)
def agents(request: Request, clinic: Clinic) -> HttpResponse:
    return render_page(
        request, "notes/agents.html", {"agents": reference.AGENTS, "used": set()}
    )


@require_safe
@clinic_page(May.SEE)
def references(request: Request, clinic: Clinic) -> HttpResponse:
    about, entries = reference.ABOUT_REFERENCES, reference.REFERENCES
    context = {"about": about, "entries": entries, "used": set()}
    return render_page(request, "notes/references.html", context)


@require_safe
@clinic_page(May.DECIDE)
def weak_places(request: Request, clinic: Clinic) -> HttpResponse:
    context = {"places": reference.WEAK_PLACES, "used": set()}
    return render_page(request, "notes/weak_places.html", context)


def _record_address(request: Request) -> str:
    """The page that the form stood on, as it was looked at."""
    address = reverse("patient", args=[request.patient.ref])
    return f"{address}?{request.GET.urlencode()}" if request.GET else address


def audience_of(user: User, clinic: Clinic | None) -> Audience:
    """As whom somebody reads; who works in no clinic reads what patients read."""
    if clinic is None:
        return Audience.PATIENT
    if access.is_allowed(user, May.DECIDE, clinic):
        return Audience.CLINICIAN
    return Audience.NURSE


def _for_reader(
    topics: Iterable[Topic], reader: Audience
) -> list[tuple[Topic, list[tuple[str, str]]]]:
    """Topics that hold a note for this reader, with key and text of each note."""
    found = (
        (topic, [(note.key, note.text(reader)) for note in topic.for_reader(reader)])
        for topic in topics
    )
    return [(topic, texts) for topic, texts in found if texts]
