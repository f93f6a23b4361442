"""The latest value of a row, with all that keeps it from being read as something else."""

import pytest

from tests.samples import episode, reading, volume

ON = "2026-03-02 08:10"


def said(panel):
    return [text.words for text in panel.texts if text.kind in ("latest", "latest-line")]


def test_it_has_value_unit_state_interval_date_and_agents(row):
    made = reading("lh", "12.4", on=ON, interval="1.7-8.6", reviewed=True)
    panel = row("lh", made, episodes=[episode("clomifene", "2026-01-10")])
    assert said(panel) == ["12.4 IU/L", "above (1.7–8.6)", "2 Mar 2026", "with clomifene"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12.4", "no interval printed"),
        ("<0.1", "no interval printed"),
        ("not detected", "reported in words"),
    ],
)
def test_it_says_what_is_not_known(row, text, words):
    assert said(row("lh", reading("lh", text, on=ON)))[1] == words


def test_it_says_that_nothing_is_recorded(row):
    assert "no agent recorded" in said(row("lh", reading("lh", "3", on=ON)))


def test_it_says_what_is_preliminary_and_new(row):
    assert said(row("lh", reading("lh", "3", on=ON, status="preliminary")))[-1] == (
        "preliminary, new"
    )


def test_a_volume_names_its_instrument(row):
    panel = row("volume", volume("12", "left", on=ON), volume("15", "right", on=ON))
    assert said(panel)[:2] == ["12 | 15 mL", "Prader orchidometer"]


def test_on_a_phone_it_stands_in_the_title(row):
    panel = row("lh", reading("lh", "3.1", on=ON), size="phone")
    assert said(panel) == ["2 Mar 2026 3.1"]


def test_many_agents_make_the_row_as_tall_as_their_names_need(row):
    made = [
        episode(name, "2026-01-10")
        for name in ("testosterone", "anastrozole", "clomifene", "enclomifene", "tamoxifen")
    ]
    plain = row("volume", volume("12", "left", on=ON), size="print")
    tall = row("volume", volume("12", "left", on=ON), episodes=made, size="print")
    last = max(text.y for text in tall.texts if text.kind == "latest-line")
    assert tall.bottom - tall.top > plain.bottom - plain.top
    assert last <= tall.bottom + 290


def test_a_row_without_results_stays_and_says_so(row):
    panel = row("fsh", reading("lh", "3", on=ON))
    assert panel.bottom - panel.top == 280
    assert "not measured in this range" in [text.words for text in panel.texts]


def test_five_rows_and_four_lanes_are_897_px_high(picture):
    agents = ("testosterone", "hcg", "clomifene", "anastrozole")
    made = [reading(key, "3", on=ON) for key in ("lh", "fsh", "testosterone", "estradiol")]
    made += [volume("15", side, on=ON) for side in ("left", "right")]
    lanes = [episode(agent, "2026-02-20") for agent in agents]
    assert picture(*made, episodes=lanes).height == 8970


@pytest.mark.parametrize(
    ("value", "title"),
    [("7", "2 Mar 2026 7"), ("12.3", "2 Mar ’26 12.3"), ("12.35", "Mar ’26 12.35")],
)
def test_on_a_phone_a_value_keeps_its_day_be_it_shortened(picture, value, title):
    """Else the last result of one row reads as if it were of the same day as the others."""
    made = reading("testosterone", value, on="2026-03-02 08:00")
    titles = [
        text.words
        for panel in picture(made, size="narrow").panels
        for text in panel.texts
        if text.kind == "latest"
    ]
    assert titles == [title]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"on": "2026-06-01 15:00"}, "// another time of day"),
        ({"on": "2026-06-01 08:00", "laboratory": "Quay"}, "≠ another laboratory"),
        ({"on": "2026-06-01 08:00"}, ""),
    ],
)
def test_the_latest_value_says_what_parts_it_from_the_one_before(row, more, told):
    panel = row("lh", reading("lh", "3", on=ON), reading("lh", "4", **more))
    lines = [text.words for text in panel.texts if text.kind == "latest-line"]
    assert [line for line in lines if line[:2] in ("//", "≠ ")] == [told] * bool(told)
