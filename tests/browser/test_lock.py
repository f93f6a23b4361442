"""A page on which nothing was done is locked, and what was typed in it is not lost."""

import re
import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from labs.models import Panel
from tests.browser.test_entry import box
from tests.browser.test_session import TYPED
from tests.factories import PASSWORD

IDLE = 16 * 60


@pytest.fixture
def typed(transactional_db, live_server, patient, signed_in, nurse):
    """A sheet in which a nurse has typed, in a browser whose clock the test moves."""
    page = signed_in(nurse)
    page.clock.install()
    page.goto(live_server.url + reverse("panel_new", args=[patient.ref]))
    box(page, "Draw date").fill("2020-03-02")
    for name, value in TYPED.items():
        box(page, name).fill(value)
    expect(page.locator(".htmx-request")).to_have_count(0)
    yield page
    page.faults.clear()  # Chromium reports every answer that is an error


def leave_idle():
    """As if the last thing done had been 16 minutes ago."""
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session["last_active"] = time.time() - IDLE
        session.save()


def lock(page):
    return page.get_by_role("dialog", name="Locked")


def unlock(page, password=PASSWORD):
    lock(page).get_by_label("Password").fill(password)
    lock(page).get_by_role("button", name="Unlock").click()


def save(page):
    return page.get_by_role("button", name="Save draw")


def assert_nothing_is_lost(page):
    for name, value in TYPED.items():
        expect(box(page, name)).to_have_value(value)


def test_an_idle_page_locks_itself_and_is_unlocked_with_what_was_typed(typed, axe):
    typed.clock.fast_forward(IDLE * 1000)
    leave_idle()
    expect(lock(typed)).to_be_visible()
    expect(typed).to_have_title("Locked · HPG Tracker")
    expect(typed.locator("main")).not_to_be_visible()
    expect(typed.get_by_text("Otto Synthetic")).not_to_be_visible()
    typed.keyboard.press("Escape")
    typed.keyboard.press("Escape")
    expect(lock(typed)).to_be_visible()
    assert axe(typed) == []

    unlock(typed, "not the password 1")
    expect(lock(typed).get_by_role("alert")).to_have_text("The password is wrong.")
    expect(typed.locator("main")).not_to_be_visible()
    unlock(typed)
    expect(lock(typed)).to_have_count(0)
    assert_nothing_is_lost(typed)
    save(typed).click()
    typed.wait_for_url(re.compile(r"/patients/\w{12}/$"))
    assert Panel.objects.count() == 1


def test_what_is_sent_to_a_locked_session_locks_the_page(typed):
    """The server's clock was ahead."""
    leave_idle()
    save(typed).click()
    expect(lock(typed)).to_be_visible()
    unlock(typed)
    expect(lock(typed)).to_have_count(0)
    assert not Panel.objects.exists()
    assert_nothing_is_lost(typed)
    save(typed).click()
    typed.wait_for_url(re.compile(r"/patients/\w{12}/$"))
    assert Panel.objects.count() == 1


def test_typing_keeps_page_and_session_open(typed):
    for _ in range(3):
        typed.clock.fast_forward(10 * 60 * 1000)
        with typed.expect_response("**/accounts/active/") as told:
            box(typed, "Other remarks on the draw").press("End")
        assert told.value.status == 204
    expect(lock(typed)).to_have_count(0)
    assert_nothing_is_lost(typed)


def test_a_session_that_ended_meanwhile_is_said(typed):
    typed.clock.fast_forward(IDLE * 1000)
    expect(lock(typed)).to_be_visible()
    Session.objects.all().delete()
    unlock(typed)
    expect(lock(typed).get_by_role("alert")).to_contain_text("Your session has ended.")


def test_a_patients_page_locks_too(signed_in, live_server, patient, patient_user):
    page = signed_in(patient_user)
    page.clock.install()
    page.goto(f"{live_server.url}/me/")
    page.clock.fast_forward(IDLE * 1000)
    expect(lock(page)).to_be_visible()
    expect(page.locator("main")).not_to_be_visible()
    unlock(page)
    expect(page.locator("main")).to_be_visible()


def test_without_a_script_the_form_is_kept_and_saved_once(
    transactional_db, without_script, live_server, patient, nurse
):
    page = without_script(nurse)
    page.goto(live_server.url + reverse("panel_new", args=[patient.ref]))
    box(page, "Draw date").fill("2020-03-02")
    for name, value in TYPED.items():
        box(page, name).fill(value)
    leave_idle()
    save(page).click()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock and send again").click()
    page.wait_for_url(re.compile(r"/patients/\w{12}/$"))
    assert Panel.objects.get().notes == "fasted"


def test_it_is_unlocked_in_a_new_tab_too(typed, live_server):
    typed.clock.fast_forward(IDLE * 1000)
    leave_idle()
    expect(lock(typed)).to_be_visible()
    with typed.context.expect_page() as opened:
        lock(typed).get_by_role("link", name="Use a passkey").click()
    tab = opened.value
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Confirm").click()
    tab.wait_for_url(f"{live_server.url}/accounts/")
    tab.close()
    typed.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(lock(typed)).to_have_count(0)
    assert_nothing_is_lost(typed)


def test_signing_out_empties_every_tab(
    transactional_db, live_server, patient, signed_in, nurse
):
    page = signed_in(nurse)
    record = live_server.url + reverse("patient", args=[patient.ref])
    page.goto(record)
    other = page.context.new_page()
    other.goto(record)
    expect(page.get_by_text("Otto Synthetic").first).to_be_visible()
    other.get_by_role("button", name="Sign out").click()
    for tab in (other, page):
        expect(tab.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
        expect(tab.get_by_text("Otto Synthetic")).to_have_count(0)
    page.faults.clear()  # Chromium reports every answer that is an error
