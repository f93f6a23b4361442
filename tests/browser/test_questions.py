"""What a form asks before it saves, seen and answered in a browser."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs.models import Result, Treatment
from tests import factories


@pytest.fixture
def opened(transactional_db, live_server, patient, signed_in, clinician):
    """A page of this man, opened by a clinician."""
    factories.TreatmentFactory(patient=patient, start="2020-02-15")
    for at, laboratory, cell in (
        ("2020-02-04 08:00", "Quay Street", "512 ng/dL"),
        ("2020-02-05 08:00", "Harbour Laboratory", "12.1 nmol/L"),
    ):
        factories.drawn(patient, at, by=clinician, laboratory=laboratory, testosterone=cell)

    def opened(name):
        page = signed_in(clinician)
        page.goto(live_server.url + reverse(name, args=[patient.ref]))
        return page

    return opened


def box(page, name):
    return page.get_by_label(name, exact=True)


def test_the_unit_of_a_typed_range_is_asked_about_and_nothing_is_lost(opened):
    page = opened("panel_new")
    box(page, "Draw date").fill("2020-03-02")
    box(page, "Testosterone value").fill("420")
    box(page, "Testosterone reference range").fill("8.64-29.0")
    with page.expect_response("**/panels/new/"):
        box(page, "Testosterone reference range").press("Tab")
    box(page, "Testosterone unit").select_option("ng/dL")
    expect(page.get_by_text("this reference range was typed in nmol/L")).to_be_visible()

    page.get_by_role("button", name="Save draw").click()
    expect(page).to_have_title("Not saved · New draw · HPG Tracker")
    expect(box(page, "Testosterone reference range")).to_have_value("8.64-29.0")
    box(page, "Testosterone reference range").fill("8.64-29.0 nmol/L")
    page.get_by_role("button", name="Save draw").click()
    page.wait_for_url(re.compile(r"/patients/\w{12}/$"))

    kept = Result.objects.latest("pk")
    assert (kept.unit, kept.range_unit, kept.reported) == ("ng/dL", "nmol/L", "420")


def test_what_was_chosen_by_hand_stays_when_the_laboratory_is_another(opened):
    page = opened("panel_new")
    expect(box(page, "Testosterone unit")).to_have_value("nmol/L")
    expect(page.get_by_text("as in the draw of 5 Feb 2020")).to_be_visible()

    box(page, "Testosterone method").fill("LC-MS")
    box(page, "Laboratory").fill("Quay Street")
    box(page, "Laboratory").press("Tab")
    expect(page.get_by_text("as in the draw of 4 Feb 2020")).to_be_visible()
    expect(box(page, "Testosterone unit")).to_have_value("ng/dL")
    expect(box(page, "Testosterone method")).to_have_value("LC-MS")

    box(page, "Laboratory").fill("Harbour Laboratory")
    box(page, "Laboratory").press("Tab")
    expect(box(page, "Testosterone unit")).to_have_value("nmol/L")
    expect(box(page, "Testosterone method")).to_have_value("LC-MS")


def test_an_overlap_is_answered_by_a_button_and_never_by_enter(opened, axe):
    page = opened("treatments")
    box(page, "Treatment").select_option("testosterone")
    box(page, "Start date").fill("2020-03-02")
    page.get_by_role("button", name="Save treatment").click()
    keep = page.get_by_role("button", name="Keep both and save")
    expect(keep).to_be_visible()
    assert axe(page) == []

    box(page, "Route").press("Enter")
    expect(page.locator("[name=dose_text]")).to_be_focused()
    expect(keep).to_be_visible()
    assert Treatment.objects.count() == 1

    box(page, "Stop date of the recorded treatment").fill("2020-03-01")
    with page.expect_navigation():
        page.get_by_role(
            "button", name="Stop the treatment from 15 Feb 2020 and save"
        ).click()
    expect(page.get_by_text("Testosterone recorded.")).to_be_visible()
    ended, ongoing = Treatment.objects.current().order_by("start")
    assert (str(ended.stop), ongoing.stop) == ("2020-03-01", None)


@pytest.mark.parametrize("width", [1440, 320])
def test_a_change_is_typed_and_saved(opened, axe, width):
    page = opened("treatments")
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("link", name="Change Testosterone").click()
    expect(page).to_have_title("Change Testosterone · HPG Tracker")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    box(page, "Stop date").fill("2020-03-01")
    box(page, "Reason for the change").fill("his wish")
    box(page, "Treatment").select_option("testosterone")
    box(page, "Start date").fill("2020-03-02")
    with page.expect_navigation():
        page.get_by_role("button", name="Save change").click()
    said = "Testosterone stopped, Testosterone from 2 Mar 2020 recorded."
    expect(page.get_by_text(said)).to_be_visible()
    assert Treatment.objects.current().count() == 2
