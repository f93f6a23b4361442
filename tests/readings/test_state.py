"""The table of states, row by row, and that no display changes a state."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.analytes import ANALYTES, digits
from labs.readings import Interval, State, Value, show_value
from tests.factories import reading

NO, IN, LO, HI, UN = (State.NO_RANGE, State.INSIDE, State.BELOW, State.ABOVE, State.UNKNOWN)
ENDS = {
    "none": {},
    "2..8": {"low": "2", "high": "8"},
    "(2..8)": {"low": "2", "high": "8", "low_inclusive": False, "high_inclusive": False},
    "2..": {"low": "2"},
    "(2..": {"low": "2", "low_inclusive": False},
    "..8": {"high": "8"},
    "..8)": {"high": "8", "high_inclusive": False},
}
# Columns: no ends, 2..8, (2..8), 2.., (2.., ..8, ..8)
TABLE = {
    "1": (NO, LO, LO, LO, LO, IN, IN),
    "1.999999": (NO, LO, LO, LO, LO, IN, IN),
    "2": (NO, IN, LO, IN, LO, IN, IN),
    "2.000001": (NO, IN, IN, IN, IN, IN, IN),
    "7.999999": (NO, IN, IN, IN, IN, IN, IN),
    "8": (NO, IN, HI, IN, IN, IN, HI),
    "9": (NO, HI, HI, IN, IN, HI, HI),
    "<1": (UN, LO, LO, LO, LO, IN, IN),
    "<2": (UN, LO, LO, LO, LO, IN, IN),
    "<3": (UN, UN, UN, UN, UN, IN, IN),
    "<8": (UN, UN, UN, UN, UN, IN, IN),
    "<9": (UN, UN, UN, UN, UN, UN, UN),
    "<=1": (UN, LO, LO, LO, LO, IN, IN),
    "<=2": (UN, UN, LO, UN, LO, IN, IN),
    "<=3": (UN, UN, UN, UN, UN, IN, IN),
    "<=8": (UN, UN, UN, UN, UN, IN, UN),
    "<=9": (UN, UN, UN, UN, UN, UN, UN),
    ">9": (UN, HI, HI, IN, IN, HI, HI),
    ">8": (UN, HI, HI, IN, IN, HI, HI),
    ">7": (UN, UN, UN, IN, IN, UN, UN),
    ">2": (UN, UN, UN, IN, IN, UN, UN),
    ">1": (UN, UN, UN, UN, UN, UN, UN),
    ">=9": (UN, HI, HI, IN, IN, HI, HI),
    ">=8": (UN, UN, HI, IN, IN, UN, HI),
    ">=7": (UN, UN, UN, IN, IN, UN, UN),
    ">=2": (UN, UN, UN, IN, UN, UN, UN),
    ">=1": (UN, UN, UN, UN, UN, UN, UN),
    "not detected": (NO, UN, UN, UN, UN, UN, UN),
}
CASES = [
    (text, ends, state)
    for text, states in TABLE.items()
    for ends, state in zip(ENDS, states, strict=True)
]

tenths = st.integers(1, 4_999).map(lambda n: Fraction(n, 10))
signs = st.sampled_from(["", "<", "<=", ">", ">="])


def placed(text, low, high, unit="nmol/L"):
    made = reading("testosterone", text, unit=unit)
    interval = Interval.of(low=digits(low, 1), high=digits(high, 1), unit=unit)
    return replace(made, interval=interval)


@pytest.mark.parametrize(("text", "ends", "state"), CASES)
def test_the_table_of_states(text, ends, state):
    made = reading("lh", text)
    interval = Interval.of(**ENDS[ends], unit="[IU]/L") if ENDS[ends] else None
    assert replace(made, interval=interval).state is state


@given(signs, tenths, tenths, tenths)
def test_a_state_is_true_of_every_value_that_the_result_may_be(sign, limit, one, other):
    """What is called below has no value that is not; so with inside and above."""
    low, high = sorted((one, other))
    made = placed(f"{sign}{digits(limit, 1)}", low, high)
    lowest = Fraction(0) if sign.startswith("<") else limit
    highest = Fraction(10**6) if sign.startswith(">") else limit
    nudge = Fraction(1, 1000)
    if sign == "<":
        highest -= nudge
    if sign == ">":
        lowest += nudge
    certain = {
        State.BELOW: highest < low,
        State.ABOVE: lowest > high,
        State.INSIDE: low <= lowest and highest <= high,
    }
    assert certain.get(made.state, True)


@given(signs, tenths, tenths, tenths)
def test_a_state_never_depends_on_the_unit_that_is_shown(sign, limit, one, other):
    low, high = sorted((one, other))
    made = placed(f"{sign}{digits(limit, 1)}", low, high)
    before = made.state
    for unit in ANALYTES["testosterone"].units:
        show_value(made, unit)
        made.interval.in_unit(made.analyte, unit)
    assert made.state is before


@given(tenths, tenths, tenths)
def test_below_and_above_are_mirror_images(limit, one, other):
    low, high = sorted((one, other))
    top = Fraction(500)
    under = placed(f"<{digits(limit, 1)}", low, high).state
    over = placed(f">{digits(top - limit, 1)}", top - high, top - low).state
    mirror = {State.BELOW: State.ABOVE}
    assert mirror.get(under, under) is over


def test_an_interval_in_another_unit_is_compared_exactly():
    """288.42 ng/dL is 10 nmol/L exactly; a rounded factor would call it above."""
    made = reading("testosterone", "10", interval="100-288.42 ng/dL")
    assert made.state is State.INSIDE
    assert reading("testosterone", "10.000001", interval="100-288.42 ng/dL").state is HI


def test_a_text_beside_the_result_is_no_range():
    assert reading("lh", "5", interval="see report").state is State.NO_RANGE


def test_below_range_and_below_detection_are_two_things():
    made = reading("lh", "<0.1", interval="1.7-8.6")
    assert (made.state, made.below_detection, made.above_detection) == (LO, True, False)
    made = reading("lh", ">200", interval="1.7-8.6")
    assert (made.state, made.below_detection, made.above_detection) == (HI, False, True)
    made = reading("lh", "0.5", interval="1.7-8.6")
    assert (made.state, made.below_detection, made.above_detection) == (LO, False, False)


def test_states_are_those_of_the_interface():
    assert {str(state) for state in State} == {
        *("below", "inside", "above", "unknown", "no-range")
    }


def test_an_absent_value_has_no_state():
    made = reading("lh", not_done=True, interval="1.7-8.6")
    assert made.state is State.UNKNOWN
    assert made.value == Value.absent()
