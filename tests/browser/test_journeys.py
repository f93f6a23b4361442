"""The main job, by keyboard alone; and what of it reaches the man himself."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs import record
from labs.models import Result
from tests import factories


@pytest.fixture
def course(transactional_db, patient, nurse):
    """A man whose earlier testosterone is in ng/dL."""
    factories.drawn(
        patient, "2026-01-05 08:00", by=nurse, lh="3.2", testosterone="349 ng/dL"
    )
    return patient


def tab_to(page, name):
    """Tab until what has the focus bears this name; a hundred stops at most."""
    for _ in range(100):
        page.keyboard.press("Tab")
        said = page.evaluate(
            """() => { const at = document.activeElement;
            const label = at.labels && at.labels[0];
            return (label || at).textContent.trim().replace(/\\s+/g, " "); }"""
        )
        if said == name or said.startswith(f"{name} ("):
            return
    pytest.fail(f"no stop is named {name}")


def sign_in_by_keys(page, user):
    tab_to(page, "Email")
    page.keyboard.type(user.email)
    tab_to(page, "Password")
    page.keyboard.type(factories.PASSWORD)
    page.keyboard.press("Enter")


def find_by_keys(page, name):
    page.keyboard.press("/")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/patients/")


def follow(page, link, to):
    tab_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_url(to)


def type_a_draw(page):
    # The order of day and month in a date box is the browser's own.
    page.get_by_label("Draw date", exact=True).fill("2026-03-02")
    tab_to(page, "LH value")
    page.keyboard.type("<0.1")
    page.keyboard.press("Enter")
    tab_to(page, "Testosterone value")
    page.keyboard.type("12.1")
    tab_to(page, "Testosterone unit")
    page.keyboard.type("nmol")
    page.get_by_role("button", name="Save draw").press("Enter")
    page.wait_for_url(re.compile(r"/patients/\w{12}/$"))


def test_from_sign_in_to_the_figure_by_keyboard_alone(
    guarded, live_server, course, clinician
):
    page = guarded
    page.goto(live_server.url)
    sign_in_by_keys(page, clinician)
    page.wait_for_url(f"{live_server.url}/")
    find_by_keys(page, "otto")
    follow(page, "Otto Synthetic", f"**/{course.ref}/")
    follow(page, "New draw", "**/panels/new/")
    type_a_draw(page)

    kept = Result.objects.filter(collected_at__month=3).values_list("reported", "unit")
    assert sorted(kept) == [("12.1", "nmol/L"), ("<0.1", "[IU]/L")]
    table = page.locator("table.results")
    expect(table).to_contain_text("<0.1")
    expect(table).to_contain_text("≈12.1")  # 349 ng/dL of the draw before
    expect(page.locator("svg.picture.desk")).to_contain_text("<0.1")


def test_what_is_signed_off_reaches_the_man_and_nobody_else(
    guarded, live_server, course, clinician, patient_user, signed_in
):
    page = signed_in(clinician)
    page.goto(live_server.url + reverse("patient", args=[course.ref]))
    page.get_by_role("link", name="Review").click()
    page.get_by_role("button", name="Sign off and share").click()
    page.get_by_text("signed off").first.wait_for()

    page = signed_in(patient_user)
    page.goto(live_server.url)
    expect(page).to_have_url(re.compile("/me/$"))
    expect(page.locator("main")).to_contain_text("3.2")
    expect(page.locator("script")).to_have_attribute("src", re.compile(r"/lock[.\w]*\.js$"))
    answer = page.goto(live_server.url + reverse("patient", args=[course.ref]))
    assert answer.status == 404
    page.faults.clear()  # Chromium reports the 404


def test_the_mans_page_needs_no_script(
    without_script, live_server, course, clinician, patient_user
):
    for panel in course.panels.current():
        record.release.sign_off(panel, by=clinician)
    factories.drawn(course, "2026-02-05 08:00", by=clinician, lh="4.1")
    record.release.sign_off(course.panels.latest("pk"), by=clinician)
    page = without_script(patient_user)
    page.goto(f"{live_server.url}/me/")

    page.get_by_text("LH over time").click()

    expect(page.get_by_role("cell", name="4.1 IU/L")).to_be_visible()
