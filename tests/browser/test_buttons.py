"""Every button of every form, and Enter in every box: what is written, and nothing else."""

from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs import record
from labs.models import Clinic
from tests import factories
from tests.browser.conftest import leave
from tests.browser.forms import EVERYWHERE, PAGES, WITHOUT, rows, written
from tests.test_walk import RULES
from tracker import demonstration

FILE = "patient,collected_at,analyte,reported,unit\r\nN-1,2026-03-05,lh,3.2,IU/L\r\n"
PRESSED = "button, input[type=submit], input[type=image]"
# The buttons of forms, wherever they stand: place, label, method, and whether one sees it.
BUTTONS = f"""() => [...document.querySelectorAll("{PRESSED}")]
  .map((button, place) => [button, place])
  .filter(([b]) => b.form && b.type !== "button" && b.formMethod !== "dialog")
  .map(([button, place]) => [
    place,
    button.textContent.trim().replace(/\\s+/g, " "),
    button.form.getAttribute("method"),  // a box may be named so
    button.checkVisibility() && !button.matches(".hidden"),
  ])"""
TYPE = """([form, typed]) => {
  for (const all of document.querySelectorAll("details")) all.open = true;
  for (const all of document.forms) all.noValidate = true; // the server answers too
  for (const [name, value] of Object.entries(typed)) {
    for (const box of document.querySelectorAll(`${form} [name="${name}"]`)) {
      if (box.type === "checkbox") box.checked = Boolean(value);
      else if (box.type === "radio") box.checked ||= value === "" || box.value === value;
      else if (box.options && ![...box.options].some((one) => one.value === value))
        box.value = [...box.options].find((one) => one.text.startsWith(value))?.value ?? "";
      else box.value = value;
    }
  }
}"""


@dataclass
class World:
    """One man with all that he can have, and another in the same clinic."""

    url: str
    people: dict
    addresses: dict

    def address(self, name):
        name, _, query = name.partition(" ?")
        found = self.addresses.get(name) or reverse(name)
        return f"{self.url}{found}{'?' if query else ''}{query}"


@pytest.fixture
def people(clinician, nurse, patient_user, administrator, stranger):
    """`outsider`: of a clinic of care teams, on none of them."""
    return {
        "clinician": clinician, "nurse": nurse, "patient_user": patient_user,
        "administrator": administrator, "outsider": stranger,
    }  # fmt: skip


def decision_reopened(clinician, nurse, patient):
    """A decision of this man that rests on a value that was corrected since."""
    panel = factories.drawn(patient, "2026-02-02 08:10", by=nurse, lh="3.2")
    decision = factories.DecisionFactory(patient=patient, on=[panel], date="2026-02-03")
    factories.CorrectionFactory(panel=panel, lh="3.3")
    return decision


def patient_of_another_team():
    """In the south, which works by care teams; the `outsider` is not on his."""
    south = factories.work_by_teams(Clinic.objects.get(slug="south"))
    factories.patient(south, factories.worker(south, "clinician", "b@south.example"), "E-1")


@pytest.fixture
def world(transactional_db, live_server, time_machine, patient, people):
    clinician, nurse, north = people["clinician"], people["nurse"], patient.clinic
    time_machine.move_to("2026-03-10T12:00:00+01:00")
    other = factories.patient(north, clinician, "N-7")
    record.care_team.add(patient, nurse, by=clinician)
    patient_of_another_team()
    signed = factories.drawn(
        patient, "2026-01-05 08:00", by=nurse, testosterone="12.1", signed=True
    )
    panel = factories.drawn(
        patient, "2026-03-02 08:10", by=nurse, lh="3.2", testosterone="9", left="15",
        interval="1.7-8.6"
    )  # fmt: skip
    lh = panel.results.get(analyte="lh")
    treatment = factories.TreatmentFactory(patient=patient)
    own = factories.ClinicianRangeFactory(patient=patient)
    baseline = factories.BaselineFactory(result=lh)
    decision = factories.DecisionFactory(patient=patient, on=[panel], date="2026-03-03")
    reopened = decision_reopened(clinician, nurse, other)
    staged = record.batch.staged.stage(north, "a.csv", FILE.encode(), by=clinician)
    of = {
        "panel": panel, "panel_correct": panel, "panel_misfiled": panel,
        "result_new": panel, "panel signed": signed, "result_correct": lh,
        "treatment": treatment, "treatment_stop": treatment,
        "treatment_change": treatment, "range": own,
        "baseline": baseline, "decision": decision,
    }  # fmt: skip
    ofs = {name: (name.split()[0], [patient.ref, row.uid]) for name, row in of.items()}
    of_him = ("patient", "patient_axis", "details", "panel_new")
    for name in (*of_him, "treatments", "ranges", "baselines", "decisions", "care_team"):
        ofs[name] = (name, [patient.ref])
    factories.alias(north)
    lab = factories.laboratory(north, factories.printed(), name="Harbour Laboratory")
    ofs["laboratory"] = ("laboratory", [lab.uid])
    ofs["laboratory_test"] = ("laboratory_test", [lab.tests.get().uid])
    ofs |= {
        "decision reopened": ("decision", [other.ref, reopened.uid]),
        "decisions reopened": ("decisions", [other.ref]),
        "notes_topic": ("notes_topic", ["results"]),
        "person": ("person", [nurse.pk]),
        "import_preview": ("import_preview", [staged.uid]),
        "clinic_token": ("clinic_token", [factories.token(north)[0].uid]),
        "invitation_link": ("invitation_link", [factories.invited(north)[1]]),
    }
    addresses = {name: reverse(at, args=args) for name, (at, args) in ofs.items()}
    addresses["demo_sign_in"] = demonstration.make_link("", clinician)
    return World(live_server.url, people, addresses)


