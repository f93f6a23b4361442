"""Signing in as a person does, in a browser that forgives nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD
from tests.factories.totp import totp_code

PAGES = ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/")
SIGNED_IN = (
    *("/accounts/logout/", "/accounts/password/change/", "/nowhere/", "/accounts/"),
    *("/accounts/reauthenticate/", "/accounts/recovery-codes/"),
)
AUTHENTICATOR = {
    **{"protocol": "ctap2", "transport": "internal", "hasResidentKey": True},
    **{"hasUserVerification": True, "isUserVerified": True},
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def at(live_server):
    """The site by a name, which passkeys need."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def named(guarded, at):
    """A browser that holds passkeys."""
    tools = guarded.context.new_cdp_session(guarded)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield guarded
    named = f"off this machine: {at}"
    guarded.faults[:] = [one for one in guarded.faults if not one.startswith(named)]


def enter_password(page, user):
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def row(page, name):
    return page.get_by_role("row").filter(has_text=name)


def test_a_passkey_is_added_named_used_and_removed(named, at, clinician, axe):
    named.goto(f"{at}/accounts/login/?next=/accounts/passkeys/add/")
    enter_password(named, clinician)
    confirm(named)
    named.get_by_label("Name").fill("Ward laptop")
    assert axe(named) == []
    named.get_by_role("button", name="Add passkey").click()
    expect(row(named, "Ward laptop")).to_be_visible()
    expect(named.get_by_text("Passkey added.")).to_be_visible()

    named.get_by_role("link", name="Rename").click()
    named.get_by_label("Name").fill("My laptop")
    named.get_by_role("button", name="Save name").click()
    expect(row(named, "My laptop")).to_be_visible()

    named.get_by_role("button", name="Sign out", exact=True).click()
    named.get_by_role("button", name="Sign in with a passkey").click()
    named.wait_for_url(f"{at}/")

    named.get_by_role("link", name="Account").click()
    named.get_by_role("link", name="Remove", exact=True).click()
    confirm(named)
    named.get_by_role("button", name="Remove passkey").click()
    expect(named.get_by_role("heading", name="Account")).to_be_visible()
    expect(row(named, "My laptop")).to_have_count(0)


def test_after_the_password_a_passkey_is_the_second_step(named, at, clinician, axe):
    named.goto(f"{at}/accounts/login/?next=/accounts/passkeys/add/")
    enter_password(named, clinician)
    confirm(named)
    named.get_by_role("button", name="Add passkey").click()
    expect(row(named, "Passkey")).to_be_visible()
    named.get_by_role("button", name="Sign out", exact=True).click()
    enter_password(named, clinician)
    expect(named.get_by_role("heading", name="Second step")).to_be_visible()
    assert axe(named) == []
    named.get_by_role("button", name="Use passkey").click()
    named.wait_for_url(f"{at}/")


def test_an_app_and_recovery_codes_are_added(guarded, live_server, clinician, axe):
    guarded.goto(f"{live_server.url}/accounts/login/?next=/accounts/app/add/")
    enter_password(guarded, clinician)
    confirm(guarded)
    assert axe(guarded) == []
    picture = guarded.get_by_role("img", name="The key as a QR code")
    expect(picture).to_have_js_property("complete", True)
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    key = guarded.locator("main code")
    expect(key).to_have_text(re.compile("^[A-Z2-7]{32}$"))
    guarded.get_by_label("Code").fill(totp_code(key.evaluate("(key) => key.textContent")))
    guarded.get_by_role("button", name="Add app").click()
    guarded.get_by_role("link", name="Make recovery codes").click()
    guarded.get_by_role("button", name="Make recovery codes").click()
    expect(guarded.locator(".codes li")).to_have_count(10)
    assert axe(guarded) == []
    with guarded.expect_download() as saved:
        guarded.get_by_role("link", name="Download codes").click()
    assert len(saved.value.path().read_text().split()) == 10


def test_a_person_signs_in_and_out_again(guarded, live_server, clinician):
    guarded.goto(f"{live_server.url}/")
    guarded.get_by_label("Email").fill(clinician.email)
    guarded.get_by_label("Password").fill(PASSWORD)
    guarded.get_by_role("button", name="Sign in", exact=True).click()
    guarded.wait_for_url(f"{live_server.url}/")
    guarded.get_by_role("button", name="Sign out").click()
    guarded.wait_for_url(f"{live_server.url}/accounts/login/")


def test_what_is_wrong_is_said_aloud(guarded, live_server, axe):
    guarded.goto(f"{live_server.url}/accounts/login/")
    guarded.get_by_label("Email").fill("nobody@north.example")
    guarded.get_by_label("Password").fill("not the password")
    guarded.get_by_role("button", name="Sign in", exact=True).click()
    expect(guarded.get_by_role("alert").filter(has_text="is wrong")).to_be_visible()
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
