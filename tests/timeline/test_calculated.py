"""Calculated values in short: one entry each, and why there is none only where it helps."""

import pytest

from labs.timeline.calculated import list_entries
from tests.factories import reading, volume

DAY = "2026-03-02 08:10"


@pytest.fixture
def said(listed):
    def said(*readings, **more):
        shown = listed(*readings, **more)
        (row, *_) = shown.draws
        return {
            entry.name: " ".join(
                filter(
                    None,
                    (f"{p.name} {p.value} {p.unit} {p.words}".strip() for p in entry.parts),
                )
            ).replace("  ", " ")
            for entry in list_entries(shown.computed(row.draw.id))
        }

    return said


def test_both_conventions_of_a_ratio_are_one_entry(said):
    found = said(reading("testosterone", "12", on=DAY), reading("estradiol", "100", on=DAY))
    assert found["Testosterone : estradiol"].endswith("mol/mol)")
    assert [name for name in found if "estradiol" in name] == ["Testosterone : estradiol"]


def test_what_was_not_measured_is_no_entry(said):
    assert "Testosterone : LH" not in said(reading("testosterone", "12", on=DAY))


def test_what_was_measured_and_cannot_be_used_says_why(said):
    found = said(reading("testosterone", "12", on=DAY), reading("lh", "<0.1", on=DAY))
    assert found["Testosterone : LH"] == "not calculated, LH is less than 0.1"


def test_volumes_have_their_sum_and_not_their_mean(said):
    found = said(*(volume("15", side, on="2026-03-02") for side in ("left", "right")))
    assert found == {"Total volume": "30 mL"}
