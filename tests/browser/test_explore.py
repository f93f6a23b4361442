"""Explore in a browser: in the figure's place once drawn, moved by mouse, key, finger."""

import json
import re
from itertools import product

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import leave, session

DRAWN = ":root[data-explored]"
HEAD = ".hoverlayer .legendtitletext"
LINES = ".hoverlayer .legendtext"
FAILED = "Explore could not be loaded. The figure is shown instead."
# What the figure holds for each draw: its head, then its words in every row.
WORDS = """() => {
  const { data, _fullLayout, layout } = document.querySelector("[data-plot]");
  const { labelalias } = layout.xaxis;
  const page = (html) => new DOMParser().parseFromString(html, "text/html");
  const plain = (html) => page(html).body.textContent;
  const rows = data.filter((trace) => trace.hoverinfo === "x+text");
  return layout.meta.x.map((x, at) =>
    [plain(labelalias[x]), ...rows.map((row) => plain(row.hovertext[at]))]); }"""
BOX = """(parts) => [...document.querySelectorAll(parts)].map((text) => text.textContent)"""
IN_VIEW = """() => {
  const { xaxis } = document.querySelector("[data-plot]")._fullLayout;
  return xaxis.range.map((end) => xaxis.d2l(end)); }"""
INKED = """() => [...document.querySelectorAll("[data-plot] .points path")]
  .filter((mark) => mark.getBBox().width + mark.getBBox().height > 0).length"""
PLACES = """() => {
  const box = document.querySelector("[data-plot]");
  const { xaxis, _size } = box._fullLayout;
  const { left, top } = box.getBoundingClientRect();
  return box.layout.meta.x.map((x) => [left + _size.l + xaxis.d2p(x), top + _size.t]); }"""


@pytest.fixture
def course(patient, drawn):
    """Draws near each other, two of one minute, one of volumes alone; a typed agent."""
    drawn(patient, "2026-01-05 08:00", lh="<0.1", fsh="0.4", testosterone="17.2")
    drawn(patient, "2026-01-05 08:01", left="15", right="16")
    drawn(patient, "2026-02-02 08:10", lh="0.6", fsh="1.1", testosterone="9.8")
    drawn(patient, "2026-02-02 08:10", lh="0.8", laboratory="Quay", interval="1.7-8.6")
    drawn(patient, "2026-03-02 08:20", lh="3.1", testosterone="12.1", status="preliminary")
    factories.TreatmentFactory(
        patient=patient, name="<b>gel</b> & more", start="2026-01-20", agent=""
    )
    return patient


@pytest.fixture
def address(course, live_server):
    return live_server.url + reverse("patient", args=[course.ref])


@pytest.fixture
def explore(address, clinician, signed_in):
    """The page, once Explore stands in it."""

    def explore(plot="time", wide=1440, scheme="light"):
        page = signed_in(clinician)
        page.set_viewport_size({"width": wide, "height": 1000})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{address}?view=explore&plot={plot}")
        page.wait_for_selector(DRAWN)
        return page

    return explore


def picture(page):
    return page.locator("figure.course svg.picture:visible")


def titles(page):
    return page.locator("[data-plot] .annotation-text")


def test_the_figure_gives_way_to_explore_and_stands_on_paper(explore):
    page = explore()
    expect(page.locator("[data-plot] .main-svg").first).to_be_visible()
    expect(picture(page)).to_have_count(0)
    page.emulate_media(media="print")
    expect(picture(page)).to_have_count(1)
    expect(page.locator("[data-plot]")).to_be_hidden()


def test_the_library_is_fetched_for_explore_only(address, clinician, signed_in):
    page, asked = signed_in(clinician), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "plotly" in url] == []
    page.goto(f"{address}?view=explore")
    page.wait_for_selector(DRAWN)
    assert [url for url in asked if "plotly-basic" in url] != []


def test_nothing_can_be_shared_and_nothing_in_it_takes_the_focus(explore):
    page = explore()
    expect(page.locator(".modebar-btn, [data-title], .plotly-cloud-dialog")).to_have_count(
        0
    )
    stops = "[data-plot] a, [data-plot] button, [data-plot] [tabindex]"
    expect(page.locator(stops)).to_have_count(0)
    expect(page.locator("[data-plot]")).to_have_attribute("aria-hidden", "true")


def test_each_draw_has_its_own_box_and_sentence(explore):
    page = explore()
    told = page.evaluate(WORDS)
    assert len(told) == 4  # two draws were taken at one minute
    said = page.locator(".explore [data-said]")
    for head, *rows in told:
        page.get_by_role("button", name="Next draw").click()
        expect(page.locator(HEAD)).to_have_text(head)
        expect(page.locator(LINES)).to_have_text(rows)
        expect(said).to_have_text(re.compile(rf"^{head.split(',')[0]}\. "))
    expect(said).to_have_attribute("role", "status")
    page.keyboard.press("Escape")
    expect(page.locator(HEAD)).to_have_count(0)
    page.get_by_role("button", name="Previous draw").click()
    expect(page.locator(HEAD)).to_have_text(told[-2][0])


