"""Whether an agent was taken on a day: yes, no, or not known to the day."""

from datetime import date

import pytest

from tests.samples import episode

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
