"""Two files that other people published."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from labs.exchange import Entry, SkippedRow

SAMPLES = Path(settings.BASE_DIR) / "tests/samples/csv"
UNITS = {"lh": "IU/L", "fsh": "IU/L", "testosterone": "nmol/L", "estradiol": "pmol/L"}


@pytest.fixture
def bloods():
    return (SAMPLES / "ohk-bloods.csv").read_bytes()


@pytest.fixture
def labs():
    return (SAMPLES / "smart-labs-two-patients.tsv").read_bytes()


def _aside(found):
    return Counter(row.code for row in found.rows if isinstance(row, SkippedRow))


def test_a_file_that_names_no_man_is_refused(problems, bloods):
    assert problems(bloods) == [(None, "columns-missing")]


def test_units_are_asked_for_and_never_guessed(read, bloods):
    found = read(bloods, patient="N-1")
    assert {problem.code for problem in found.problems} == {"unit-missing"}
    assert len(found.problems) == 12
    assert set(found.unitless) == set(UNITS)


def test_units_of_a_mapping_settle_it(readings, read, bloods):
    taken = readings(bloods, patient="N-1", mapping={"units": UNITS})
    assert [(r.analyte.key, r.value.digits, r.moment.iso) for r in taken[:2]] == [
        ("estradiol", "120.5", "2025-01-01"),
        ("testosterone", "1.2", "2025-01-01"),
    ]
    assert {r.unit_reported for r in taken} == {"IU/L", "nmol/L", "pmol/L"}
    found = read(bloods, patient="N-1", mapping={"units": UNITS})
    assert _aside(found) == {"analyte-unknown": 6, "analyte-off": 6}


def test_what_a_clinic_switches_on_is_read_too(read, bloods):
    units = UNITS | {"shbg": "nmol/L", "prolactin": "mIU/L"}
    found = read(bloods, patient="N-1", mapping={"units": units}, on=("shbg", "prolactin"))
    assert sum(isinstance(row, Entry) for row in found.rows) == 18


def test_codes_are_read_and_other_tests_counted(readings, read, labs):
    assert [
        (
            row.source.line,
            row.source.patient,
            row.reading.value.digits,
            row.reading.interval and row.reading.interval.plain,
        )
        for row in read(labs).rows
        if isinstance(row, Entry)
    ] == [
        (8, "1869612", "355", "300 to 1000"),
        (94, "8888804", "598", None),
        (141, "8888804", "462", None),
    ]
    assert {reading.unit for reading in readings(labs)} == {"ng/dL"}
    assert _aside(read(labs)) == {"analyte-unknown": 254, "analyte-off": 12}


def test_free_testosterone_by_code_is_not_total(readings, labs):
    taken = readings(labs, on=("free_testosterone",))
    free = [r.value.digits for r in taken if r.analyte.key == "free_testosterone"]
    assert free == ["139", "125"]
