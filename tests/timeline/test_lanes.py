"""Treatments in time: lanes, months of which no day is known, days on treatment."""

from datetime import date

from labs.timeline.lanes import (
    NEVER,
    certain_span,
    days_on_treatment,
    episode_reach,
    list_lanes,
    uncertain_spans,
)
from labs.timeline.minutes import DAY, minute_of_day
from tests.factories import episode

START, END = minute_of_day(date(2026, 1, 1)), minute_of_day(date(2027, 1, 1))


def day(text):
    return minute_of_day(date.fromisoformat(text))


def test_lanes_stand_in_order_of_first_start_one_an_agent():
    made = [
        episode("hcg", "2026-05-10", id="again"),
        episode("clomifene", "2026-02-01"),
        episode("hcg", "2026-01-01", "2026-03-01"),
    ]
    found = [(lane.name, len(lane.episodes)) for lane in list_lanes(made, START, END)]
    assert found == [("Hcg", 2), ("Clomifene", 1)]


def test_what_was_before_or_in_error_has_no_lane():
    made = [
        episode("hcg", "2025-01-01", "2025-03-01"),
        episode("clomifene", "2026-02-01", in_error=True),
    ]
    assert list_lanes(made, START, END) == []


def test_a_bar_holds_both_its_days_and_an_ongoing_one_has_no_end():
    made = [
        episode("hcg", "2026-03-01", "2026-05-01"),
        episode("hcg", "2026-06-01", id="2"),
    ]
    (lane,) = list_lanes(made, START, END)
    assert lane.bars == [
        (day("2026-03-01"), day("2026-05-01") + DAY),
        (day("2026-06-01"), NEVER),
    ]


def test_an_episode_that_follows_at_once_ends_the_bar_before():
    made = [
        episode("hcg", "2026-03-01", "2026-05-01"),
        episode("hcg", "2026-05-01", id="2"),
    ]
    (lane,) = list_lanes(made, START, END)
    assert lane.bars[0] == (day("2026-03-01"), day("2026-05-01"))


def test_a_month_is_doubtful_and_not_sure():
    made = episode("hcg", "2026-02", "2026-05")
    assert certain_span(made) == (day("2026-03-01"), day("2026-05-01"))
    assert list(uncertain_spans(made)) == [
        (day("2026-02-01"), day("2026-03-01")),
        (day("2026-05-01"), day("2026-06-01")),
    ]
    assert episode_reach(made) == (day("2026-02-01"), day("2026-06-01"))


def test_a_day_that_is_certain_for_one_agent_is_not_doubtful_for_another():
    certain, doubtful = days_on_treatment(
        [episode("hcg", "2026-02", "2026-04-30"), episode("clomifene", "2026-02-11")]
    )
    assert certain == [(day("2026-02-11"), NEVER)]
    assert doubtful == [(day("2026-02-01"), day("2026-02-11"))]


def test_an_agent_that_does_not_act_on_the_axis_is_no_treatment_here():
    assert days_on_treatment([episode("", "2026-02-01", axis=False)]) == ([], [])
