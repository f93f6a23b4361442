"""The figure in a browser: the server's picture first, then Plotly over it, unmoved."""

import json
import re
from base64 import b64encode

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs.record import decision as record_decision
from labs.record import treatment as record_treatment
from tests import factories

LIVE = "figure.course.is-live"
BOX = ".told:not([hidden])"
SHIFTS = """() => { window.moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (!entry.hadRecentInput) window.moved += entry.value; }))
  .observe({ type: "layout-shift", buffered: true }); }"""

PIXELS = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const paper = canvas.getContext("2d");
  paper.drawImage(image, 0, 0);
  const { data } = paper.getImageData(0, 0, image.width, image.height);
  let inked = 0;
  for (let at = 0; at < data.length; at += 4) inked += data[at] < 128;
  return [image.width, [...data.slice(0, 4)], inked]; }"""

# The page hears of its new size in the first; the second shows it so.
TWO_FRAMES = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done)))"""
SMALLEST = """() => {
  const picture = [...document.querySelectorAll("figure.course svg.picture")]
    .find((svg) => svg.getClientRects().length);
  const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;
  const sizes = [...picture.querySelectorAll("[font-size]")]
    .map((text) => Number(text.getAttribute("font-size")));
  return scale * Math.min(...sizes); }"""


@pytest.fixture
def open_page(clinician, live_server, signed_in):
    def open_page(patient):
        page = signed_in(clinician)
        page.goto(live_server.url + reverse("patient", args=[patient.ref]))
        return page

    return open_page


@pytest.fixture
def course(patient, drawn):
    drawn(patient, "2026-01-05 08:00", lh="<0.1", fsh="0.4", testosterone="17.2")
    drawn(patient, "2026-02-02 08:10", lh="0.6", fsh="1.1", testosterone="9.8")
    drawn(patient, "2026-03-02 08:20", lh="3.1", testosterone="12.1")
    return patient


@pytest.fixture
def record(course, clinician, live_server, signed_in):
    """The record's page, once Plotly stands in it."""

    def record(forced=False, **size):
        page = signed_in(clinician)
        if size:
            page.set_viewport_size(size)
        if forced:
            page.emulate_media(forced_colors="active")
        page.goto(live_server.url + reverse("patient", args=[course.ref]))
        page.wait_for_selector("[data-steps]:not(.waits)" if forced else LIVE)
        return page

    return record


def point_at(page, share):
    """Move over the row of testosterone."""
    drawn = page.locator(".live .draglayer .x2y4 .nsewdrag")
    drawn.scroll_into_view_if_needed()
    row = drawn.bounding_box()
    page.mouse.move(row["x"] + share * row["width"], row["y"] + row["height"] / 2)
    return page.locator(BOX)


def test_plotly_stands_exactly_over_the_picture(record):
    page = record()
    picture, box = (
        page.locator(part).bounding_box()
        for part in ("svg.picture.desk", ".live .svg-container")
    )
    assert box == pytest.approx(picture, abs=1)


def test_the_swap_moves_nothing(course, clinician, live_server, signed_in):
    """Seen whole, so that what stands under the figure counts too."""
    page = signed_in(clinician)
    page.set_viewport_size({"width": 1440, "height": 3000})
    page.add_init_script(f"({SHIFTS})()")
    page.goto(live_server.url + reverse("patient", args=[course.ref]))
    page.wait_for_selector(LIVE)
    page.get_by_role("button", name="Later draw").wait_for()
    assert page.evaluate("window.moved") == 0


def test_nothing_can_be_shared_and_nothing_in_it_takes_the_focus(record):
    page = record()
    shared = page.locator(".modebar-btn, [data-title], .plotly-cloud-dialog")
    expect(shared).to_have_count(0)
    stops = page.locator(".live a, .live button, .live [tabindex]")
    expect(stops).to_have_count(0)
    expect(page.locator(".live")).to_have_attribute("aria-hidden", "true")


def test_one_box_tells_the_whole_draw_and_nothing_of_another(record):
    told = point_at(record(), 0.9)
    expect(told).to_contain_text("2 Mar 2026, 08:20")
    expect(told).to_contain_text("Testosterone 12.1 nmol/L")
    expect(told).to_contain_text("FSH not measured")
    expect(told).not_to_contain_text("1.1")


@pytest.mark.parametrize("wide", [1440, 390, 320])
def test_the_box_stays_inside_the_figure(record, wide):
    page = record(width=wide, height=900)
    page.get_by_role("button", name="Later draw").focus()
    figure = page.locator("figure.course").bounding_box()
    for key in ("Home", "ArrowRight", "End"):
        page.keyboard.press(key)
        box = page.locator(BOX).bounding_box()
        assert figure["x"] <= box["x"]
        assert box["x"] + box["width"] <= figure["x"] + figure["width"]
        assert figure["y"] <= box["y"]
        assert box["y"] + box["height"] <= figure["y"] + figure["height"]


