"""HTTP manners, tried over the wire; each attacker also finds its planted hole."""

import pytest

from tests.attack import manners
from tests.factories import PASSWORD

# Thousands of requests: more than any other test may take.
pytestmark = [pytest.mark.attack, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def account(clean):
    return clean.people()[0]


@pytest.fixture(scope="module")
def planted_account(planted):
    return planted.people()[0]


def test_nothing_is_taken_without_the_token_of_a_form(world):
    assert manners.attack_tokens(world) == []


def test_a_form_without_a_token_is_found(planted_world):
    assert any("clinic_choose" in each for each in manners.attack_tokens(planted_world))


BY_ACCOUNT = {
    manners.attack_cookies: "sessionid lacks httponly",
    manners.attack_caches: "series.json: 200 may be kept",
    manners.attack_redirects: "leads to",
    manners.attack_header_lines: "became a line",
}
BY_NOBODY = {
    manners.attack_addresses: "thirty guesses",
    manners.attack_hosts: "Host 'evil.example' of /about/: 200",
    manners.attack_sizes: "a body of 50000000 bytes",
    manners.attack_framing: "was answered 2 times",
}


@pytest.mark.parametrize("attack", BY_ACCOUNT)
def test_somebody_who_is_signed_in_finds_nothing(clean, account, attack):
    assert attack(clean, account) == []


@pytest.mark.parametrize(("attack", "hole"), BY_ACCOUNT.items())
def test_somebody_who_is_signed_in_finds_the_hole(planted, planted_account, attack, hole):
    assert any(hole in fault for fault in attack(planted, planted_account))


@pytest.mark.parametrize("attack", BY_NOBODY)
def test_nobody_in_particular_finds_nothing(clean, attack):
    assert attack(clean) == []


@pytest.mark.parametrize(("attack", "hole"), BY_NOBODY.items())
def test_nobody_in_particular_finds_the_hole(planted, attack, hole):
    assert any(hole in fault for fault in attack(planted))


# Signed in as before, whatever is guessed here: only the walk has these people.
NURSE = {"email": "nurse@walk-north.example", "password": PASSWORD}


def test_of_a_thousand_guessed_passwords_ten_are_looked_at(clean, world):
    assert manners.attack_passwords(clean, NURSE, 1000) == []


def test_guesses_without_end_are_found(planted, planted_world):
    faults = manners.attack_passwords(planted, NURSE, 30)
    assert any("guesses at one account looked at" in fault for fault in faults)


def test_there_are_fifty_ways_elsewhere():
    assert len({*manners.REDIRECTS}) >= 50
