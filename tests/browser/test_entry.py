"""A draw typed by keyboard alone, with scripts and without; and the pages of a record."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs.models import Panel
from tests import factories
from tests.browser.keyboard import faults, stops

SIZES = {"desk": (1440, 900), "phone": (390, 844), "narrow": (320, 700)}


@pytest.fixture
def sheet(transactional_db, live_server, patient, signed_in, nurse):
    """The sheet of a man who has one earlier draw, opened by a nurse."""
    factories.drawn(patient, "2020-02-03 08:00", by=nurse, lh="3.2", interval="1.7-8.6")
    page = signed_in(nurse)
    page.goto(live_server.url + reverse("panel_new", args=[patient.ref]))
    return page


def box(page, name):
    return page.get_by_label(name, exact=True)


def expect_focus(page, name):
    expect(page.locator(f"[name={name}]:focus")).to_have_count(1)


def test_a_draw_is_typed_and_saved_by_keyboard_alone(sheet, patient):
    box(sheet, "Draw date").fill("2020-03-02")
    box(sheet, "LH value").focus()
    sheet.keyboard.type("<0,1")
    sheet.keyboard.press("Enter")
    expect_focus(sheet, "fsh_value")
    sheet.keyboard.type("4.0")
    sheet.keyboard.press("Shift+Enter")
    expect_focus(sheet, "lh_value")

    sheet.get_by_role("button", name="Save draw").press("Enter")
    sheet.wait_for_url(re.compile(r"/patients/\w{12}/$"))
    kept = Panel.objects.latest("pk").results.order_by("pk")
    assert list(kept.values_list("analyte", "reported")) == [("lh", "<0,1"), ("fsh", "4.0")]


def test_enter_goes_through_date_time_and_values_and_from_any_other_box_to_the_next(sheet):
    box(sheet, "Draw date").focus()
    met = []
    for _ in range(9):
        met.append(sheet.evaluate("document.activeElement.name"))
        sheet.keyboard.press("Enter")
    row = ["day", "time", "lh_value", "fsh_value", "testosterone_value", "estradiol_value"]
    assert met == [*row, "left_value", "right_value", "right_value"]  # the last one stays

    sheet.keyboard.press("Shift+Enter")
    expect_focus(sheet, "left_value")
    box(sheet, "Report number").focus()
    sheet.keyboard.press("Enter")
    expect_focus(sheet, "lh_value")
    box(sheet, "LH reference range").focus()
    sheet.keyboard.press("Shift+Enter")
    expect_focus(sheet, "lh_unit")


def test_enter_of_a_script_that_is_still_being_composed_stays_in_its_box(sheet):
    time = box(sheet, "Draw time")
    time.focus()
    composing = '{key: "Enter", isComposing: true, bubbles: true, cancelable: true}'
    event = f'new KeyboardEvent("keydown", {composing})'
    assert time.evaluate(f"(box) => box.dispatchEvent({event})") is True
    expect_focus(sheet, "time")


@pytest.mark.parametrize("at", ["Draw time", "LH method", "Other remarks on the draw", ""])
def test_control_and_enter_save_from_anywhere_once(sheet, patient, at):
    box(sheet, "Draw date").fill("2020-03-02")
    box(sheet, "LH value").fill("<0.1")
    if at:
        box(sheet, at).focus()
    else:
        sheet.evaluate("document.activeElement.blur()")
    sheet.keyboard.down("Control")
    sheet.keyboard.down("Enter")
    sheet.keyboard.down("Enter")  # held: it repeats
    sheet.keyboard.up("Enter")
    sheet.keyboard.up("Control")

    sheet.wait_for_url(re.compile(r"/patients/\w{12}/$"))
    assert patient.panels.count() == 2


def tab_to(page, name):
    """On by Tab alone, to the box or the button of this name."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = "document.activeElement.name || document.activeElement.textContent.trim()"
        if page.evaluate(at) == name:
            return
    pytest.fail(f"Tab never comes to {name}")


