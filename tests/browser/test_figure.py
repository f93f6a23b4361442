"""The figure in a browser: one picture, as wide as the page, which tells each draw."""

import re
from base64 import b64encode

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs.models import AuditEvent
from labs.record import decision as record_decision
from labs.record import treatment as record_treatment
from tests import factories

PICTURE = "figure.course svg.picture"
BOX = "g.told"
SHIFTS = """() => { window.moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (!entry.hadRecentInput) window.moved += entry.value; }))
  .observe({ type: "layout-shift", buffered: true }); }"""

LAID_OVER = {  # the choice, and the words of what is chosen in it
    "#option-axis": re.compile("testosterone stopped, 31 Jan 2026"),
    "#option-over": re.compile("testosterone stopped, 31 Jan 2025"),
}

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

ROOM = """(page) => {
  const { paddingLeft, paddingRight } = getComputedStyle(page);
  return Math.floor(page.clientWidth - parseInt(paddingLeft) - parseInt(paddingRight)); }"""
SMALLEST = """(picture) => {
  const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;
  const sizes = [...picture.querySelectorAll("[font-size]")]
    .map((text) => Number(text.getAttribute("font-size")));
  return scale * Math.min(...sizes); }"""


@pytest.fixture
def open_page(clinician, live_server, signed_in):
    def open_page(patient, **size):
        page = signed_in(clinician)
        if size:
            page.set_viewport_size(size)
        page.goto(live_server.url + reverse("patient", args=[patient.ref]))
        room = page.locator("main > .page").evaluate(ROOM)
        width = str(max(min(room, 1312), 288))
        expect(page.locator(PICTURE)).to_have_attribute("width", width)
        return page

    return open_page


@pytest.fixture
def course(patient, drawn):
    drawn(patient, "2026-01-05 08:00", lh="<0.1", fsh="0.4", testosterone="17.2")
    drawn(patient, "2026-02-02 08:10", lh="0.6", fsh="1.1", testosterone="9.8")
    drawn(patient, "2026-03-02 08:20", lh="3.1", testosterone="12.1")
    return patient


@pytest.fixture
def record(course, open_page):
    """The record's page, once one can step through its draws."""

    def record(**size):
        page = open_page(course, **size)
        page.locator("[data-steps]:not(.waits)").wait_for()
        return page

    return record


def point_at(page, share, down=0.6):
    """Move over the rows of the figure, from their left end to their right."""
    picture = page.locator(PICTURE)
    picture.scroll_into_view_if_needed()
    left, right = page.evaluate(
        """() => { const words = document.querySelector("[data-words]").content.textContent;
          const { left, right } = JSON.parse(words); return [left, right]; }"""
    )
    box = picture.bounding_box()
    x = box["x"] + left + share * (right - left)
    page.mouse.move(x, box["y"] + down * box["height"])
    return page.locator(BOX)


@pytest.mark.parametrize(
    ("wide", "size"),
    [(1440, "desk"), (1200, "desk"), (1024, "tablet"), (768, "tablet"), (390, "phone")],
)
def test_the_figure_is_as_wide_as_the_page_and_its_type_is_never_scaled(record, wide, size):
    page = record(width=wide, height=900)
    expect(page.locator(f"{PICTURE}.{size}")).to_be_visible()
    expect(page.locator(PICTURE)).to_have_count(1)
    picture, room = (
        page.locator(part).bounding_box() for part in (PICTURE, ".figure-room")
    )
    assert picture["width"] <= room["width"] <= picture["width"] + 1
    assert page.locator(PICTURE).evaluate(SMALLEST) >= 10.95
    assert page.evaluate("document.documentElement.scrollWidth") == wide


@pytest.mark.parametrize("wide", [360, 320])
def test_a_small_phone_has_no_smaller_type(record, wide):
    page = record(width=wide, height=900)
    assert page.locator(PICTURE).evaluate(SMALLEST) >= 10.95
    assert page.evaluate("document.documentElement.scrollWidth") == wide


