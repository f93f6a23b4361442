"""Intervals of files: a bound is read as it is printed, or kept as a text, never turned."""

import pytest

# Low, high and one cell; what is read, and where 7.6 IU/L stands.
CASES = [
    (">", "8.64", "", "> 8.64", "below"),
    ("<", "7.6", "", "< 7.6", "above"),
    (">=", "7.6", "", "≥ 7.6", "inside"),
    ("≤", "7.6", "", "≤ 7.6", "inside"),
    ("＞", "8.64", "", "> 8.64", "below"),
    ("gt", "8.64", "", "> 8.64", "below"),
    ("more than", "8.64", "", "> 8.64", "below"),
    ("mehr als", "8,64", "", "> 8.64", "below"),
    ("kleiner", "7.6", "", "< 7.6", "above"),
    ("8.64", ">", "", "> 8.64", "below"),
    ("8.64", "≥", "", "≥ 8.64", "below"),
    ("7.6", "<", "", "7.6 - <", "no-range"),
    (">8.64", "", "", "> 8.64", "below"),
    ("", "<7.6", "", "< 7.6", "above"),
    (">1.7", "<8.6", "", ">1.7 - <8.6", "no-range"),
    ("1.7", "<8.6", "", "1.7 - <8.6", "no-range"),
    ("*", "8.6", "", "* - 8.6", "no-range"),
    ("ab", "8.6", "", "ab - 8.6", "no-range"),
    ("<", ">", "", "< - >", "no-range"),
    ("-", "8.6", "", "≤ 8.6", "inside"),
    ("n/a", "8.6", "", "≤ 8.6", "inside"),
    ("NA", "8.6", "", "≤ 8.6", "inside"),
    ("1.7", "--", "", "≥ 1.7", "inside"),
    (".5", "8.6", "", "0.5 to 8.6", "inside"),
    ("", "", ".5-8.6", "0.5 to 8.6", "inside"),
    ("0", "8.6", "", "0 to 8.6", "inside"),
    ("0", "0", "1.7-8.6", "1.7 to 8.6", "inside"),
    ("", "", "<0", "<0", "no-range"),
]
NONE = [
    ("", "", ""),
    ("0", "0", ""),
    ("0.00", "0,000", ""),
    ("", "0", ""),
    ("-", "0.0", ""),
    ("", "", "0-0"),
    ("", "", "0.0 - 0.0"),
    ("", "", "0,0 – 0,0"),
    ("", "", "(0 - 0)"),
    ("", "", "0 to 0 IU/L"),
    ("", "", "<= 0"),
    ("NA", "#N/A", ""),
]


def _cells(low, high, text):
    return {
        "analyte": "LH",
        "reported": "7.6",
        "unit": "IU/L",
        "low": low,
        "high": high,
        "range": text,
    }


@pytest.mark.parametrize(("low", "high", "text", "plain", "state"), CASES)
def test_an_interval_is_read_as_printed_or_kept_as_text(one, low, high, text, plain, state):
    reading = one(**_cells(low, high, text))
    assert (reading.interval.plain, reading.state) == (plain, state)


@pytest.mark.parametrize(("low", "high", "text"), NONE)
def test_what_ends_at_zero_is_no_interval(one, low, high, text):
    reading = one(**_cells(low, high, text))
    assert (reading.interval, reading.state) == (None, "no-range")


def test_the_text_of_an_interval_stays_as_printed(one):
    assert one(**_cells("", "", ".5-8.6")).interval.text == ".5-8.6"
