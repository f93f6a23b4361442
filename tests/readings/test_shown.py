"""In its own unit a result is shown as printed; in another it says that it was made."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.analytes import ANALYTES
from labs.readings import Value, show_value
from tests.factories import reading, volume


@pytest.mark.parametrize(
    "text", ["23.70", "0", "0,1", "<0.1", "≤ 0.1", "less than 0.1", "> 52.0"]
)
def test_in_its_own_unit_the_printed_text_is_shown(text):
    said = show_value(reading("testosterone", text), "nmol/L")
    assert (said.text, said.unit, said.converted, said.source) == (
        text,
        "nmol/L",
        False,
        "",
    )


def test_blanks_around_the_printed_text_are_not_shown():
    assert show_value(reading("lh", " 5.2 "), "[IU]/L").text == "5.2"


@pytest.mark.parametrize(
    ("analyte", "text", "unit", "wanted", "expected"),
    [
        ("testosterone", "349", "ng/dL", "nmol/L", "≈12.1"),
        ("testosterone", "12.1", "nmol/L", "ng/dL", "≈349"),
        ("testosterone", "12.1", "nmol/L", "ng/mL", "≈3.49"),
        ("testosterone", "<10", "ng/dL", "nmol/L", "<≈0.3"),
        ("testosterone", ">=1500", "ng/dL", "nmol/L", ">=≈52.0"),
        ("estradiol", "27", "pg/mL", "pmol/L", "≈99"),
        ("estradiol", "99", "pmol/L", "pg/mL", "≈27.0"),
        ("lh", "0.0042", "IU/mL", "[IU]/L", "≈4.20"),
    ],
)
def test_in_another_unit_it_is_converted(analyte, text, unit, wanted, expected):
    said = show_value(reading(analyte, text, unit=unit), wanted)
    assert (said.text, said.unit, said.converted) == (expected, wanted, True)
    assert said.source == f"{text} {unit}"
    assert said.text == f"{said.comparator}≈{said.value}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0.05", "0.0"), ("0.15", "0.2"), ("0.25", "0.2"), ("0.35", "0.4")],
)
def test_a_half_is_rounded_to_even(text, expected):
    """2.8842 ng/dL is exactly 0.1 nmol/L, so these are exact halves of a tenth."""
    ng = Fraction(text) * Fraction("28.842")
    printed = f"{float(ng):.6f}"
    assert Fraction(printed) == ng
    assert (
        show_value(reading("testosterone", printed, unit="ng/dL"), "nmol/L").value
        == expected
    )


def test_a_spelling_of_its_own_unit_is_no_conversion():
    said = show_value(reading("lh", "5.20", unit="mIU/mL"), "[IU]/L")
    assert (said.text, said.unit_text, said.converted) == ("5.20", "IU/L", False)


def test_without_an_exact_conversion_it_stays_in_its_own_unit():
    said = show_value(reading("shbg", "2.1", unit="ug/dL"), "nmol/L")
    assert (said.text, said.unit, said.unit_text) == ("2.1", "ug/dL", "µg/dL")


@pytest.mark.parametrize("wanted", ["nmol/L", "ng/dL", "furlongs", ""])
def test_a_text_is_shown_as_it_is_without_a_unit(wanted):
    said = show_value(reading("testosterone", "not detected", unit="nmol/L"), wanted)
    assert (said.text, said.value, said.unit_text) == ("not detected", "", "")


def test_a_text_with_digits_keeps_its_unit():
    made = reading("testosterone", "5", unit="ng/dL")
    text = Value.read("5-6", text_allowed=True)
    said = show_value(replace(made, value=text), "nmol/L")
    assert (said.text, said.unit_text) == ("5-6", "ng/dL")


@pytest.mark.parametrize(
    ("status", "text"), [("pending", "pending"), ("not-done", "not done")]
)
def test_what_is_absent_says_so(status, text):
    assert show_value(reading("lh", None, status=status), "[IU]/L").text == text


def test_a_volume_is_shown():
    assert show_value(volume("15", unit="cc"), "mL").text == "15"


analytes = st.sampled_from(sorted(ANALYTES))
numbers = st.decimals("0", "20", places=3)


@given(analytes, numbers, st.data())
def test_a_conversion_there_and_back_is_exact(key, number, data):
    what = ANALYTES[key]
    source, target = (data.draw(st.sampled_from(sorted(what.units))) for _ in "st")
    if what.converts(source, target):
        there = what.convert(number, source, target)
        assert what.convert(there, target, source) == Fraction(number)


@given(analytes, numbers, numbers, st.data())
def test_a_conversion_keeps_the_order(key, one, other, data):
    what = ANALYTES[key]
    source, target = (data.draw(st.sampled_from(sorted(what.units))) for _ in "st")
    if what.converts(source, target):
        a, b = (what.convert(number, source, target) for number in (one, other))
        assert (a < b) == (one < other)
        assert (a == b) == (one == other)


@given(numbers, st.sampled_from(sorted(ANALYTES["testosterone"].units)))
def test_what_is_shown_is_within_half_a_digit(number, unit):
    made = reading("testosterone", f"{number:f}")
    said = show_value(made, unit)
    if said.converted:
        exact = made.analyte.convert(number, "nmol/L", unit)
        half = Fraction(1, 2 * 10 ** made.analyte.units[unit].decimals)
        assert abs(Fraction(said.value) - exact) <= half
