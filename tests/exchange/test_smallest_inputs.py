"""Each file is the smallest one that was once read wrong: what is right for it."""

from pathlib import Path

import pytest
from django.conf import settings

from labs.exchange import Entry, SkippedRow

CASES = Path(settings.BASE_DIR) / "tests/samples/cases"


def _number(reading):
    return f"{reading.value.comparator}{reading.value.digits}"


def _interval(reading):
    return (reading.interval.plain if reading.interval else None, reading.state.value)


READ = {
    "comparator-column": (_number, ["<0.1"]),
    "low-holds-greater": (_interval, [("> 8.64", "inside")]),
    "low-holds-less": (_interval, [("< 7.6", "above")]),
    "zero-zero-one-cell": (_interval, [(None, "no-range")]),
    "status-column": (lambda reading: reading.status, ["preliminary"]),
    "leading-point": (_number, ["0.5", "<0.1"]),
    "value-with-its-unit": (
        lambda reading: (_number(reading), reading.unit, reading.unit_reported),
        [("12.1", "nmol/L", "nmol/L")],
    ),
    "tests-by-dates": (
        lambda reading: (reading.analyte.key, reading.moment.iso, _number(reading)),
        [
            ("lh", "2026-01-05", "3.2"),
            ("lh", "2026-02-05", "0.1"),
            ("testosterone", "2026-01-05", "12.1"),
            ("testosterone", "2026-02-05", "3.0"),
        ],
    ),
}
REFUSED = {
    "text-result-column": [(2, "text result", "unread-comparison")],
    "second-table": [(4, None, "header-again")],
    "second-table-previous": [(4, None, "header-again")],
    "spreadsheet-errors": [
        (2, "FSH (IU/L)", "value-spreadsheet-error"),
        (3, "FSH (IU/L)", "value-not-a-result"),
        (4, "LH (IU/L)", "value-spreadsheet-error"),
        (4, "FSH (IU/L)", "value-nd"),
    ],
    "two-units-one-draw": [(2, "Testosterone (ng/dL)", "columns-one-result")],
    "less-than-zero": [(2, None, "value-below-zero")],
}
ASIDE = {
    "material-column": [("unmatched", "analyte-unclear")],
    "free-testosterone-named": [
        ("ignored", "analyte-off"),
        ("ignored", "analyte-off"),
        ("ignored", "analyte-unknown"),
        ("ignored", "analyte-unknown"),
        ("ignored", "analyte-unknown"),
    ],
}


@pytest.fixture
def case(read):
    def case(name):
        told = {"patient": "X-1"} if name == "tests-by-dates" else {}
        return read((CASES / f"{name}.csv").read_bytes(), **told)

    return case


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_right(case, name):
    seen, right = READ[name]
    assert [seen(row.reading) for row in case(name).rows if isinstance(row, Entry)] == right
    assert not case(name).problems


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_refuses_the_file_and_is_named(case, name):
    found = [(problem.line, problem.path, problem.code) for problem in case(name).problems]
    assert found == REFUSED[name]


@pytest.mark.parametrize("name", ASIDE)
def test_what_is_another_test_is_put_aside(case, name):
    rows = case(name).rows
    assert all(isinstance(row, SkippedRow) for row in rows)
    assert [(row.outcome, row.code) for row in rows] == ASIDE[name]


def test_every_file_is_there():
    assert {*READ, *REFUSED, *ASIDE} <= {path.stem for path in CASES.glob("*.csv")}
