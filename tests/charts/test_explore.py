"""Explore, over time: what plotly.js is given agrees with the one list."""

import gzip
import json
from datetime import date
from html import unescape
from itertools import pairwise

import plotly.graph_objects
import pytest

from labs.charts import explore
from labs.charts.palette import LIGHT
from labs.readings import SupersededVersion
from labs.timeline import View, since
from labs.timeline.hover_words import RowWords, draw_words, no_result
from labs.timeline.traces import build_traces, is_censored
from tests.charts.conftest import listed
from tests.charts.courses import MEN, many, two_attempts
from tests.factories import (
    DAYS,
    clinician_range,
    course,
    decided,
    draw,
    episode,
    lh,
    reading,
    volume,
)

each_man = pytest.mark.parametrize("man", MEN)


def figure(*readings, wide=True, view=None, **facts):
    made = listed(course(*readings, **facts), **view or {})
    return explore.build_figure(made, wide=wide)


def pointed_at(made):
    """The traces of which a box is made: one a row, in order of the rows."""
    return [trace for trace in made["data"] if "hoverinfo" in trace]


def marks(made, axis="y2"):
    found = [t for t in made["data"] if "standoff" in t.get("marker", {})]
    return next(trace for trace in found if trace["yaxis"] == axis)


def paths(made, axis="y2"):
    """Lines of a row as `(dash, [((x, y), (x, y)), …])`, stems among them."""
    for trace in made["data"]:
        if trace["mode"] == "lines" and trace["yaxis"] == axis:
            places = list(zip(trace["x"], trace["y"], strict=True))
            pieces = [p for p in pairwise(places) if None not in (p[0][0], p[1][0])]
            yield trace["line"]["dash"], pieces


def upright(piece):
    """A stem, from a limit towards where the value may lie."""
    return piece[0][0] == piece[1][0]


def dashes(made):
    """Of the lines between two results."""
    return [dash for dash, pieces in paths(made) for p in pieces if not upright(p)]


def shapes(made, colour, axis="y2"):
    role = LIGHT[colour]
    return [
        shape
        for shape in made["layout"]["shapes"]
        if shape["yref"] == axis
        and role in (shape.get("fillcolor"), shape.get("line", {}).get("color"))
    ]


def texts(made):
    labels = [shape["label"] for shape in made["layout"]["shapes"] if "label" in shape]
    return [unescape(note["text"]) for note in made["layout"]["annotations"] + labels]


@each_man
@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("log", [True, False])
def test_plotly_takes_every_man(man, wide, log):
    made = explore.build_figure(listed(MEN[man](), log=log), wide=wide)
    plotly.graph_objects.Figure(made)
    assert json.loads(json.dumps(made)) == made


@each_man
def test_every_draw_has_its_words_in_every_row_and_its_own_head(man):
    timeline = listed(MEN[man]())
    made = explore.build_figure(timeline)
    places = made["layout"]["meta"]["x"]
    groups = [*explore.group_draws(timeline.drawn).values()]
    heads = made["layout"]["xaxis"]["labelalias"]
    assert len({*places}) == len(places) == len(groups)
    for x, draws in zip(places, groups, strict=True):
        told = lines_of(heads[x])
        assert told == [*dict.fromkeys(draw_words(drawn, timeline) for drawn in draws)]
    for row, trace in zip(build_traces(timeline), pointed_at(made), strict=True):
        for draws, words in zip(groups, trace["hovertext"], strict=True):
            found = [
                [p for p in row.points if p.reading.draw.id == d.draw.id] for d in draws
            ]
            told = [RowWords(points, row).short for points in found if points]
            assert lines_of(words) == (told or [no_result(row, timeline.course.testes)])


def lines_of(words):
    return [unescape(line) for line in words.split("<br>")]


@each_man
def test_all_rows_are_pointed_at_in_the_same_places(man):
    """Plotly takes the nearest place of each row: a box would mix draws."""
    made = explore.build_figure(listed(MEN[man]()))
    places = made["layout"]["meta"]["x"]
    for trace in pointed_at(made):
        assert "x" not in trace
        assert len(trace["y"]) == len(places)
        assert trace["marker"]["size"] == [0] * len(places)


