"""Explore, signal and answer: LH against testosterone, draw after draw."""

import json

import plotly.graph_objects
import pytest

from labs.charts import signal_answer
from labs.charts.palette import LIGHT
from tests.charts.conftest import listed
from tests.charts.courses import MEN, many
from tests.factories import course, draw, episode, reading

DAYS = [f"2026-{month:02}-12 08:00" for month in range(1, 8)]


def pair(on, lh, testosterone, **more):
    """Both of one draw; `more` is of its readings."""
    ranges = more.pop("ranges", ("1.7-8.6", "8.64-29.0"))
    taken = draw(on, id=on)
    return [
        reading(key, text, taken=taken, interval=interval, id=f"{key} {on}", **more)
        for key, text, interval in zip(
            ("lh", "testosterone"), (lh, testosterone), ranges, strict=True
        )
        if text
    ]


def shown(*measured, **facts):
    return listed(course(*sum(measured, []), **facts))


def drawn(*measured, **facts):
    return signal_answer.build_figure(shown(*measured, **facts))


def marks(made):
    return next(trace for trace in made["data"] if "hoverinfo" in trace)


def steps(made):
    """Arrows between draws: the dash of each."""
    return [t["line"]["dash"] for t in made["data"] if "opacity" in t]


def limits(made):
    """Arrows towards where a value may lie: from and to."""
    return [
        list(zip(t["x"], t["y"], strict=True))
        for t in made["data"]
        if "line" in t and "opacity" not in t
    ]


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("man", MEN)
@pytest.mark.parametrize("log", [True, False])
def test_plotly_takes_every_man(man, wide, log):
    timeline = listed(MEN[man](), log=log)
    if len(signal_answer.list_pairs(timeline)) >= 2:
        made = signal_answer.build_figure(timeline, wide=wide)
        plotly.graph_objects.Figure(made)
        assert json.loads(json.dumps(made)) == made


def test_draws_that_measured_both_are_numbered_in_order_of_time():
    timeline = shown(
        pair(DAYS[0], "3.1", "12.1"),
        pair(DAYS[1], "3.4", ""),
        pair(DAYS[2], "not detected", "9.0"),
        pair(DAYS[3], "0.6", "17.0"),
    )
    found = signal_answer.list_pairs(timeline)
    assert [(one.number, one.lh.shown.text, one.day) for one in found] == [
        (1, "3.1", "12 Jan 2026"),
        (2, "0.6", "12 Apr 2026"),
    ]
    made = marks(signal_answer.build_figure(timeline))
    assert (made["x"], made["y"], made["text"]) == ([12.1, 17], [3.1, 0.6], ["1", "2"])


def test_the_newest_forty_are_shown():
    found = signal_answer.list_pairs(listed(many(60)))
    assert [found[0].number, found[-1].number] == [1, 40]
    last = listed(many(60)).drawn
    newest = [
        d.draw.id for d in last if any(p.reading.analyte.key == "lh" for p in d.points)
    ]
    assert found[-1].drawn.draw.id == newest[-1]


def test_without_both_analytes_there_is_no_pair():
    assert signal_answer.list_pairs(shown(pair(DAYS[0], "3.1", ""))) == []


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (("3.4", "14.0"), ["solid"]),
        (("<0.1", "14.0"), ["dot"]),
        (("0", "14.0"), ["dot"]),  # off scale
    ],
)
def test_an_arrow_says_what_is_known_between(second, expected):
    assert steps(drawn(pair(DAYS[0], "3.1", "12.1"), pair(DAYS[1], *second))) == expected


def test_two_limits_are_not_joined():
    assert steps(drawn(pair(DAYS[0], "<0.1", "12"), pair(DAYS[1], "<0.1", "14"))) == []


def test_what_does_not_compare_is_not_joined_though_a_draw_between_compares():
    made = drawn(
        pair(DAYS[0], "3.1", "12.1", method="ECLIA"),
        pair(DAYS[1], "3.3", "", method="CMIA"),
        pair(DAYS[2], "3.4", "14.0", method="CMIA"),
        pair(DAYS[3], "3.5", "14.1", method="CMIA"),
    )
    assert steps(made) == ["solid"]


def test_earlier_steps_are_paler():
    made = drawn(*(pair(on, "3.1", "12.1") for on in DAYS))
    opacities = [trace["opacity"] for trace in made["data"] if "opacity" in trace]
    assert opacities == sorted(opacities)
    assert opacities[-1] == 1


def test_a_limit_is_open_with_an_arrow_to_where_the_value_may_lie():
    made = drawn(pair(DAYS[0], "<0.1", "12.1"), pair(DAYS[1], "3.1", ">52"))
    fill = marks(made)["marker"]["color"]
    assert fill == [LIGHT["paper"], LIGHT["paper"]]
    down, right = limits(made)
    assert down[0] == (12.1, 0.1) and down[1][1] < 0.1
    assert right[0] == (52, 3.1) and right[1][0] > 52


def test_shapes_tell_the_treatment():
    made = drawn(
        pair(DAYS[0], "3.1", "12.1"),
        pair(DAYS[3], "3.4", "14.0"),
        episodes=[episode("clomifene", "2026-03-01")],
    )
    assert marks(made)["marker"]["symbol"] == ["circle", "square"]
    told = signal_answer.list_pairs(
        shown(pair(DAYS[3], "3.4", "14"), episodes=[episode("clomifene", "2026-03-01")])
    )
    assert told[0].treatment == "clomifene"


def test_the_ranges_of_the_last_draw_that_printed_both_are_the_box():
    made = drawn(
        pair(DAYS[0], "3.1", "12.1", ranges=("1.5-9.3", "9.9-27.8")),
        pair(DAYS[1], "3.2", "12.2"),
        pair(DAYS[2], "3.3", "12.3", ranges=("", "8.64-29.0")),
    )
    earlier, last = made["layout"]["shapes"]
    assert (earlier["x0"], earlier["y1"], earlier["line"]["dash"]) == (9.9, 9.3, "dot")
    assert (last["x0"], last["x1"], last["y0"], last["y1"]) == (8.64, 29, 1.7, 8.6)
    assert last["fillcolor"] == LIGHT["band"]
    assert "fillcolor" not in earlier


def test_an_end_that_was_not_printed_is_open_to_the_frame():
    made = drawn(
        pair(DAYS[0], "3.1", "12.1", ranges=("1.7-8.6", ">= 8.64")),
        pair(DAYS[1], "3.2", "12.2", ranges=("1.7-8.6", ">= 8.64")),
    )
    (box,) = made["layout"]["shapes"]
    assert box["x1"] == made["layout"]["xaxis"]["range"][1]


def test_nothing_is_named_or_judged():
    layout = drawn(pair(DAYS[0], "3.1", "12.1"), pair(DAYS[1], "0.2", "31"))["layout"]
    assert layout["annotations"] == []
    titles = [layout[axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert titles == ["Testosterone, nmol/L", "LH, IU/L, log scale"]


def test_a_box_tells_the_draw_and_both_results():
    made = drawn(pair(DAYS[0], "<0.1", "2.1"), pair(DAYS[1], "3.2", "12.2"))
    assert marks(made)["hovertext"][0].split("<br>") == [
        "1: 12 Jan 2026, 08:00 · no treatment recorded",
        "LH &lt;0.1 IU/L, below range 1.7–8.6",
        "Testosterone 2.1 nmol/L, below range 8.64–29.0",
    ]