def test_what_people_typed_is_text_in_the_box(course, clinician, record):
    name = "<img src=x onerror=document.title='hit'>"
    agent = factories.episode(name, "2026-01-01", agent="")
    record_treatment.begin(course, agent, by=clinician)
    page = record()
    expect(point_at(page, 0.9)).to_contain_text(name)
    expect(page).not_to_have_title("hit")


def test_a_flag_leads_to_its_decision(course, clinician, record):
    record_decision.decide(course, factories.decided("2026-02-03"), [], by=clinician)
    page = record()
    page.locator("svg.picture.desk a.flag").click()
    expect(page).to_have_url(re.compile("#decision-"))
    expect(page.locator(":target .letter")).to_have_text("A")


def test_the_figure_is_saved_as_a_picture_in_light_colours(record, tmp_path):
    page = record()
    page.emulate_media(color_scheme="dark")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Figure as PNG").click()
    kept = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(kept)
    assert kept.suffix == ".png"
    wide, corner, inked = page.evaluate(PIXELS, b64encode(kept.read_bytes()).decode())
    assert (wide, corner) == (2272, [255, 255, 255, 255])
    assert inked > 10_000


def test_a_reader_in_forced_colours_steps_over_the_picture(course, record):
    page = record(forced=True)
    page.get_by_role("button", name="Later draw").focus()
    page.keyboard.press("End")
    expect(page.locator(BOX)).to_contain_text("2 Mar 2026")
    expect(page.locator("svg.picture.desk")).to_be_visible()
    expect(page.locator(".live")).to_have_count(0)
    mark = page.locator("svg.picture.desk .mark.filled").first
    ink = mark.evaluate("(mark) => getComputedStyle(mark).fill")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ink != paper


def test_nothing_moves_by_itself(record):
    """Without transitions and animations there is nothing to reduce."""
    page = record()
    assert page.evaluate(
        "[...document.querySelectorAll('figure.course, figure.course *')].every((part) => {"
        " const style = getComputedStyle(part);"
        " return style.animationName === 'none' && style.transitionDuration === '0s'; })"
    )


def test_escape_closes_the_box(record):
    page = record()
    expect(point_at(page, 0.5)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(BOX)).to_have_count(0)


def test_keys_walk_from_draw_to_draw_and_say_each(record):
    page = record()
    said = page.locator("[data-said]")
    page.get_by_role("button", name="Later draw").focus()
    walk = {"End": "2 Mar", "ArrowLeft": "2 Feb", "Home": "5 Jan", "ArrowRight": "2 Feb"}
    for key, day in walk.items():
        page.keyboard.press(key)
        expect(said).to_have_text(re.compile(rf"^{day} 2026\. LH "))
        expect(page.locator(BOX)).to_have_count(1)
    expect(said).to_have_attribute("role", "status")


def test_the_buttons_do_the_same_as_the_keys(record):
    page = record()
    page.get_by_role("button", name="Earlier draw").click()
    expect(page.locator("[data-said]")).to_have_text(re.compile(r"^2 Mar 2026\."))


def test_the_colours_follow_the_scheme(record):
    page = record()
    value = page.locator(".live .textpoint text", has_text="12.1").first

    for scheme, ink in (("light", "rgb(9, 11, 17)"), ("dark", "rgb(241, 241, 255)")):
        page.emulate_media(color_scheme=scheme)
        expect(value).to_have_css("fill", ink)


def test_a_narrow_page_gets_the_narrow_picture(record):
    page = record(width=390, height=800)
    expect(page.locator("svg.picture.phone")).to_be_hidden()  # it keeps its room
    assert page.locator(".live").evaluate("(box) => box.data.length") > 0
    size = page.evaluate("document.querySelector('.live').layout.meta.size")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert (size, wide) == ("phone", 390)


@pytest.mark.parametrize("wide", [1440, 1200, 1024, 768, 600, 390, 360, 320])
def test_no_text_of_the_figure_is_under_eleven_pixels(course, open_page, wide):
    page = open_page(course)
    page.set_viewport_size({"width": wide, "height": 900})
    page.evaluate(TWO_FRAMES)
    smallest = page.evaluate(SMALLEST)
    assert smallest >= 10.95
    assert page.evaluate("document.documentElement.scrollWidth") == wide


def test_a_page_that_is_made_narrow_is_drawn_anew(record):
    page = record()
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_selector(".live[data-size=phone]")


def test_a_swipe_over_the_figure_scrolls_the_page(record):
    page = record(width=390, height=600)
    page.locator(".live .draglayer .x2y4 .nsewdrag").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    swipe(page, upwards=range(500, 180, -20))
    page.wait_for_function("(before) => scrollY - before > 200", arg=before)


