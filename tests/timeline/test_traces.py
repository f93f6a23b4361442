"""What is joined by one line, and how far its axis reaches."""

from fractions import Fraction

import pytest

from labs.timeline import View
from labs.timeline.log_axis import ENDS, list_decades, log_ends
from labs.timeline.traces import build_traces
from tests.factories import DAYS, clinician_range, lh, reading, volume


@pytest.fixture
def trace(listed):
    def trace(key, *readings, **more):
        return next(t for t in build_traces(listed(*readings, **more)) if t.key == key)

    return trace


def ends(trace):
    return tuple(map(float, trace.log_ends))


@pytest.mark.parametrize(
    ("texts", "interval", "expected"),
    [
        (("2.6", "7.2"), "1.7-8.6", (0.3, 30)),  # by turns, down first
        (("3.1", "7.2"), "", (0.3, 30)),
        (("2.6", "12.5"), "1.7-8.6", (0.3, 30)),
        (("0.5", "12.5"), "", (0.3, 30)),
        (("<0.1", "3.1"), "1.7-8.6", (0.03, 10)),  # half of the limit has room
        (("0", "not detected"), "", (0.1, 10)),  # nothing that a log axis can hold
        (("0.004", "120"), "", (0.01, 100)),
        (("100",), "", (1, 100)),
        (("0.01",), "", (0.01, 1)),
    ],
)
def test_a_log_axis_ends_at_1_or_3_around_what_is_used(trace, texts, interval, expected):
    assert ends(trace("lh", *lh(*texts, interval=interval))) == expected


def test_every_log_axis_has_two_decades_at_least():
    for one in ENDS:
        low, high = log_ends([one], [], [])
        assert high / low >= 100
        assert low <= one <= high


def test_a_clinicians_range_is_in_view(trace):
    made = trace("lh", *lh("3.1"), ranges=[clinician_range("2", "35")])
    assert ends(made) == (1, 100)


def test_the_decades_are_labelled():
    assert list_decades(Fraction(3, 100), Fraction(10)) == [Fraction(1, 10), 1, 10]


def test_zero_is_off_scale_on_a_log_axis_only(trace):
    made = lh("0", "3.1")
    logarithmic = trace("lh", *made)
    linear = trace("lh", *made, view=View(log=False))
    assert [logarithmic.is_off_scale(p) for p in logarithmic.points] == [True, False]
    assert not any(map(linear.is_off_scale, linear.points))


def test_words_have_no_height(trace):
    made = trace("lh", *lh("3.1", "not detected"))
    assert [p.shown.text for p in made.drawn] == ["3.1"]
    assert [p.shown.text for p in made.in_words] == ["not detected"]


def test_a_number_without_a_range_has_no_place_in_the_relative_view(trace):
    made = [*lh("3.1"), reading("lh", "4.2", on=DAYS[1], interval="1.7-8.6")]
    relative = trace("lh", *made, view=View(relative=True))
    assert [p.shown.text for p in relative.drawn] == ["4.2"]
    assert [p.shown.text for p in relative.without] == ["3.1"]


def test_two_instruments_in_turn_are_two_traces(listed):
    methods = ("prader", "ultrasound-ellipsoid", "prader", "ultrasound-ellipsoid")
    made = [
        volume("15", side, on=on[:10], method=method)
        for on, method in zip(DAYS, methods, strict=True)
        for side in ("left", "right")
    ]
    keys = [t.key for t in build_traces(listed(*made)) if t.sided]
    assert keys == ["volume-prader", "volume-ultrasound"]
