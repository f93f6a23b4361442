"""docs/context.md is the map between the document and the notes, and has no white spot."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from labs.notes import HEADINGS, MEASUREMENT, NOTES, SECTIONS

DOCS = Path(settings.BASE_DIR) / "docs"
PAGE = (DOCS / "context.md").read_text()
PAGES = {"axis", "agents", "references", "glossary", "weak places"}
KEYS = {note.key for note in NOTES}
LEVELS = {
    "Fundamentals": "fundamental",
    "Intermediate": "intermediate",
    "Academic": "academic",
}


def _parts():
    """Each heading, with the heading above it and its rows."""
    above = ""
    for part in re.split(r"^(?=##+ )", PAGE, flags=re.MULTILINE)[1:]:
        title = part.split("\n", 1)[0]
        above = title[3:] if title.startswith("## ") else above
        rows = re.findall(r"^\| (?!Claim)([^|]+?) \| (.+?) \|$", part, re.MULTILINE)
        yield title.lstrip("# "), above, rows


PARTS = [*_parts()]
ROWS = [(title, claim, where) for title, _, rows in PARTS for claim, where in rows]


@pytest.mark.parametrize(("title", "claim", "where"), ROWS)
def test_a_claim_has_notes_a_page_or_a_written_reason(title, claim, where):
    if where.startswith("none: "):
        assert len(where.split()) > 1
        return
    keys = set(re.findall(r"`([a-z-]+)`", where))
    pages = set(re.findall(r"page: ([a-z ]+?)(?=,| \(|$)", where))
    assert keys or pages
    assert keys <= KEYS
    assert pages <= PAGES


def test_every_heading_has_claims():
    assert [title for title, _, rows in PARTS if not rows] == []


def test_the_map_is_as_long_as_the_document():
    assert len(PARTS) == 18
    assert len(ROWS) > 100


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.key)
def test_a_note_rests_on_a_heading_that_is_there_and_names_it(note):
    titles = {title for title, *_ in PARTS}
    assert {heading.title for heading in note.headings} <= titles


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.key)
def test_a_note_is_told_under_each_heading_that_it_names(note):
    told = {title for title, _, where in ROWS if f"`{note.key}`" in where}
    assert {heading.title for heading in note.headings} <= told


@pytest.mark.parametrize("heading", HEADINGS, ids=lambda heading: heading.title)
def test_a_heading_has_the_level_of_its_part(heading):
    assert [LEVELS[above] for title, above, _ in PARTS if title == heading.title] == [
        heading.level
    ]


def test_what_is_never_taken_is_never_taken():
    never = [where for *_, where in ROWS if where == "none: amounts, never"]
    assert len(never) == 5


def test_notes_on_measurements_rest_on_the_sections_of_their_own_page():
    page = (DOCS / "measurement.md").read_text()
    there = tuple(re.findall(r"^## (.+)$", page, re.MULTILINE))
    assert there == SECTIONS
    assert {note.section for note in MEASUREMENT} == set(SECTIONS)
    assert not {note.section for note in MEASUREMENT} & {title for title, *_ in PARTS}