def test_on_a_phone_too_a_draw_is_typed_from_the_top_by_keys_alone(sheet, patient):
    sheet.set_viewport_size({"width": 390, "height": 844})
    tab_to(sheet, "day")
    sheet.keyboard.type("02032020")
    tab_to(sheet, "lh_value")
    for typed in ("<0,1", "4.0", "12.1"):
        sheet.keyboard.type(typed)
        sheet.keyboard.press("Enter")
    expect_focus(sheet, "estradiol_value")
    sheet.keyboard.type("≤90")
    tab_to(sheet, "right_value")
    sheet.keyboard.type("15")
    tab_to(sheet, "act")
    sheet.keyboard.press("Enter")

    sheet.wait_for_url(re.compile(r"/patients/\w{12}/$"))
    kept = Panel.objects.latest("pk").results.order_by("pk")
    assert [row.reported for row in kept] == ["<0,1", "4.0", "12.1", "≤90", "15"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["panel_new", "result_new", "panel_misfiled"])
def test_every_stop_of_the_keyboard_is_ringed_and_in_sight(
    sheet, live_server, patient, size, name
):
    sheet.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    ids = [] if name == "panel_new" else [patient.panels.get().uid]
    sheet.goto(live_server.url + reverse(name, args=[patient.ref, *ids]))
    walked = stops(sheet)

    assert len(walked) > 5
    assert faults(walked) == []


def test_a_left_out_result_is_added_by_keyboard_and_nothing_is_broken(
    sheet, live_server, patient
):
    panel = patient.panels.get()
    url = reverse("result_new", args=[patient.ref, panel.uid])
    sheet.goto(live_server.url + url)
    tab_to(sheet, "fsh_value")
    sheet.keyboard.type("4.")
    sheet.keyboard.press("Enter")
    expect_focus(sheet, "testosterone_value")
    sheet.keyboard.type("<0.5")
    tab_to(sheet, "act")
    sheet.keyboard.press("Enter")
    sheet.get_by_text("What you typed is still here").wait_for()

    box(sheet, "FSH value").fill("4.1")
    box(sheet, "FSH value").blur()
    sheet.get_by_role("button", name="Save", exact=True).press("Enter")
    sheet.wait_for_url(f"**/panels/{panel.uid}/")
    kept = panel.results.order_by("pk").values_list("reported", flat=True)
    assert list(kept) == ["3.2", "4.1", "<0.5"]


def test_a_draw_is_moved_to_the_right_man_by_keyboard_and_axe_is_content(
    sheet, live_server, north, patient, nurse, axe
):
    other = factories.patient(north, nurse, "N-7", name="Quinn Müller")
    page, panel = sheet, patient.panels.get()
    url = reverse("panel_misfiled", args=[patient.ref, panel.uid])
    page.goto(live_server.url + url)
    tab_to(page, "find")
    page.keyboard.type("MÜLLER")
    page.keyboard.press("Enter")
    page.get_by_text("Quinn Müller").first.wait_for()
    assert axe(page) == []
    tab_to(page, "to")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Move this draw to another patient?").wait_for()
    assert axe(page) == [] and faults(stops(page)) == []
    tab_to(page, "why")
    page.keyboard.type("labels swapped")
    page.keyboard.press("Enter")  # moves no draw
    assert other.panels.count() == 0
    page.get_by_role("button", name="Move to Quinn Müller").press("Enter")
    page.wait_for_url(f"**/patients/{other.ref}/panels/**")
    expect(page).to_have_url(re.compile(r"^[^?]+$"))
    assert other.panels.count() == 1


def test_leaving_a_box_states_it_and_leaves_the_hands_alone(sheet):
    box(sheet, "Draw date").fill("2020-03-02")
    box(sheet, "Laboratory").fill("Harbour Laboratory")
    box(sheet, "LH value").fill("<0.1")
    box(sheet, "LH reference range").fill("1.7-8.6")
    box(sheet, "FSH value").focus()

    sheet.get_by_text("↓ below · below detection").wait_for()
    expect_focus(sheet, "fsh_value")
    expect(box(sheet, "LH value")).to_have_value("<0.1")


def test_what_is_wrong_is_read_first_and_nothing_is_lost(sheet):
    box(sheet, "Draw date").fill("2020-03-02")
    box(sheet, "LH value").fill("0..3")
    box(sheet, "FSH value").fill("4.0")
    sheet.get_by_role("button", name="Save draw").click()

    expect(sheet).to_have_title("Not saved · New draw · HPG Tracker")
    expect(sheet.locator(".errors")).to_be_focused()
    expect(box(sheet, "FSH value")).to_have_value("4.0")