def test_five_rows_and_two_lanes_leave_185_px_of_a_screen_of_900(course, clinician, record):
    for name in ("clomifene", "hcg"):
        agent = factories.dosed(name=name, start="2026-01-01", agent=name)
        record_treatment.begin(course, agent, by=clinician)
    page = record(width=1440, height=900)
    assert page.locator("figure.course").bounding_box()["height"] <= 900 - 185


def test_a_page_that_was_asked_for_once_is_drawn_once(course, open_page, live_server):
    """The script tells every page how wide figures may be: the next is sent so at once."""
    page = open_page(course, width=390, height=800)
    expect(page.locator(f"{PICTURE}.phone")).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + reverse("worklist"))
    page.goto(live_server.url + reverse("patient", args=[course.ref]))
    expect(page.locator(f"{PICTURE}.phone")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert not [address for address in asked if "/figure/" in address]


def test_a_page_that_is_made_narrow_and_wide_again_is_drawn_anew_in_one_act(record):
    page = record(width=1440, height=900)
    for wide, size in ((390, "phone"), (1440, "desk"), (800, "tablet")):
        page.set_viewport_size({"width": wide, "height": 900})
        expect(page.locator(f"{PICTURE}.{size}")).to_be_visible()
        expect(page.locator(PICTURE)).to_have_count(1)
        page.get_by_role("button", name="Later draw").click()
        expect(page.locator(BOX)).to_have_count(1)
    reads = AuditEvent.objects.filter(verb__endswith="-read")
    assert set(reads.values_list("verb", flat=True)) == {"record-read"}


def test_the_figure_stays_where_another_size_cannot_be_had(record):
    page = record(width=1440, height=900)
    page.route("**/figure/*", lambda route: route.fulfill(status=503))
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator("#banner:visible, .banner:visible").first).to_be_visible()
    expect(page.locator(f"{PICTURE}.desk")).to_be_visible()
    page.faults.clear()


def test_the_script_moves_nothing(course, clinician, live_server, signed_in):
    """Seen whole, so that what stands under the figure counts too."""
    page = signed_in(clinician)
    page.set_viewport_size({"width": 1440, "height": 3000})
    page.add_init_script(f"({SHIFTS})()")
    page.goto(live_server.url + reverse("patient", args=[course.ref]))
    page.get_by_role("button", name="Later draw").wait_for()
    assert page.evaluate("window.moved") == 0


def test_the_column_tells_the_whole_draw_and_nothing_of_another(record):
    page = record()
    box = point_at(page, 0.9)
    expect(box).to_contain_text("2 Mar 2026, 08:20")
    expect(box).to_contain_text("12.1 nmol/L")
    expect(box.get_by_text("not measured")).to_have_count(3)
    expect(box).not_to_contain_text("1.1")
    expect(page.locator("[data-said]")).to_be_empty()  # a pointer reads nothing out


def test_the_pointer_takes_the_nearest_draw_and_leaving_gives_the_latest_back(record):
    page = record()
    expect(point_at(page, 0.1)).to_contain_text("5 Jan 2026")
    expect(point_at(page, 0.45)).to_contain_text("2 Feb 2026")
    expect(page.locator(".pointed rect")).to_have_count(1)
    page.mouse.move(5, 5)
    expect(page.locator(BOX)).to_have_count(0)
    expect(page.locator(".pointed rect")).to_have_count(0)


def test_the_box_stands_over_the_column_and_covers_no_mark(record):
    page = record()
    box = point_at(page, 0.9).locator(".ground").bounding_box()
    figure = page.locator(PICTURE).bounding_box()
    right = page.evaluate(
        """() => JSON.parse(
          document.querySelector("[data-words]").content.textContent).right"""
    )
    assert figure["x"] + right < box["x"]
    assert box["x"] + box["width"] <= figure["x"] + figure["width"]
    assert figure["y"] <= box["y"] + 1
    assert box["y"] + box["height"] <= figure["y"] + figure["height"]


def test_what_people_typed_is_text_in_the_box(course, clinician, record):
    name = "<img src=x onerror=document.title='hit'>"
    agent = factories.dosed(name=name, start="2026-01-01", agent="")
    record_treatment.begin(course, agent, by=clinician)
    page = record()
    expect(point_at(page, 0.9)).to_contain_text("onerror=")
    expect(page.locator("figure.course img")).to_have_count(0)
    expect(page).not_to_have_title("hit")


