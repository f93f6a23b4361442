"""Whether time tells who has an account here: security B6, 200 tries at each."""

import pytest

from tests.attack import timing

pytestmark = [pytest.mark.attack, pytest.mark.timeout(1800)]
ATTACKS = (timing.attack_sign_in, timing.attack_reset)
PEOPLE = 210  # for three rounds of 200 tries, three of them at one account


@pytest.fixture(scope="module")
def timed(clean):
    timing.add_people(clean, PEOPLE)
    return clean


@pytest.fixture(scope="module")
def planted_timed(planted):
    timing.add_people(planted, PEOPLE)
    return planted


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_account_is_answered_as_soon_as_none(timed, attack):
    assert attack(timed, 200) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_answer_that_takes_longer_is_found(planted_timed, attack):
    assert any("an account is answered" in fault for fault in attack(planted_timed, 27))
