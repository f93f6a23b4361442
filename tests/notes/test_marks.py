"""What was read is known again: the same words, called by the same facts."""

from dataclasses import replace

from labs.notes import Audience
from tests.notes.listed import notes_of
from tests.notes.men import drawn, man

FIRST, LAST = "2025-06-02 08:00", "2025-09-01 08:10"


def _shown(course, key, draw=-1):
    told = notes_of(course)
    draws = list(dict.fromkeys(reading.draw.id for reading in course.readings))
    return next(one for one in told.at(draws[draw]) if one.key == key)


def _versions(course, by):
    later = (replace(r, version=r.version + by) for r in course.readings)
    return replace(course, readings=tuple(later))


def test_asked_twice_it_is_the_same():
    course = man(drawn(lh="3.2"))
    assert _shown(course, "what-lh-does").mark == _shown(course, "what-lh-does").mark


def test_another_version_of_a_result_is_another_fact():
    course = man(drawn(lh="3.2"))
    again = _versions(course, 1)
    assert _shown(course, "what-lh-does").mark != _shown(again, "what-lh-does").mark


def test_other_words_were_not_read():
    shown = _shown(man(drawn(lh="3.2")), "what-lh-does")
    for change in ({"clinician": "Other words."}, {"caveat": "Another caveat."}):
        assert replace(shown, note=replace(shown.note, **change)).mark != shown.mark


def test_a_fact_without_a_result_is_known_by_its_words():
    """That a draw has no time of day is a fact of its own for each draw."""
    course = man(drawn("2025-06-02", lh="3.2"), drawn("2025-09-01", lh="3.4"))
    first, last = (_shown(course, "date-only", draw) for draw in (0, -1))
    assert first.mark != last.mark


def test_marks_are_those_of_the_draw_and_of_all_before_it():
    course = man(drawn(FIRST, lh="3.2"), drawn(LAST, lh="3.4"))
    told = notes_of(course, Audience.CLINICIAN)
    first, last = dict.fromkeys(reading.draw.id for reading in course.readings)
    early, late = (told.marks("what-lh-does", draw) for draw in (first, last))
    assert (len(early), len(late)) == (1, 2)
    assert early < late
    assert told.marks("no-such-note", last) == frozenset()
    assert told.marks("what-lh-does", "no-such-draw") == frozenset()
