"""The second line of the patient bar: what is recorded, since when, and nothing more."""

from datetime import date

import pytest

from labs.timeline.phase import PatientStatus, write_phase
from tests.factories import episode

TODAY = date(2026, 11, 23)


def said(*episodes, man=None, today=TODAY):
    return [str(words) for words in write_phase(episodes, man or PatientStatus(), today)]


def test_without_any_treatment_it_says_that_none_is_recorded():
    assert said() == ["No treatment recorded"]


def test_an_agent_is_named_with_its_first_day_and_the_days_since():
    assert said(episode(start="2026-11-03")) == ["Testosterone since 3 Nov 2026 (day 20)"]


def test_two_agents_are_two_facts():
    both = said(
        episode("hCG", "2026-11-03", name="hCG"), episode("clomifene", "2026-11-13")
    )
    assert both == ["hCG since 3 Nov 2026 (day 20)", "Clomifene since 13 Nov 2026 (day 10)"]


def test_after_the_last_agent_both_its_end_and_that_of_testosterone_are_told():
    told = said(
        episode(start="2024-02-15", stop="2026-01-10"),
        episode("clomifene", "2026-02-02", "2026-10-01"),
    )
    assert told == [
        "No treatment recorded since 1 Oct 2026 (day 53)",
        "Testosterone stopped 10 Jan 2026 (day 317)",
    ]


def test_testosterone_that_goes_on_again_has_not_ended():
    told = said(
        episode(start="2024-02-15", stop="2026-01-10"),
        episode(start="2026-11-03", id="two"),
    )
    assert told == ["Testosterone since 3 Nov 2026 (day 20)"]


@pytest.mark.parametrize("begun", ["2026-11-03", "2026-11-04"])
def test_a_change_of_episode_does_not_begin_the_count_anew(begun):
    first = episode(start="2026-10-04", stop="2026-11-03")
    told = said(first, episode(start=begun, id="changed"))
    assert told == ["Testosterone since 4 Oct 2026 (day 50)"]


def test_a_day_between_two_episodes_does():
    first = episode(start="2026-10-04", stop="2026-11-03")
    told = said(first, episode(start="2026-11-05", id="again"))
    assert told == ["Testosterone since 5 Nov 2026 (day 18)"]


def test_a_month_stays_a_month_and_counts_no_days():
    assert said(episode(start="2021-01")) == ["Testosterone since Jan 2021"]
    assert said(episode(start="2020-01-01", stop="2021-01"))[0] == (
        "No treatment recorded since Jan 2021"
    )


def test_an_agent_beside_the_axis_is_told_apart():
    told = said(episode("vitamin", "2026-11-03", name="Vitamin D", axis=False))
    assert told == ["No treatment recorded", "also Vitamin D"]


def test_an_episode_entered_in_error_is_not_told():
    assert said(episode(start="2026-11-03", in_error=True)) == ["No treatment recorded"]


def test_what_begins_tomorrow_is_not_recorded_today():
    assert said(episode(start="2026-11-24")) == ["No treatment recorded"]


def test_aim_and_testes_are_told_as_recorded():
    man = PatientStatus("fertility wanted now", date(2026, 2, 3), (("left", "absent"),))
    assert said(man=man)[1:] == [
        "left testis: absent",
        "aim: fertility wanted now (3 Feb 2026)",
    ]
    assert said(man=PatientStatus("fertility wanted now"))[1:] == [
        "aim: fertility wanted now"
    ]
