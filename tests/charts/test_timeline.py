"""The time axis: how far it reaches, and its ticks."""

from datetime import date, timedelta

import pytest

from labs.readings import BaselineFact
from labs.timeline import since
from labs.timeline.minutes import DAY, day_of, minute_of_day
from tests.factories import decided, draw, episode, reading


def lh(*days):
    return [reading("lh", "3", on=f"{day} 08:00") for day in days]


def above(scene):
    return [tick.above for tick in scene.ticks]


def test_two_weeks_stand_around_the_draws(picture):
    axis = picture(*lh("2026-03-02", "2026-06-01")).axis
    assert axis.start == minute_of_day(date(2026, 3, 2)) + 8 * 60 - 14 * DAY
    assert axis.end == minute_of_day(date(2026, 6, 1)) + 8 * 60 + 14 * DAY


def test_the_view_reaches_back_to_a_treatment_that_ended_shortly_before(picture):
    made = [episode("hcg", "2024-01-10", "2026-01-01")]
    axis = picture(*lh("2026-03-02", "2026-06-01"), episodes=made).axis
    assert axis.start == minute_of_day(date(2026, 1, 1)) - 45 * DAY


def test_it_does_not_reach_back_to_one_that_ended_long_before(picture):
    made = [episode("hcg", "2024-01-10", "2025-01-01")]
    plain = picture(*lh("2026-03-02", "2026-06-01"))
    assert picture(*lh("2026-03-02", "2026-06-01"), episodes=made).axis == plain.axis


def test_a_later_decision_is_in_view(picture):
    axis = picture(*lh("2026-03-02"), decisions=[decided("2026-08-02")]).axis
    assert axis.end == minute_of_day(date(2026, 8, 2)) + 14 * DAY


def test_dates_that_are_asked_for_are_the_edges(picture):
    view = {"start": date(2026, 3, 1), "end": date(2026, 4, 30)}
    axis = picture(*lh("2026-03-02", "2026-06-01"), view=view).axis
    assert (axis.start, axis.end) == (
        minute_of_day(date(2026, 3, 1)),
        minute_of_day(date(2026, 5, 1)),
    )


def test_unequal_gaps_look_unequal(picture):
    marks = picture(*lh("2026-01-01", "2026-01-15", "2026-11-11")).subplots[0].marks
    first, second, third = (mark.place.x for mark in marks)
    assert (third - second) // (second - first) == 21


def test_the_first_and_the_last_mark_stand_clear_of_the_edges(picture):
    scene = picture(*lh("2014-01-01", "2026-01-15"), size="phone")
    first, last = scene.subplots[0].marks
    assert first.place.x - scene.axis.left >= 95
    assert scene.axis.right - last.place.x >= 95


@pytest.mark.parametrize("size", ["desk", "print", "phone"])
@pytest.mark.parametrize("days", [0, 10, 60, 120, 250, 330, 500, 900, 2000, 4000, 9000])
def test_ticks_are_few_and_their_words_do_not_touch(picture, size, days):
    first = date(2000, 1, 4)
    scene = picture(*lh(first, first + timedelta(days=days)), size=size)
    least, most = (2, 5) if size == "phone" else (3, 9)
    assert least <= len(scene.ticks) <= most
    stands = [tick.x for tick in scene.ticks]
    assert all(b - a > 380 for a, b in zip(stands, stands[1:], strict=False))


def test_the_year_is_named_first_and_each_january(picture):
    scene = picture(*lh("2024-01-15", "2026-06-25"))
    assert above(scene) == ["Jul 2024", "Jan 2025", "Jul", "Jan 2026", "Jul"]
    assert [tick.second for tick in scene.ticks] == ["2024", "2025", "", "2026", ""]


