"""Value axes: logarithmic over the part that is used, or linear from zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.charts.scales import linear_scale, logarithmic_scale, nice_step, plain_digits
from tests.factories import reading

LOG = logarithmic_scale(Fraction(1, 100), Fraction(100), top=0, bottom=1240)
VALUES = st.fractions(min_value=Fraction(1, 100), max_value=Fraction(100))


def words(panel):
    return [tick.words for tick in panel.ticks if tick.words]


@given(VALUES, VALUES)
def test_the_greater_value_never_stands_lower(one, other):
    low, high = sorted((one, other))
    assert LOG.y(high) <= LOG.y(low)


def test_decades_are_equally_high_and_have_minor_ticks_at_2_to_9():
    assert [LOG.y(Fraction(10) ** power) for power in range(-2, 3)] == [
        1240,
        930,
        620,
        310,
        0,
    ]
    assert [tick.words for tick in LOG.ticks if tick.words] == [
        "0.01",
        "0.1",
        "1",
        "10",
        "100",
    ]
    assert len([tick for tick in LOG.ticks if not tick.words]) == 4 * 8


def test_only_decades_are_labelled(row):
    panel = row("lh", reading("lh", "4", on="2026-03-02 08:00", interval="1.7-8.6"))
    assert (panel.low, panel.high) == (Fraction(3, 10), Fraction(30))
    assert words(panel) == ["1", "10"]


def test_hatching_under_a_limit_has_room(row):
    panel = row("lh", reading("lh", "<0.1", on="2026-03-02 08:00"))
    (hatch,) = panel.hatches
    assert hatch.y1 - hatch.y0 > 200


def test_lh_can_be_asked_for_on_a_linear_axis(row):
    made = reading("lh", "4", on="2026-03-02 08:00")
    panel = row("lh", made, view={"log": False})
    assert (panel.log, panel.low) == (False, 0)


def test_a_linear_axis_begins_at_zero_and_ends_a_little_over_the_greatest():
    scale = linear_scale([Fraction(20)], [Fraction(29)], top=0, bottom=1040)
    assert scale.low == 0
    assert scale.high == Fraction(29) * Fraction(108, 100)


def test_the_greatest_value_leaves_room_for_its_text():
    scale = linear_scale([Fraction(100)], [], top=0, bottom=1040)
    assert scale.y(Fraction(100)) >= 209


@pytest.mark.parametrize("high", ["0.3", "7", "23", "31.4", "190", "998", "1200"])
def test_a_linear_axis_has_about_four_ticks(high):
    scale = linear_scale([Fraction(high)], [], top=0, bottom=1040)
    assert 3 <= len(scale.ticks) <= 6


@pytest.mark.parametrize(
    ("about", "step"), [("0.3", "0.5"), ("1", "1"), ("2.1", "2.5"), ("26", "50")]
)
def test_steps_are_nice(about, step):
    assert nice_step(Fraction(about)) == Fraction(step)


@pytest.mark.parametrize(("value", "said"), [("100", "100"), ("2.50", "2.5"), ("0", "0")])
def test_a_tick_has_no_noughts_behind_the_point(value, said):
    assert plain_digits(Fraction(value)) == said
