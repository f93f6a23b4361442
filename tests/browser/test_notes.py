"""A note marked as read by keys alone: folded, announced by where the focus lands."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from labs.notes.catalogue import TOPICS
from tests import factories


@pytest.fixture
def address(transactional_db, live_server, patient, nurse):
    factories.drawn(patient, "2026-03-02 08:10", by=nurse, lh="3.2", fsh="2.6")
    return live_server.url + reverse("patient", args=[patient.ref])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_note_is_marked_and_unmarked_by_keys(signed_in, address, clinician, axe, scheme):
    page = signed_in(clinician)
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    note = page.locator("#note-what-lh-does")
    note.locator("summary").press("Enter")
    note.get_by_role("button").press("Enter")
    page.get_by_text("Read: 1 note", exact=True).wait_for()
    expect(page.locator("#notes")).to_be_focused()
    expect(note).to_be_hidden()
    page.get_by_text("Read: 1 note", exact=True).press("Enter")
    note.locator("summary").press("Enter")
    assert axe(page) == []
    note.get_by_role("button", name="Mark as unread").press("Enter")
    page.get_by_text("Read: 1 note", exact=True).wait_for(state="detached")
    expect(note).to_be_visible()


LONGEST = {1440: 3000, 390: 4000}  # px; all notes on one page were 16,836


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_of_notes_is_long(signed_in, live_server, clinician, width):
    page = signed_in(clinician)
    page.set_viewport_size({"width": width, "height": 900})
    topics = [reverse("notes_topic", args=[topic.key]) for topic in TOPICS]
    for address in (reverse("notes"), *topics):
        page.goto(live_server.url + address)
        expect(page.locator("main h1")).to_be_visible()
        high, wide = page.evaluate(
            "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
        )
        assert high <= LONGEST[width], (address, high)
        assert wide <= width, (address, wide)


def test_a_topic_is_found_and_a_rule_is_opened_by_keys(
    signed_in, live_server, clinician, axe
):
    page = signed_in(clinician)
    page.goto(live_server.url + reverse("notes"))
    page.get_by_role("link", name="On testosterone").press("Enter")
    expect(page.locator("h1")).to_have_text("On testosterone")
    note = page.locator("#volume-lower-on-testosterone")
    expect(note.get_by_text("Caveat:")).to_be_visible()
    expect(note.get_by_text("Shown if")).to_be_hidden()
    note.locator("summary").press("Enter")
    expect(note.get_by_text("Shown if")).to_be_visible()
    expect(note.get_by_text("Source", exact=True)).to_be_visible()
    assert axe(page) == []


def test_an_old_anchor_opens_the_topic_that_holds_the_note(
    signed_in, live_server, clinician
):
    page = signed_in(clinician)
    page.goto(f"{live_server.url}{reverse('notes')}#what-lh-does")
    link = page.locator("#what-lh-does a")
    expect(link).to_be_visible()
    link.press("Enter")
    expect(page.locator("h1")).to_have_text("What each result is part of")
    expect(page.locator("#what-lh-does")).to_be_in_viewport()


def test_a_note_beside_a_draw_leads_to_its_rule(signed_in, address, clinician):
    page = signed_in(clinician)
    page.goto(address)
    note = page.locator("#note-what-lh-does")
    note.locator("summary").press("Enter")
    note.get_by_role("link", name="Rule and source").press("Enter")
    expect(page.locator("h1")).to_have_text("What each result is part of")
    expect(page.locator("#what-lh-does")).to_be_in_viewport()
