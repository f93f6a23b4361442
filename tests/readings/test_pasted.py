"""One line from a report: analyte, result, unit; and no sign is lost between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.readings import read_pasted
from labs.words import Refused

LINES = {
    "LH < 0.1 IU/L": ("lh", "<", "0.1", "[IU]/L"),
    "LH<0.1IU/L": ("lh", "<", "0.1", "[IU]/L"),
    "LH: <0,1 mIU/mL": ("lh", "<", "0.1", "[IU]/L"),
    "LH = ≤0.1 mIU/mL": ("lh", "<=", "0.1", "[IU]/L"),
    "LH < OR = 0.1 mIU/mL": ("lh", "<=", "0.1", "[IU]/L"),
    "LH: > or = 60 IU/L": ("lh", ">=", "60", "[IU]/L"),
    "LH >= 60 IU/L": ("lh", ">=", "60", "[IU]/L"),
    "Testosterone less than 0.4 nmol/L": ("testosterone", "<", "0.4", "nmol/L"),
    "Testosterone, total 12.10 nmol/L": ("testosterone", "", "12.10", "nmol/L"),
    "Testosterone free 70 pg/mL": ("free_testosterone", "", "70", "pg/mL"),
    "E2 70 pmol/L": ("estradiol", "", "70", "pmol/L"),
    "17-beta-Estradiol 70 pmol/L": ("estradiol", "", "70", "pmol/L"),
    "Hodenvolumen links 15 cm3": ("volume", "", "15", "mL"),
}


@pytest.mark.parametrize(("line", "expected"), LINES.items())
def test_a_line_is_read(line, expected):
    found = read_pasted(line)
    value = found.value
    assert (found.analyte.key, value.comparator, value.digits, found.unit) == expected


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "pasted-unreadable"),
        ("LH", "pasted-unreadable"),
        ("LH 5", "pasted-unreadable"),
        ("5 IU/L", "pasted-unreadable"),
        ("LH -5 IU/L", "pasted-unreadable"),
        ("LH not detected", "pasted-unreadable"),
        ("Ferritin 5 ug/L", "analyte-unknown"),
        ("Testosterone, free and total 5 nmol/L", "analyte-unclear"),
        ("LH 5 ng/mL", "unit-mass-for-iu"),
        ("LH 5 mIU/L", "unit-milli-per-litre"),
        ("LH 5 furlongs", "unit-unknown"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line, code):
    with pytest.raises(Refused) as refused:
        read_pasted(line)
    assert refused.value.code == code


def test_a_line_of_any_length_is_answered_at_once():
    with pytest.raises(Refused) as refused:
        read_pasted("LH " * 100_000)
    assert str(refused.value).startswith("The line is longer than 200 characters")


@given(st.text(alphabet="LH E2<>=≤≥.,:0123456789 /mIUnmol-", max_size=25))
def test_no_line_crashes(line):
    try:
        found = read_pasted(line)
    except Refused as refused:
        assert str(refused)
    else:
        signs = sum(line.count(sign) for sign in "<>≤≥")
        assert signs == (1 if found.value.comparator else 0)
