"""The trend page: what fits one screen, and how it is looked at, stepped to and printed."""

import io
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from labs.models import Panel
from tests import factories
from tests.browser.keyboard import faults, stops

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Without figure, key and step buttons, which have 740 px and 190 words of their own; this
# patient has more decisions, treatments and notes than any of the demonstration.
MOST_PX, MOST_WORDS = 1_660, 800
SMALL = """() => [...document.querySelectorAll("main :is(a, button, summary, input)")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden" && one.tabIndex >= 0)
  .filter((one) => one.getBoundingClientRect().height < 43.9)
  .map((one) => one.outerHTML.slice(0, 100))"""
# Chooses a time axis in the moment in which new options stand on the page.
CHOOSE_AT_ONCE = """() => new MutationObserver((_, observer) => {
  observer.disconnect();
  const axis = document.getElementById("option-axis");
  axis.selectedIndex = 2;
  axis.dispatchEvent(new Event("change", { bubbles: true }));
}).observe(document.getElementById("shown"), { childList: true })"""
# Height and words of the page without its figure, key and step buttons.
REST = """() => {
  const beside = [...document.querySelectorAll("figure.course, [data-steps], ul.key")];
  const words = (one) => one.innerText.split(/\\s+/).filter(Boolean).length;
  const sum = (of) => beside.reduce((all, one) => all + of(one), 0);
  return {
    px: document.documentElement.scrollHeight
      - sum((one) => one.getBoundingClientRect().height),
    words: words(document.body) - sum(words),
    top: document.querySelector("figure.course").getBoundingClientRect().top + scrollY,
  };
}"""
HARBOUR = {"laboratory": "Harbour", "method": "immunoassay"}
QUAY = {"laboratory": "Quay", "method": "LC-MS/MS"}


@pytest.fixture
def draws(transactional_db, live_server, patient, nurse):
    """So many draws, the later ones by another laboratory, four agents, five decisions."""

    def draws(count):
        for n in range(count):
            factories.drawn(
                patient,
                f"{2024 + n // 12}-{1 + n % 12:02}-05 08:{n:02}",
                by=nurse,
                **(HARBOUR if n < count // 2 else QUAY),
                lh="<0.1" if n % 5 else "3.2",
                fsh="2.6",
                testosterone="349 ng/dL" if n % 8 == 0 else "12.1",
                estradiol="98",
                left="15",
                right="16",
                interval="1.7-8.6",
            )
        for name, start, stop in (
            ("Testosterone", "2024-02-01", "2025-01-10"),
            ("hCG", "2025-02-01", "2025-08-10"),
            ("Clomifene", "2025-06-01", None),
            ("Anastrozole", "2025-09-01", "2025-12-01"),
        ):
            factories.TreatmentFactory(
                patient=patient, agent=name.lower(), name=name, start=start, stop=stop
            )
        first = Panel.objects.first()
        for month in (1, 3, 5, 7, 9):
            factories.DecisionFactory(
                patient=patient, on=[first], date=f"2025-{month:02}-10"
            )
        return live_server.url + reverse("patient", args=[patient.ref])

    return draws


@pytest.fixture
def address(draws):
    return draws(25)


def test_the_page_fits_and_the_figure_starts_high(signed_in, draws, clinician):
    address = draws(10)
    page = signed_in(clinician)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    found = page.evaluate(REST)
    assert found["top"] <= 190
    assert found["px"] <= MOST_PX
    assert found["words"] <= MOST_WORDS
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    assert page.evaluate(REST)["top"] <= 360


def test_earlier_draws_come_under_the_others_and_the_first_has_the_focus(
    signed_in, address, clinician
):
    page = signed_in(clinician)
    page.goto(address)
    rows = page.locator("#results-rows tr[id]")
    expect(rows).to_have_count(8)
    page.get_by_role("link", name="Show earlier (17)").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(25)
    expect(rows.nth(8).get_by_role("link").first).to_be_focused()
    expect(page.get_by_text("Show earlier")).to_have_count(0)


def test_a_choice_changes_what_is_shown_and_keeps_the_place(signed_in, address, clinician):
    page = signed_in(clinician)
    page.goto(address)
    scale = page.get_by_label("Scale")
    scale.focus()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(r"\?lh=linear$"))
    expect(page.get_by_label("Scale")).to_be_focused()
    expect(page.get_by_label("Scale")).to_have_value("linear")
    page.get_by_label("Units").select_option("ng/dL, pg/mL")
    expect(page.locator(".results thead")).to_contain_text("ng/dL")
    page.get_by_role("link", name="1 year").click()
    expect(page).to_have_url(re.compile("from=.*lh=linear.*unit.testosterone=ng"))
    expect(page.get_by_role("link", name="1 year")).to_be_focused()
    page.get_by_label("Time axis").select_option(index=2)
    expect(page).to_have_url(re.compile("axis=since"))


