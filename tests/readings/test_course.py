"""Whether a man is of age."""

from dataclasses import replace
from datetime import date

import pytest

from tests.factories import course


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
