"""From the link that `make run` prints to a man's trend page, as a newcomer goes."""

import re

import pytest
from playwright.sync_api import expect

from tracker import demonstration


@pytest.mark.usefixtures("patient")  # who can sign in himself
@pytest.mark.parametrize("width", [1440, 390])
def test_one_link_and_one_button_lead_to_a_trend_page(
    guarded, live_server, axe, clinician, width
):
    guarded.set_viewport_size({"width": width, "height": 800})
    guarded.goto(demonstration.make_link(live_server.url, clinician))
    assert axe(guarded) == []
    guarded.get_by_role("button", name=f"Sign in as {clinician.name}").click()
    expect(guarded).to_have_url(re.compile(r"/patients/[a-z2-7]{12}/$"))
    expect(guarded.get_by_role("heading", level=1)).to_be_visible()


def test_a_link_of_another_run_leads_nowhere(guarded, live_server, clinician):
    link = demonstration.make_link(live_server.url, clinician)
    guarded.goto(link[:-1])
    expect(guarded).to_have_title(re.compile("Not found"))
    guarded.faults.clear()  # Chromium reports the page that is not there
