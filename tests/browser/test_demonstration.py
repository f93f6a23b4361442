"""From the link that `make run` prints to a man's trend page, as a newcomer goes."""

import re

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from labs.demo import MEN
from labs.management import demonstration as people
from labs.models import Patient
from tests import factories
from tests.browser.conftest import leave
from tests.browser.test_figure import PICTURE
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


# How much of a screen of 900 px may pass before the figure ends, or on a phone begins.
PLACES = """() => {
  const box = document.querySelector("figure.course").getBoundingClientRect();
  const words = document.querySelector("main").innerText.split(/\\s+/);
  return {
    top: box.top,
    bottom: box.bottom,
    tall: document.documentElement.scrollHeight,
    words: words.length,
  };
}"""


def test_the_figure_of_every_man_is_in_sight_and_his_page_is_short(
    transactional_db, live_server, guarded, signed_in
):
    with transaction.atomic():
        people.load_demonstration()
    found = {}
    for man in Patient.objects.named().order_by("pk"):
        leave(guarded.context)  # or it is drawn anew, for somebody of another clinic
        page = signed_in(factories.one_of(man.clinic, "clinician"))
        for width, height, size in ((1440, 900, "desk"), (390, 844, "phone")):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(live_server.url + reverse("patient", args=[man.ref]))
            expect(page.locator(f"{PICTURE}.{size}")).to_be_visible()
            found[man.number, width] = page.evaluate(PLACES)
    assert len(found) == 2 * len(MEN)
    desk = {at: told for at, told in found.items() if at[1] == 1440}
    phone = {at: told for at, told in found.items() if at[1] == 390}
    assert {at: told for at, told in desk.items() if told["bottom"] > 900} == {}
    assert {at: told for at, told in desk.items() if told["tall"] > 2400} == {}
    assert {at: told for at, told in phone.items() if told["top"] > 360} == {}
    usual = {
        (man.number, 1440)
        for man in Patient.objects.named()
        if 9 <= man.panels.current().count() <= 12
    }
    assert len(usual) >= 3
    assert {at: desk[at] for at in usual if desk[at]["words"] > 900} == {}
