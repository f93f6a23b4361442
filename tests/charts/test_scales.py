"""Value axes: logarithmic over the same decades for every man, or linear from zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.charts.scales import linear, logarithmic, nice, plain
from tests.samples import reading

LOG = logarithmic(0, 1240)
VALUES = st.fractions(min_value=Fraction(1, 100), max_value=Fraction(100))


def words(panel):
    return [rung.words for rung in panel.rungs if rung.words]


def test_the_log_axis_has_31_px_a_decade():
    heights = [LOG.y(Fraction(10) ** power) for power in range(-2, 3)]
    assert heights == [1240, 930, 620, 310, 0]


@given(VALUES)
def test_a_height_leads_back_to_its_value(value):
    assert abs(LOG.value(LOG.y(value)) / value - 1) < Fraction(1, 250)


@given(VALUES, VALUES)
def test_the_greater_value_never_stands_lower(one, other):
    low, high = sorted((one, other))
    assert LOG.y(high) <= LOG.y(low)


def test_minor_ticks_stand_at_2_to_9():
    assert len([rung for rung in LOG.rungs() if not rung.words]) == 4 * 8


def test_lh_has_the_same_axis_whatever_was_measured(row):
    small = row("lh", reading("lh", "0.02", on="2026-03-02 08:00"))
    great = row("lh", reading("lh", "80", on="2026-03-02 08:00"))
    assert words(small) == words(great) == ["0.01", "0.1", "1", "10", "100"]


def test_lh_can_be_asked_for_on_a_linear_axis(row):
    made = reading("lh", "4", on="2026-03-02 08:00")
    panel = row("lh", made, view={"log": False})
    assert (panel.log, panel.low) == (False, 0)


def test_a_linear_axis_begins_at_zero_and_ends_a_little_over_the_greatest():
    scale = linear([Fraction(20)], [Fraction(29)], top=0, bottom=1040)
    assert scale.low == 0
    assert scale.high == Fraction(29) * Fraction(108, 100)


def test_the_greatest_value_leaves_room_for_its_text():
    scale = linear([Fraction(100)], [], top=0, bottom=1040)
    assert scale.y(Fraction(100)) >= 209


@pytest.mark.parametrize("high", ["0.3", "7", "23", "31.4", "190", "998", "1200"])
def test_a_linear_axis_has_about_four_ticks(high):
    scale = linear([Fraction(high)], [], top=0, bottom=1040)
    assert 3 <= len(scale.rungs()) <= 6


@pytest.mark.parametrize(
    ("about", "step"), [("0.3", "0.5"), ("1", "1"), ("2.1", "2.5"), ("26", "50")]
)
def test_steps_are_nice(about, step):
    assert nice(Fraction(about)) == Fraction(step)


@pytest.mark.parametrize(("value", "said"), [("100", "100"), ("2.50", "2.5"), ("0", "0")])
def test_a_tick_has_no_noughts_behind_the_point(value, said):
    assert plain(Fraction(value)) == said
