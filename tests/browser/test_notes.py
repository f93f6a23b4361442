"""A note marked as read by keys alone: folded, announced by where the focus lands."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

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
    expect(page.locator("#context")).to_be_focused()
    expect(note).to_be_hidden()
    page.get_by_text("Read: 1 note", exact=True).press("Enter")
    note.locator("summary").press("Enter")
    assert axe(page) == []
    note.get_by_role("button", name="Mark as unread").press("Enter")
    page.get_by_text("Read: 1 note", exact=True).wait_for(state="detached")
    expect(note).to_be_visible()