def test_a_flag_leads_to_its_decision(course, clinician, record):
    record_decision.decide(course, factories.decided("2026-02-03"), [], by=clinician)
    page = record()
    page.locator(f"{PICTURE} a.flag").click()
    expect(page).to_have_url(re.compile("#decision-"))
    expect(page.locator(":target .letter")).to_have_text("A")


def test_the_figure_is_saved_as_a_picture_in_light_colours(record, tmp_path):
    page = record()
    page.emulate_media(color_scheme="dark")
    point_at(page, 0.9)
    page.get_by_text("More", exact=True).click()
    address = page.url
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Figure as PNG").click()
    expect(page).to_have_url(address)  # saved from where one is: nothing is jumped to
    kept = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(kept)
    assert kept.suffix == ".png"
    wide, corner, inked = page.evaluate(PIXELS, b64encode(kept.read_bytes()).decode())
    assert (wide, corner) == (2624, [255, 255, 255, 255])
    assert inked > 10_000


def test_a_reader_in_forced_colours_steps_through_it(record):
    page = record()
    page.emulate_media(forced_colors="active")
    page.get_by_role("button", name="Later draw").focus()
    page.keyboard.press("End")
    expect(page.locator(BOX)).to_contain_text("2 Mar 2026")
    mark = page.locator(f"{PICTURE} .mark.filled").first
    ink = mark.evaluate("(mark) => getComputedStyle(mark).fill")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ink != paper


def test_nothing_moves_by_itself_and_nothing_in_it_takes_the_focus(record):
    """Without transitions and animations there is nothing to reduce."""
    page = record()
    assert page.evaluate(
        "[...document.querySelectorAll('figure.course, .course svg *')].every((part) => {"
        " const style = getComputedStyle(part);"
        " return style.animationName === 'none' && style.transitionDuration === '0s'; })"
    )
    stops = page.locator("figure.course :is(a, [tabindex]):not([tabindex='-1'])")
    expect(stops).to_have_count(0)


def test_escape_gives_the_latest_back(record):
    page = record()
    expect(point_at(page, 0.5)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(BOX)).to_have_count(0)


def test_keys_walk_from_draw_to_draw_and_say_each(record):
    page = record()
    said = page.locator("[data-said]")
    later = page.get_by_role("button", name="Later draw")
    later.focus()
    walk = {"End": "2 Mar", "ArrowLeft": "2 Feb", "Home": "5 Jan", "ArrowRight": "2 Feb"}
    for key, day in walk.items():
        page.keyboard.press(key)
        expect(said).to_have_text(re.compile(rf"^{day} 2026\. LH "))
        expect(page.locator(BOX)).to_have_count(1)
        expect(later).to_be_focused()
    expect(said).to_have_attribute("role", "status")


def test_the_buttons_do_the_same_as_the_keys(record):
    page = record()
    page.get_by_role("button", name="Earlier draw").click()
    expect(page.locator("[data-said]")).to_have_text(re.compile(r"^2 Mar 2026\."))
    for button in page.locator("[data-steps] button").all():
        box = button.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 38


def test_a_tap_changes_the_titles_of_the_rows_and_says_the_draw(record):
    page = record(width=390, height=800)
    expect(page.locator(f"{PICTURE} .latest").first).to_be_visible()
    picture = page.locator(PICTURE)
    picture.scroll_into_view_if_needed()
    picture.click(position={"x": 60, "y": 150})
    box = page.locator(BOX)
    expect(box).to_contain_text("5 Jan 2026")
    expect(box).to_contain_text("<0.1")
    expect(page.locator(f"{PICTURE} .latest").first).to_be_hidden()
    said = page.locator("[data-said]")
    expect(said).to_be_visible()
    expect(said).to_have_text(re.compile(r"^5 Jan 2026\. LH less than 0\.1"))
    page.keyboard.press("Escape")
    expect(page.locator(f"{PICTURE} .latest").first).to_be_visible()


