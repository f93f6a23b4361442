"""Derived values: exact where they may be computed, else absent with the reason."""

import pytest

from labs.readings import BaselineFact
from labs.timeline import View, Who
from tests.factories import decided, draw, episode, reading, volume

FIRST, SECOND = "2026-03-02 08:10", "2026-05-04 08:00"


def found(listed, key):
    """Value and reason of a key, draw by draw."""
    return [(each.value, each.reason) for each in listed.derived if each.key == key]


@pytest.mark.parametrize(
    ("key", "unit", "value"),
    [
        ("t_lh", "nmol/L per IU/L", "3.78"),
        ("t_e2", "ng/dL per pg/mL", "18.3"),
        ("t_e2_molar", "mol/mol", "173"),
    ],
)
def test_ratios_are_exact_whatever_unit_was_printed(listed, key, unit, value):
    made = [
        reading("testosterone", "12.1", unit="nmol/L", on=FIRST),
        reading("lh", "3.2", on=FIRST),
        reading("estradiol", "70", unit="pmol/L", on=FIRST),
    ]
    in_mass = [
        reading("testosterone", "349", unit="ng/dL", on=SECOND),
        reading("lh", "3.2", unit="mIU/mL", on=SECOND),
        reading("estradiol", "19.07", unit="pg/mL", on=SECOND),
    ]
    shown = listed(*made, *in_mass)
    assert found(shown, key) == [(value, ""), (value, "")]
    assert {each.unit for each in shown.derived if each.key == key} == {unit}


@pytest.mark.parametrize(
    ("lh", "facts", "reason"),
    [
        ("<0.1", {}, "LH is less than 0.1"),
        (">100", {}, "LH is more than 100"),
        ("0", {}, "LH is 0"),
        ("not detected", {}, "LH is printed in words"),
        ("3.2", {"status": "preliminary"}, "LH is preliminary"),
        (None, {"status": "pending"}, "LH is not there yet"),
        (None, {"status": "not-done"}, "LH was not measured"),
    ],
)
def test_nothing_is_computed_from_what_is_no_final_number(listed, lh, facts, reason):
    shown = listed(
        reading("testosterone", "12.1", on=FIRST), reading("lh", lh, on=FIRST, **facts)
    )
    assert found(shown, "t_lh") == [(None, reason)]


def test_a_ratio_is_of_one_draw(listed):
    shown = listed(
        reading("testosterone", "12.1", on=FIRST), reading("lh", "3.2", on=SECOND)
    )
    assert found(shown, "t_lh") == [
        (None, "LH was not measured"),
        (None, "testosterone was not measured"),
    ]


def test_an_analyte_measured_twice_in_a_draw_is_not_chosen_from(listed):
    taken = draw(FIRST)
    made = [reading("lh", text, taken=taken, id=text) for text in ("3.2", "3.3")]
    shown = listed(reading("testosterone", "12.1", taken=taken), *made)
    assert found(shown, "t_lh") == [(None, "LH was measured more than once")]


def test_volumes_are_added_and_halved_exactly(listed):
    shown = listed(volume("15.6", "left"), volume("15.1", "right"))
    assert found(shown, "total_volume") == [("30.7", "")]
    assert found(shown, "mean_volume") == [("15.35", "")]


def test_inputs_are_named(listed):
    left, right = volume("15", "left"), volume("12", "right")
    shown = listed(left, right)
    assert [each.inputs for each in shown.derived] == [(left.id, right.id)] * 2


@pytest.mark.parametrize("state", ["absent", "prosthesis"])
def test_where_a_testis_is_missing_there_is_no_total(listed, state):
    shown = listed(volume("15", "left"), testes={"right": state})
    reason = {"absent": "the right testis is absent"}.get(
        state, "the right testis is a prosthesis"
    )
    assert found(shown, "total_volume") == found(shown, "mean_volume") == [(None, reason)]


def test_a_testis_that_was_operated_on_still_counts(listed):
    shown = listed(volume("15"), volume("12", "right"), testes={"right": "operated"})
    assert found(shown, "total_volume") == [("27", "")]


def test_sides_by_different_methods_are_not_added(listed):
    shown = listed(volume("15"), volume("12", "right", method="calipers"))
    reason = "left and right were measured by different methods"
    assert found(shown, "total_volume") == [(None, reason)]


