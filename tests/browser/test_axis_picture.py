"""The picture of the axis as a browser draws it: each arrow from its box to its box."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories

# Each arrow as it lies: how far its line is from the box that it comes from and from the
# one that it points at; how far its head is from the latter, and whether it points there.
# The loop is the lane up to the hypothalamus, which all ways back join.
ARROWS = """() => {
  const rect = (selector) => document.querySelector(selector).getBoundingClientRect();
  const lane = rect('.axis-picture [data-from="loop"][data-to="hypothalamus"]');
  const box = (name) => (name === "loop" ? lane : rect(`.axis-picture .${name}`));
  const apart = (a, b) => Math.max(
    a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom, 0);
  const middle = (r) => [(r.left + r.right) / 2, (r.top + r.bottom) / 2];
  return [...document.querySelectorAll(".axis-picture .way")].map((way) => {
    const { from, to } = way.dataset;
    const line = way.getBoundingClientRect();
    const found = { from, to, apart: [from, to].map((name) => apart(line, box(name))) };
    if (to === "loop") return found;
    const style = getComputedStyle(way, "::after");
    const turn = new DOMMatrix(style.transform);
    const angle = Math.atan2(turn.b, turn.a) + Math.PI / 4;
    const size = parseFloat(style.width) / 2;
    const at = [
      line.left + way.clientLeft + parseFloat(style.left) + size,
      line.top + way.clientTop + parseFloat(style.top) + size,
    ];
    const target = box(to);
    const near = {
      left: Math.max(target.left, Math.min(at[0], target.right)) - at[0],
      top: Math.max(target.top, Math.min(at[1], target.bottom)) - at[1],
    };
    found.head = Math.hypot(near.left, near.top);
    found.points = Math.cos(angle) * near.left + Math.sin(angle) * near.top > 0;
    return found;
  });
}"""


@pytest.fixture
def mine(transactional_db, live_server, patient, clinician, patient_user):
    """His own page, with a value at every place."""
    factories.drawn(
        patient,
        "2026-03-02 08:10",
        by=clinician,
        lh="<0.1",
        fsh="2.6",
        left="15",
        right="16",
        testosterone="12.1",
        estradiol="90",
        interval="1.7-8.6",
        signed=True,
    )
    return live_server.url + reverse("me")


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_each_arrow_leads_from_box_to_box(signed_in, mine, patient_user, width):
    page = signed_in(patient_user)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(mine)
    expect(page.locator(".axis-picture .way")).to_have_count(11)
    arrows = page.evaluate(ARROWS)
    for arrow in arrows:
        assert max(arrow["apart"]) <= 2, arrow
        if "head" in arrow:
            assert arrow["head"] <= 8 and arrow["points"], arrow


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_no_word_lies_outside_its_box_or_on_an_arrow(signed_in, mine, patient_user, width):
    page = signed_in(patient_user)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(mine)
    expect(page.locator(".axis-picture .organ")).to_have_count(3)
    wrong = page.evaluate("""() => {
      const rect = (each) => each.getBoundingClientRect();
      const boxes = [...document.querySelectorAll(".axis-picture > li:not(.way)")];
      const out = boxes.filter((box) => box.scrollWidth > box.clientWidth + 1);
      const ways = [...document.querySelectorAll(".axis-picture .signal")];
      const over = ways.filter((way) => boxes.some((box) => {
        const [a, b] = [rect(way), rect(box)];
        return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3
          && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
      }));
      return [...out, ...over].map((each) => each.outerHTML.slice(0, 120));
    }""")
    assert wrong == []


@pytest.mark.parametrize("media", ["screen", "print"])
def test_on_paper_and_in_forced_colours_no_line_is_lost(
    signed_in, mine, patient_user, axe, media
):
    page = signed_in(patient_user)
    page.emulate_media(media=media, forced_colors="active" if media == "screen" else "none")
    page.goto(mine)
    for place in range(11):
        way = page.locator(".axis-picture .way").nth(place)
        expect(way).to_be_attached()
        drawn = way.evaluate("""(way) => ["Top", "Right", "Bottom", "Left"].some((side) =>
          parseFloat(getComputedStyle(way)[`border${side}Width`]) > 1)""")
        assert drawn, place
    if media == "screen":
        assert axe(page) == []


def test_without_a_script_it_is_the_same(without_script, mine, patient_user):
    page = without_script(patient_user)
    page.goto(mine)
    words = page.locator(".axis-picture")
    expect(words).to_contain_text("less than 0.1 IU/L")
    expect(words).to_contain_text("It sends two signals, LH and FSH, to the testes.")
