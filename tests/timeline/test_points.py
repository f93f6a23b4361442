"""Points: all of them, in order, in the unit asked for, beside the one before."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from labs.readings import REASONS, BaselineFact, SupersededVersion
from labs.timeline import Point, View, change
from tests.factories import draw, episode, reading, volume

FIRST, SECOND, THIRD = "2026-03-02 08:10", "2026-05-04 08:00", "2026-07-06 08:20"
IN_NG = View(units={"testosterone": "ng/dL"})


def texts(listed):
    return [point.shown.text for point in listed.points]


def changes(listed):
    return [(point.delta, point.delta_words) for point in listed.points]


def test_thirty_one_results_stand_in_order_of_their_moment(listed):
    days = [f"2026-01-{day:02} 08:00" for day in range(1, 32)]
    made = [reading("lh", f"{day}.5", on=on) for day, on in enumerate(days, start=1)]

    shown = listed(*made[1:], replace(made[0], version=4)).points

    assert [point.reading.moment.date.day for point in shown] == list(range(1, 32))


def test_a_point_has_each_of_its_fields(listed):
    (point,) = listed(reading("lh", "3.2", on=FIRST)).points
    assert vars(point).keys() >= {field.name for field in fields(Point)}


def test_a_date_alone_stands_at_the_end_of_its_day(listed):
    shown = listed(
        reading("lh", "3", on="2026-03-02"),
        reading("lh", "4", on="2026-03-02 23:30"),
        reading("lh", "5", on="2026-03-03 00:10"),
    )
    assert texts(shown) == ["4", "3", "5"]


def test_within_a_draw_the_catalogue_orders_and_left_stands_before_right(listed):
    shown = listed(
        volume("12", "right", on=FIRST),
        volume("15", "left", on=FIRST),
        reading("estradiol", "88", on=FIRST),
        reading("lh", "3", on=FIRST),
    )
    assert texts(shown) == ["3", "88", "15", "12"]


def test_panels_of_one_moment_do_not_mix(listed):
    one, other = (
        draw(FIRST, id="b", laboratory="One"),
        draw(FIRST, id="a", laboratory="Two"),
    )
    made = [
        reading(key, "3", taken=taken) for taken in (one, other) for key in ("lh", "fsh")
    ]

    shown = listed(*made).points

    panels = [point.reading.draw.id for point in shown]
    assert panels in (["a", "a", "b", "b"], ["b", "b", "a", "a"])


def test_a_draw_at_half_past_eleven_at_night_stays_on_its_day(listed):
    (point,) = listed(reading("lh", "3", on="2026-10-24 23:30")).points

    assert point.reading.moment.date == date(2026, 10, 24)
    assert point.words.startswith("24 Oct 2026.")


def test_zero_is_shown_as_zero(listed):
    (point,) = listed(reading("lh", "0", on=FIRST)).points
    assert (point.shown.text, point.number) == ("0", 0)
    assert point.words == "2 Mar 2026. LH 0 IU/L."


def test_two_decimals_stay_two_decimals(listed):
    (point,) = listed(reading("testosterone", "23.70", on=FIRST)).points
    assert point.shown.text == "23.70"


def test_a_converted_value_says_so_and_keeps_its_source(listed):
    (point,) = listed(reading("testosterone", "12.1", on=FIRST), view=IN_NG).points

    assert (point.shown.text, point.shown.source) == ("≈349", "12.1 nmol/L")
    assert point.number == Fraction("12.1") * Fraction("28.842")
    assert "about 349 ng/dL, converted from 12.1 nmol/L" in point.words


def test_a_state_is_of_the_printed_value_whatever_is_shown(listed):
    made = reading("testosterone", "8.639", on=FIRST, interval=">= 8.64")

    states = [listed(made, view=view).points[0].state for view in (View(), IN_NG)]

    assert states == ["below", "below"]


def test_mixed_units_are_one_line(listed):
    shown = listed(
        reading("testosterone", "12.1", unit="nmol/L", on=FIRST, laboratory="Quay"),
        reading("testosterone", "349", unit="ng/dL", on=SECOND, laboratory="Quay"),
    )
    (row,) = [row for row in shown.rows if row.points]
    assert [point.shown.unit for point in row.points] == ["nmol/L", "nmol/L"]
    assert row.points[1].verdict.kind == "same"
    assert row.points[1].delta is not None


def test_another_detection_limit_is_not_a_fall(listed):
    shown = listed(
        reading("lh", "<0.3", on=FIRST, method="ECLIA"),
        reading("lh", "<0.1", on=SECOND, method="ECLIA"),
    ).points[1]
    assert (shown.verdict.kind, shown.verdict.reasons) == ("broken", ("floor",))
    assert (shown.delta, shown.delta_words) == (None, "another detection limit")
    assert shown.words == "4 May 2026. LH less than 0.1 IU/L."


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        (("<0.1", "1.7-8.6"), "LH less than 0.1 IU/L, below range 1.7 to 8.6."),
        (("<=0.1", "1.7-8.6"), "LH at most 0.1 IU/L, below range 1.7 to 8.6."),
        ((">100", "1.7-8.6"), "LH more than 100 IU/L, above range 1.7 to 8.6."),
        ((">=100", "<= 8.6"), "LH at least 100 IU/L, above range at most 8.6."),
        (("3", ">= 8.64"), "LH 3 IU/L, below range at least 8.64."),
        (
            ("<5", "1.7-8.6"),
            "LH less than 5 IU/L, range 1.7 to 8.6, not told by this result.",
        ),
        (
            ("not detected", "1.7-8.6"),
            "LH “not detected”, range 1.7 to 8.6, not told by this result.",
        ),
        (("3", "see comment"), "LH 3 IU/L, range printed in words: see comment."),
    ],
)
def test_a_point_is_spoken_with_its_limit_and_its_range(listed, printed, spoken):
    text, interval = printed
    (point,) = listed(reading("lh", text, on=FIRST, interval=interval)).points
    assert point.said == spoken


def test_a_volume_is_spoken_with_its_side_and_instrument(listed):
    (point,) = listed(volume("15", "left", method="ultrasound-lambert")).points
    assert point.said == "Left testicular volume 15 mL, ultrasound, Lambert."


def test_a_preliminary_value_says_so(listed):
    (point,) = listed(reading("lh", "3", on=FIRST, status="preliminary")).points
    assert point.said == "LH 3 IU/L, preliminary."


def test_pending_and_not_done_are_never_points(listed):
    shown = listed(
        reading("lh", "to follow", on=FIRST, status="pending"),
        reading("fsh", on=FIRST, not_done=True, absent_reason="too little serum"),
        reading("estradiol", None, on=FIRST, absent_reason="haemolysed"),
    )
    assert shown.points == ()
    assert [r.analyte.key for r in shown.pending] == ["lh"]
    assert [r.analyte.key for r in shown.absent] == ["fsh", "estradiol"]


def test_the_first_is_compared_with_nothing(listed):
    (point,) = listed(reading("lh", "3", on=FIRST)).points
    assert (point.verdict.kind, point.previous, point.delta) == ("first", "", None)


def test_neighbours_are_of_one_analyte_and_side(listed):
    left, right = volume("15", "left", on=FIRST), volume("12", "right", on=FIRST)
    later = volume("20", "right", on=SECOND)

    shown = listed(left, right, reading("lh", "3", on=FIRST), later).points

    assert shown[-1].previous == right.id


@pytest.mark.parametrize(
    ("before", "after", "delta", "words"),
    [
        ("0.9", "4.2", "+3.3", "up 3.3"),
        ("4.2", "0.9", "-3.3", "down 3.3"),
        ("4.2", "4.20", "0.00", "unchanged"),
        ("3", "4.125", "+1.12", "up 1.12"),
        ("3.000", "3.004", "0.00", "up by less than 0.01"),
        ("3.004", "3.000", "0.00", "down by less than 0.01"),
    ],
)
def test_a_difference_is_exact_and_then_rounded(listed, before, after, delta, words):
    shown = listed(reading("lh", before, on=FIRST), reading("lh", after, on=SECOND))
    assert changes(shown)[1] == (delta, words)


def test_a_difference_is_in_the_shown_unit_and_names_it_between_two_units(listed):
    shown = listed(
        reading("testosterone", "12.1", unit="nmol/L", on=FIRST),
        reading("testosterone", "400", unit="ng/dL", on=SECOND),
        view=IN_NG,
    )
    assert changes(shown)[1] == ("+51", "up 51 ng/dL")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("<0.1", "<0.1", "both below detection"),
        (">100", ">100", "both above detection"),
        ("0.9", "<0.1", "below detection now"),
        ("<0.1", "0.9", "below detection before"),
        ("12", ">100", "above detection now"),
        (">100", "12", "above detection before"),
        ("not detected", "0.9", "not a number"),
    ],
)
def test_nothing_is_computed_from_a_limit_or_from_words(listed, before, after, words):
    shown = listed(reading("lh", before, on=FIRST), reading("lh", after, on=SECOND))
    assert changes(shown)[1] == (None, words)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({"method": "ECLIA"}, {"method": "CMIA"}, "another method"),
        ({"laboratory": "One"}, {"laboratory": "Two"}, "another laboratory"),
        ({"fasting": True}, {"fasting": False}, "fasting differs"),
        ({"since_dose": "peak"}, {"since_dose": "trough"}, "another time since the dose"),
    ],
)
def test_unlike_results_have_the_reason_in_place_of_a_difference(
    listed, before, after, words
):
    shown = listed(
        reading("lh", "3", on=FIRST, **before), reading("lh", "4", on=SECOND, **after)
    )
    assert changes(shown)[1] == (None, words)


def test_every_reason_has_its_words():
    assert change.DIFFERS.keys() == {*REASONS}


def test_another_time_of_day_has_no_difference(listed):
    shown = listed(reading("lh", "3", on=FIRST), reading("lh", "4", on="2026-05-04 15:00"))
    assert changes(shown)[1] == (None, "another time of day")


def test_under_another_agent_a_difference_comes_with_both_states(listed):
    shown = listed(
        reading("lh", "1.0", on=FIRST),
        reading("lh", "4.2", on=SECOND),
        episodes=[episode("clomifene", "2026-04-01")],
    )
    assert changes(shown)[1] == ("+3.2", "up 3.2; clomifene now, no treatment before")


def test_another_agent_and_another_time_of_day_have_no_difference(listed):
    shown = listed(
        reading("lh", "1.0", on=FIRST),
        reading("lh", "4.2", on="2026-05-04 15:00"),
        episodes=[episode("clomifene", "2026-04-01")],
    )
    assert changes(shown)[1] == (None, "another time of day")


def test_instruments_in_turn_are_each_compared_within_themselves(listed):
    prader = volume("15", on=FIRST), volume("20", on=THIRD)
    scan = volume("12.1", on=SECOND, method="ultrasound-ellipsoid")

    shown = listed(prader[0], scan, prader[1])

    assert [point.previous for point in shown.points] == ["", "", prader[0].id]
    assert shown.points[2].delta == "+5"
    row = next(row for row in shown.rows if row.analyte.key == "volume")
    assert row.instruments == ("prader", "ultrasound")


def test_one_change_of_instrument_is_a_gap_in_one_row(listed):
    shown = listed(volume("15", on=FIRST), volume("12", on=SECOND, method="calipers"))

    assert shown.points[1].verdict.kind == "broken"
    assert shown.points[1].previous == shown.points[0].id
    assert all(row.instruments == () for row in shown.rows)


def test_another_formula_is_a_gap_and_no_other_instrument(listed):
    methods = ("ultrasound-ellipsoid", "ultrasound-lambert", "ultrasound-ellipsoid")
    made = [
        volume("12", on=on, method=method)
        for on, method in zip((FIRST, SECOND, THIRD), methods, strict=True)
    ]
    shown = listed(*made)
    assert [point.verdict.reasons for point in shown.points[1:]] == [("formula",)] * 2
    assert all(row.instruments == () for row in shown.rows)


def test_an_agent_is_active_from_its_first_day_to_its_last(listed):
    days = ("2026-02-28 08:00", "2026-03-01 08:00", "2026-04-30 08:00", "2026-05-01 08:00")
    gel = episode(start="2026-03-01", stop="2026-04-30")

    shown = listed(*(reading("lh", "3", on=on) for on in days), episodes=[gel])

    assert [point.episodes for point in shown.points] == [(), (gel,), (gel,), ()]
    assert [point.on_axis for point in shown.points] == [False, True, True, False]


def test_an_agent_known_to_the_month_is_uncertain_within_it(listed):
    gel = episode(start="2026-03")

    (point,) = listed(reading("lh", "3", on=FIRST), episodes=[gel]).points

    assert (point.episodes, point.uncertain, point.on_axis) == ((), (gel,), None)


def test_an_agent_off_the_axis_does_not_mark_a_value(listed):
    other = episode("finasteride", "2026-01-01", axis=False)
    (point,) = listed(reading("lh", "3", on=FIRST), episodes=[other]).points
    assert point.on_axis is False


def test_the_marked_baseline_is_told(listed):
    made = reading("lh", "3", on=FIRST), reading("lh", "4", on=SECOND)
    marked = BaselineFact("lh", "", made[0].id, 0)
    shown = listed(*made, baselines=[marked])
    assert [point.baseline for point in shown.points] == [True, False]


def superseded(of, version, reported, **more):
    facts = {
        "unit_reported": of.unit_reported,
        "by": "Clara Synthetic",
        "reason": "misread",
    }
    at = datetime(2026, 4, 1, tzinfo=UTC)
    return SupersededVersion(of.id, version, reported, at=at, **facts | more)


def test_a_corrected_value_keeps_what_stood_before(listed):
    made = reading("testosterone", "13.4", on=FIRST, status="corrected", version=2)
    history = [superseded(made, 0, "3.14"), superseded(made, 1, "31.4")]

    (point,) = listed(made, history=history).points

    assert (point.corrected, point.was.reported) == (True, "31.4")
    assert point.said == "Testosterone 13.4 nmol/L, corrected, it was 31.4."


@pytest.mark.parametrize("before", ["13.4", ""])
def test_a_version_that_said_the_same_or_nothing_is_no_correction(listed, before):
    made = reading("testosterone", "13.4", on=FIRST, version=1)
    (point,) = listed(made, history=[superseded(made, 0, before)]).points
    assert (point.corrected, point.was) == (False, None)


def test_the_first_in_view_still_knows_its_true_neighbour(listed):
    made = reading("lh", "3", on=FIRST), reading("lh", "4", on=SECOND)

    shown = listed(*made, view=View(start=date(2026, 4, 1)))

    (point,) = shown.points
    assert (point.previous, point.delta) == (made[0].id, "+1")


def test_both_ends_of_the_dates_belong_to_the_view(listed):
    made = [reading("lh", "3", on=on) for on in (FIRST, SECOND, THIRD)]
    view = View(start=date(2026, 5, 4), end=date(2026, 7, 6))
    assert [p.id for p in listed(*made, view=view).points] == [r.id for r in made[1:]]


def test_a_draw_known_to_the_month_is_in_view_where_it_may_have_been(listed):
    made = reading("lh", "3", on="2026-05")
    views = [View(start=date(2026, 5, 20)), View(start=date(2026, 6, 1))]
    assert [len(listed(made, view=view).points) for view in views] == [1, 0]


def test_a_row_stands_for_every_analyte_that_is_on(listed):
    rows = listed(reading("lh", "3", on=FIRST)).rows
    assert [(row.analyte.key, len(row.points)) for row in rows] == [
        ("lh", 1),
        ("fsh", 0),
        ("testosterone", 0),
        ("estradiol", 0),
        ("volume", 0),
    ]


def test_what_was_recorded_before_it_was_switched_off_stays(listed):
    rows = listed(reading("psa", "1.1", on=FIRST), analytes=["lh"]).rows
    assert [row.analyte.key for row in rows] == ["lh", "psa"]


def compared(listed, *texts, **seconds):
    pairs = [
        reading("lh", text, on=on, **facts)
        for text, on, facts in zip(texts, (FIRST, SECOND), ({}, seconds), strict=True)
    ]
    return listed(*pairs).points[1].compared_words


@pytest.mark.parametrize(
    ("texts", "facts", "words"),
    [
        (("3.2", "4.1"), {}, "up 0.9"),
        (("3.2", "4.1"), {"method": "CMIA"}, "up 0.9"),
        (("3.2", "4.1"), {"laboratory": "Quay"}, "another laboratory"),
        (("3.2", "4.1"), {"fasting": True}, "fasting differs"),
        (
            ("3.2", "4.1"),
            {"fasting": True, "since_dose": "trough"},
            "another time since the dose; fasting differs",
        ),
        (("3.2", "<0.1"), {"fasting": True}, "below detection now; fasting differs"),
    ],
)
def test_all_that_differs_from_the_one_before_is_said(listed, texts, facts, words):
    assert compared(listed, *texts, **facts) == words


def test_agents_that_differ_are_named_where_no_change_is_given(listed):
    shown = listed(
        reading("lh", "3.2", on=FIRST),
        reading("lh", "4.1", on=SECOND, fasting=True),
        episodes=[episode(start="2026-04-01")],
    )
    assert shown.points[1].compared_words == "fasting differs; other treatment"
