"""The flowsheet as a spreadsheet."""

import csv
import io

import pytest

from labs.timeline import View, draws_csv
from tests.factories import draw, episode, reading, volume

FIRST, SECOND = "2026-03-02 08:10", "2026-05-04"


@pytest.fixture
def sheet(listed):
    """Rows by the name of their column."""

    def sheet(*readings, **more):
        return list(
            csv.DictReader(io.StringIO(draws_csv.write_csv(listed(*readings, **more))))
        )

    return sheet


def test_there_is_a_row_a_draw_and_the_newest_stands_first(sheet):
    rows = sheet(
        reading("lh", "3", on=FIRST), reading("fsh", "2", on=FIRST), volume(on=SECOND)
    )
    assert [(row["Draw"], row["Time"]) for row in rows] == [
        ("2026-05-04", ""),
        ("2026-03-02", "08:10"),
    ]


def test_a_result_stands_as_shown_with_its_state_range_and_change(sheet):
    made = [
        reading("lh", text, on=on, interval="1.7-8.6", unit="mIU/mL")
        for text, on in (("3.20", FIRST), ("<0.1", SECOND))
    ]
    new, old = sheet(*made)
    assert (old["LH (IU/L)"], old["LH as reported"]) == ("3.20", "3.20 mIU/mL")
    assert (new["LH (IU/L)"], new["LH state"], new["LH range"], new["LH change"]) == (
        "<0.1",
        "below",
        "1.7 to 8.6",
        "below detection now",
    )


def test_a_converted_value_keeps_what_was_reported_beside_it(sheet):
    (row,) = sheet(
        reading("testosterone", "12.1", on=FIRST),
        view=View(units={"testosterone": "ng/dL"}),
    )
    assert row["Testosterone (ng/dL)"] == "≈349"
    assert row["Testosterone as reported"] == "12.1 nmol/L"


def test_what_is_not_there_has_words(sheet):
    (row,) = sheet(reading("lh", on=FIRST, not_done=True, absent_reason="lost"))
    assert (row["LH (IU/L)"], row["FSH (IU/L)"]) == ("not done: lost", "not measured")


def test_nothing_is_unknown_where_no_interval_was_printed(sheet):
    (row,) = sheet(
        reading("lh", "<0.1", on=FIRST),
        reading("fsh", "<20", on=FIRST, interval="1.5-12.4"),
    )
    assert (row["LH state"], row["FSH state"]) == ("no-range", "unknown")


def test_two_results_of_one_draw_share_a_cell(sheet):
    taken = draw(FIRST)
    (row,) = sheet(*(reading("lh", text, taken=taken, id=text) for text in ("3.1", "3.2")))
    assert row["LH (IU/L)"] == "3.1 | 3.2"


def test_agents_and_circumstances_of_the_draw_are_told(sheet):
    (row,) = sheet(
        reading("lh", "3", on=FIRST, fasting=True, other_drug="a statin", notes="tired"),
        episodes=[episode(start="2026-01-01")],
    )
    assert (row["Agents recorded"], row["Circumstances"]) == ("testosterone", "fasting")
    assert (row["Other drug"], row["Notes"]) == ("a statin", "tired")


def test_no_cell_can_start_a_formula(sheet):
    (row,) = sheet(reading("lh", "3", on=FIRST, notes="=1+1", comment="-2+3"))
    assert (row["Notes"], row["LH comment"]) == ("'=1+1", "'-2+3")


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=A1", "'=A1"),
        ("+1+1", "'+1+1"),
        ("-1+1", "'-1+1"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'x", "''x"),
        ("-3.5", "-3.5"),
        ("+3", "+3"),
        ("<0.1", "<0.1"),
        ("-", "'-"),
        ("", ""),
    ],
)
def test_only_a_plain_number_keeps_its_sign(cell, safe):
    assert draws_csv.guard_cell(cell) == safe