def test_very_many_draws_are_spoken_too(address, course, drawn, explore):
    """Their sentences are asked for when somebody steps."""
    for day in range(61):
        drawn(course, f"2025-{day // 28 + 1:02}-{day % 28 + 1:02} 08:00", lh="3.1")
    page = explore()
    page.get_by_role("button", name="Previous draw").click()
    expect(page.locator(HEAD)).to_have_text(re.compile(r"^2 Mar 2026, 08:20"))
    said = page.locator(".explore [data-said]")
    expect(said).to_have_text(re.compile(r"^2 Mar 2026\. LH 3\.1 IU/L"))


def test_no_place_of_the_pointer_mixes_two_draws(explore):
    """Draws a minute apart are one pixel here: each row must choose the same of them."""
    page = explore()
    told = page.evaluate(WORDS)
    for x, top in page.evaluate(PLACES):
        for aside, down in product((-9, -4, -1, 0, 1, 4, 9), (40, 330)):
            page.mouse.move(x + aside + 40, top + down)
            page.mouse.move(x + aside, top + down)
            expect(page.locator(HEAD)).to_have_count(1)
            page.wait_for_timeout(60)  # a box follows the pointer every 50 ms
            assert page.evaluate(BOX, f"{HEAD}, {LINES}") in told


def test_nothing_is_drawn_where_nothing_was_measured(explore):
    """A dot on the floor of a row would be read as a result."""
    drawn = explore().evaluate(INKED)
    results, rings, ticks = 4 + 2 + 3 + 2, 2, 4
    assert drawn == results + rings + ticks


def test_what_a_person_typed_is_text(explore):
    page = explore()
    expect(titles(page).filter(has_text="<b>gel</b> & more")).to_have_count(1)
    for _ in range(3):
        page.get_by_role("button", name="Next draw").click()
    expect(page.locator(HEAD)).to_contain_text("with <b>gel</b> & more")


def test_dates_are_zoomed_by_dragging_and_reset_by_a_double_click(explore):
    page = explore()
    expect(tick(page, "28 Dec")).to_have_count(1)
    zoom(page)
    expect(tick(page, "28 Dec")).to_have_count(0)
    box = page.locator("[data-plot]").bounding_box()
    page.mouse.dblclick(box["x"] + 500, box["y"] + 300)
    expect(tick(page, "28 Dec")).to_have_count(1)


def tick(page, words):
    """A date on the axis."""
    return page.locator("[data-plot] .xtick text").filter(has_text=words)


def zoom(page):
    box = page.locator("[data-plot]").bounding_box()
    page.mouse.move(box["x"] + 500, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 640, box["y"] + 300, steps=5)
    page.mouse.up()


def test_dates_are_moved_by_buttons(explore):
    page = explore()
    whole = page.evaluate(IN_VIEW)

    def after(name):
        page.get_by_role("button", name=name).click()
        return page.evaluate(IN_VIEW)

    start, end = after("Zoom in")
    assert whole[0] < start < end < whole[1]
    earlier = after("Earlier dates")
    assert earlier[0] < start and earlier[1] < end
    assert earlier[1] - earlier[0] == pytest.approx(end - start)
    later = after("Later dates")
    assert later[0] > earlier[0] and later[1] > earlier[1]
    wide = after("Zoom out")
    assert wide[1] - wide[0] > end - start
    assert after("Zoom out") == pytest.approx(whole)
    assert after("Earlier dates") == pytest.approx(whole)  # nothing lies before
    after("Zoom in")
    assert after("All dates") == pytest.approx(whole)


def test_a_draw_out_of_sight_is_moved_into_sight(explore):
    page = explore()
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Next draw").click()
    expect(page.locator(HEAD)).to_contain_text("5 Jan 2026")


def test_rows_and_scale_are_chosen_and_stand_in_the_address(explore):
    page = explore()
    zoom(page)
    page.get_by_role("checkbox", name="FSH").uncheck()
    expect(titles(page).filter(has_text=re.compile("^FSH$"))).to_have_count(0)
    page.get_by_role("radio", name="linear").check()
    expect(titles(page).filter(has_text="log scale")).to_have_count(0)
    expect(tick(page, "28 Dec")).to_have_count(0)  # the dates in view stay
    expect(page).to_have_url(re.compile("lh=linear"))
    page.reload()
    page.wait_for_selector(DRAWN)
    expect(page.get_by_role("checkbox", name="FSH")).not_to_be_checked()
    expect(titles(page).filter(has_text=re.compile("^FSH$"))).to_have_count(0)


