"""Between two neighbours of a row: a line, a dotted one, nothing, or a gap."""

import pytest

from labs.readings import REASONS
from labs.timeline import View, Who, build_timeline, since
from labs.timeline.joins import censored_runs, list_joins, reason_words
from labs.timeline.traces import build_traces, is_censored
from tests.charts.courses import MEN, two_attempts
from tests.factories import DAYS, episode, lh, reading, volume


@pytest.fixture
def trace(listed):
    def trace(*readings, **more):
        key = readings[0].analyte.key
        return next(t for t in build_traces(listed(*readings, **more)) if t.key == key)

    return trace


def kinds(trace):
    return [join.kind for join in list_joins(trace)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("3.1", "3.4"), ["solid"]),
        (("3.1", "<0.1", "3.4"), ["dotted", "dotted"]),
        (("<0.1", "<0.1"), ["none"]),
        (("<0.1", "<0.07"), ["gap"]),  # another limit of detection
        (("3.1", "0"), ["dotted"]),  # off scale
        (("3.1", "not detected", "3.4"), []),
    ],
)
def test_a_line_says_what_is_known_between_two_results(trace, texts, expected):
    assert kinds(trace(*lh(*texts))) == expected


def test_another_method_is_a_gap_with_its_reason(trace):
    made = lh("3.1", method="ECLIA")
    made.append(reading("lh", "3.4", on=DAYS[1], method="CMIA"))
    (join,) = list_joins(trace(*made))
    assert (join.kind, join.words) == ("gap", "≠ method")


def test_another_time_of_day_is_noted_on_the_line(trace):
    late = reading("lh", "3.4", on="2026-03-09 15:00")
    (join,) = list_joins(trace(*lh("3.1"), late))
    assert (join.kind, join.noted, join.words) == ("solid", True, "// time of day")


def test_another_treatment_is_noted_by_its_sign_alone(trace):
    begun = [episode("clomifene", "2026-02-01")]
    (join,) = list_joins(trace(*lh("3.1", "3.4"), episodes=begun))
    assert (join.noted, join.words) == (True, "//")


def test_another_unit_of_the_same_test_is_joined(trace):
    one = reading("testosterone", "12.1", on=DAYS[0])
    other = reading("testosterone", "349", on=DAYS[1], unit="ng/dL")
    assert kinds(trace(one, other)) == ["solid"]


def test_each_side_is_joined_to_its_own(trace):
    made = [
        volume(text, side, on=on[:10])
        for on in DAYS[:2]
        for text, side in (("15", "left"), ("16", "right"))
    ]
    sides = [
        {join.before.reading.side, join.after.reading.side}
        for join in list_joins(trace(*made))
    ]
    assert sides == [{"left"}, {"right"}]


def test_no_line_runs_from_a_course_to_the_one_laid_over():
    view = View(axis=since("second"), over="first")
    made = build_timeline(two_attempts(), analytes=("lh",), view=view, who=Who.STAFF)
    lh = next(build_traces(made))
    laid = [(lh.is_laid_over(j.before), lh.is_laid_over(j.after)) for j in list_joins(lh)]
    assert {*laid} == {(True, True), (False, False)}


@pytest.mark.parametrize("man", MEN)
def test_no_man_has_a_line_between_two_censored_results(man):
    made = build_timeline(MEN[man](), analytes=("lh", "fsh"), view=View(), who=Who.STAFF)
    for trace in build_traces(made):
        for join in list_joins(trace):
            both = is_censored(join.before) and is_censored(join.after)
            assert not (both and join.kind in ("solid", "dotted"))


def test_a_run_holds_neighbours_of_one_limit(trace):
    made = trace(*lh("<0.1", "<0.1", "3.1", "<0.1"))
    assert [len(run) for run in censored_runs(made)] == [2, 1]


def test_a_run_ends_where_the_limit_or_its_side_changes(trace):
    made = trace(*lh("<0.1", "<0.07", ">0.07"))
    assert [len(run) for run in censored_runs(made)] == [1, 1, 1]


def test_every_reason_but_the_treatment_has_its_words():
    assert all(reason_words([each]) for each in REASONS if each != "treatment")
    assert reason_words(["treatment"]) == ""