def test_the_colours_follow_the_scheme(record):
    page = record()
    value = page.locator(f"{PICTURE} g.value.f-testosterone").first
    for scheme, ink in (("light", "rgb(9, 11, 17)"), ("dark", "rgb(241, 241, 255)")):
        page.emulate_media(color_scheme=scheme)
        expect(value).to_have_css("fill", ink)


def test_a_swipe_over_the_figure_scrolls_the_page(record):
    page = record(width=390, height=600)
    page.locator(PICTURE).scroll_into_view_if_needed()
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


@pytest.mark.parametrize("wide", [390, 768, 1440])
def test_without_a_script_every_width_has_a_figure_that_can_be_read(
    course, clinician, live_server, without_script, wide
):
    """Where it is wider than the page it scrolls in a place of its own."""
    page = without_script(clinician)
    page.set_viewport_size({"width": wide, "height": 900})
    page.goto(live_server.url + reverse("patient", args=[course.ref]))
    expect(page.locator(f"{PICTURE}.desk")).to_be_visible()
    assert page.locator(PICTURE).evaluate(SMALLEST) >= 10.95
    assert page.evaluate("document.documentElement.scrollWidth") == wide
    room = page.get_by_role("region", name="Figure")
    room.focus()
    expect(room).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("[data-steps]")).to_be_hidden()


@pytest.mark.parametrize("wide", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_rest_and_while_a_draw_is_told(record, axe, wide, scheme):
    page = record(width=wide, height=900)
    page.emulate_media(color_scheme=scheme)
    assert axe(page) == []
    page.get_by_role("button", name="Earlier draw").click()
    assert axe(page) == []


def test_paper_has_a_figure_of_its_own_width(record):
    """Whatever the screen shows; afterwards the screen has its own again."""
    page = record(width=390, height=800)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(f"{PICTURE}.print")).to_be_visible()
    expect(page.locator(f"{PICTURE}.phone")).to_be_hidden()
    expect(page.locator(".steps:visible, .told:visible")).to_have_count(0)
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(f"{PICTURE}.phone")).to_be_visible()
    expect(page.locator(f"{PICTURE}.print")).to_have_count(0)


def test_very_many_draws_are_told_too(patient, clinician, open_page):
    """Their words are asked for when somebody points or steps."""
    for day in range(61):
        on = f"2024-{day // 28 + 1:02}-{day % 28 + 1:02} 08:00"
        factories.drawn(patient, on, by=clinician, lh=f"{3 + day % 4}.1")
    page = open_page(patient)
    page.get_by_role("button", name="Earlier draw").click()
    expect(page.locator(BOX)).to_contain_text("5 Mar 2024, 08:00")
    expect(page.locator("[data-said]")).to_contain_text("5 Mar 2024. LH 3.1")


