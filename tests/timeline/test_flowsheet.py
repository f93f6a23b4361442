"""The flowsheet: a row a draw, newest first, and a cell a test."""

import pytest

from labs.timeline import View
from tests.factories import decided, draw, episode, reading, volume

FIRST, SECOND, THIRD = "2026-03-02 08:10", "2026-05-04 08:00", "2026-07-06 08:20"


def test_there_is_one_row_a_draw_and_the_newest_stands_first(listed):
    shown = listed(
        reading("lh", "3", on=FIRST),
        reading("fsh", "2", on=FIRST),
        reading("lh", "4", on=SECOND),
    )
    assert [[p.shown.text for p in row.points] for row in shown.draws] == [
        ["4"],
        ["3", "2"],
    ]


def test_columns_are_the_analytes_that_are_on_and_both_sides(listed):
    shown = listed(view=View(units={"testosterone": "ng/dL"}))
    assert [(column.title, column.unit_text) for column in shown.columns] == [
        ("LH", "IU/L"),
        ("FSH", "IU/L"),
        ("Testosterone", "ng/dL"),
        ("Estradiol", "pmol/L"),
        ("Volume left", "mL"),
        ("Volume right", "mL"),
    ]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"status": "pending"}, "pending"),
        ({"status": "pending", "absent_reason": "to follow"}, "pending: to follow"),
        ({"status": "not-done"}, "not done"),
        ({"status": "not-done", "absent_reason": "haemolysed"}, "not done: haemolysed"),
        ({"absent_reason": "tube lost"}, "no result: tube lost"),
    ],
)
def test_a_cell_without_a_result_has_words(listed, facts, words):
    shown = listed(reading("fsh", "2", on=FIRST), reading("lh", None, on=FIRST, **facts))
    (row,) = shown.draws
    assert [cell.words for cell in row.cells[:3]] == [words, "", "not measured"]


def test_a_draw_that_only_waits_is_a_row_too(listed):
    (row,) = listed(reading("lh", on=FIRST, pending=True)).draws
    assert (row.points, [r.status for r in row.pending]) == ((), ["pending"])


def test_a_draw_that_only_waits_stands_at_its_moment(listed):
    waits = reading("lh", on=SECOND, pending=True)
    shown = listed(reading("lh", "3", on=FIRST), waits, reading("lh", "4", on=THIRD))
    assert [row.draw.moment.date.month for row in shown.draws] == [7, 5, 3]


def test_each_side_has_its_cell(listed):
    (row,) = listed(volume("15", "left"), volume("12", "right")).draws
    assert [[p.shown.text for p in cell.points] for cell in row.cells[4:]] == [
        ["15"],
        ["12"],
    ]


def test_a_draw_carries_the_letters_of_the_decisions_that_looked_at_it(listed):
    made = [reading(key, "3", on=FIRST) for key in ("lh", "fsh")]
    shown = listed(
        *made,
        reading("lh", "4", on=SECOND),
        decisions=[decided("2026-03-05", pins=made), decided("2026-06-01", pins=made)],
    )
    assert [row.letters for row in shown.draws] == [(), ("A", "B")]


def test_circumstances_are_told_in_words(listed):
    (row,) = listed(reading("lh", "3", on=FIRST, fasting=True, since_dose="P3D")).draws
    assert row.circumstances == ("fasting", "3 days since the last dose")


def test_a_draw_is_reviewed_when_all_of_it_is(listed):
    taken = draw(FIRST)
    first = reading("lh", "3", taken=taken, reviewed=True)
    second = reading("fsh", taken=taken, pending=True)
    assert listed(first).draws[0].reviewed is True
    assert listed(first, second).draws[0].reviewed is False


def test_a_whole_draw_is_spoken_in_one_breath(listed):
    (row,) = listed(
        reading("lh", "<0.1", on=FIRST, interval="1.7-8.6"),
        reading("testosterone", "29.3", on=FIRST, interval=">= 8.64"),
        episodes=[
            episode(start="2024-02-15", stop="2025-01-31"),
            episode(start="2025-02-01"),
        ],
    ).draws
    assert row.words == (
        "2 Mar 2026. LH less than 0.1 IU/L, below range 1.7 to 8.6. "
        "Testosterone 29.3 nmol/L, inside range at least 8.64. "
        "On testosterone since 15 Feb 2024."
    )


def test_a_draw_without_an_agent_says_that_none_is_recorded(listed):
    (row,) = listed(reading("lh", "3", on=FIRST)).draws
    assert row.words == "2 Mar 2026. LH 3 IU/L. No treatment recorded that day."


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-03-01 08:00", ""),
        ("2026-03-02 08:00", "on the day of decision A"),
        ("2026-03-15 08:00", "13 days after decision A"),
        ("2026-03-16 08:00", "2 weeks after decision A"),
        ("2026-05-04 08:00", "4 weeks after decision B"),
        ("2026-05", ""),
    ],
)
def test_a_draw_tells_how_long_after_the_last_decision_it_was(listed, on, words):
    made = [decided("2026-03-02"), decided("2026-04-02")]
    (row,) = listed(reading("lh", "3", on=on), decisions=made).draws
    assert row.since == words
