"""Quiet room: what one document says beside the recorded data, and what a test can show."""

from labs.notes import glossary, reference, texts
from labs.notes.catalogue import (
    ABOUT_MEASUREMENT,
    FROM_DOCUMENT,
    MEASUREMENT,
    NOTES,
    Topic,
    find_topic,
)
from labs.notes.headings import HEADINGS, Heading
from labs.notes.measurement import SECTIONS
from labs.notes.note import AboutMeasurement, AnyNote, Audience, Fact, Note
from labs.notes.patient_notes import NoteAtDraw, PatientNotes

__all__ = [
    "ABOUT_MEASUREMENT",
    "FROM_DOCUMENT",
    "HEADINGS",
    "MEASUREMENT",
    "NOTES",
    "SECTIONS",
    "AboutMeasurement",
    "AnyNote",
    "Audience",
    "Fact",
    "Heading",
    "Note",
    "NoteAtDraw",
    "PatientNotes",
    "Topic",
    "find_topic",
    "glossary",
    "reference",
    "texts",
]
