"""A session that ends, and answers that fail, while something is typed: nothing is lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from labs.models import AuditEvent, Panel
from tests import factories
from tests.browser.test_entry import box
from tests.factories import PASSWORD

TYPED = {"LH value": "<0.1", "FSH value": "4.0", "Other remarks on the draw": "fasted"}
ENDED = "Your session has ended"


@pytest.fixture(autouse=True)
def no_tries_before(db):
    cache.clear()


@pytest.fixture
def typed(transactional_db, live_server, patient, signed_in, nurse):
    """A sheet in which a nurse has typed."""
    page = signed_in(nurse)
    page.goto(live_server.url + reverse("panel_new", args=[patient.ref]))
    box(page, "Draw date").fill("2020-03-02")
    for name, value in TYPED.items():
        box(page, name).fill(value)
    expect(page.locator(".htmx-request")).to_have_count(0)
    yield page
    page.faults.clear()  # Chromium reports every answer that is an error


def banner(page):
    return page.locator("#banner")


def save(page):
    return page.get_by_role("button", name="Save draw")


def sign_in_elsewhere(page, live_server, user):
    """In another tab of the same browser, as a person does; nobody is signed in there."""
    Session.objects.all().delete()
    tab = page.context.new_page()
    tab.goto(f"{live_server.url}/accounts/login/")
    tab.get_by_label("Email").fill(user.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url(f"{live_server.url}/")
    tab.close()


def come_back(page):
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def assert_nothing_is_lost(page, address):
    expect(page).to_have_url(address)
    for name, value in TYPED.items():
        expect(box(page, name)).to_have_value(value)


def test_a_session_that_ends_is_said_in_sight_and_nothing_is_lost(typed, axe):
    address = typed.url
    Session.objects.all().delete()
    box(typed, "LH value").fill("<0.1")
    box(typed, "FSH value").focus()  # leaves a box: asked in the background

    expect(banner(typed)).to_contain_text(ENDED)
    expect(typed.get_by_role("alert").filter(has_text=ENDED)).to_be_visible()
    expect(banner(typed)).to_contain_text("What you typed is still here")
    link = typed.get_by_role("link", name="Sign in in a new tab")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener")
    box(typed, "Other remarks on the draw").scroll_into_view_if_needed()
    expect(banner(typed)).to_be_in_viewport(ratio=1)
    assert axe(typed) == []
    save(typed).click()
    expect(banner(typed)).to_contain_text(ENDED)
    assert_nothing_is_lost(typed, address)
    assert not Panel.objects.exists()


@pytest.mark.parametrize("way", ["comes back first", "saves at once"])
def test_after_signing_in_again_what_was_typed_is_saved(typed, live_server, nurse, way):
    Session.objects.all().delete()
    save(typed).click()
    expect(banner(typed)).to_contain_text(ENDED)
    sign_in_elsewhere(typed, live_server, nurse)
    if way == "comes back first":
        come_back(typed)
        expect(banner(typed)).to_contain_text(
            "Signed in again as Nils Synthetic. You can save"
        )
    save(typed).click()
    typed.wait_for_url(re.compile(r"/patients/\w{12}/$"))

    kept = Panel.objects.get().results.order_by("pk").values_list("reported", flat=True)
    assert list(kept) == ["<0.1", "4.0"]
    expect(banner(typed)).to_be_empty()


def test_a_token_that_changed_unnoticed_is_renewed_and_saving_again_saves(typed):
    address = typed.url
    typed.evaluate("""() => {
      const boxes = document.getElementsByName("csrfmiddlewaretoken");
      for (const one of boxes) one.value = "old";
      document.body.setAttribute("hx-headers", '{"X-CSRFToken": "old"}');
    }""")
    save(typed).click()

    expect(banner(typed)).to_contain_text("the form was too old")
    assert_nothing_is_lost(typed, address)
    assert not Panel.objects.exists()
    save(typed).click()
    typed.wait_for_url(re.compile(r"/patients/\w{12}/$"))
    assert Panel.objects.count() == 1


def test_another_person_cannot_save_what_was_typed(typed, live_server, clinician, nurse):
    address = typed.url
    Session.objects.all().delete()
    save(typed).click()
    expect(banner(typed)).to_contain_text(ENDED)
    sign_in_elsewhere(typed, live_server, clinician)
    come_back(typed)

    expect(banner(typed)).to_contain_text("This form was filled in by Nils Synthetic.")
    expect(save(typed)).to_be_disabled()
    typed.keyboard.press("Control+Enter")
    assert_nothing_is_lost(typed, address)
    assert not Panel.objects.exists()

    sign_in_elsewhere(typed, live_server, nurse)
    come_back(typed)
    expect(save(typed)).to_be_enabled()
    save(typed).click()
    typed.wait_for_url(re.compile(r"/patients/\w{12}/$"))


def test_another_person_who_was_not_noticed_is_refused_by_the_server(
    typed, signed_in, clinician
):
    signed_in(clinician)  # behind the back of the page
    save(typed).click()

    typed.get_by_text("this form was filled in by Nils Synthetic").wait_for()
    expect(save(typed)).to_be_disabled()
    assert not Panel.objects.exists()
    expect(box(typed, "LH value")).to_have_value("<0.1")


ANSWERS = {
    "403": (403, {}, "don’t have permission"),
    "404": (404, {}, "not found"),
    "400": (400, {}, "error 400"),
    "413": (413, {}, "too much was sent"),
    "429": (429, {"Retry-After": "30"}, "Try again in 30 seconds."),
    "500": (500, {}, "error 500"),
    "502": (502, {}, "error 502"),
    "503": (503, {"Retry-After": "600"}, "Try again in 10 minutes."),
    "503 without a time": (503, {}, "Try again in a moment."),
    "no network": (None, {}, "did not answer"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_that_failed_is_said_in_sight_until_one_is_taken(typed, case):
    status, headers, said = ANSWERS[case]
    address = typed.url

    def fail(route):
        if route.request.method != "POST":
            route.continue_()
        elif status is None:
            route.abort("connectionrefused")
        else:
            route.fulfill(status=status, headers=headers, body="")

    typed.route("**/*", fail)
    typed.evaluate("scrollTo(0, document.body.scrollHeight)")
    save(typed).click()
    expect(banner(typed)).to_contain_text(said)
    expect(banner(typed)).to_be_in_viewport(ratio=1)
    expect(banner(typed)).to_have_attribute("role", "alert")
    assert_nothing_is_lost(typed, address)

    typed.unroute("**/*")
    with typed.expect_response("**/panels/new/"):
        box(typed, "LH value").fill("<0.2")
        box(typed, "FSH value").focus()
    expect(banner(typed)).to_contain_text(said)  # a box that is looked at saves nothing
    typed.get_by_role("button", name="Check without saving").click()
    expect(banner(typed)).to_be_empty()


def test_an_answer_that_never_comes_is_given_up_and_said(typed):
    address = typed.url
    typed.route("**/panels/new/", lambda route: None)
    typed.evaluate("htmx.config.timeout = 50")
    save(typed).click()
    expect(banner(typed)).to_contain_text("took too long")
    assert_nothing_is_lost(typed, address)


def test_every_page_that_asks_in_the_background_says_what_failed(
    signed_in, live_server, transactional_db, patient, clinician
):
    factories.drawn(patient, "2026-03-02", by=clinician, lh="3.2")
    page = signed_in(clinician)
    page.goto(live_server.url + reverse("patients"))
    page.get_by_label("Find a patient").fill("Otto")
    Session.objects.all().delete()
    page.keyboard.press("Enter")
    expect(banner(page)).to_contain_text(ENDED)
    expect(page.get_by_label("Find a patient")).to_have_value("Otto")

    signed_in(clinician)
    page.route("**/figure/*", lambda route: route.fulfill(status=401))
    page.goto(live_server.url + reverse("patient", args=[patient.ref]))
    page.set_viewport_size({"width": 390, "height": 900})
    expect(banner(page)).to_contain_text(ENDED)
    page.faults.clear()

    signed_in(clinician)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.route("**/figure.json*", lambda route: route.fulfill(status=401))
    record = reverse("patient", args=[patient.ref])
    page.goto(f"{live_server.url}{record}?view=explore")
    expect(banner(page)).to_contain_text(ENDED)
    page.faults.clear()


# A form without htmx: what is typed in it, and the button that saves it.
PLAIN = {
    "decisions": ("What was decided", "Nothing changed.", "Save decision"),
    "treatments": ("Other treatment", "a gel", "Save treatment"),
    "details": ("Name", "Otto Synthetic the Elder", "Save details"),
}


@pytest.fixture(params=PLAIN)
def plain(request, transactional_db, live_server, patient, signed_in, clinician):
    """A form of a record that is sent without htmx, with something typed in it."""
    page = signed_in(clinician)
    page.goto(live_server.url + reverse(request.param, args=[patient.ref]))
    name, typed, button = PLAIN[request.param]
    box(page, name).fill(typed)
    yield page, box(page, name), page.get_by_role("button", name=button)
    page.faults.clear()  # Chromium reports the 401


@pytest.mark.parametrize("noticed", ["before", "by saving"])
def test_a_form_without_htmx_waits_as_well(plain, live_server, clinician, noticed):
    page, typed, save = plain
    address, held = page.url, typed.input_value()
    Session.objects.all().delete()
    if noticed == "before":
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(banner(page)).to_contain_text(ENDED)
    save.click()
    expect(banner(page)).to_contain_text(ENDED)
    expect(page).to_have_url(address)
    expect(typed).to_have_value(held)

    sign_in_elsewhere(page, live_server, clinician)
    before = AuditEvent.objects.count()
    with page.expect_navigation():
        save.click()
    assert AuditEvent.objects.count() > before  # it was sent, and looked at


def test_a_form_without_htmx_is_not_saved_by_another_person(plain, live_server, nurse):
    page, typed, save = plain
    address, held = page.url, typed.input_value()
    sign_in_elsewhere(page, live_server, nurse)
    save.click()
    expect(banner(page)).to_contain_text("This form was filled in by Clara Synthetic.")
    expect(page).to_have_url(address)
    expect(typed).to_have_value(held)


@pytest.mark.parametrize("answer", ["refused", "never"])
def test_a_form_without_htmx_waits_for_a_server_that_does_not_answer(plain, answer):
    page, typed, save = plain
    address, held, asked = page.url, typed.input_value(), []

    def fail(route):
        asked.append(save.get_attribute("aria-busy"))
        if answer == "refused":
            route.abort("connectionrefused")

    page.evaluate("htmx.config.timeout = 500")
    page.route("**/accounts/token/", fail)
    save.click()
    expect(banner(page)).to_contain_text("did not answer")
    assert asked == ["true"]
    expect(save).not_to_have_attribute("aria-busy", "true")
    expect(page).to_have_url(address)
    expect(typed).to_have_value(held)

    page.unroute("**/accounts/token/")
    with page.expect_navigation():
        save.click()


def test_what_is_typed_while_an_answer_comes_is_kept(typed, live_server):
    """The answer to *Check* shows what was sent; what was typed since is put back."""
    held = []
    typed.route("**/panels/new/", lambda route: held.append(route))
    with typed.expect_request(lambda r: "act=check" in (r.post_data or "")):
        typed.get_by_role("button", name="Check without saving").click()
    box(typed, "LH value").fill("<0.3")
    typed.get_by_role("checkbox", name="biotin").check()
    for route in held:
        route.continue_()
    typed.get_by_text("No problem found.").wait_for()

    expect(box(typed, "LH value")).to_have_value("<0.3")
    expect(typed.get_by_role("checkbox", name="biotin")).to_be_checked()


def test_leaving_with_something_typed_is_asked_about(typed):
    asked = []
    typed.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    box(typed, "LH value").press("1")  # a key of a person: only then does a browser ask
    address = typed.url
    typed.get_by_role("link", name="Patients").click()
    expect(box(typed, "FSH value")).to_have_value("4.0")
    expect(typed).to_have_url(address)
    assert asked == ["beforeunload"]
    typed.get_by_role("link", name="Cancel").click()
    typed.wait_for_url("**/patients/*/")
    assert len(asked) == 1