def percent(listed, *made, **more):
    base = BaselineFact(made[0].analyte.key, made[0].side, made[0].id, 0)
    shown = listed(*made, baselines=[base], **more)
    return [each for each in shown.derived if each.key == "percent_of_baseline"]


def test_percent_of_baseline_is_of_later_results_only(listed):
    before = reading("lh", "2.0", on="2026-01-05 08:00")
    base, after = reading("lh", "3.0", on=FIRST), reading("lh", "4.2", on=SECOND)
    marked = [BaselineFact("lh", "", base.id, 0)]

    (each,) = [
        each
        for each in listed(before, base, after, baselines=marked).derived
        if each.key == "percent_of_baseline"
    ]

    assert (each.value, each.unit, each.reason) == ("140", "%", "")
    assert (each.analyte, each.inputs) == ("lh", (after.id, base.id))


def test_percent_of_baseline_takes_a_convertible_unit(listed):
    (each,) = percent(
        listed,
        reading("testosterone", "10.0", unit="nmol/L", on=FIRST),
        reading("testosterone", "288.42", unit="ng/dL", on=SECOND),
    )
    assert each.value == "100"


@pytest.mark.parametrize(
    ("base", "after", "reason"),
    [
        (("3.0", {}), ("<0.1", {}), "LH is less than 0.1"),
        (("<0.1", {}), ("3.0", {}), "at the baseline, LH is less than 0.1"),
        (("0", {}), ("3.0", {}), "at the baseline, LH is 0"),
        (
            ("3.0", {"method": "ECLIA"}),
            ("3.0", {"method": "CMIA"}),
            "not comparable with the baseline (another method)",
        ),
        (
            ("3.0", {"fasting": True}),
            ("3.0", {"fasting": False}),
            "not comparable with the baseline (fasting differs)",
        ),
    ],
)
def test_percent_of_baseline_is_absent_with_its_reason(listed, base, after, reason):
    (each,) = percent(
        listed,
        reading("lh", base[0], on=FIRST, **base[1]),
        reading("lh", after[0], on=SECOND, **after[1]),
    )
    assert (each.value, each.reason) == (None, reason)


def test_percent_of_baseline_under_another_agent_says_both_states(listed):
    (each,) = percent(
        listed,
        reading("lh", "3.0", on=FIRST),
        reading("lh", "6.0", on=SECOND),
        episodes=[episode("clomifene", "2026-04-01")],
    )
    assert (each.value, each.words) == (
        "200",
        "clomifene now, no treatment at the baseline",
    )


def test_a_baseline_out_of_view_still_counts(listed):
    base, after = reading("lh", "3.0", on=FIRST), reading("lh", "4.2", on=SECOND)
    shown = listed(
        base,
        after,
        baselines=[BaselineFact("lh", "", base.id, 0)],
        view=View(start=after.moment.date),
    )
    assert found(shown, "percent_of_baseline") == [("140", "")]


def test_what_is_derived_is_cut_to_the_dates_in_view(listed):
    made = volume("15", on=FIRST), volume("12", "right", on=FIRST)
    later = volume("20", on=SECOND), volume("20", "right", on=SECOND)
    shown = listed(*made, *later, view=View(start=later[0].moment.date))
    assert found(shown, "total_volume") == [("40", "")]


def test_each_derived_value_has_a_name_and_its_formula(listed):
    made = [reading("testosterone", "12.1", on=FIRST), reading("lh", "3.2", on=FIRST)]
    (each,) = [each for each in listed(*made).derived if each.key == "t_lh"]
    assert each.name == "Testosterone : LH"
    assert each.formula == "testosterone in nmol/L divided by LH in IU/L"


def test_a_man_is_shown_no_derived_value(listed):
    made = [volume("15", released=True), volume("12", "right", released=True)]
    shown = listed(*made, who=Who.PATIENT, decisions=[decided()])
    assert (len(shown.points), shown.derived) == (2, ())


# Time on and off agents, and since the last dose: dates, as recorded.


