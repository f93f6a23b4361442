"""The column: the latest of each row, and what the box of a draw says in its place."""

import pytest

from tests.charts.conftest import listed, scene_of, told
from tests.charts.courses import MEN
from tests.factories import decided, draw, episode, reading, volume

ON = "2026-03-02 08:10"


def said(panel):
    return [text.words for text in panel.texts if text.kind in ("latest", "latest-line")]


def heading(scene):
    return [text.words for text in scene.texts if text.kind == "head"]


def test_the_heading_says_once_what_holds_for_the_newest_draw(picture):
    made = reading("lh", "12.4", on=ON, interval="1.7-8.6", reviewed=True)
    scene = picture(made, episodes=[episode("clomifene", "2026-01-10")])
    assert heading(scene) == ["Latest 2 Mar 2026", "with clomifene", "(reference range)"]
    assert said(scene.subplots[0]) == ["12.4 IU/L", "↑ above (1.7–8.6)"]


def test_a_row_says_what_differs_from_the_heading(picture):
    made = [
        reading("lh", "5", on="2026-01-05 08:00", interval="1.7-8.6", reviewed=True),
        reading("fsh", "3", on=ON, reviewed=True),
    ]
    scene = picture(*made, episodes=[episode("clomifene", "2026-02-10")])
    assert said(scene.subplots[0]) == [
        *("5 IU/L", "in range (1.7–8.6)"),
        *("5 Jan 2026", "no treatment recorded"),
    ]
    assert said(scene.subplots[1]) == ["3 IU/L", "no reference range printed"]


def test_a_new_draw_is_new_in_the_heading_alone(picture):
    scene = picture(reading("lh", "3", on=ON))
    assert heading(scene)[1] == "new, no treatment recorded"
    assert "new" not in said(scene.subplots[0])


def test_many_agents_push_the_first_row_down(picture):
    names = ("testosterone", "anastrozole", "clomifene", "enclomifene", "tamoxifen")
    scene = picture(
        reading("lh", "3", on=ON), episodes=[episode(name, "2026-01-10") for name in names]
    )
    last = max(text.y for text in scene.texts if text.kind == "head")
    assert last < scene.subplots[0].top


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12.4", "no reference range printed"),
        ("<0.1", "no reference range printed"),
        ("not detected", "reported in words"),
    ],
)
def test_it_says_what_is_not_known(row, text, words):
    assert said(row("lh", reading("lh", text, on=ON)))[1] == words


def test_it_says_what_is_preliminary(row):
    made = reading("lh", "3", on=ON, status="preliminary")
    assert said(row("lh", made))[-1] == "preliminary"


def test_a_volume_names_its_instrument(row):
    panel = row("volume", volume("12", "left", on=ON), volume("15", "right", on=ON))
    assert said(panel)[:2] == ["12 | 15 mL", "Prader orchidometer"]


def test_on_a_phone_it_stands_in_the_title(row):
    panel = row("lh", reading("lh", "3.1", on=ON), size="phone")
    assert said(panel) == ["2 Mar 2026 3.1"]


def test_a_row_is_as_tall_as_its_words_need(picture):
    """Of an earlier draw, with many agents that the newest has not."""
    names = ("testosterone", "anastrozole", "clomifene", "enclomifene", "tamoxifen")
    ended = [episode(name, "2026-01-10", "2026-03-20") for name in names]
    made = [volume("12", "left", on=ON), reading("prolactin", "3", on="2026-05-04 08:00")]
    plain, tall = (picture(*made, episodes=some, size="print") for some in ((), ended))
    volumes = [scene.subplots[-2] for scene in (plain, tall)]
    assert volumes[0].bottom - volumes[0].top < volumes[1].bottom - volumes[1].top
    last = max(text.y for text in volumes[1].texts if text.kind == "latest-line")
    assert last < tall.subplots[-1].top


def test_a_row_without_results_stays_and_says_so(row):
    panel = row("fsh", reading("lh", "3", on=ON))
    assert panel.bottom - panel.top == 340
    assert "not measured in this range" in [text.words for text in panel.texts]


