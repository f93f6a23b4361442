"""The table of results: what is the same is said once, what differs is said where it is."""

import pytest

from labs.readings import State
from labs.timeline.results_table import build_table
from tests.factories import episode, reading, volume

FIRST, SECOND, THIRD = "2026-03-02 08:10", "2026-05-04 08:00", "2026-07-06 08:20"


@pytest.fixture
def table(listed):
    def table(*readings, last=8, first=0, **more):
        return build_table(listed(*readings, **more), last, first=first)

    return table


def cell(table, line=0, column=0):
    (result,) = table.lines[line].cells[column]
    return result


def sources(table):
    return [line.source and (line.source.words, line.source.cells) for line in table.lines]


def test_both_sides_of_a_volume_are_one_column(table):
    made = table(
        volume("15", "left", on="2026-03-02"), volume("20", "right", on="2026-03-02")
    )
    assert [(head.title, head.unit_text) for head in made.heads][-1] == (
        "Volume",
        "mL, L | R",
    )
    assert cell(made, column=4).value == "15 | 20"
    assert made.lines[0].cells[0] == ()


def test_a_side_that_is_missing_or_gone_is_no_number(table):
    made = table(volume("20", "right", on="2026-03-02"), testes={"left": "absent"})
    assert cell(made, column=4).value == "– | 20"
    assert cell(made, column=4).more == ("left absent",)


def test_only_what_is_not_in_range_is_said_beside_a_value(table):
    states = {}
    for value in ("<0.1", "3", "9"):
        made = table(reading("lh", value, on=FIRST, interval="1.7-8.6"))
        states[value] = cell(made).state
    assert states == {"<0.1": State.BELOW, "3": None, "9": State.ABOVE}
    assert cell(table(reading("lh", "3", on=FIRST))).state is None


def test_two_of_one_test_in_one_draw_have_their_ranges_beside_them(table):
    """One line above could say which range is whose: of neither."""
    first = {"laboratory": "Harbour", "method": "ECLIA", "interval": "1.7-8.6"}
    second = {"laboratory": "Harbour", "method": "CMIA", "interval": "1.5-9.3"}
    made = table(
        reading("lh", "3", on=FIRST, **first), reading("lh", "4", on=FIRST, **second)
    )
    results = made.lines[0].cells[0]
    assert [one.value for one in results] == ["3", "4"]
    assert [one.more[-1] for one in results] == ["1.7–8.6, ECLIA", "1.5–9.3, CMIA"]
    assert made.lines[0].source.cells[0] == "with each result"


def test_two_sides_of_other_ranges_name_them(table):
    made = table(
        volume("15", "left", on="2026-03-02", interval="12-25"),
        volume("20", "right", on="2026-03-02"),
    )
    (both,) = made.lines[0].cells[4]
    assert "left 12–25" in both.more[-1] and "right" in both.more[-1]


def test_laboratory_method_and_ranges_stand_once_and_again_where_they_change(table):
    old = {"laboratory": "Harbour", "method": "ECLIA", "interval": "1.7-8.6"}
    new = {"laboratory": "Harbour", "method": "CMIA", "interval": "1.5-9.3"}
    made = table(
        reading("lh", "3", on=FIRST, **old),
        reading("lh", "4", on=SECOND, **old),
        reading("lh", "5", on=THIRD, **new),
    )
    assert sources(made) == [
        ("Harbour, CMIA", ("1.5–9.3", "", "", "", "")),
        ("Harbour, ECLIA", ("1.7–8.6", "", "", "", "")),
        None,
    ]


def test_only_the_range_that_changes_is_said_again(table):
    fsh = {"interval": "1.5-12.4"}
    made = table(
        reading("lh", "3", on=FIRST, interval="1.5-9.3"),
        reading("fsh", "3", on=FIRST, **fsh),
        reading("lh", "4", on=SECOND, interval="1.7-8.6"),
        reading("fsh", "4", on=SECOND, **fsh),
    )
    assert sources(made)[1] == ("earlier", ("1.5–9.3", "", "", "", ""))


def test_a_test_that_the_newest_draw_lacks_has_its_range_in_the_first_line(table):
    made = table(
        reading("fsh", "3", on=FIRST, interval="1.5-12.4"),
        reading("lh", "4", on=SECOND, interval="1.7-8.6"),
    )
    first, second = sources(made)
    assert first[1][:2] == ("1.7–8.6", "1.5–12.4")
    assert second is None