@each_man
@pytest.mark.parametrize("log", [True, False])
def test_two_censored_results_never_share_a_path(man, log):
    timeline = listed(MEN[man](), log=log)
    made = explore.build_figure(timeline)
    for n, row in enumerate(build_traces(timeline), start=2):
        drawn = marks(made, f"y{n}") if row.drawn else {"x": [], "y": []}
        places = zip(drawn["x"], drawn["y"], row.drawn, strict=True)
        limits = {(x, y) for x, y, point in places if is_censored(point)}
        for _, pieces in paths(made, f"y{n}"):
            for one, other in pieces:
                assert one == other or not {one, other} <= limits


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (("3.1", "3.4"), ["solid"]),
        (("3.1", "<0.1", "3.4"), ["dot", "dot"]),
        (("<0.1", "<0.1"), []),
        (("3.1", "0"), ["dot"]),
        (("3.1", "not detected", "3.4"), []),
    ],
)
def test_a_line_says_what_is_known_between(results, expected):
    assert dashes(figure(*lh(*results))) == expected


def test_a_gap_stands_midway_with_its_reason():
    made = lh("3.1", method="ECLIA")
    made.append(reading("lh", "3.4", on=DAYS[1], method="CMIA"))
    drawn = figure(*made)
    assert dashes(drawn) == []
    (gap,) = [s for s in shapes(drawn, "muted") if s["line"]["dash"] == "5px,4px"]
    assert gap["x0"] == gap["x1"] == "2026-02-09 08:00"
    assert "≠ method" in texts(drawn)


def test_both_sides_of_a_volume_share_one_gap():
    made = [
        volume("15", side, on=on, method=method)
        for on, method in zip(DAYS, ("prader", "ultrasound-lambert"), strict=False)
        for side in ("left", "right")
    ]
    assert texts(figure(*made)).count("≠ method") == 1


def test_marks_say_what_was_measured_and_what_is_a_limit_only():
    drawn = marks(
        figure(*lh("3.1", "<0.1", ">52"), episodes=[episode("hcg", "2026-02-01")])
    )
    look = drawn["marker"]
    assert look["symbol"] == ["circle", "triangle-down-open", "triangle-down-open"]
    assert look["angle"] == [0, 0, 180]
    assert look["standoff"] == [0, 11 / 4, 11 / 4]  # the flat edge stands on the limit
    assert drawn["y"] == [3.1, 0.1, 52]


def test_on_treatment_or_possibly_is_a_square():
    symbols = marks(figure(*lh("3.1"), episodes=[episode("hcg", "2026-01")]))["marker"]
    assert symbols["symbol"] == ["square"]


def test_the_sides_of_a_volume_stand_side_by_side():
    both = [volume(text, side) for text, side in (("15", "left"), ("16", "right"))]
    look = marks(figure(*both), "y6")["marker"]
    assert (look["angle"], look["standoff"]) == ([90, 270], [4.5, 4.5])


def test_a_limit_has_a_stem_towards_where_the_value_may_lie():
    made = figure(*lh("<0.1", ">4"))
    ((dash, stems),) = paths(made)
    assert dash == "dot"
    assert all(map(upright, stems))
    assert [(limit, end) for (_, limit), (_, end) in stems] == [(0.1, 0.03), (4, 10)]


def test_a_result_in_words_stands_in_a_strip_and_never_at_a_height():
    made = figure(*lh("3.1", "not detected"))
    assert marks(made)["y"] == [3.1]
    (note,) = [n for n in made["layout"]["annotations"] if n["text"] == "not detected"]
    assert (note["yref"], note["y"], note["x"]) == ("y2 domain", 0, "2026-03-09 08:00")


def test_zero_stands_on_the_floor_of_a_log_axis_and_says_so():
    made = marks(figure(*lh("3.1", "0")))
    assert (made["y"], made["text"]) == ([3.1, 0.3], ["", "0, off scale"])
    assert marks(figure(*lh("3.1", "0"), view={"log": False}))["text"] == []