def test_another_laboratory_brings_its_methods(sheet, nurse, patient):
    factories.drawn(patient, "2020-02-04", by=nurse, laboratory="Quay Street", lh="3")
    sheet.reload()
    expect(box(sheet, "LH method")).to_have_value("immunoassay")
    box(sheet, "Laboratory").fill("Elsewhere")
    box(sheet, "Report number").focus()

    expect(box(sheet, "LH method")).to_have_value("")
    expect_focus(sheet, "report_number")


@pytest.fixture
def without_scripts(without_script, live_server, nurse, patient, transactional_db):
    page = without_script(nurse)
    page.goto(live_server.url + reverse("panel_new", args=[patient.ref]))
    return page


def test_without_scripts_enter_looks_and_never_saves(without_scripts, patient):
    page = without_scripts
    box(page, "Draw date").fill("2020-03-02")
    box(page, "LH value").fill("<0.1")
    box(page, "LH value").press("Enter")

    page.get_by_text("below detection").wait_for()
    assert not Panel.objects.filter(patient=patient).exists()
    page.get_by_role("button", name="Save draw").click()
    page.wait_for_url(re.compile(r"/patients/\w{12}/$"))
    assert Panel.objects.filter(patient=patient).count() == 1


def test_without_scripts_enter_in_any_box_of_a_sheet_checks_and_loses_nothing(
    without_scripts, patient
):
    page, address = without_scripts, without_scripts.url
    boxes = "#sheet input:not([type=hidden])"
    names = page.locator(boxes).evaluate_all("(all) => all.map((box) => box.id)")
    reached = [name for name in names if page.locator(f"#{name}").is_visible()]
    typed = {"Draw date": "2020-03-02", "Draw time": "07:40", "LH value": "<0.1"}
    typed |= {"LH reference range": "1.7-8.6", "Other drug": "none"}
    for name, value in typed.items():
        box(page, name).fill(value)
    for name in reached:
        page.locator(f"#{name}").focus()
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.keyboard.press("Enter")
        page.get_by_text("No problem found.").wait_for()
        expect(page).to_have_url(address)
    for name, value in typed.items():
        expect(box(page, name)).to_have_value(value)
    assert not Panel.objects.filter(patient=patient).exists()
    assert len(reached) > 15


def test_without_scripts_enter_sends_no_correction(
    without_scripts, live_server, patient, nurse
):
    panel = factories.drawn(patient, "2020-02-03 08:00", by=nurse, lh="3.2")
    page, posted = without_scripts, []
    page.on("request", lambda sent: sent.method == "POST" and posted.append(sent.url))
    url = reverse("panel_correct", args=[patient.ref, panel.uid])
    page.goto(live_server.url + url)
    box(page, "Reason").or_(page.locator("[name=why]")).first.fill("misread")
    box(page, "Draw time").fill("09:00")
    for name in ("why", "time", "day", "biotin", "fasting"):
        page.locator(f"#correction [name={name}]").first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Save correction").click()
    assert len(posted) == 1  # by the button alone
    assert patient.panels.current().get().version == 1


@pytest.fixture
def addresses(live_server, patient, clinician, nurse):
    """Every page of a record that people type into, by name."""
    panel = factories.drawn(
        patient, "2020-02-03 08:00", by=nurse, lh="<0.1", left="15", interval="1.7-8.6"
    )
    lh = panel.results.get(analyte="lh")
    treatment = factories.TreatmentFactory(patient=patient)
    decision = factories.DecisionFactory(patient=patient, on=[panel], date="2020-02-04")
    factories.CorrectionFactory(panel=panel, lh="0.4")
    ref = patient.ref
    pages = [
        reverse("patients"),
        reverse("patient_new"),
        reverse("details", args=[ref]),
        reverse("panel_new", args=[ref]),
        reverse("panel", args=[ref, panel.uid]),
        reverse("panel_correct", args=[ref, panel.uid]),
        reverse("panel_misfiled", args=[ref, panel.uid]),
        reverse("result_new", args=[ref, panel.uid]),
        reverse("result_correct", args=[ref, lh.uid]),
        reverse("treatments", args=[ref]),
        reverse("treatment", args=[ref, treatment.uid]),
        reverse("treatment_stop", args=[ref, treatment.uid]),
        reverse("decisions", args=[ref]),
        reverse("decision", args=[ref, decision.uid]),
    ]
    return [live_server.url + address for address in pages]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    signed_in, clinician, addresses, axe, size, scheme
):
    page = signed_in(clinician)
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    page.emulate_media(color_scheme=scheme)
    for address in addresses:
        page.goto(address)
        assert axe(page) == [], address
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, address