def test_methods_that_differ_stand_with_their_test(table):
    made = table(
        reading("lh", "3", on=FIRST, method="immunoassay", interval="1.7-8.6"),
        reading("testosterone", "12", on=FIRST, method="LC-MS/MS"),
    )
    words, cells = sources(made)[0]
    assert "immunoassay" not in words
    assert cells[:3] == ("1.7–8.6, immunoassay", "", "LC-MS/MS")


def test_a_range_that_is_no_longer_printed_is_told(table):
    made = table(
        reading("lh", "3", on=FIRST), reading("lh", "4", on=SECOND, interval="1.7-8.6")
    )
    assert sources(made)[1] == ("earlier", ("no range", "", "", "", ""))


@pytest.mark.parametrize(
    ("facts", "change", "words"),
    [
        ({}, "+1", ""),
        ({"method": "CMIA"}, "≠ m", "not comparable: method"),
        ({"fasting": True}, "//", ""),
    ],
)
def test_a_cell_carries_the_change_or_a_sign(table, facts, change, words):
    usual = {"method": "ECLIA"}
    made = table(
        reading("lh", "3", on=FIRST, **usual),
        reading("lh", "4", on=SECOND, **usual | facts),
    )
    assert (cell(made).change, cell(made).change_words) == (change, words)
    assert cell(made, line=1).change == ""


def test_why_nothing_is_compared_stands_once_a_row_and_in_the_key(table):
    made = table(
        *(reading(key, "3", on=FIRST, method="ECLIA") for key in ("lh", "fsh")),
        *(
            reading(key, "4", on=SECOND, fasting=True, method="ECLIA")
            for key in ("lh", "fsh")
        ),
        reading("lh", "4", on=THIRD, method="CMIA"),
    )
    assert [line.differs for line in made.lines] == ["", "fasting state", ""]
    assert made.lines[1].conditions == "fasting"
    assert made.key == (("m", "method"),)
    assert made.differs


def test_what_differs_for_some_tests_names_them(table):
    gel = episode(start="2026-04-01")
    made = table(
        volume("15", "left", on="2026-03-02"),
        reading("lh", "3", on=SECOND),
        reading("lh", "4", on=THIRD),
        volume("15", "left", on=THIRD),
        episodes=[gel],
    )
    assert made.lines[0].differs == "treatment (volume)"


def test_changes_of_two_sides_share_their_sign(table):
    sides = ("left", "right")
    made = table(
        *(volume("15", side, on="2026-03-02") for side in sides),
        *(
            volume(value, side, on="2026-05-04")
            for value, side in zip(("12", "15"), sides, strict=True)
        ),
    )
    assert cell(made, column=4).change == "−3 | 0"


def test_a_converted_value_says_what_was_reported(table):
    made = table(reading("testosterone", "349", unit="ng/dL", on=FIRST))
    assert cell(made, column=2).value == "≈12.1"
    assert cell(made, column=2).more == ("from 349 ng/dL",)


def test_rows_that_are_put_under_others_go_on_with_their_source(table):
    same = [reading("lh", "3", on=on, interval="1.7-8.6") for on in (FIRST, SECOND, THIRD)]
    made = table(*same, last=3, first=2)
    assert len(made.lines) == 1
    assert sources(made) == [None]


def test_treatment_and_precision_are_of_the_draw(table):
    made = table(
        reading("lh", "3", on="2026-03-02"), episodes=[episode(start="2026-02-01")]
    )
    (line,) = made.lines
    assert line.treatment == "testosterone"
    assert line.how.startswith("date only")


def test_a_range_in_a_unit_that_the_head_does_not_name_keeps_it(table):
    """Milli-units of prolactin have no exact mass."""
    made = table(
        reading("prolactin", "9.1", on=FIRST, interval="4.0-15.2"),
        reading("prolactin", "212", on=SECOND, unit="mIU/L", interval="86-324"),
    )
    (column,) = (n for n, head in enumerate(made.heads) if head.title == "Prolactin")
    ranges = [line.source.cells[column] for line in made.lines]
    assert ranges[0].startswith("86–324 mIU/L")
    assert ranges[1].startswith("4.0–15.2") and "mIU" not in ranges[1]