@pytest.fixture
def opened(world, signed_in, guarded):
    """Open a page anew, as whoever reads it, with something typed in its boxes."""

    def opened(name):
        at = PAGES[name]
        leave(guarded.context)  # the answer to the last button may still come
        guarded.context.clear_cookies()
        page = signed_in(world.people[at.who]) if at.who else guarded
        page.goto(world.address(at.address))
        for label, typed in at.steps:
            page.evaluate(TYPE, ["form", typed])
            with page.expect_navigation():
                page.get_by_role("button", name=label).first.click()
        page.evaluate(TYPE, [at.form, at.typed])
        return page

    return opened


def press(page, place, method, in_sight):
    """By mouse, or as Enter does it where nobody sees the button; wait for the answer."""
    button = page.locator(PRESSED).nth(place)
    with page.expect_response(lambda r: r.request.method == method.upper()):
        if in_sight:
            button.click()
        else:
            button.evaluate("(button) => button.click()")


def listed(name, label):
    """As which button of the list this one counts: the longest that it begins with."""
    every = PAGES[name].buttons | (EVERYWHERE if PAGES[name].who else {})
    found = [begins for begins in every if label.startswith(begins)]
    assert found, f"{name}: nobody said what “{label}” writes"
    return max(found, key=len)


def found(page, name):
    """Buttons as they count on the list: label, button of the list, and how to press it."""
    every = page.evaluate(BUTTONS)
    return [(label, listed(name, label), at, *how) for at, label, *how in every]


def presses_one(page, name, button):
    """What a button of the page wrote, and whether that is what the list says."""
    label, begins, *how = button
    before = rows()
    press(page, *how)
    assert written(before) == PAGES[name].buttons.get(begins, {}), (name, label)


WRITERS = [(name, label) for name, at in PAGES.items() for label in at.buttons
           if at.buttons[label]]  # fmt: skip


@pytest.mark.parametrize(("name", "label"), WRITERS)
def test_a_button_that_writes_writes_what_it_says(name, label, opened):
    page = opened(name)
    presses_one(page, name, next(each for each in found(page, name) if each[1] == label))


@pytest.mark.parametrize("name", PAGES)
def test_every_other_button_of_a_page_writes_nothing(name, opened):
    """A button that is on no list fails here too."""
    buttons = PAGES[name].buttons
    page, pressed = opened(name), set()
    for button in [b for b in found(page, name) if not buttons.get(b[1])]:
        presses_one(page, name, button)
        pressed.add(button[1])
        page = opened(name)
    assert {label for label, does in buttons.items() if not does} <= pressed


WRITING = "form[data-enter] :is(input:not([type=hidden]), select, textarea)"
# Boxes of forms that find, show, sign in or upload: Enter sends them, and writes nothing.
HARMLESS = {
    "find",
    "q",
    "from",
    "to",
    "scale",
    "units",
    "axis",
    "over",
    "login",
    "password",
    "oldpassword",
    "password1",
}
HARMLESS |= {"password2", "email", "clinic", "file", "date_format", "number", "mapping"}
HARMLESS |= {"person", "verb", "ref", "since", "until"}  # of the audit trail
OTHER = "form:not([data-enter]) :is(input:not([type=hidden]), select, textarea)"
HELD = f"""() => [...document.querySelectorAll("{WRITING}")].map((box) => [
  box.name,
  ["checkbox", "radio"].includes(box.type) ? box.checked : box.value.trim(),
])"""
# What is sent at all, and by which button.
WATCH = """() => {
  window.sends = [];
  document.addEventListener("submit", (event) => {
    const by = event.submitter;
    if (by?.formMethod !== "dialog") window.sends.push(by?.outerHTML);
  }, true);
}"""


def enter_everywhere(page):
    """Press Enter, and Shift+Enter, in every box that is reached."""
    boxes = page.locator(WRITING)
    for number in range(boxes.count()):
        for key in ("Enter", "Shift+Enter"):
            boxes.nth(number).focus()
            page.keyboard.press(key)
            page.keyboard.press("Escape")  # a list that it opened


@pytest.mark.parametrize("name", PAGES)
def test_enter_in_a_box_sends_nothing_that_writes_and_loses_nothing(name, opened):
    page = opened(name)
    page.evaluate(WATCH)
    before, held, address = rows(), page.evaluate(HELD), page.url
    enter_everywhere(page)

    expect(page).to_have_url(address)
    assert page.evaluate("window.sends") == []
    expect(page.locator(".htmx-request")).to_have_count(0)
    assert page.evaluate(HELD) == held
    assert written(before) == {}
    others = page.locator(OTHER).evaluate_all("(all) => all.map((box) => box.name)")
    assert {box for box in others if not box.startswith("unit")} <= HARMLESS


def test_every_page_is_on_the_list():
    there = {page.address.split()[0] for page in PAGES.values()}
    assert {name for name, rule in RULES.items() if rule.get} - there == WITHOUT
