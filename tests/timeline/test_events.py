"""Days counted from an event of the record."""

from datetime import date

import pytest

from labs.timeline import View, since
from labs.words import Refused
from tests.factories import decided, episode, reading

GEL = episode(start="2025-02-15", stop="2026-01-10", id="gel")
HCG = episode("hcg", "2026-02", id="hcg", name="hCG")
DECIDED = decided("2026-03-05", id="decision")


def shown(listed, axis="date"):
    made = reading("lh", "3", on="2026-03-02 08:10")
    return listed(made, episodes=[GEL, HCG], decisions=[DECIDED], view=View(axis=axis))


@pytest.mark.parametrize(
    ("event", "day", "words"),
    [
        ("gel", date(2026, 1, 10), "testosterone stopped, 10 Jan 2026"),
        ("hcg", date(2026, 2, 1), "hCG started, Feb 2026"),
        ("decision", date(2026, 3, 5), "decision A, 5 Mar 2026"),
    ],
)
def test_day_0_is_the_events_own_day(listed, event, day, words):
    origin = shown(listed, since(event)).origin
    assert (origin.day, origin.words) == (day, words)


def test_the_summary_says_what_days_are_counted_from(listed):
    assert (
        "Days are counted from decision A, 5 Mar 2026."
        in shown(listed, since("decision")).summary
    )


def test_an_event_of_no_record_is_refused(listed):
    with pytest.raises(Refused) as refused:
        shown(listed, since("elsewhere"))
    assert refused.value.code == "view-event-unknown"


def test_every_event_is_offered_and_the_axis_in_use_is_the_chosen_one(listed):
    axes = shown(listed, since("gel")).axes
    assert [(axis.value, axis.chosen) for axis in axes] == [
        ("date", False),
        ("since:gel", True),
        ("since:hcg", False),
        ("since:decision", False),
    ]
