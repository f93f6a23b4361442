"""The decision form and the worklist in a browser: what is ticked for him is in sight."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs import record
from labs.models import Decision
from tests import factories

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def draws(transactional_db, patient, nurse):
    """Eight draws, the oldest first."""
    return [
        factories.drawn(patient, f"2025-{month:02}-05 08:00", by=nurse, lh="3.2", fsh="2.6")
        for month in range(1, 9)
    ]


@pytest.fixture
def opened(draws, patient, clinician):
    """A decision on the oldest draw, opened by its correction; another one came later."""
    old = draws[0]
    decision = factories.DecisionFactory(
        patient=patient,
        on=[old],
        date="2025-02-01",
        kind="stopped",
        what="The gel was stopped.",
    )
    factories.CorrectionFactory(panel=old, lh="9.9")
    later = factories.decided("2025-09-01")
    record.decision.decide(patient, later, [draw.uid for draw in draws], by=clinician)
    return decision


@pytest.fixture(params=["signed_in", "without_script"])
def reader(request, clinician):
    """Signed in, with a script and without."""
    return request.getfixturevalue(request.param)(clinician)


@pytest.fixture
def form(live_server, patient):
    return live_server.url + reverse("decisions", args=[patient.ref])


def expect_ticked(reader, number):
    """So many draws, and each of them in sight."""
    ticked = reader.locator("input[name='draws']:checked")
    expect(ticked).to_have_count(number)
    for box in ticked.all():
        expect(box).to_be_visible()


def test_every_draw_that_is_ticked_for_him_is_in_sight(reader, form, draws):
    reader.goto(form)
    expect_ticked(reader, 5)


def test_what_he_ticked_in_the_fold_comes_back_in_sight(reader, form, draws):
    reader.goto(form)
    reader.get_by_text("3 more draws").click()
    reader.locator(f"#draw-{draws[0].uid}").check()
    reader.get_by_role("button", name="Save decision").click()
    reader.get_by_text("Enter what was decided").first.wait_for()
    expect_ticked(reader, 6)
    expect(reader.locator(f"#draw-{draws[0].uid}")).to_be_checked()


def test_a_folded_draw_that_changed_meanwhile_is_in_sight_and_not_ticked(
    reader, form, draws
):
    reader.goto(form)
    reader.get_by_label("Waited").check()
    reader.get_by_label("What was decided").fill("Nothing is changed.")
    factories.CorrectionFactory(panel=draws[0], lh="9.9")
    reader.get_by_role("button", name="Save decision").click()
    reader.get_by_text("new or corrected").first.wait_for()
    expect_ticked(reader, 5)
    changed = reader.locator(f"#draw-{draws[0].uid}")
    expect(changed).to_be_visible()
    expect(changed).not_to_be_checked()


def test_new_decision_from_the_worklist_closes_it_once_it_is_ticked(
    reader, live_server, draws, opened
):
    reader.goto(live_server.url)
    reader.get_by_role("link", name="New decision").click()
    expect_ticked(reader, 1)
    expect(reader.locator(f"#draw-{draws[0].uid}")).to_be_checked()
    closes = reader.get_by_label("1 Feb 2025, stopped")
    expect(closes).not_to_be_checked()
    closes.check()
    reader.get_by_label("Waited").check()
    reader.get_by_label("What was decided").fill("Nothing is changed.")
    reader.get_by_role("button", name="Save decision").click()
    expect(reader.get_by_role("status").get_by_text("saved.")).to_be_visible()
    reader.goto(live_server.url)
    expect(reader.get_by_role("link", name="New decision")).to_have_count(0)


def test_still_stands_from_the_worklist_needs_a_reason(reader, live_server, opened):
    reader.goto(live_server.url)
    reader.get_by_role("button", name="Still stands").click()
    reader.get_by_text("Enter the reason why the decision still stands.").first.wait_for()
    reader.get_by_label("Reason why it still stands").fill("It was low either way.")
    reader.get_by_role("button", name="Still stands").click()
    reader.get_by_text("Recorded: the decision of 1 Feb 2025 still stands.").wait_for()
    assert not Decision.objects.with_attention().get(pk=opened.pk).needs_attention
    reader.goto(live_server.url)
    expect(reader.get_by_role("button", name="Still stands")).to_have_count(0)


@pytest.fixture
def address(live_server, opened):
    """Of a page that offers an act on the reopened decision."""

    def address(name):
        ids = [opened.uid] if name == "decision" else []
        ref = [] if name == "worklist" else [opened.patient.ref]
        return live_server.url + reverse(name, args=[*ref, *ids])

    return address


@pytest.mark.parametrize("width", [1440, 320])
@pytest.mark.parametrize("name", ["worklist", "decision", "decisions"])
def test_the_acts_can_be_reached_and_read_on_every_screen(
    signed_in, address, clinician, axe, name, width
):
    page = signed_in(clinician)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address(name))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
    assert page.evaluate(SIDEWAYS) <= 0


def test_on_a_phone_what_a_result_reads_now_stands_under_its_heading(
    signed_in, address, clinician
):
    page = signed_in(clinician)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(address("decision"))
    heading = page.get_by_role("columnheader", name="Now")
    value = page.locator("tr.new td").nth(1).locator(".value")
    expect(heading).to_be_visible()
    expect(value).to_be_visible()
    assert value.bounding_box()["x"] >= heading.bounding_box()["x"]
