"""Whether an agent was taken on a day: yes, no, or not known to the day."""

from dataclasses import replace
from datetime import date

import pytest

from tests.factories import episode

DAYS = [
    (("2024-02-15", ""), "2024-02-14", False),
    (("2024-02-15", ""), "2024-02-15", True),
    (("2024-02-15", ""), "2030-01-01", True),
    (("2024-02-15", "2024-05-01"), "2024-05-01", True),
    (("2024-02-15", "2024-05-01"), "2024-05-02", False),
    (("2024-02", ""), "2024-01-31", False),
    (("2024-02", ""), "2024-02-01", None),
    (("2024-02", ""), "2024-02-29", None),
    (("2024-02", ""), "2024-03-01", True),
    (("2024-02-15", "2024-05"), "2024-04-30", True),
    (("2024-02-15", "2024-05"), "2024-05-31", None),
    (("2024-02-15", "2024-05"), "2024-06-01", False),
    (("2024-02", "2024-02"), "2024-02-10", None),
    (("2024-02-15", "2024-02"), "2024-02-10", False),
    (("2024-02", "2024-02-10"), "2024-02-11", False),
]


@pytest.mark.parametrize(("span", "day", "active"), DAYS)
def test_both_its_days_belong_to_it(span, day, active):
    assert episode("hcg", *span).active_on(date.fromisoformat(day)) is active


def test_what_was_entered_in_error_was_never_taken():
    assert episode(in_error=True).active_on(date(2024, 5, 14)) is False


OVERLAPS = [
    (("2024-02-15", ""), ("2024-03-01", ""), True),
    (("2024-02-15", "2024-05-01"), ("2024-05-01", ""), True),
    (("2024-02-15", "2024-05-01"), ("2024-05-02", ""), False),
    (("2024-02-15", "2024-05"), ("2024-05-31", ""), True),
    (("2024-02-15", "2024-05"), ("2024-06", ""), False),
    (("2024-05-20", "2024-06-01"), ("2024-05", "2024-05"), True),
    (("2024-05-20", ""), ("2024-04", "2024-04"), False),
    (("2024-01-01", "2024-12-31"), ("2024-05-02", "2024-05-02"), True),
]


@pytest.mark.parametrize(("one", "other", "overlap"), OVERLAPS)
def test_a_day_may_lie_in_both(one, other, overlap):
    one, other = episode("hcg", *one), episode("hcg", *other)

    assert one.may_overlap(other) is other.may_overlap(one) is overlap


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("hcg", "hCG"), ("hcg", "hCG"), True),
        (("hcg", "hCG"), ("", "HCG"), True),
        (("hcg", "hCG"), ("", "choriogonadotropin alfa"), True),
        (("", "A  herb"), ("", "a-Herb"), True),
        (("", "A herb"), ("", "Another herb"), False),
        (("hcg", "hCG"), ("menotropin", "Menotropin"), False),
    ],
)
def test_an_agent_is_told_by_its_key_or_its_name(one, other, same):
    one, other = (
        replace(episode("hcg", "2024-02-15"), agent=agent, name=name)
        for agent, name in (one, other)
    )
    assert one.may_overlap(other) is one.is_of_agent(other) is same


def test_what_was_entered_in_error_overlaps_nothing():
    taken = episode("hcg", "2024-02-15")

    assert not taken.may_overlap(replace(taken, in_error=True))
