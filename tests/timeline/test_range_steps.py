"""Reference ranges in time, as printed; and a clinician's."""

from fractions import Fraction

import pytest

from labs.timeline import View, since
from labs.timeline.extent import find_extent
from labs.timeline.minutes import DAY, middle_minute, minute_of_day
from labs.timeline.range_steps import range_steps
from labs.timeline.traces import build_traces
from tests.factories import clinician_range, draw, episode, reading

DAYS = ("2026-01-12 08:00", "2026-03-09 08:00", "2026-05-11 08:00")


@pytest.fixture
def steps(listed):
    def steps(*readings, **more):
        made = listed(*readings, **more)
        at = {one.draw.id: middle_minute(one.draw.moment) for one in made.drawn}
        key = readings[0].analyte.key
        return range_steps(next(t for t in build_traces(made) if t.key == key), at)

    return steps


def lh(*intervals):
    return [
        reading("lh", "3.1", on=on, interval=interval)
        for interval, on in zip(intervals, DAYS, strict=False)
    ]


def at(number):
    return middle_minute(draw(DAYS[number]).moment)


def test_one_range_is_one_step_two_weeks_beyond_both_draws(steps):
    (step,) = steps(*lh("1.7-8.6", "1.7-8.6"))
    assert (step.start, step.end) == (at(0) - 14 * DAY, at(1) + 14 * DAY)
    assert (step.low, step.high) == (Fraction("1.7"), Fraction("8.6"))


def test_a_step_ends_midway_between_two_draws(steps):
    one, other = steps(*lh("1.7-8.6", "1.5-9.3"))
    assert one.end == other.start == (at(0) + at(1)) // 2
    assert (one.changed, other.changed) == (True, True)


def test_a_result_without_a_range_has_no_step(steps):
    one, other = steps(*lh("1.7-8.6", "", "1.7-8.6"))
    assert one.end == (at(0) + at(1)) // 2
    assert other.start == (at(1) + at(2)) // 2
    assert not other.changed


def test_an_end_that_was_not_printed_is_open(steps):
    (step,) = steps(*lh("<= 10"))
    assert (step.low, step.high) == (None, 10)


def test_two_draws_of_one_minute_are_one_place(steps):
    first, second = (draw(DAYS[0], id=name) for name in ("one", "two"))
    made = [
        reading("lh", "3.1", taken=first, interval="1.7-8.6", id="a"),
        reading("lh", "3.1", taken=second, interval="1.5-9.3", id="b"),
    ]
    assert [(step.low, step.end > step.start) for step in steps(*made)] == [
        (Fraction("1.7"), True)
    ]


@pytest.mark.parametrize(
    ("interval", "changed"), [("249-836", False), (">= 249", True), ("300-836", True)]
)
def test_the_same_range_in_another_unit_is_no_change(steps, interval, changed):
    one = reading("testosterone", "12.1", on=DAYS[0], interval="8.64-29.0")
    other = reading("testosterone", "349", on=DAYS[1], unit="ng/dL", interval=interval)
    assert steps(one, other)[-1].changed is changed


def clinicians(listed, *ranges, **more):
    made = listed(*lh("1.7-8.6", "1.7-8.6"), ranges=ranges, **more)
    (lh_row,) = (t for t in build_traces(made) if t.key == "lh")
    return lh_row.clinician_steps


def test_a_clinicians_range_holds_from_its_day_to_the_next_one(listed):
    one, other = clinicians(
        listed,
        clinician_range("3", "6", "2026-02-01", until="2026-03-01"),
        clinician_range("2", "5", "2026-03-01"),
    )
    assert one.end == other.start == minute_of_day(other.range.since)
    assert other.end is None
    assert (other.low, other.high) == (2, 5)


@pytest.mark.parametrize(
    ("since", "until"), [("2027-09-01", ""), ("2020-01-01", "2021-01-01")]
)
def test_a_clinicians_range_of_other_days_is_not_in_view(listed, since, until):
    assert clinicians(listed, clinician_range(since=since, until=until)) == ()


def test_a_clinicians_range_belongs_to_its_own_row(listed):
    assert clinicians(listed, clinician_range(analyte="fsh")) == ()


def test_the_extent_is_two_weeks_around_the_draws(listed):
    start, end = find_extent(listed(*lh("", "", "")))
    assert (start, end) == (at(0) - 14 * DAY, at(2) + 14 * DAY)


def test_the_extent_is_what_was_asked_for(listed):
    first, last = draw(DAYS[0]).moment.date, draw(DAYS[1]).moment.date
    made = listed(*lh("", "", ""), view=View(start=first, end=last))
    assert find_extent(made) == (minute_of_day(first), minute_of_day(last) + DAY)


def test_the_extent_reaches_back_to_a_treatment_that_stopped_shortly_before(listed):
    stopped = episode("testosterone", "2020-01-01", "2025-12-01", id="t")
    start, _ = find_extent(listed(*lh(""), episodes=[stopped]))
    assert start == minute_of_day(stopped.stop) - 45 * DAY
    counted = listed(*lh(""), episodes=[stopped], view=View(axis=since("t")))
    assert find_extent(counted)[0] == minute_of_day(stopped.stop) - 45 * DAY
