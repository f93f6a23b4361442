"""The result that a clinician counts from: one for each analyte and side."""

import pytest

from labs import record
from labs.models import Baseline
from labs.words import Refused


@pytest.fixture
def marked(lh, clinician):
    return record.baseline.mark(lh, by=clinician)


def _standing():
    marked = Baseline.objects.current().filter(ended=False).order_by("pk")
    return [row.result for row in marked]


def test_a_result_is_marked(lh, marked):
    assert (marked.analyte, marked.side, marked.result) == ("lh", "", lh)
    assert _standing() == [lh]


def test_marked_twice_it_is_marked_once(lh, marked, clinician):
    assert record.baseline.mark(lh, by=clinician) == marked


def test_another_result_takes_its_place(marked, drawn, patient, clinician):
    later = drawn(patient, "2026-04-02", lh="3.4").results.get()
    moved = record.baseline.mark(later, by=clinician, why="he was well")
    assert (moved.uid, moved.replaces, moved.why) == (marked.uid, marked, "he was well")
    assert _standing() == [later]


def test_each_side_has_its_own(drawn, patient, clinician):
    sides = drawn(patient, "2026-04-02", left="15", right="20").results.order_by("pk")
    for result in sides:
        record.baseline.mark(result, by=clinician)
    assert _standing() == [*sides]


def test_ended_it_stands_no_more_and_can_be_marked_again(lh, marked, clinician):
    ended = record.baseline.end(marked, by=clinician, why="he was ill")
    assert _standing() == []
    assert record.baseline.end(ended, by=clinician, why="again") == ended
    assert record.baseline.mark(lh, by=clinician).version == 2
    assert _standing() == [lh]


def test_to_end_it_needs_a_reason(marked, clinician):
    with pytest.raises(Refused, match="the reason"):
        record.baseline.end(marked, by=clinician, why="")


@pytest.mark.parametrize("status", ["preliminary", "pending", "not-done"])
def test_only_a_final_result_is_counted_from(drawn, patient, clinician, status):
    result = drawn(patient, lh="3.2", status=status).results.get()
    with pytest.raises(Refused, match=status):
        record.baseline.mark(result, by=clinician)


def test_a_version_that_was_replaced_is_not_marked(lh, nurse, clinician):
    now = record.result.enter_in_error(lh, by=nurse, why="not his")
    with pytest.raises(record.Conflict) as conflict:
        record.baseline.mark(lh, by=clinician)
    assert conflict.value.current == now


def test_to_move_it_needs_a_reason(marked, drawn, patient, clinician):
    later = drawn(patient, "2026-04-02", lh="3.4").results.get()
    with pytest.raises(Refused, match="the reason"):
        record.baseline.mark(later, by=clinician)
    assert _standing() == [marked.result]


def test_of_two_who_move_it_at_once_the_second_is_shown_the_first(
    marked, drawn, patient, clinician
):
    later = [drawn(patient, f"2026-04-0{n}", lh="3.4").results.get() for n in (2, 3)]
    first = record.baseline.mark(later[0], by=clinician, why="well", seen=marked.act)
    with pytest.raises(record.Conflict) as conflict:
        record.baseline.mark(later[1], by=clinician, why="well", seen=marked.act)
    assert conflict.value.current == first


def test_a_limit_may_be_counted_from_and_words_may_not(drawn, patient, clinician):
    limit = drawn(patient, "2026-04-02", lh="<0.1").results.get()
    words = drawn(patient, "2026-04-03", lh="undetectable").results.get()
    assert record.baseline.mark(limit, by=clinician).result == limit
    with pytest.raises(Refused, match="words"):
        record.baseline.mark(words, by=clinician, why="later")