def test_what_was_corrected_has_a_ring_and_what_is_preliminary_its_word():
    first, second = lh("3.1", "3.4")
    before = SupersededVersion(first.id, 0, "31", "IU/L", "Dr Example", None, "misread")
    second = reading("lh", "3.4", on=DAYS[1], status="preliminary")
    (rings,) = [
        trace
        for trace in figure(first, second, history=[before])["data"]
        if trace.get("marker", {}).get("symbol") == "circle-open"
    ]
    assert rings["text"] == ["", "preliminary"]


def test_reference_ranges_step_midway_and_an_open_end_has_no_edge():
    made = [
        reading("lh", "3.1", on=on, interval=interval)
        for on, interval in zip(DAYS, ("1.7-8.6", "<= 9.3"), strict=False)
    ]
    drawn = figure(*made)
    one, other = (s for s in shapes(drawn, "band") if s["type"] == "rect")
    assert one["x1"] == other["x0"] == "2026-02-09 08:00"
    assert (one["y0"], one["y1"]) == (1.7, 8.6)
    assert (other["y0"], other["y1"]) == (0.3, 9.3)
    assert [edge["y0"] for edge in shapes(drawn, "band-edge")] == [1.7, 8.6, 9.3]


def test_a_clinicians_range_runs_from_its_day_with_thicker_edges():
    drawn = figure(*lh("3.1", "3.4"), ranges=[clinician_range("3", "6", "2026-02-01")])
    (box,) = [s for s in shapes(drawn, "clinician") if s["type"] == "rect"]
    assert box["x0"] == "2026-02-01 00:00"
    assert {edge["line"]["width"] for edge in shapes(drawn, "clinician-edge")} == {2}


def test_a_month_of_which_no_day_is_known_is_dotted_in_lane_and_rail():
    drawn = figure(*lh("3.1", "3.4"), episodes=[episode("hcg", "2026-02", "2026-04-30")])
    lanes = [s for s in drawn["layout"]["shapes"] if s["yref"] == "y"]
    assert [(s["x0"], s["line"]["dash"]) for s in lanes] == [
        ("2026-02-01 00:00", "solid"),
        ("2026-02-01 00:00", "dot"),
    ]
    rails = [(s["x0"], s["line"]["dash"]) for s in shapes(drawn, "rail")]
    assert rails == [("2026-03-01 00:00", "solid"), ("2026-02-01 00:00", "dot")]
    assert "Hcg" in texts(drawn)


def test_a_decision_has_its_letter_filled_where_it_needs_attention():
    drawn = figure(
        *lh("3.1", "3.4"),
        decisions=[decided("2026-02-01"), decided("2026-02-20", needs_attention=True)],
    )
    letters = {
        n["text"]: n["bgcolor"] for n in drawn["layout"]["annotations"] if "bgcolor" in n
    }
    assert letters == {"A": LIGHT["paper"], "B": LIGHT["decision"]}


def test_rows_touch_so_that_each_place_can_be_pointed_at():
    layout = explore.build_figure(listed(MEN["everything"]()))["layout"]
    domains = [axis["domain"] for name, axis in layout.items() if name.startswith("yaxis")]
    assert domains[0][1] == 1
    assert all(upper[0] == lower[1] for upper, lower in pairwise(domains))
    assert domains[-1][0] == 0


def test_five_rows_and_three_lanes_fit_a_screen():
    episodes = [
        episode(name, "2026-01-01") for name in ("hcg", "clomifene", "testosterone")
    ]
    assert (
        figure(*lh("3.1", "3.4"), volume("15"), episodes=episodes)["layout"]["height"]
        <= 700
    )
    whole = [
        reading(key, "5", on=DAYS[0]) for key in ("lh", "fsh", "testosterone", "estradiol")
    ]
    made = figure(*whole, volume("15", on=DAYS[1]), episodes=episodes)
    assert made["layout"]["height"] <= 700