def test_days_are_counted_from_the_event(picture):
    ended = episode("testosterone", "2021-01-10", "2025-02-14")
    view = {"axis": since(ended.id)}
    scene = picture(*lh("2025-02-11", "2026-01-23"), episodes=[ended], view=view)
    assert above(scene)[:3] == ["0 d", "56 d", "112 d"]
    assert [tick.second for tick in scene.ticks][:3] == ["day 0", "8 wk", "16 wk"]
    assert scene.ticks[0].x == scene.axis.x(minute_of_day(date(2025, 2, 14)))
    zero = [line for line in scene.lines if line.kind == "day-0"]
    assert {line.x0 for line in zero} == {scene.axis.x(scene.axis.zero)}


def test_a_few_days_have_ticks_too(picture):
    view = {"start": date(2026, 3, 1), "end": date(2026, 3, 6)}
    assert above(picture(*lh("2026-03-02"), view=view))[:2] == ["1 Mar 2026", "2 Mar"]


def test_a_decision_shortly_before_the_first_draw_is_in_view(picture):
    axis = picture(*lh("2026-03-02"), decisions=[decided("2026-01-02")]).axis
    assert axis.start == minute_of_day(date(2026, 1, 2)) - 14 * DAY


def test_a_month_alone_is_said_at_its_tick(picture):
    scene = picture(reading("lh", "3", on="2026-03", reviewed=True), *lh("2026-05-12"))
    assert "month only" in [text.words for text in scene.texts]


def test_a_date_alone_is_as_wide_as_its_day(picture):
    scene = picture(reading("lh", "3", on="2026-03-02"), *lh("2026-03-12"))
    (wide,) = [line for line in scene.lines if line.kind == "day-draw"]
    assert wide.x1 - wide.x0 == pytest.approx(scene.axis.x(DAY) - scene.axis.x(0), abs=2)
    assert "date only, new" in [text.words for text in scene.texts]


def both(on="2026-03-02 08:00"):
    return [reading(key, "3", on=on, reviewed=True) for key in ("lh", "fsh")]


def test_a_whole_draw_that_is_the_baseline_says_so_once(picture):
    made = [
        reading(key, "3", on="2026-03-02 08:00", reviewed=True) for key in ("lh", "fsh")
    ]
    marked = [BaselineFact(one.analyte.key, "", one.id, one.version) for one in made]
    said = [text.words for text in picture(*made, baselines=marked).every_text()]
    assert said.count("baseline") == 1
    assert "3 baseline" not in said


def test_one_baseline_is_said_beside_its_value(picture):
    made = [
        reading(key, "3", on="2026-03-02 08:00", reviewed=True) for key in ("lh", "fsh")
    ]
    marked = [BaselineFact("lh", "", made[0].id, 0)]
    said = [text.words for text in picture(*made, baselines=marked).every_text()]
    assert said.count("3 baseline") == 1
    assert "baseline" not in said


def test_new_is_a_word_at_the_tick_of_the_draw(picture):
    taken = draw("2026-03-02 08:00", id="first")
    scene = picture(reading("lh", "3", taken=taken), reading("fsh", "4", taken=taken))
    assert "new" in [text.words for text in scene.texts if text.kind == "draw"]


def test_a_man_without_draws_has_an_axis_too(picture):
    scene = picture()
    assert scene.axis.end > scene.axis.start
    assert {text.words for text in scene.every_text()} >= {"not measured in this range"}


def test_the_figure_shows_the_draws_that_the_table_shows(picture):
    """Of a month with its middle outside the dates, what of it lies inside them."""
    made = [
        reading("lh", "3", on="2026-01"),
        reading("lh", "4", on="2026-02-10 08:00"),
        reading("lh", "5", on="2026-03"),
    ]
    dates = {"start": date(2026, 1, 25), "end": date(2026, 3, 5)}
    scene = picture(*made, view=dates)
    assert [step.title for step in scene.steps] == [
        "Jan 2026",
        "10 Feb 2026, 08:00",
        "Mar 2026",
    ]
    lh = scene.subplots[0]
    assert [mark.text for mark in lh.marks] == ["3", "4", "5"]
    edges = [day_of(mark.place.at) for mark in lh.marks]
    assert edges == [date(2026, 1, 28), date(2026, 2, 10), date(2026, 3, 3)]
    assert all(
        line.x0 >= scene.axis.left for line in scene.lines if line.kind == "day-draw"
    )