def test_a_choice_in_options_that_just_came_is_not_lost(signed_in, address, clinician):
    page = signed_in(clinician)
    page.goto(address)
    page.evaluate(CHOOSE_AT_ONCE)
    page.get_by_label("Scale").select_option("linear")
    expect(page).to_have_url(re.compile("axis=since.*lh=linear"))


def test_on_a_small_screen_the_options_stay_open_after_a_choice(
    signed_in, address, clinician
):
    page = signed_in(clinician)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    expect(page.get_by_label("Scale")).to_be_hidden()
    page.get_by_text("Range: All, options").click()
    page.get_by_label("Scale").select_option("linear")
    expect(page.get_by_text("Range: All, values, all linear, options")).to_be_visible()
    expect(page.get_by_label("Scale")).to_be_visible()


def test_more_closes_on_escape_and_on_leaving(signed_in, address, clinician):
    page = signed_in(clinician)
    page.goto(address)
    more = page.locator("details.more > summary")
    link = page.get_by_role("link", name="Clinician’s ranges")
    more.press("Enter")
    expect(link).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(more).to_be_focused()
    more.click()
    page.get_by_role("heading", name="Results").click()
    expect(link).to_be_hidden()
    more.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(link).to_be_hidden()


def test_what_is_remembered_is_there_on_the_next_visit(signed_in, address, clinician):
    page = signed_in(clinician)
    page.goto(address)
    page.get_by_label("Scale").select_option("linear")
    expect(page).to_have_url(re.compile("lh=linear"))
    page.get_by_text("In words").click()
    page.get_by_role("button", name="Remember these options").click()
    message = page.get_by_text("are remembered for you")
    expect(message).to_be_visible()
    expect(page.locator(".since")).to_be_focused()
    assert page.evaluate(REST)["top"] <= 190
    page.goto(address)
    expect(page.get_by_label("Scale")).to_have_value("linear")
    expect(page.locator("#summary")).to_be_visible()


def test_all_of_it_works_without_a_script(without_script, address, clinician):
    page = without_script(clinician)
    page.goto(address)
    page.get_by_label("Scale").select_option("linear")
    page.locator(".options-row > .show").click()
    expect(page.get_by_label("Scale")).to_have_value("linear")
    page.locator("details.more > summary").click()
    expect(page.get_by_role("link", name="Results as CSV")).to_be_visible()
    expect(page.get_by_role("link", name="Figure as PNG")).to_be_hidden()
    page.get_by_role("link", name="Show earlier (17)").click()
    expect(page.locator("#results-rows tr[id]")).to_have_count(25)
    page.get_by_text("Dates…").click()
    page.locator(".dates [name=from]").fill("2020-01-01")
    page.locator(".dates [name=to]").fill("2020-02-01")
    page.locator(".dates button").click()
    expect(page.get_by_text("No draw in these dates.")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_no_stop_of_the_keyboard_is_under_a_bar_or_a_head(
    signed_in, address, clinician, width
):
    page = signed_in(clinician)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    walked = stops(page)
    assert len(walked) > 40
    assert faults(walked) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_and_strange_screens_have_all_of_it(
    signed_in, address, clinician, axe, scheme
):
    page = signed_in(clinician)
    forced = "active" if scheme == "light" else "none"
    page.emulate_media(forced_colors=forced, reduced_motion="reduce", color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    page.goto(address)
    assert page.evaluate(SIDEWAYS) == 0
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(SMALL) == []
    assert axe(page) == []
    page.set_viewport_size({"width": 1024, "height": 800})
    assert page.evaluate(SIDEWAYS) == 0
    assert axe(page) == []


def test_no_sheet_of_paper_is_nearly_empty_and_the_first_holds_the_draws(
    signed_in, draws, clinician
):
    page = signed_in(clinician)
    page.goto(draws(10))
    page.wait_for_load_state("networkidle")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    texts = [sheet.extract_text() for sheet in sheets]
    words = [len(text.split()) for text in texts]
    assert len(words) <= 3
    assert all(count > 60 for count in words), words
    for part in ("Decisions", "Treatments", "5 Oct 2024"):
        assert part in texts[0], part
    assert "Show earlier" not in "".join(texts)
