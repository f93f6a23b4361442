"""Guesses are counted, and a stranger who guesses locks nobody out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

from labs.models import User
from tests.factories import PASSWORD
from tests.test_sign_in import enter
from tracker import tries
from tracker.cache import RaisingCache

WRONG = "not the password 1"
TOO_MANY = "Too many attempts for this account."


def address(number):
    return {"REMOTE_ADDR": f"10.1.{number // 250}.{number % 250}"}


def guess(email, number=1, client=None):
    """From an address of its own, so that only the account's limit counts."""
    form = {"login": email, "password": WRONG}
    return (client or Client()).post("/accounts/login/", form, **address(number))


@pytest.fixture
def known(clinician):
    """A browser in which he has signed in before."""
    browser = Client()
    enter(browser, clinician.email)
    browser.post("/accounts/logout/")
    return browser


def test_of_many_guesses_ten_are_looked_at(clinician, noon):
    with mock.patch.object(User, "check_password", return_value=False) as looked_at:
        for number in range(60):
            guess(clinician.email, number)
    assert looked_at.call_count == 10


def test_of_guesses_of_many_threads_at_once_ten_are_looked_at(transactional_db, clinician):
    def attack(number):
        try:
            guess(clinician.email, number)
        finally:
            connections.close_all()

    refused = mock.patch.object(User, "check_password", return_value=False)
    with refused as looked_at, ThreadPoolExecutor(4) as threads:
        list(threads.map(attack, range(40)))
    assert 1 <= looked_at.call_count <= 10


def test_a_stranger_does_not_lock_the_browser_that_is_known(clinician, known, noon):
    for number in range(30):
        guess(clinician.email, number)
    assert TOO_MANY in enter(Client(), clinician.email).text
    assert enter(known, clinician.email).status_code == 302


def test_what_can_be_done_is_said(clinician, noon):
    for number in range(10):
        guess(clinician.email, number)
    said = guess(clinician.email, 11).text
    assert "Wait 15 minutes, or sign in now with a passkey or in a browser" in said
    noon.shift(timedelta(minutes=15))
    assert enter(Client(), clinician.email).status_code == 302


def test_an_unknown_account_is_limited_in_the_same_words(clinician, noon):
    answers = []
    for email in (clinician.email, "nobody@north.example"):
        for number in range(10):
            guess(email, number)
        answers.append(TOO_MANY in guess(email, 11).text)
    assert answers == [True, True]


def test_a_known_browser_has_ten_tries_itself(clinician, known, noon):
    for number in range(10):
        assert TOO_MANY not in guess(clinician.email, number, known).text
    assert TOO_MANY in guess(clinician.email, 11, known).text
    assert enter(Client(), clinician.email).status_code == 302


def test_a_browser_is_known_to_its_own_account_alone(clinician, nurse, known, noon):
    """Who has an account of his own gains no tries at another's by signing in to it."""
    for number in range(10):
        guess(nurse.email, number, known)
    assert TOO_MANY in guess(nurse.email, 11).text


def test_several_people_share_a_computer(clinician, nurse, known, noon):
    enter(known, nurse.email)
    known.post("/accounts/logout/")
    for number in range(20):
        guess(clinician.email, number)
        guess(nurse.email, number)
    for person in (clinician, nurse):
        assert enter(known, person.email).status_code == 302
        known.post("/accounts/logout/")


@pytest.mark.parametrize("forged", ["", "x", "eyJicm93c2VyIjoiYSJ9:1:x"])
def test_a_forged_cookie_makes_nothing_known(clinician, noon, forged):
    browser = Client()
    browser.cookies[tries.COOKIE] = forged
    for number in range(10):
        guess(clinician.email, number)
    assert TOO_MANY in guess(clinician.email, 11, browser).text


def test_the_cookie_is_out_of_scripts_reach_and_names_nobody(clinician):
    cookie = enter(Client(), clinician.email).cookies[tries.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert clinician.email not in cookie.value


def test_a_wrong_password_makes_no_browser_known(clinician):
    assert tries.COOKIE not in enter(Client(), clinician.email, WRONG).cookies


def test_one_address_has_twenty_tries_a_minute(clinician, noon):
    for number in range(20):
        enter(Client(), f"n{number}@north.example", WRONG)
    assert TOO_MANY in enter(Client(), clinician.email).text


def test_a_known_browser_stands_outside_the_limit_of_its_address(clinician, known, noon):
    for number in range(25):
        enter(Client(), f"n{number}@north.example", WRONG)
    assert enter(known, clinician.email).status_code == 302


def test_the_page_that_confirms_counts_tries_too(sign_in, clinician, noon):
    client = sign_in(clinician)
    for _ in range(10):
        noon.shift(timedelta(seconds=7))
        client.post("/accounts/reauthenticate/", {"password": WRONG})
    noon.shift(timedelta(seconds=60))
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert TOO_MANY in answer.text


def test_a_stolen_session_does_not_lock_its_owner_out(sign_in, clinician, noon):
    """The thief has the session alone, not the cookie of the browser that is known."""
    thief = sign_in(clinician)
    for number in range(50):
        noon.shift(timedelta(seconds=7))
        form = {"password": WRONG}
        thief.post("/accounts/reauthenticate/", form, **address(number))
    assert enter(Client(), clinician.email).status_code == 302


def test_counts_are_never_dropped_for_others(clinician, noon, monkeypatch):
    """Django's own cache forgets a third of all when it is full."""
    monkeypatch.setattr("tracker.cache._LOOK_FOR_EXPIRED", 5)
    small = RaisingCache("cache", {})
    small.set("first", 1, timeout=900)
    small.set("short", 1, timeout=1)
    noon.shift(timedelta(seconds=2))
    for number in range(12):
        small.set(f"a{number}", 1, timeout=900)
    assert small.get("first") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache WHERE cache_key LIKE '%short%'")
        assert cursor.fetchone() == (0,)


def test_tries_are_counted_in_the_database():
    assert isinstance(cache._connections[cache._alias], RaisingCache)