def swipe(page, upwards):
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    kinds = ("touchStart", *("touchMove" for _ in upwards))
    for kind, y in zip(kinds, upwards, strict=False):
        points = [{"x": 180, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_print_shows_the_picture_for_paper(record):
    page = record()
    page.emulate_media(media="print")
    expect(page.locator("svg.picture.print")).to_be_visible()
    expect(page.locator(".live")).to_be_hidden()
    expect(page.locator("svg.picture.desk")).to_be_hidden()


def test_the_picture_stays_where_the_figure_cannot_be_had(
    course, clinician, live_server, signed_in
):
    page = signed_in(clinician)
    page.route("**/figure.json*", lambda route: route.fulfill(status=200, body="no json"))
    page.goto(live_server.url + reverse("patient", args=[course.ref]))
    page.wait_for_load_state("networkidle")
    expect(page.locator("svg.picture.desk")).to_be_visible()
    expect(page.locator(".live")).to_have_count(0)
    expect(page.locator("[data-steps]")).to_be_hidden()


def test_the_picture_stands_without_a_script(
    course, clinician, live_server, without_script
):
    page = without_script(clinician)
    page.goto(live_server.url + reverse("patient", args=[course.ref]))
    expect(page.locator("svg.picture.desk")).to_be_visible()


def test_axe_finds_nothing_with_the_figure_in_place(record, axe):
    assert axe(record()) == []


def test_the_rules_of_plotly_are_those_that_it_would_inject(record, settings):
    """Dumped anew with each version: the bundle's own list, counted."""
    page = record()
    rules = page.evaluate(
        "document.getElementById('plotly.js-style-global').sheet.cssRules.length"
    )
    bundle = settings.BASE_DIR / "node_modules/plotly.js-basic-dist-min/package.json"
    assert (rules, json.loads(bundle.read_text())["version"]) == (66, "4.1.1")


@pytest.mark.parametrize(("wide", "folded"), [(1440, False), (768, False), (390, True)])
def test_the_latest_in_words_are_folded_where_they_would_push_the_figure_away(
    course, open_page, wide, folded
):
    page = open_page(course)
    page.set_viewport_size({"width": wide, "height": 900})
    latest = page.locator("#summary", has_text="Latest: LH 3.1 IU/L").locator("details p")
    opens = page.locator("#summary summary")
    expect(latest).to_be_visible(visible=not folded)
    expect(opens).to_be_visible(visible=folded)
    if folded:
        opens.click()
        expect(latest).to_be_visible()
    expect(page.locator("#summary > p")).to_be_visible()


def test_the_latest_in_words_stand_on_paper(course, open_page):
    page = open_page(course)
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(media="print")
    expect(page.locator("#summary details p")).to_be_visible()


def test_an_earlier_attempt_is_laid_over_without_a_script_and_stepped_through_with_one(
    course, clinician, drawn, open_page, live_server, axe
):
    drawn(course, "2025-02-20 08:00", lh="<0.2")
    for start, stop in (("2024-02-15", "2025-01-31"), ("2025-09-01", "2026-01-31")):
        agent = factories.episode(start=start, stop=stop)
        record_treatment.begin(course, agent, by=clinician)
    page = open_page(course)
    page.locator("details.looks summary").click()
    page.get_by_role("link", name="Days since testosterone ended, 31 Jan 2026").click()
    page.locator("details.looks summary").click()
    page.get_by_role("list", name="Lay over in grey").get_by_role(
        "link", name="testosterone ended, 31 Jan 2025"
    ).click()
    page.wait_for_selector(LIVE)
    page.get_by_role("button", name="Later draw").focus()
    page.keyboard.press("Home")
    expect(page.locator(BOX)).to_contain_text("laid over in grey: day 20 after")
    expect(page.locator("[data-said]")).to_contain_text("Laid over in grey: day 20")
    drawn_in = page.locator("svg.picture.desk .marks").evaluate_all(
        "(kinds) => kinds.map((kind) => kind.getAttribute('marker-start'))"
    )
    assert sum("over" in name for name in drawn_in) == 1
    assert axe(page) == []


@pytest.mark.parametrize("wide", [1440, 390])
def test_each_result_beside_its_own_interval_by_a_link(
    patient, drawn, open_page, axe, wide
):
    """Plotly takes over the same picture; the box still says what was printed."""
    drawn(patient, "2026-01-05 08:00", testosterone="17.2", interval="8.64-29.0")
    drawn(patient, "2026-02-02 08:10", testosterone="9.8", interval="9.9-27.8")
    drawn(patient, "2026-03-02 08:10", testosterone="12.1", interval=">= 8.64")
    page = open_page(patient)
    page.set_viewport_size({"width": wide, "height": 900})
    page.get_by_text("Units, scale, axis, dates").click()
    page.get_by_role("link", name="relative to its own interval").click()
    page.wait_for_selector(LIVE)
    expect(page).to_have_url(re.compile("scale=relative"))
    summary = page.locator("#summary")
    expect(summary).to_contain_text("this is a drawing, not a judgement")
    page.get_by_role("button", name="Later draw").focus()
    page.keyboard.press("End")
    expect(page.locator(BOX)).to_contain_text("Testosterone 12.1 nmol/L")
    size = "desk" if wide == 1440 else "phone"
    texts = page.locator(f"figure.course svg.{size} text").all_text_contents()
    assert {"lower end", "upper end", "17.2", "9.8"} <= {*texts}
    assert any(text.startswith("12.1") for text in texts)
    picture, box = (
        page.locator(part).bounding_box()
        for part in (f"figure.course svg.{size}", ".live .svg-container")
    )
    assert box == pytest.approx(picture, abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    assert axe(page) == []
