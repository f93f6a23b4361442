"""Bands: the interval printed with each result, for as long as it holds."""

from fractions import Fraction

import pytest

from labs.timeline.minutes import DAY, minute_of_day
from tests.charts.conftest import told
from tests.factories import clinician_range, reading

DAYS = ("2026-01-12 08:00", "2026-03-09 08:00", "2026-05-11 08:00")


def lh(*intervals, **more):
    return [
        reading("lh", "3.1", on=on, interval=interval, **more)
        for interval, on in zip(intervals, DAYS, strict=False)
    ]


def numbers(panel):
    return [text.words for text in panel.texts if text.kind == "range"]


def test_one_interval_is_one_band_two_weeks_beyond_both_ends(row):
    panel = row("lh", *lh("1.7-8.6", "1.7-8.6"))
    (band,) = panel.bands
    first, last = (mark.place.at for mark in panel.marks)
    assert (band.start, band.end) == (first - 14 * DAY, last + 14 * DAY)
    assert (band.low, band.high) == (Fraction("1.7"), Fraction("8.6"))


def test_a_band_steps_midway_between_two_draws(row):
    panel = row("lh", *lh("1.7-8.6", "1.5-9.3"))
    one, other = panel.bands
    first, last = (mark.place.at for mark in panel.marks)
    assert one.end == other.start == (first + last) // 2


def test_a_result_without_an_interval_has_no_band(row):
    one, other = row("lh", *lh("1.7-8.6", "", "1.7-8.6")).bands
    assert one.end < other.start


@pytest.mark.parametrize(
    ("interval", "low", "high", "said"),
    [("<= 10", None, 10, "≤ 10"), (">= 2", 2, None, "≥ 2"), ("< 9", None, 9, "< 9")],
)
def test_a_one_sided_interval_is_open_on_its_other_side(row, interval, low, high, said):
    panel = row("lh", *lh(interval))
    (band,) = panel.bands
    assert (band.low, band.high) == (low, high)
    assert len(band.edges) == 1
    assert band.box.y1 == panel.bottom if low is None else band.box.y0 == panel.top
    assert numbers(panel) == [said]


def test_numbers_stand_where_an_interval_begins_or_changes(row):
    panel = row("lh", *lh("1.7-8.6", "1.7-8.6", "1.5-9.3"))
    assert numbers(panel) == ["1.7–8.6", "1.5–9.3"]


def test_the_same_interval_in_another_unit_is_no_news(row):
    one = reading("testosterone", "12.1", on=DAYS[0], interval="8.64-29.0")
    other = reading("testosterone", "349", on=DAYS[1], unit="ng/dL", interval="249-836")
    assert numbers(row("testosterone", one, other)) == ["8.64–29.0"]


def test_an_end_that_another_unit_takes_away_is_news(row):
    one = reading("testosterone", "12.1", on=DAYS[0], interval="8.64-29.0")
    other = reading("testosterone", "349", on=DAYS[1], unit="ng/dL", interval=">= 249")
    assert numbers(row("testosterone", one, other)) == ["8.64–29.0", "≥ ≈8.6"]


def test_a_converted_interval_says_so(row):
    one = reading("testosterone", "349", on=DAYS[0], unit="ng/dL", interval="250-1100")
    assert numbers(row("testosterone", one)) == ["≈8.7–38.1"]


def test_an_end_of_an_interval_is_always_in_view(row):
    panel = row("testosterone", reading("testosterone", "3", on=DAYS[0], interval="8-29"))
    assert panel.high > 29


def test_a_clinicians_range_runs_from_its_day_to_the_edge(picture):
    clinicians = clinician_range("3", "6", "2026-02-01")
    scene = picture(*lh("1.7-8.6", "1.7-8.6"), ranges=[clinicians])
    panel = scene.subplots[0]
    band = panel.bands[-1]
    assert band.whose == "clinician"
    assert (band.start, band.end) == (minute_of_day(clinicians.since), scene.axis.end)
    assert (band.low, band.high) == (3, 6)
    assert len(band.edges) == 3
    said = " ".join(text.words for text in panel.texts)
    assert "Clara Synthetic’s range 3–6" in said
    assert "set 1 Feb 2026" in said


def test_a_range_that_was_changed_ends_where_the_next_begins(picture):
    first = clinician_range("3", "6", "2026-02-01", until="2026-04-01")
    second = clinician_range("2", "5", "2026-04-01")
    printed = lh("1.7-8.6", "1.7-8.6", "1.7-8.6")
    panel = picture(*printed, ranges=[first, second]).subplots[0]
    one, other = (band for band in panel.bands if band.whose == "clinician")
    assert one.end == other.start == minute_of_day(second.since)
    said = " ".join(text.words for text in panel.texts)
    assert "Clara Synthetic’s range 2–5" in said
    assert "Clara Synthetic’s range 3–6" not in said


@pytest.mark.parametrize(
    ("since", "until"), [("2027-09-01", ""), ("2020-01-01", "2021-01-01")]
)
def test_a_range_of_other_days_is_not_drawn(picture, since, until):
    panel = picture(
        *lh("1.7-8.6"), ranges=[clinician_range(since=since, until=until)]
    ).subplots[0]
    assert [band.whose for band in panel.bands] == ["laboratory"]


def test_its_ends_are_in_view_and_in_the_unit_of_the_row(picture):
    clinicians = clinician_range(
        "400", "900", "2026-01-01", analyte="testosterone", unit="ng/dL"
    )
    made = reading("testosterone", "3", on=DAYS[0], interval="2-8")
    scene = picture(made, ranges=[clinicians])
    panel = next(each for each in scene.subplots if each.key == "testosterone")
    assert panel.high > 31
    assert "Clara Synthetic’s range ≈13.9–31.2" in " ".join(
        text.words for text in panel.texts
    )


def test_a_row_without_results_has_no_band(row):
    assert row("fsh", *lh("1.7-8.6"), ranges=[clinician_range(analyte="fsh")]).bands == ()


def test_the_box_of_a_draw_names_the_range_that_held(picture):
    scene = picture(
        *lh("1.7-8.6", "1.7-8.6"), ranges=[clinician_range("3", "6", "2026-02-01")]
    )
    said = ["clinician’s range 3–6" in told(scene, at)["lh"][1] for at in (0, 1)]
    assert said == [False, True]


def test_a_range_printed_in_another_unit_is_the_same_within_its_last_digit(row):
    """11 pg/mL is 40.4 pmol/L, and 41 pmol/L is 11 pg/mL."""
    printed = (("91", "pmol/L", "41-159"), ("25", "pg/mL", "11-43"))
    made = [
        reading("estradiol", value, on=on, unit=unit, interval=interval)
        for (value, unit, interval), on in zip(printed, DAYS, strict=False)
    ]
    assert numbers(row("estradiol", *made)) == ["41–159"]
