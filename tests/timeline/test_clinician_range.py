"""A clinician's range in the list: beside the laboratory's interval, never in its place."""

from datetime import UTC, datetime

import pytest

from labs.readings import State
from labs.timeline import About, View, Who, draws_csv
from labs.timeline.as_json import to_json
from labs.timeline.plain import write_sentences
from tests.factories import clinician_range, reading

BEFORE, AFTER = "2024-05-14 07:50", "2024-07-02 08:10"
ABOUT = About("aaaaaaaaaaaa", "north", "Europe/Berlin", datetime(2026, 11, 24, tzinfo=UTC))
IN_MASS = View(units={"testosterone": "ng/dL"})
RANGES = [clinician_range("2", "6", "2024-06-01")]


def lh(text="6.5", on=AFTER, **more):
    return reading("lh", text, on=on, interval="1.7-8.6", **more)


def test_it_holds_for_what_was_drawn_on_its_day_and_after(listed):
    shown = listed(lh(on=BEFORE), lh(on="2024-06-01 07:00"), lh(), ranges=RANGES)
    assert [point.clinician_range is not None for point in shown.points] == [
        False,
        True,
        True,
    ]


def test_the_state_is_that_of_the_laboratorys_interval(listed):
    (point,) = listed(lh("6.5"), ranges=RANGES).points
    assert (point.state, point.clinician_state) == (State.INSIDE, State.ABOVE)


def test_it_is_said_after_the_interval_and_with_who_and_when(listed):
    (point,) = listed(lh("6.5"), ranges=RANGES).points
    assert point.said == ("LH 6.5 IU/L, inside range 1.7 to 8.6, clinician’s range 2 to 6.")
    assert (
        point.clinician_range_words
        == "clinician’s range 2 to 6 (Clara Synthetic, 1 Jun 2024)"
    )


def test_of_another_analyte_it_says_nothing(listed):
    (point,) = listed(reading("fsh", "3", on=AFTER), ranges=RANGES).points
    assert (
        point.clinician_range,
        point.clinician_range_words,
        point.clinician_interval,
    ) == (None, "", None)


def test_in_another_unit_it_is_about(listed):
    clinicians = clinician_range("12", "25", "2024-06-01", analyte="testosterone")
    made = reading("testosterone", "349", unit="ng/dL", on=AFTER)
    (point,) = listed(made, ranges=[clinicians], view=IN_MASS).points
    assert point.clinician_interval.plain == "≈346 to ≈721"


def test_the_json_has_it_as_it_was_typed_and_as_it_is_shown(listed):
    clinicians = clinician_range("12.0", "25", "2024-06-01", analyte="testosterone")
    made = reading("testosterone", "349", unit="ng/dL", on=AFTER)
    shown = listed(made, ranges=[clinicians], view=IN_MASS)
    assert to_json(shown, ABOUT)["points"][0]["clinician_range"] == {
        "low": "12.0",
        "low_inclusive": True,
        "high": "25",
        "high_inclusive": True,
        "unit": "nmol/L",
        "text": "12.0 to 25",
        "source": "clinician",
        "shown": "≈346 to ≈721",
        "since": "2024-06-01",
        "by": "Clara Synthetic",
    }


def test_the_json_leaves_it_out_where_there_is_none(listed):
    shown = listed(lh(on=BEFORE), ranges=RANGES)
    assert "clinician_range" not in to_json(shown, ABOUT)["points"][0]


def test_the_spreadsheet_has_a_column_of_it_where_there_is_one(listed):
    heading, row = draws_csv.list_rows(listed(lh(), ranges=RANGES))
    at = heading.index("LH clinician’s range")
    assert row[at] == "clinician’s range 2 to 6 (Clara Synthetic, 1 Jun 2024)"
    assert len(row) == len(heading)
    assert "FSH clinician’s range" not in heading


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.8", "Below the range your clinician set."),
        ("3", "In the range your clinician set."),
        ("6.5", "Above the range your clinician set."),
        ("<2.5", "This test cannot tell whether it is in the range your clinician set."),
    ],
)
def test_a_man_reads_where_he_stands_to_the_range_that_he_is_shown(listed, text, said):
    made = lh(text, released=True)
    (point,) = listed(made, ranges=RANGES, who=Who.PATIENT).points
    assert str(write_sentences(point)[0]) == said