@pytest.mark.parametrize("wide", [1440, 768, 390])
def test_the_course_in_words_is_folded_under_the_figure_and_names_it_all_the_same(
    course, open_page, wide
):
    page = open_page(course, width=wide, height=900)
    latest = re.compile(r"Latest: LH 3\.1 IU/L")
    summary = page.locator("#summary")
    expect(page.locator("figure.course")).to_have_accessible_name(latest)
    expect(summary).to_be_hidden()
    before = page.locator("figure.course").bounding_box()
    page.get_by_text("In words", exact=True).click()
    expect(summary).to_be_visible()
    expect(summary).to_contain_text(latest)
    assert page.locator("figure.course").bounding_box()["height"] == before["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == wide


def test_the_latest_stand_on_paper_once_in_the_figure_and_once_in_the_results(
    course, open_page
):
    """However narrow the screen is; the sentences stay folded, and are not printed."""
    page = open_page(course)
    page.set_viewport_size({"width": 390, "height": 900})
    expect(page.locator(f"{PICTURE}.phone")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    figure = page.locator(f"{PICTURE}.print")
    for value in ("Latest 2 Mar 2026", "3.1", "12.1"):
        expect(figure.get_by_text(value).first).to_be_visible()
    first = page.locator("#results-rows tr:not(.source)").first
    for value in ("2 Mar 2026", "3.1", "12.1"):
        expect(first.get_by_text(value, exact=True).first).to_be_visible()
    expect(page.locator("#summary, .in-words summary, .under button")).to_have_count(3)
    expect(
        page.locator(":is(#summary, .in-words summary, .under button):visible")
    ).to_have_count(0)


def test_print_in_more_prints_once(record):
    page = record()
    page.evaluate(
        """() => { window.prints = 0; window.print = () => { window.prints += 1; }; }"""
    )
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Print").click()
    page.wait_for_function("window.prints > 0")
    assert page.evaluate("window.prints") == 1


@pytest.fixture
def twice(course, clinician, drawn):
    """Two attempts, each with a draw after its end."""
    drawn(course, "2025-02-20 08:00", lh="<0.2")
    for start, stop in (("2024-02-15", "2025-01-31"), ("2025-09-01", "2026-01-31")):
        agent = factories.dosed(start=start, stop=stop)
        record_treatment.begin(course, agent, by=clinician)
    return course


def value_of(page, choice, words):
    """What is sent for an option that these words name."""
    option = page.locator(f"{choice} option", has_text=words)
    expect(option).to_have_count(1)
    return option.get_attribute("value")


def test_an_earlier_attempt_is_laid_over_and_stepped_through(twice, open_page, axe):
    page = open_page(twice)
    for choice, words in LAID_OVER.items():
        value = value_of(page, choice, words)
        with page.expect_response(lambda answer: "/patients/" in answer.url):
            page.locator(choice).select_option(value)
        expect(page.locator(f"{choice} option[selected]")).to_have_attribute("value", value)
    page.locator("[data-steps]:not(.waits)").wait_for()
    page.get_by_role("button", name="Later draw").focus()
    page.keyboard.press("Home")
    expect(page.locator(BOX)).to_contain_text("laid over in grey: day 20")
    expect(page.locator("[data-said]")).to_contain_text("Laid over in grey: day 20")
    drawn_in = page.locator(f"{PICTURE} .marks").evaluate_all(
        "(kinds) => kinds.map((kind) => kind.getAttribute('marker-start'))"
    )
    assert sum("over" in name for name in drawn_in) == 1
    assert axe(page) == []


def test_an_earlier_attempt_is_laid_over_without_a_script(
    twice, clinician, live_server, without_script
):
    page = without_script(clinician)
    page.goto(live_server.url + reverse("patient", args=[twice.ref]))
    for choice, words in LAID_OVER.items():
        page.locator(choice).select_option(value_of(page, choice, words))
        page.locator(".options-row > .show").click()
    over = page.locator(f"{PICTURE} .marks[marker-start*=over]")
    expect(over).to_have_count(1)


@pytest.mark.parametrize("wide", [1440, 390])
def test_each_result_beside_its_own_interval_by_a_choice(
    patient, drawn, open_page, axe, wide
):
    """The box still says what was printed."""
    drawn(patient, "2026-01-05 08:00", testosterone="17.2", interval="8.64-29.0")
    drawn(patient, "2026-02-02 08:10", testosterone="9.8", interval="9.9-27.8")
    drawn(patient, "2026-03-02 08:10", testosterone="12.1", interval=">= 8.64")
    page = open_page(patient, width=wide, height=900)
    if wide == 390:
        page.locator("details.options > summary").click()
    page.locator("#option-scale").select_option("relative")
    expect(page).to_have_url(re.compile("scale=relative"))
    page.locator("[data-steps]:not(.waits)").wait_for()
    summary = page.locator("#summary")
    expect(summary).to_contain_text("this is a drawing, not a judgement")
    page.get_by_role("button", name="Later draw").focus()
    page.keyboard.press("End")
    expect(page.locator(BOX)).to_contain_text("12.1")
    size = "desk" if wide == 1440 else "phone"
    texts = page.locator(f"figure.course svg.{size} text").all_text_contents()
    assert {"lower end", "upper end", "17.2", "9.8"} <= {*texts}
    assert any(text.startswith("12.1") for text in texts)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    assert axe(page) == []
