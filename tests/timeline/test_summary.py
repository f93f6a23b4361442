"""The course in a few sentences."""

from datetime import date

from labs.timeline import View, Who
from tests.factories import decided, episode, reading, volume

FIRST, SECOND, THIRD = "2026-03-02 08:10", "2026-05-04 08:00", "2026-07-06 08:20"


def seen(*args, **facts):
    return reading(*args, shared=True, **facts)


def test_draws_are_counted_not_results(listed):
    shown = listed(
        seen("lh", "3", on=FIRST), seen("fsh", "2", on=FIRST), seen("lh", "4", on=THIRD)
    )
    assert shown.summary[0] == "2 draws from 2 Mar 2026 to 6 Jul 2026."


def test_one_draw_is_one_draw(listed):
    assert listed(seen("lh", "3", on=FIRST)).summary[0] == "One draw, on 2 Mar 2026."


def test_nothing_recorded_and_nothing_in_view_are_told_apart(listed):
    made = seen("lh", "3", on=FIRST)
    assert listed().summary == ("No draws yet.", "No treatment recorded.")
    later = View(start=date(2026, 6, 1))
    assert listed(made, view=later).summary[0] == "No draw in these dates."


def test_what_was_below_detection_is_counted_with_its_last_date(listed):
    shown = listed(
        seen("lh", "<0.1", on=FIRST),
        seen("lh", "<0.1", on=SECOND),
        seen("lh", "3", on=THIRD),
        seen("testosterone", ">52.0", on=SECOND),
    )
    assert shown.results[:2] == (
        "LH was below what the test can measure at 2 draws, last on 4 May 2026.",
        "Testosterone was above what the test can measure once, on 4 May 2026.",
    )


def test_the_latest_of_each_is_told_with_its_day(listed):
    shown = listed(
        seen("lh", "2", on=FIRST, interval="1.7-8.6"),
        seen("lh", "<0.1", on=THIRD, interval="1.7-8.6"),
        seen("fsh", "3", on=THIRD, status="preliminary"),
        seen("estradiol", "200", on=FIRST, interval="<= 162"),
        volume("15", "left", on="2026-03-02", reviewed=True),
    )
    assert shown.results[1] == (
        "Latest: LH less than 0.1 IU/L (below range), FSH 3 IU/L (preliminary) on "
        "6 Jul 2026; estradiol 200 pmol/L (above range), left testicular volume 15 mL "
        "on 2 Mar 2026."
    )


def test_active_agents_are_told_from_where_they_began(listed):
    shown = listed(
        episodes=[
            episode(start="2024-02-15", stop="2025-01-31"),
            episode(start="2025-02-01"),
            episode("hcg", "2026-11", name="hCG"),
        ]
    )
    assert shown.summary[1] == (
        "Recorded as active: testosterone since 15 Feb 2024 and hCG (uncertain)."
    )


def test_an_agent_does_not_begin_with_another_one_before_it(listed):
    shown = listed(
        episodes=[
            episode(start="2024-02-15", stop="2026-03-31"),
            episode("hcg", "2026-04-01", name="hCG"),
        ]
    )
    assert shown.summary[1] == "Recorded as active: hCG since 1 Apr 2026."


def test_without_an_active_agent_the_last_day_of_one_is_told(listed):
    ended = [
        episode(start="2024-02-15", stop="2026-01-10"),
        episode("hcg", "2025-02-01", "2025-06-01"),
    ]
    assert listed(episodes=ended).summary[1] == "No treatment recorded since 10 Jan 2026."


def test_what_waits_for_a_clinician_is_told_to_staff_alone(listed):
    made = [reading("lh", "3", on=on, released=True) for on in (FIRST, SECOND)]
    pinned = decided("2026-03-05", needs_attention=True)

    staff = listed(*made, decisions=[pinned]).lead
    assert staff[-2:] == (
        "Not reviewed: 2 draws, the latest of 4 May 2026.",
        "Decision A rests on a result that has changed since.",
    )
    patient = listed(*made, decisions=[pinned], who=Who.PATIENT).lead
    assert patient == staff[:-2]


def test_one_draw_to_review_is_named(listed):
    made = [seen("lh", "3", on=FIRST), reading("lh", "4", on=SECOND)]
    assert listed(*made).lead[-1] == "Not reviewed: the draw of 4 May 2026."


def test_several_changed_decisions_are_named_together(listed):
    days = ("2026-03-05", "2026-03-06")
    pinned = [decided(day, needs_attention=True) for day in days]
    assert listed(seen("lh", "3", on=FIRST), decisions=pinned).lead[-1] == (
        "Decisions A and B rest on results that have changed since."
    )


def test_a_draw_known_to_the_month_was_in_it_and_not_on_it(listed):
    shown = listed(seen("lh", "<0.1", on="2024-11"))
    assert (shown.lead[0], *shown.results) == (
        "One draw, in Nov 2024.",
        "LH was below what the test can measure once, in Nov 2024.",
        "Latest: LH less than 0.1 IU/L in Nov 2024.",
    )
