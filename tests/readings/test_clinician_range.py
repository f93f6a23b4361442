"""When a clinician's range holds: from its day to the next one's, whoever was later."""

from datetime import date

import pytest

from labs.readings import in_force
from tests.factories import clinician_range


def held(*versions):
    return [
        (each.interval.plain, each.since.isoformat(), each.until and each.until.isoformat())
        for each in in_force(versions)
    ]


def test_each_holds_until_the_day_of_the_next():
    first = clinician_range("2", "6", "2024-06-01")
    second = clinician_range("3", "7", "2024-09-01", version=1)
    assert held(second, first) == [
        ("2 to 6", "2024-06-01", "2024-09-01"),
        ("3 to 7", "2024-09-01", None),
    ]


def test_one_that_is_dated_back_overrules_what_stood_then():
    first = clinician_range("2", "6", "2024-06-01")
    second = clinician_range("3", "7", "2024-03-01", version=1)
    assert held(first, second) == [("3 to 7", "2024-03-01", None)]


def test_after_an_end_none_holds():
    first = clinician_range("2", "6", "2024-06-01")
    end = clinician_range("2", "6", "2024-09-01", version=1, ended=True)
    assert held(first, end) == [("2 to 6", "2024-06-01", "2024-09-01")]


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("2024-05-31", False),
        ("2024-06-01", True),
        ("2024-08-31", True),
        ("2024-09-01", False),
    ],
)
def test_its_first_day_is_its_own_and_its_last_is_the_next_ones(day, holds):
    own = clinician_range(since="2024-06-01", until="2024-09-01")
    assert own.holds_on(date.fromisoformat(day)) is holds
