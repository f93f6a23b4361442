"""Decisions by letter."""

from datetime import UTC, datetime
from itertools import islice

from labs.timeline.lettered import list_letters
from tests.factories import decided


def test_letters_go_on_after_z():
    some = list(islice(list_letters(), 703))
    assert (some[0], some[25], some[26], some[51], some[52], some[702]) == (
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "AAA",
    )


def test_letters_follow_the_dates(listed):
    shown = listed(decisions=[decided("2026-05-01"), decided("2026-03-01")]).decisions
    assert [(one.letter, one.decided.date.month) for one in shown] == [("A", 3), ("B", 5)]


def test_on_one_day_letters_follow_the_record(listed):
    late, early = (
        decided("2026-05-01", id=f"at {hour}", at=datetime(2026, 5, 1, hour, tzinfo=UTC))
        for hour in (15, 9)
    )
    assert [one.decided.id for one in listed(decisions=[late, early]).decisions] == [
        "at 9",
        "at 15",
    ]


def test_a_decision_in_error_has_no_letter(listed):
    shown = listed(decisions=[decided("2026-03-01", in_error=True), decided("2026-05-01")])
    assert [one.letter for one in shown.decisions] == ["A"]


def test_a_decision_that_needs_attention_says_so_beside_its_letter(listed):
    told = [decided("2026-03-05"), decided("2026-03-06", needs_attention=True)]
    shown = listed(decisions=told).decisions
    assert [one.needs_attention for one in shown] == [False, True]
