"""The figure in a browser: the server's picture first, then Plotly over it, unmoved."""

import json

import pytest
from django.urls import reverse

LIVE = "figure.course.is-live"
BOX = ".live .hoverlayer .legend"
SHIFTS = """() => { window.moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (!entry.hadRecentInput) window.moved += entry.value; }))
  .observe({ type: "layout-shift", buffered: true }); }"""


@pytest.fixture
def course(patient, drawn):
    drawn(patient, "2026-01-05 08:00", lh="<0.1", fsh="0.4", testosterone="17.2")
    drawn(patient, "2026-02-02 08:10", lh="0.6", fsh="1.1", testosterone="9.8")
    drawn(patient, "2026-03-02 08:20", lh="3.1", testosterone="12.1")
    return patient


@pytest.fixture
def record(course, clinician, live_server, signed_in):
    """The record's page, once Plotly stands in it."""

    def record(**size):
        page = signed_in(clinician)
        if size:
            page.set_viewport_size(size)
        page.goto(live_server.url + reverse("patient", args=[course.ref]))
        page.wait_for_selector(LIVE)
        return page

    return record


def point_at(page, share):
    """Move over the row of testosterone."""
    row = page.locator(".live .draglayer .x2y4 .nsewdrag").bounding_box()
    page.mouse.move(row["x"] + share * row["width"], row["y"] + row["height"] / 2)
    page.wait_for_selector(BOX)
    return page.locator(".live .hoverlayer").text_content()


def test_plotly_stands_exactly_over_the_picture(record):
    page = record()
    picture, box = (
        page.locator(part).bounding_box()
        for part in ("svg.picture.desk", ".live .svg-container")
    )
    assert box == pytest.approx(picture, abs=1)


def test_the_swap_moves_nothing(course, clinician, live_server, signed_in):
    page = signed_in(clinician)
    page.add_init_script(f"({SHIFTS})()")
    page.goto(live_server.url + reverse("patient", args=[course.ref]))
    page.wait_for_selector(LIVE)
    before = page.evaluate("window.moved")
    assert before < 0.01


def test_nothing_can_be_shared_and_nothing_in_it_takes_the_focus(record):
    page = record()
    assert page.locator(".modebar-btn, [data-title], .plotly-cloud-dialog").count() == 0
    assert page.locator(".live a, .live button, .live [tabindex]").count() == 0
    assert page.locator(".live").get_attribute("aria-hidden") == "true"


def test_one_box_tells_the_whole_draw_and_nothing_of_another(record):
    said = point_at(record(), 0.9)
    assert "2 Mar 2026, 08:20" in said
    assert "Testosterone 12.1 nmol/L" in said
    assert "FSH not measured" in said
    assert "1.1" not in said


def test_escape_closes_the_box(record):
    page = record()
    point_at(page, 0.5)
    page.keyboard.press("Escape")
    page.wait_for_selector(BOX, state="detached")


def test_keys_walk_from_draw_to_draw_and_say_each(record):
    page = record()
    said = page.locator("[data-said]")
    page.get_by_role("button", name="Later draw").focus()
    walk = {"End": "2 Mar", "ArrowLeft": "2 Feb", "Home": "5 Jan", "ArrowRight": "2 Feb"}
    for key, day in walk.items():
        page.keyboard.press(key)
        assert said.text_content().startswith(f"{day} 2026. LH ")
        assert page.locator(BOX).count() == 1
    assert said.get_attribute("role") == "status"


def test_the_buttons_do_the_same_as_the_keys(record):
    page = record()
    page.get_by_role("button", name="Earlier draw").click()
    assert page.locator("[data-said]").text_content().startswith("2 Mar 2026.")


def test_the_colours_follow_the_scheme(record):
    page = record()
    value = page.locator(".live .textpoint text", has_text="12.1").first

    def colour():
        return value.evaluate("(text) => text.style.fill")

    page.emulate_media(color_scheme="light")
    assert colour() == "rgb(9, 11, 17)"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.live .textpoint text')]"
        ".some((text) => text.style.fill === 'rgb(241, 241, 255)')"
    )


def test_a_narrow_page_gets_the_narrow_picture(record):
    page = record(width=390, height=800)
    assert page.locator("svg.picture.phone").is_visible() is False  # it keeps its room
    assert page.locator(".live").evaluate("(box) => box.data.length") > 0
    size = page.evaluate("document.querySelector('.live').layout.meta.size")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert (size, wide) == ("phone", 390)


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
    assert page.locator("svg.picture.print").is_visible()
    assert not page.locator(".live").is_visible()
    assert not page.locator("svg.picture.desk").is_visible()


def test_the_picture_stays_where_the_figure_cannot_be_had(
    course, clinician, live_server, signed_in
):
    page = signed_in(clinician)
    page.route("**/figure.json*", lambda route: route.fulfill(status=200, body="no json"))
    page.goto(live_server.url + reverse("patient", args=[course.ref]))
    page.wait_for_load_state("networkidle")
    assert page.locator("svg.picture.desk").is_visible()
    assert page.locator(".live").count() == 0
    assert page.locator("[data-steps]").is_hidden()


def test_the_picture_stands_without_a_script(
    course, clinician, live_server, browser, client
):
    client.force_login(clinician)
    page = browser.new_page(java_script_enabled=False)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": cookie, "url": live_server.url}]
    )
    page.goto(live_server.url + reverse("patient", args=[course.ref]))
    assert page.locator("svg.picture.desk").is_visible()
    page.close()


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