@pytest.mark.parametrize("lanes", [0, 1, 2, 4])
def test_five_rows_are_661_px_high_and_22_for_each_further_lane(picture, lanes):
    agents = ("testosterone", "hcg", "clomifene", "anastrozole")[:lanes]
    made = [reading(key, "3", on=ON) for key in ("lh", "fsh", "testosterone", "estradiol")]
    made += [volume("15", side, on=ON) for side in ("left", "right")]
    scene = picture(*made, episodes=[episode(agent, "2026-02-20") for agent in agents])
    assert scene.height == 6610 + 220 * (lanes - 1)


@pytest.mark.parametrize(
    ("value", "title"),
    [("7", "2 Mar 2026 7"), ("12.3", "2 Mar ’26 12.3"), ("12.35", "Mar ’26 12.35")],
)
def test_on_a_phone_a_value_keeps_its_day_be_it_shortened(picture, value, title):
    """Else the last result of one row reads as if it were of the same day as the others."""
    made = reading("testosterone", value, on="2026-03-02 08:00")
    titles = [
        text.words
        for panel in picture(made, size="narrow").subplots
        for text in panel.texts
        if text.kind == "latest"
    ]
    assert titles == [title]


@pytest.mark.parametrize(
    ("more", "differs"),
    [
        ({"on": "2026-06-01 08:00", "laboratory": "Quay"}, ["≠ laboratory"]),
        ({"on": "2026-06-01 08:00"}, []),
    ],
)
def test_the_latest_value_says_what_parts_it_from_the_one_before(row, more, differs):
    panel = row("lh", reading("lh", "3", on=ON), reading("lh", "4", **more))
    assert [line for line in said(panel) if line.startswith("≠")] == differs


# What the box of a draw says.


def test_a_draws_box_holds_nothing_of_another_draw():
    scene = scene_of(listed(MEN["everything"]()))
    assert len(scene.steps) == 16
    assert told(scene, 1)["volume"] == ("", "not measured")


def test_a_draws_box_tells_value_unit_state_range_and_agents():
    scene = scene_of(listed(MEN["everything"]()))
    at = next(n for n, step in enumerate(scene.steps) if step.title[:6] == "11 Dec")
    assert scene.steps[at].title == "11 Dec 2025, 08:50"
    assert " ".join(scene.steps[at].about) == (
        "10 weeks after decision C with anastrozole and clomifene"
    )
    assert told(scene, at)["lh"] == ("5.1 IU/L", "in range 1.7–8.6 up 3.2")
    assert told(scene, at)["testosterone"] == (
        "13.4 nmol/L",
        "in range 8.64–29.0 was 31.4 down 8.0",
    )


@pytest.mark.parametrize(
    ("day", "since"),
    [
        ("2026-02-28", "on the day of decision A"),
        ("2026-02-23", "5 days after decision A"),
        ("2026-02-03", "3 weeks after decision A"),
    ],
)
def test_a_draw_tells_the_time_since_the_last_decision(picture, day, since):
    scene = picture(reading("lh", "3", on="2026-02-28 08:00"), decisions=[decided(day)])
    (step,) = scene.steps
    assert step.about == (since, "no treatment recorded")


@pytest.mark.parametrize(
    ("on", "title"),
    [
        ("2026-03-02 08:10", "2 Mar 2026, 08:10"),
        ("2026-03-02", "2 Mar 2026, date only"),
        ("2026-03", "Mar 2026"),
    ],
)
def test_a_draw_is_no_more_precise_than_it_was_recorded(picture, on, title):
    (step,) = picture(reading("lh", "3", on=on), decisions=[decided("2026-01-02")]).steps
    assert step.title == title
    assert ("decision" in step.about[0]) == (title != "Mar 2026")


