"""The page of a man with many draws: its table, its paper, small and strange screens."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs import record
from labs.models import Panel
from tests import factories
from tests.browser.keyboard import faults, stops

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MM = 96 / 25.4
# But for words of a sentence that lead to the glossary: those are as high as their line.
SMALL = """() => [...document.querySelectorAll("main :is(a, button, summary, input)")]
  .filter((one) => !one.matches("p a[href^='/glossary/'], dd a[href^='/glossary/']"))
  .filter((one) => one.checkVisibility() && one.type !== "hidden" && one.tabIndex >= 0)
  .filter((one) => one.getBoundingClientRect().height < 43.9)
  .map((one) => one.outerHTML.slice(0, 100))"""


@pytest.fixture
def address(transactional_db, live_server, patient, clinician, nurse):
    """25 draws by two laboratories, four agents, five decisions."""
    for n in range(25):
        factories.drawn(
            patient,
            f"{2024 + n // 12}-{1 + n % 12:02}-05 08:{n:02}",
            by=nurse,
            laboratory="Harbour" if n < 12 else "Quay",
            method="immunoassay" if n < 12 else "LC-MS/MS",
            lh="<0.1" if n % 5 else "3.2",
            fsh="2.6",
            testosterone="349 ng/dL" if n % 4 == 0 else "12.1",
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
        record.treatment.begin(patient, factories.episode(name, start, stop), by=clinician)
    first = Panel.objects.first()
    for month in (1, 3, 5, 7, 9):
        decided = factories.decided(f"2025-{month:02}-10")
        record.decision.decide(patient, decided, [first.uid], by=clinician)
    return live_server.url + reverse("patient", args=[patient.ref])


def test_earlier_draws_come_under_the_others_and_the_focus_stays(
    signed_in, address, clinician
):
    page = signed_in(clinician)
    page.goto(address)
    rows = page.locator("#flowsheet tr[id]")
    expect(rows).to_have_count(20)
    page.locator("#earlier-draws").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Draws 1 to 25 of 25").wait_for()
    expect(rows).to_have_count(25)
    expect(page.locator("#earlier-draws")).to_be_focused()


def test_heads_stay_in_sight_while_the_table_is_scrolled(signed_in, address, clinician):
    page = signed_in(clinician)
    page.goto(address)
    box = page.locator(".scroll.tall")
    box.evaluate("(box) => { box.scrollTop = 900; box.scrollLeft = 400; }")
    at = box.bounding_box()
    assert abs(page.locator("#flowsheet thead").bounding_box()["y"] - at["y"]) < 2
    assert abs(page.locator("#flowsheet thead th").first.bounding_box()["x"] - at["x"]) < 2


@pytest.mark.parametrize(("query", "width"), [("?table=analytes", 1440), ("", 390)])
def test_no_stop_of_the_keyboard_is_under_a_bar_or_a_head(
    signed_in, address, clinician, query, width
):
    page = signed_in(clinician)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + query)
    page.wait_for_load_state("networkidle")
    walked = stops(page)
    assert len(walked) > 60
    assert faults(walked) == []


def test_small_and_strange_screens_have_all_of_it(signed_in, address, clinician, axe):
    page = signed_in(clinician)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    for query in ("", "?table=analytes"):
        page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
        page.goto(address + query)
        assert page.evaluate(SIDEWAYS) == 0, query
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate(SIDEWAYS) == 0, query
        assert page.evaluate(SMALL) == [], query
        assert axe(page) == [], query
    figure = page.locator("figure.course").bounding_box()
    controls = page.locator("nav.controls").first.bounding_box()
    assert figure["y"] - controls["y"] < 120


def test_the_first_sheet_has_figure_key_decisions_and_four_draws_at_least(
    signed_in, address, clinician
):
    page = signed_in(clinician)
    page.goto(address)
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert sheets > 1
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(188 * MM), "height": 1000})  # within its margins
    sheet = page.locator(".first-sheet").bounding_box()
    assert sheet["y"] + sheet["height"] <= 277 * MM
    seen = page.locator(".sheet-draws tbody").evaluate(
        """(body) => [...body.rows].filter((row) => {
          const [of, box] = [row.getBoundingClientRect(), body.getBoundingClientRect()];
          return of.bottom <= box.bottom + 1 && of.right <= box.right + 1;
        }).length"""
    )
    assert 4 <= seen < 20
    for part in (".picture.print", ".figure-part:not([hidden]) .key", ".sheet-decisions"):
        place = page.locator(f".first-sheet {part}").first.bounding_box()
        assert place["y"] + place["height"] < 277 * MM, part
    width = page.locator(".first-sheet .picture.print").first.bounding_box()["width"]
    assert width / 930 * 11 * 0.75 >= 6.1  # points, of the smallest words in the figure
    assert page.locator(".sheet-draws td").first.evaluate(
        "(cell) => parseFloat(getComputedStyle(cell).fontSize) * 0.75 >= 6.99"
    )
