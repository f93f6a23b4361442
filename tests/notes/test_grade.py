"""What patients may read of this room is easy to read (textstat 0.7.4, as one text)."""

import re

import pytest
import textstat

from labs.notes import MEASUREMENT, NOTES
from labs.notes.glossary import TERMS
from tests.sentences import texts

GRADE = 8
EVERY = [note for note in (*NOTES, *MEASUREMENT) if note.patient]
TEXTS = {
    "notes": [note.patient for note in EVERY],
    "caveats": [note.caveat for note in EVERY if note.caveat],
    "glossary": [term.text for term in TERMS],
    "facts": [re.sub(r"[{}]", "", t).rstrip(".") + "." for t in sorted(texts("notes"))],
}


def _sentences(text):
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if part]


@pytest.mark.parametrize("kind", TEXTS)
def test_a_patient_needs_no_more_than_eight_years_of_school(kind):
    assert textstat.flesch_kincaid_grade(" ".join(TEXTS[kind])) <= GRADE


@pytest.mark.parametrize("kind", TEXTS)
def test_no_sentence_for_patients_is_longer_than_twenty_words(kind):
    long = [s for text in TEXTS[kind] for s in _sentences(text) if len(s.split()) > 20]
    assert long == []


def test_a_hard_text_would_be_found():
    hard = next(note for note in NOTES if note.key == "serm-raises-signals").clinician
    assert textstat.flesch_kincaid_grade(hard) > GRADE
