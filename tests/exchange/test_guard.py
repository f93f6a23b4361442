"""No cell of ours is a formula, and none loses a character on the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.exchange.csv.table import guard_cell, unguard_cell


@pytest.mark.parametrize(
    "cell", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\tx", "\rx", "-", "+"]
)
def test_what_a_spreadsheet_would_run_is_guarded(cell):
    assert guard_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-3", "+3", "-0.5", "+1,25", "", "LH", "<0.1", "a=b"])
def test_numbers_and_plain_texts_are_left_alone(cell):
    assert guard_cell(cell) == cell


@pytest.mark.parametrize("cell", ["'t Hart", "'", "'0123"])
def test_a_text_of_somebody_else_keeps_its_sign(cell):
    assert unguard_cell(cell) == cell


@given(st.text(max_size=20) | st.text("=+-@'\t\r0", max_size=5))
def test_what_is_guarded_is_freed_again(cell):
    assert unguard_cell(guard_cell(cell)) == cell


@given(st.text("=+-@'\t\r0a", max_size=5))
def test_nothing_that_leaves_begins_a_formula(cell):
    sent = guard_cell(cell)
    risky = sent[:1] in {"=", "@", "\t", "\r"} or (
        sent[:1] in {"+", "-"} and sent[1:] == ""
    )
    assert not risky
