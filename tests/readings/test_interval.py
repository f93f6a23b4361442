"""An interval is read as printed, compared exactly, and never picked out of several."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.analytes import ANALYTES
from labs.readings import Interval
from labs.words import Refused

TESTOSTERONE = ANALYTES["testosterone"]

BOTH = [
    *("1.7-8.6", "1.7 - 8.6", "1,7 – 8,6", "1.7—8.6", "1.7 to 8.6", "1,7 bis 8,6"),
    *("1,7 à 8,6", "(1.7-8.6)", "[1.7 - 8.6]", "1.7..8.6", "1.7 − 8.6"),
]
ONE = {
    "<= 162": (None, "162", True),
    "≤162": (None, "162", True),
    "=< 162": (None, "162", True),
    "< OR = 162": (None, "162", True),
    "<OR=162": (None, "162", True),
    "> OR = 8.64": ("8.64", None, True),
    "up to 162": (None, "162", True),
    "bis 162": (None, "162", True),
    "jusqu'à 162": (None, "162", True),
    "< 150": (None, "150", False),
    "less than 150": (None, "150", False),
    "unter 150": (None, "150", False),
    ">= 8.64": ("8.64", None, True),
    "≥ 8,64": ("8.64", None, True),
    "> 8.64": ("8.64", None, False),
}
TEXTS = [
    "follicular 2.4-12.6, luteal 1.0-11.4",
    "m 1.7-8.6 f 2.4-12.6",
    "2.4-12.6; 14.0-95.6",
    "20-50 y: 1.7-8.6",
    "negative",
    "see report",
    "1-2-3",
    "<1.7-8.6",
    "-1.0-2.0",
    "250-1,100",
    "8.6",
    "1.7-",
    "٣-٥",
]


def read(text, unit="[IU]/L", **more):
    return Interval.read(text, unit, **more)


@pytest.mark.parametrize("text", BOTH)
def test_two_ends_are_inclusive(text):
    interval = read(text)
    assert (interval.low, interval.high) == (Decimal("1.7"), Decimal("8.6"))
    assert interval.low_inclusive
    assert interval.high_inclusive
    assert interval.text == text


@pytest.mark.parametrize(("text", "ends"), ONE.items())
def test_one_end_is_inclusive_as_its_sign_says(text, ends):
    low, high, inclusive = ends
    interval = read(text)
    assert interval.low == (low and Decimal(low))
    assert interval.high == (high and Decimal(high))
    assert (interval.low_inclusive, interval.high_inclusive) == (
        (inclusive, True) if low else (True, inclusive)
    )


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_not_one_interval_stays_a_text(text):
    interval = read(text)
    assert (interval.has_ends, interval.text, interval.plain) == (False, text, text)


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_cell_is_no_interval(text):
    assert read(text) is None


def test_a_low_above_its_high_is_refused():
    with pytest.raises(Refused) as refused:
        read("8.6-1.7")
    assert str(refused.value).startswith(
        "The interval begins at 8.6, above its end at 1.7."
    )


def test_a_low_at_its_high_is_an_interval():
    assert read("5-5").has_ends


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("1.7-8.6", "[IU]/L"),
        ("1.7-8.6 IU/L", "[IU]/L"),
        ("1.7-8.6 mIU/mL", "[IU]/L"),
        ("(1.7 - 8.6) IU/L", "[IU]/L"),
        ("1.7 - 8.6 (IU/mL)", "[IU]/mL"),
    ],
)
def test_a_unit_behind_the_ends_is_the_intervals_own(text, unit):
    interval = read(text, analyte=ANALYTES["lh"])
    assert (interval.low, interval.high) == (Decimal("1.7"), Decimal("8.6"))
    assert interval.unit == unit


def test_an_unknown_unit_behind_the_ends_makes_it_a_text():
    assert not read("1.7-8.6 furlongs", analyte=ANALYTES["lh"]).has_ends


def test_a_known_decimal_sign_is_used():
    assert read("1,234-2,345", decimal=",").high == Decimal("2.345")
    assert not read("1,234-2,345").has_ends


PLAIN = {
    "1.7-8.6": ("1.7 to 8.6", "1.7 to 8.6"),
    "<= 10.0": ("≤ 10.0", "at most 10.0"),
    "< 150": ("< 150", "less than 150"),
    ">= 8.64": ("≥ 8.64", "at least 8.64"),
    "> 3": ("> 3", "more than 3"),
    "see report": ("see report", "see report"),
}


@pytest.mark.parametrize(("text", "said"), PLAIN.items())
def test_an_interval_is_shown_and_spoken(text, said):
    interval = read(text)
    assert (interval.plain, interval.spoken) == said


def test_exclusive_ends_are_shown_and_spoken():
    interval = Interval.of(low="1.7", high="8.6", low_inclusive=False, high_inclusive=False)
    assert interval.plain == "> 1.7 to < 8.6"
    assert interval.spoken == "more than 1.7 to less than 8.6"


def test_digits_of_a_row_are_read_as_printed():
    interval = Interval.of(low="1,70", high="8.6")
    assert interval.plain == "1.70 to 8.6"
    assert Interval.of(high="1.234").plain == "≤ 1.234"
    assert Interval.of(text="see report").plain == "see report"


@pytest.mark.parametrize("end", ["x", "<5", "-1", "1e3", "1,100"])
def test_an_end_that_is_not_digits_is_refused(end):
    with pytest.raises(Refused) as refused:
        Interval.of(high=end)
    assert refused.value.code == "interval-end-unreadable"


def test_ends_are_converted_exactly():
    low, high = read("249-836", "ng/dL").ends(TESTOSTERONE, "nmol/L")
    assert low == Fraction(249) * 10 / Fraction("288.42")
    assert high == Fraction(836) * 10 / Fraction("288.42")


def test_a_shown_interval_is_rounded_to_the_decimals_of_its_unit():
    shown = read("8.64-29.0", "nmol/L").in_unit(TESTOSTERONE, "ng/dL")
    assert (shown.plain, shown.unit, shown.text) == ("≈249 to ≈836", "ng/dL", "")
    assert shown.spoken == "about 249 to about 836"


def test_an_interval_in_its_own_unit_keeps_its_digits():
    interval = read("8.640-29.0", "nmol/L")
    assert interval.in_unit(TESTOSTERONE, "nmol/L") is interval
    assert interval.plain == "8.640 to 29.0"


def test_an_end_that_is_missing_stays_missing_in_another_unit():
    shown = read("≥ 8.64", "nmol/L").in_unit(TESTOSTERONE, "ng/dL")
    assert (shown.plain, shown.spoken) == ("≥ ≈249", "at least about 249")


def test_without_an_exact_conversion_an_interval_is_a_text():
    interval = read("2.0-4.4", "ug/dL")
    assert interval.ends(ANALYTES["shbg"], "nmol/L") == (None, None)
    assert interval.in_unit(ANALYTES["shbg"], "nmol/L").plain == "2.0-4.4 µg/dL"


def test_an_interval_without_a_unit_has_the_results():
    interval = read("1-2", "")
    assert interval.ends(TESTOSTERONE, "ng/dL") == (1, 2)
    assert interval.in_unit(TESTOSTERONE, "ng/dL") is interval


def test_an_interval_is_the_laboratorys_unless_said():
    assert read("1-2").source == "laboratory"
    assert read("1-2", source="clinician").source == "clinician"


@given(st.text(max_size=20))
def test_no_text_crashes(text):
    try:
        interval = read(text)
    except Refused as refused:
        assert refused.code == "interval-low-above-high"
    else:
        assert interval is None or interval.text == text.strip()


@pytest.mark.parametrize(
    ("printed", "beside", "with_unit"),
    [
        ("8.64-29.0", "8.64 to 29.0 nmol/L", "8.64 to 29.0 nmol/L"),
        ("< 29.0", "< 29.0 nmol/L", "< 29.0 nmol/L"),
        ("men 8.64-29.0", "men 8.64-29.0 nmol/L", "men 8.64-29.0 nmol/L"),
        ("men 8-29 nmol/L; 50+ 6-25", *["men 8-29 nmol/L; 50+ 6-25"] * 2),
        ("see report", "see report", "see report"),
    ],
)
def test_beside_a_result_in_another_unit_it_names_its_own(printed, beside, with_unit):
    interval = read(printed, "nmol/L")

    assert interval.beside(TESTOSTERONE, "ng/dL") == beside
    assert interval.beside(TESTOSTERONE, "") == beside
    assert interval.beside(TESTOSTERONE, "nmol/L") == interval.plain
    assert interval.with_unit(TESTOSTERONE, "ng/dL") == with_unit


def test_it_is_spoken_with_its_unit_beside_a_result_in_another():
    interval = read("8.64-29.0", "nmol/L")

    assert interval.spoken_beside(TESTOSTERONE, "ng/dL") == "8.64 to 29.0 nmol/L"
    assert interval.spoken_beside(TESTOSTERONE, "nmol/L") == "8.64 to 29.0"


def test_several_intervals_in_one_text_keep_their_unit_in_another():
    shown = read("men 8-29; 50+ 6-25", "nmol/L").in_unit(TESTOSTERONE, "ng/dL")

    assert shown.plain == "men 8-29; 50+ 6-25 nmol/L"
