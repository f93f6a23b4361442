"""A decision asks for attention when what it rests on changed; and whether he is of age."""

from dataclasses import replace
from datetime import date

import pytest

from tests.samples import course, decided, reading


def test_a_decision_rests_on_what_stands():
    made = reading("lh", "11.2")
    assert not course(made).needs_attention(decided(pins=[made]))


def test_a_later_version_asks_for_attention():
    made = reading("lh", "11.2", version=0)
    corrected = replace(made, version=1)
    assert course(corrected).needs_attention(decided(pins=[made]))


def test_a_result_entered_in_error_asks_for_attention():
    made = reading("lh", "11.2")
    assert course().needs_attention(decided(pins=[made]))


def test_another_result_asks_for_none():
    made, other = reading("lh", "11.2"), reading("fsh", "4.1")
    assert not course(made, replace(other, version=3)).needs_attention(decided(pins=[made]))


def test_one_of_several_is_enough():
    made, other = reading("lh", "11.2"), reading("fsh", "4.1")
    now = course(made, replace(other, version=1))
    assert now.needs_attention(decided(pins=[made, other]))


def test_a_decision_that_rests_on_nothing_stays():
    assert not course(reading()).needs_attention(decided())


@pytest.mark.parametrize(
    ("born", "day", "expected"),
    [
        ("2006-05-14", "2024-05-13", False),
        ("2006-05-14", "2024-05-14", True),
        ("2006-12-31", "2024-12-30", False),
        ("2008-02-29", "2026-02-28", False),
        ("2008-02-29", "2026-03-01", True),
        ("1950-01-01", "2024-05-14", True),
    ],
)
def test_he_is_of_age_from_his_birthday_on(born, day, expected):
    told = replace(course(), born=date.fromisoformat(born))
    assert told.is_of_age(date.fromisoformat(day)) is expected
