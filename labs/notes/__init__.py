"""Quiet room: what one document says beside the recorded data, and what a test can show."""

from labs.notes import glossary, reference, texts
from labs.notes.catalogue import MEASUREMENT, NOTES
from labs.notes.headings import HEADINGS, Heading
from labs.notes.measurement import SECTIONS
from labs.notes.note import AboutMeasurement, AnyNote, Audience, Fact, Note, Shown
from labs.notes.showing import Notes

__all__ = [
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
    "Notes",
    "Shown",
    "glossary",
    "reference",
    "texts",
]