def test_days_are_counted_and_each_draw_has_its_head_before_day_0_too():
    timeline = listed(two_attempts(), axis=since("second"))
    made = explore.build_figure(timeline)
    heads = made["layout"]["xaxis"]["labelalias"]
    assert made["layout"]["xaxis"]["type"] == "linear"
    assert len(heads) == len(timeline.drawn)
    negative = [x for x in made["layout"]["meta"]["x"] if x < 0]
    assert negative
    assert {f"{x:.4f}".replace("-", "−") for x in negative} <= {*heads}


def test_two_draws_of_one_minute_share_a_place_and_both_are_told():
    made = figure(
        *(
            reading("lh", text, taken=draw(DAYS[0], id=text, laboratory=text), id=text)
            for text in ("3.1", "3.4")
        )
    )
    assert made["layout"]["meta"]["x"] == ["2026-01-12 08:00"]
    (words,) = pointed_at(made)[0]["hovertext"]
    first, second = lines_of(words)
    assert first.startswith("LH 3.1 IU/L") and second.startswith("LH 3.4 IU/L")
    (step,) = made["layout"]["meta"]["steps"]
    assert "LH 3.1 IU/L" in step and "LH 3.4 IU/L" in step
    (head,) = made["layout"]["xaxis"]["labelalias"].values()
    assert lines_of(head) == ["12 Jan 2026, 08:00 · no treatment recorded"]


def test_what_a_person_typed_is_text_to_plotly():
    name = "<b>gel</b> & <a href='https://example.org'>more</a>"
    typed = episode("", "2026-01-01", name=name)
    made = figure(*lh("3.1"), episodes=[typed])
    lane = next(n["text"] for n in made["layout"]["annotations"] if "gel" in n["text"])
    (head,) = made["layout"]["xaxis"]["labelalias"].values()
    for text in (lane, head):
        assert name in unescape(text)
        assert "<" not in text


def test_a_lost_comparator_would_be_harm():
    (words,) = pointed_at(figure(*lh("<0.1")))[0]["hovertext"]
    assert words == "LH &lt;0.1 IU/L"


def test_a_narrow_page_has_short_lines():
    made = explore.build_figure(listed(MEN["everything"]()), wide=False)
    told = [*made["layout"]["xaxis"]["labelalias"].values()]
    told += [words for trace in pointed_at(made) for words in trace["hovertext"]]
    lines = [unescape(line) for words in told for line in words.split("<br>")]
    assert max(map(len, lines)) <= 36
    assert made["layout"]["margin"]["l"] < 40


def test_dates_that_were_asked_for_are_the_dates_in_view():
    asked = {"start": date(2026, 2, 1), "end": date(2026, 4, 30)}
    made = figure(*lh("3.1", "3.4", "3.0"), view=asked)
    assert len(made["layout"]["meta"]["x"]) == 1
    reach = made["layout"]["xaxis"]["range"]
    assert reach[0] < "2026-02-01" < "2026-04-30" < reach[1]


def test_2600_results_take_60_kilobytes_at_most():
    timeline = listed(many(580, first=date(2002, 1, 3)))
    assert len(timeline.points) >= 2600
    written = json.dumps(explore.build_figure(timeline), separators=(",", ":")).encode()
    assert len(gzip.compress(written, 6)) <= 60_000


def test_the_view_of_the_list_is_the_view_of_the_figure():
    """Values in the chosen unit, as the table has them."""
    made = listed(course(reading("testosterone", "12.1")), units={"testosterone": "ng/dL"})
    told = pointed_at(explore.build_figure(made))[2]["hovertext"]
    assert told == ["Testosterone ≈349 ng/dL, converted from 12.1 nmol/L"]
    assert isinstance(made.view, View)


def test_a_number_that_does_not_convert_stands_in_words_with_its_unit():
    made = figure(
        reading("prolactin", "8.4", on=DAYS[0]),
        reading("prolactin", "210", on=DAYS[1], unit="mIU/L"),
    )
    assert "210 mIU/L" in texts(made)
