"""Signing in as a person does, in a browser that forgives nothing."""

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD

PAGES = ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/")
SIGNED_IN = ("/accounts/logout/", "/accounts/password/change/", "/nowhere/")


def test_a_person_signs_in_and_out_again(guarded, live_server, clinician):
    guarded.goto(f"{live_server.url}/")
    guarded.get_by_label("Email").fill(clinician.email)
    guarded.get_by_label("Password").fill(PASSWORD)
    guarded.get_by_role("button", name="Sign in").click()
    guarded.wait_for_url(f"{live_server.url}/")
    guarded.get_by_role("button", name="Sign out").click()
    guarded.wait_for_url(f"{live_server.url}/accounts/login/")


def test_what_is_wrong_is_said_aloud(guarded, live_server, axe):
    guarded.goto(f"{live_server.url}/accounts/login/")
    guarded.get_by_label("Email").fill("nobody@north.example")
    guarded.get_by_label("Password").fill("not the password")
    guarded.get_by_role("button", name="Sign in").click()
    expect(guarded.locator(".errors[role=alert]")).to_be_visible()
    assert axe(guarded) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_before_signing_in(
    guarded, live_server, axe, path, width, scheme
):
    guarded.emulate_media(color_scheme=scheme)
    guarded.set_viewport_size({"width": width, "height": 800})
    guarded.goto(f"{live_server.url}{path}")
    assert axe(guarded) == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert guarded.evaluate(wide) == 0


@pytest.mark.parametrize("path", SIGNED_IN)
def test_axe_finds_nothing_once_signed_in(signed_in, live_server, axe, clinician, path):
    page = signed_in(clinician)
    page.goto(f"{live_server.url}{path}")
    assert axe(page) == []
    page.faults.clear()  # Chromium reports the page that is not there


def test_an_inline_script_does_not_run_and_fails_the_test(guarded, live_server):
    """The guard itself is seen to bite."""
    guarded.goto(f"{live_server.url}/accounts/login/")
    with guarded.expect_console_message(lambda said: "policy: script-src" in said.text):
        guarded.evaluate(
            "document.body.append(Object.assign(document.createElement('script'),"
            " {textContent: 'window.planted = true'}))"
        )
    assert guarded.evaluate("window.planted") is None
    assert any("script-src" in fault for fault in guarded.faults)
    guarded.faults.clear()


def test_another_machine_is_not_reached_and_fails_the_test(guarded, live_server):
    guarded.goto(f"{live_server.url}/accounts/login/")
    with guarded.expect_console_message(lambda said: "elsewhere.example" in said.text):
        guarded.evaluate("fetch('https://elsewhere.example/').catch(() => null)")
    assert any("elsewhere.example" in fault for fault in guarded.faults)
    guarded.faults.clear()
