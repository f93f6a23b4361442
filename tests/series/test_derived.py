"""Derived values: exact where they may be computed, else absent with the reason."""

import pytest

from labs.readings import Baseline
from labs.series import View, Who
from tests.samples import decided, draw, episode, reading, volume

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
    base = Baseline(made[0].analyte.key, made[0].side, made[0].id, 0)
    shown = listed(*made, baselines=[base], **more)
    return [each for each in shown.derived if each.key == "percent_of_baseline"]


def test_percent_of_baseline_is_of_later_results_only(listed):
    before = reading("lh", "2.0", on="2026-01-05 08:00")
    base, after = reading("lh", "3.0", on=FIRST), reading("lh", "4.2", on=SECOND)
    marked = [Baseline("lh", "", base.id, 0)]

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
    assert (each.value, each.words) == ("200", "clomifene now, no agent at the baseline")


def test_a_baseline_out_of_view_still_counts(listed):
    base, after = reading("lh", "3.0", on=FIRST), reading("lh", "4.2", on=SECOND)
    shown = listed(
        base,
        after,
        baselines=[Baseline("lh", "", base.id, 0)],
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
    assert each.name == "Testosterone to LH"
    assert each.formula == "testosterone in nmol/L divided by LH in IU/L"


def test_a_man_is_shown_no_derived_value(listed):
    made = [volume("15", released=True), volume("12", "right", released=True)]
    shown = listed(*made, who=Who.PATIENT, decisions=[decided()])
    assert (len(shown.points), shown.derived) == (2, ())