def test_an_answer_to_an_earlier_choice_is_dropped(explore):
    page, held = explore(), []
    page.route("**/figure.json*", lambda route: held.append(route))
    for name in ("FSH", "Estradiol"):
        with page.expect_request("**/figure.json*"):
            page.get_by_role("checkbox", name=name).uncheck()
    first, second = held
    second.continue_()
    gone = titles(page).filter(has_text=re.compile("^(FSH|Estradiol)$"))
    expect(gone).to_have_count(0)
    with page.expect_response("**/figure.json*"):
        first.continue_()
    page.wait_for_timeout(300)  # time to draw it, were it drawn
    expect(gone).to_have_count(0)


@pytest.mark.parametrize("fault", ["library", "script", "request", "nonsense"])
def test_the_figure_stays_where_explore_cannot_be_had(address, clinician, signed_in, fault):
    page = signed_in(clinician)
    blocked = {"library": "**/plotly-basic*", "script": "**/explore*.js"}
    if fault in blocked:
        page.route(blocked[fault], lambda route: route.abort())
    elif fault == "request":
        page.route("**/figure.json*", lambda route: route.fulfill(status=500))
    else:
        page.route("**/figure.json*", lambda route: route.fulfill(status=200, body="{}"))
    page.goto(f"{address}?view=explore")
    said = "Explore needs JavaScript." if fault == "script" else FAILED
    expect(page.locator("[data-state]")).to_contain_text(said)
    expect(picture(page)).to_have_count(1)
    expect(page.locator("[data-choices]")).to_be_hidden()
    page.faults.clear()


def test_the_figure_returns_where_a_later_request_fails(explore):
    page = explore()
    page.route("**/figure.json*", lambda route: route.fulfill(status=500))
    page.get_by_role("checkbox", name="FSH").uncheck()
    expect(page.locator("[data-state]")).to_have_text(FAILED)
    expect(picture(page)).to_have_count(1)
    page.faults.clear()


def test_the_figure_stays_without_a_script(address, clinician, without_script):
    page = without_script(clinician)
    page.goto(f"{address}?view=explore&plot=answer")
    expect(picture(page)).to_have_count(1)
    expect(page.get_by_text("Explore needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("table").filter(has_text="No.")).to_be_visible()


def test_the_figure_stays_in_forced_colours(address, clinician, signed_in):
    page = signed_in(clinician)
    page.emulate_media(forced_colors="active")
    page.goto(f"{address}?view=explore")
    expect(page.locator("[data-state]")).to_contain_text("With forced colours")
    expect(picture(page)).to_have_count(1)


def test_the_colours_follow_the_scheme(explore):
    page = explore()
    mark = page.locator("[data-plot] .scatterlayer .points path.point").last
    page.emulate_media(color_scheme="light")
    expect(mark).to_have_css("fill", "rgb(45, 82, 67)")
    page.emulate_media(color_scheme="dark")
    expect(mark).not_to_have_css("fill", "rgb(45, 82, 67)")


def test_signal_and_answer_opens_the_mark_of_a_row(explore):
    page = explore("answer")
    row = page.locator(".explore").get_by_role("row").filter(has_text="5 Jan 2026")
    row.hover()
    box = page.locator(".hoverlayer .hovertext text.nums")
    expect(box).to_contain_text("1: 5 Jan 2026, 08:00")
    expect(box).to_contain_text("LH <0.1 IU/L")
    page.get_by_role("button", name="Next draw").click()
    expect(box).to_contain_text("2: 2 Feb 2026, 08:10")
    expect(page.locator(".explore [data-said]")).to_contain_text("LH 0.6 IU/L")


def test_a_swipe_over_the_figure_moves_the_page(
    address, clinician, client, live_server, new_context
):
    context = new_context(has_touch=True, is_mobile=True)
    context.add_cookies([session(client, clinician, live_server)])
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"{address}?view=explore")
    page.wait_for_selector(DRAWN)
    page.locator("[data-plot]").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    swipe(page)
    marker = page.locator("[data-plot]")
    expect(marker).to_be_visible()
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") - before > 200
    leave(context)


def swipe(page):
    """A finger moves 300 px up the middle of the window."""
    touch = page.context.new_cdp_session(page)
    ways = list(range(500, 180, -20))
    kinds = ("touchStart", *("touchMove" for _ in ways[1:]))
    for kind, y in zip(kinds, ways, strict=True):
        points = [{"x": 180, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wide", [1440, 390])
@pytest.mark.parametrize("plot", ["time", "answer"])
def test_axe_finds_nothing_and_nothing_runs_sideways(explore, axe, plot, wide, scheme):
    page = explore(plot, wide, scheme)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= wide


def test_the_rules_of_plotly_are_those_that_it_would_inject(explore, settings):
    """Dumped anew with each version: the bundle's own list, counted."""
    rules = explore().evaluate(
        "document.getElementById('plotly.js-style-global').sheet.cssRules.length"
    )
    bundle = settings.BASE_DIR / "node_modules/plotly.js-basic-dist-min/package.json"
    assert (rules, json.loads(bundle.read_text())["version"]) == (66, "4.1.1")