def of(listed, *readings, **more):
    """Name, value with unit, reason, what it is counted from: of the first draw."""
    return [
        (one.name, one.value and f"{one.value} {one.unit_text}", one.reason, one.about)
        for one in listed(*readings, **more).derived
    ]


def test_days_on_an_agent_are_counted_from_its_first_day(listed):
    on = episode("testosterone", "2026-02-15")
    assert of(listed, reading(on=FIRST), episodes=[on]) == [
        ("Testosterone : LH", None, "testosterone was not measured", ""),
        ("Days on Testosterone", "15 days", "", "from 15 Feb 2026"),
        ("Time since the last dose", None, "not recorded", ""),
    ]


def test_episodes_that_follow_on_by_the_day_are_one(listed):
    parts = [
        episode("hcg", "2026-02-01", "2026-02-14", name="hCG"),
        episode("hcg", "2026-02-15", name="hCG"),
    ]
    told = of(listed, reading(on=FIRST), episodes=parts)
    assert ("Days on hCG", "29 days", "", "from 1 Feb 2026") in told


def test_days_off_are_counted_from_the_last_day_of_the_last_episode(listed):
    parts = [
        episode("testosterone", "2025-01-01", "2025-06-30"),
        episode("testosterone", "2025-09-01", "2026-03-01"),
    ]
    told = of(listed, reading(on=FIRST), episodes=parts)
    assert told[1:] == [("Days off Testosterone", "1 day", "", "to 1 Mar 2026")]


@pytest.mark.parametrize(
    ("start", "stop", "name", "about"),
    [
        ("2026-01", "", "Days on Testosterone", "from Jan 2026"),
        ("2026-03", "", "Days on Testosterone", "from Mar 2026"),
        ("2025-01-01", "2026-02", "Days off Testosterone", "to Feb 2026"),
    ],
)
def test_what_is_known_to_the_month_is_not_counted(listed, start, stop, name, about):
    on = episode("testosterone", start, stop)
    reason = "days of Testosterone are known to the month only"
    assert (name, None, reason, about) in of(listed, reading(on=FIRST), episodes=[on])


def test_of_a_draw_known_to_the_month_no_days_are_counted(listed):
    on = episode("testosterone", "2025-01-01")
    told = of(listed, reading(on="2026-03"), episodes=[on])
    assert told[1][:3] == (
        "Days on Testosterone",
        None,
        "the draw is known to the month only",
    )


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        ("P5D", "5 days", ""),
        ("PT36H", "36 hours", ""),
        ("P1D", "1 day", ""),
        ("trough", None, "recorded as trough, without a time"),
    ],
)
def test_the_time_since_the_last_dose_is_as_recorded(listed, code, value, reason):
    told = of(listed, reading(on=FIRST, since_dose=code))
    assert told[-1] == ("Time since the last dose", value, reason, "")


def test_without_agent_and_dose_no_time_is_given(listed):
    assert [one[0] for one in of(listed, reading(on=FIRST))] == ["Testosterone : LH"]


def test_the_inputs_of_a_draw_are_its_own_points_and_the_baseline(listed):
    made = [reading("lh", "2", on=FIRST, id="a"), reading("lh", "3", on=SECOND, id="b")]
    shown = listed(*made, baselines=[BaselineFact("lh", "", "a", 0)])
    told = {each.derived.key: each for each in shown.computed(made[1].draw.id)}
    percent = told["percent_of_baseline"]
    assert [point.id for point in percent.points] == ["b", "a"]
    assert percent.derived.value == "150"


def test_a_limit_that_is_counted_from_gives_no_percent_but_the_reason(listed):
    made = [reading("lh", "<0.1", on=FIRST, id="a"), reading("lh", "3", on=SECOND)]
    shown = listed(*made, baselines=[BaselineFact("lh", "", "a", 0)])
    assert found(shown, "percent_of_baseline") == [
        (None, "at the baseline, LH is less than 0.1")
    ]


def test_an_agent_that_is_taken_again_is_not_also_off(listed):
    parts = [
        episode("testosterone", "2025-01-01", "2025-06-30"),
        episode("testosterone", "2026-02-15"),
    ]
    names = [one[0] for one in of(listed, reading(on=FIRST), episodes=parts)]
    assert names[1:] == ["Days on Testosterone", "Time since the last dose"]