def test_a_sentence_tells_what_is_missing_and_what_cannot_be_compared(picture):
    """All that the table says of a draw is said when somebody steps to it."""
    south = {"on": "2026-02-02 15:00", "laboratory": "South"}
    scene = picture(
        reading("lh", "3", on="2026-01-05 08:00", laboratory="North", interval="1.7-8.6"),
        reading("lh", "4", interval="1.5-9.3", **south),
        reading("fsh", pending=True, **south),
        reading("lh", "4.4", on="2026-03-02 08:00", laboratory="South"),
        episodes=[episode("clomifene", "2026-01-20")],
    )
    _, second, third = scene.steps
    assert second.words == (
        "2 Feb 2026. LH 4 IU/L, inside range 1.5 to 9.3. FSH pending. Not comparable "
        "with the one before: LH (another laboratory). On clomifene since 20 Jan 2026."
    )
    assert "No change is given for LH: another time of day." in third.words


@pytest.mark.parametrize(
    ("sides", "lines"),
    [
        (("11", "15"), "Prader orchidometer left below range 12–25 right in range 12–25"),
        (("14", "15"), "Prader orchidometer in range 12–25"),
    ],
)
def test_the_box_tells_how_each_side_stands_to_its_range(picture, sides, lines):
    made = [
        volume(value, side, on="2026-03-02", method="prader", interval="12-25")
        for value, side in zip(sides, ("left", "right"), strict=True)
    ]
    assert told(picture(*made))["volume"] == (f"{sides[0]} | {sides[1]} mL", f"{lines} new")


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"on": "2026-06-01 15:00"}, "// time of day"),
        ({"on": "2026-06-01 08:00", "laboratory": "Quay"}, "≠ another laboratory"),
        ({"on": "2026-06-01 08:00"}, "up 1"),
    ],
)
def test_the_box_has_the_sign_that_the_table_has(picture, more, line):
    scene = picture(reading("lh", "3", on=ON), reading("lh", "4", reviewed=True, **more))
    assert told(scene)["lh"] == ("4 IU/L", line)


def test_what_holds_for_every_row_is_said_once_in_the_heading(picture):
    made = [
        reading(key, "3", on=on, reviewed=True)
        for on in (ON, "2026-06-01 15:00")
        for key in ("lh", "fsh")
    ]
    scene = picture(*made)
    assert scene.steps[-1].about[-1] == "// time of day"
    assert told(scene)["lh"] == told(scene)["fsh"] == ("3 IU/L", "")


def test_a_change_of_treatment_gives_the_change_with_both_states(picture):
    scene = picture(
        reading("lh", "3", on="2026-01-05 08:00"),
        reading("lh", "4", on=ON, reviewed=True),
        episodes=[episode("clomifene", "2026-02-01")],
    )
    assert told(scene)["lh"][1] == "// up 1; clomifene now, no treatment before"
    assert scene.steps[-1].words.endswith(
        "Other treatment than at the draw before: LH. On clomifene since 1 Feb 2026."
    )


def test_one_side_measured_twice_has_both_values(picture):
    taken = draw(ON)
    twice = [
        volume("15", "right", taken=taken, method=method, id=method)
        for method in ("ultrasound-lambert", "ultrasound-ellipsoid")
    ]
    assert told(picture(*twice))["volume"][0] == "– | 15, 15 mL"


def test_on_a_phone_a_step_has_day_and_value_of_each_row(picture):
    made = [reading("lh", "<0.1", on=ON), reading("fsh", "3", on="2026-06-01 08:00")]
    first, last = (step.rows[:2] for step in picture(*made, size="phone").steps)
    assert first == (("2 Mar 2026", "<0.1"), ("", "–"))
    assert last == (("", "–"), ("1 Jun 2026", "3"))


def test_a_level_that_does_not_tell_its_source_says_so(picture):
    made = [reading("lh", "<0.1", on=ON, interval="1.7-8.6")]
    made += [reading("testosterone", "20", on=ON, interval="8.64-29.0")]
    scene = picture(*made)
    testosterone = said(scene.subplots[2])
    assert any("source" in line for line in testosterone)
    assert not any("no treatment" in line for line in [*heading(scene), *testosterone])
