"""The writers: one scene, the same marks, places and words in each of them."""

import gzip
import json
import re
from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction
from html import unescape
from math import log10
from xml.etree import ElementTree

import plotly.graph_objects
import pytest

from labs.charts import CHARTS, as_plotly, as_svg, axis_panels, strokes, svg_marks
from labs.charts.px import number
from labs.charts.scene import Mark, Place, Shape
from labs.series import View, Who, series, since
from tests.charts.conftest import listed
from tests.charts.courses import MEN
from tests.samples import course, decided, episode, reading, volume

SVG = "{http://www.w3.org/2000/svg}"
PORTAL = ("everything", "in words", "by month")
SCENES = {
    f"{man}, {scene.id}": scene
    for chart, scenes in CHARTS.items()
    for man, make in MEN.items()
    if chart == "axis_panels" or man in PORTAL
    for scene in scenes(listed(make()))
}
RESTART = listed(MEN["everything"](), axis=since("testosterone 2024-02-12"))
SCENES["days"] = axis_panels.scene(RESTART)
LAID = listed(MEN["two attempts"](), axis=since("second"), over="first")
SCENES |= {f"laid over, {one.id}": one for one in axis_panels.scenes(LAID)}
SCENES["no rows"] = axis_panels.scene(
    series(MEN["nothing"](), analytes=(), view=View(), who=Who.STAFF)
)
EVERY = pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)


def svg(scene):
    text = as_svg.picture(scene)
    return ElementTree.fromstring(text.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))


def kind(element):
    return element.get("class", "").split()


class Drawn:
    """A Plotly figure, measured in pixels as the browser will draw it."""

    def __init__(self, scene):
        made = as_plotly.figure(scene)
        self.data, self.layout = made["data"], made["layout"]

    def place(self, trace, at):
        x = self.px(trace.get("xaxis", "x"), trace["x"][at], self.layout["width"])
        y = self.px(trace.get("yaxis", "y"), trace["y"][at], self.layout["height"])
        flat = trace["yaxis"] != "y99"
        return x, self.layout["height"] - y if flat else y

    def px(self, name, value, whole):
        axis = self.layout[name.replace("x", "xaxis").replace("y", "yaxis")]
        low, high = axis["range"]
        if axis.get("type") == "date":
            low, high, value = (ms(at) for at in (low, high, value))
        if axis.get("type") == "log":
            value = log10(value)
        first, last = axis["domain"]
        if name == "y99":
            return value
        return whole * (first + (last - first) * (value - low) / (high - low))

    def texts(self):
        for trace in self.data:
            if trace["mode"] == "text":
                for at, words in enumerate(trace["text"]):
                    size = trace["textfont"]["size"][at]
                    yield trace["x"][at], trace["y"][at] + size / 4, unescape(words)

    def marks(self):
        """What was measured: on a row's axes, with a colour that is seen."""
        return [
            trace
            for trace in self.data
            if trace["mode"] == "markers" and "customdata" not in trace
        ]


def ms(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp()


@EVERY
def test_svg_and_plotly_draw_the_same_marks_at_the_same_places(scene):
    marks = list(scene.marks())
    figure = Drawn(scene)
    placed = [
        figure.place(trace, at) for trace in figure.marks() for at in range(len(trace["x"]))
    ]
    whole = [middle(mark) for mark in marks if not mark.side]
    assert Counter(in_svg(scene)) == Counter(
        (svg_marks.outline(mark), f"{number(mark.place.x)},{number(mark.place.y)}")
        for mark in marks
    )
    assert alike(placed, whole)


def in_svg(scene):
    """Of each mark, the outline that its kind has, and the corner where it stands."""
    drawn = svg(scene)
    looks = {
        f"url(#{kind.get('id')})": kind[0].get("d") for kind in drawn.iter(f"{SVG}marker")
    }
    for path in drawn.iter(f"{SVG}path"):
        if "marks" in kind(path):
            (name,) = {path.get(f"marker-{end}") for end in ("start", "mid", "end")}
            corners = path.get("d").removeprefix("M").split()
            yield from ((looks[name], corner) for corner in corners)


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("side", ["", "left", "right"])
def test_a_mark_lies_around_its_place(shape, side):
    """Half a mark on its own side of it; under its place what is under a limit."""
    place = Place(0, Fraction(1), 0, 0)
    mark = Mark("point", place, shape, "lh", 50, "3", "" if shape.censored else side)
    corners = list(walked(svg_marks.outline(mark)))
    xs, ys = ([corner[axis] for corner in corners] for axis in (0, 1))
    half, high = mark.half / 10, mark.height / 10
    left = 0 if mark.side == "right" else -half
    right = 0 if mark.side == "left" else half
    round_ = shape is Shape.CIRCLE
    assert (min(xs), max(xs)) == ((0, 0) if round_ else pytest.approx((left, right)))
    top, bottom = {Shape.BELOW: (0, high), Shape.ABOVE: (-high, 0)}.get(
        shape, (-half, half)
    )
    assert (min(ys), max(ys)) == pytest.approx((top, bottom))


def walked(path):
    """The corners of a path, from its start."""
    x = y = 0.0
    for step, given in re.findall(r"([MhvlazZ])([^MhvlazZ]*)", path):
        told = [float(one) for one in re.findall(r"-?[\d.]+", given)]
        match step:
            case "M":
                x, y = told
            case "h":
                x += told[0]
            case "v":
                y += told[0]
            case "l" | "a":
                x, y = x + told[-2], y + told[-1]
        yield x, y


def alike(places, others):
    """The same places, to a fifth of a pixel."""
    rounded = [
        sorted((round(x), round(y), x, y) for x, y in some) for some in (places, others)
    ]
    ours, theirs = ([place[2:] for place in some] for some in rounded)
    return len(ours) == len(theirs) and all(
        any(abs(x - a) < 0.2 and abs(y - b) < 0.2 for a, b in theirs) for x, y in ours
    )


def middle(mark):
    """Of the mark, as Plotly holds it: under a limit hangs a triangle."""
    aside = {Shape.BELOW: mark.height / 3, Shape.ABOVE: -mark.height / 3}
    return mark.place.x / 10, (mark.place.y + aside.get(mark.shape, 0)) / 10


@EVERY
def test_svg_and_plotly_write_the_same_words_at_the_same_places(scene):
    in_svg = Counter(
        (element.get("x"), element.get("y"), " ".join("".join(element.itertext()).split()))
        for element in svg(scene).iter(f"{SVG}text")
    )
    texts = list(scene.every_text())
    flags = [(flag.x, flag.base, flag.letters) for flag in scene.flags]
    placed = [(text.x, text.y, text.words) for text in texts] + flags
    assert in_svg == Counter(
        (number(x), number(y), " ".join(words.split())) for x, y, words in placed
    )
    in_plotly = [words for _, _, words in Drawn(scene).texts()]
    runs = [run.words for text in texts for run in text.runs]
    assert Counter(in_plotly) == Counter([*runs, *(letters for _, _, letters in flags)])


@EVERY
def test_plotly_sets_a_text_of_one_run_where_svg_sets_it(scene):
    placed = {
        (text.x / 10, words)
        for text in scene.every_text()
        if len(text.runs) == 1
        for words in [text.words]
    }
    heights = {(text.y / 10) for text in scene.every_text()}
    told = list(Drawn(scene).texts())
    assert placed <= {(x, words) for x, _, words in told}
    flags = {flag.base / 10 for flag in scene.flags}
    assert all(min(abs(y - h) for h in heights | flags) < 0.15 for _, y, _ in told)


@EVERY
def test_plotly_takes_the_figure(scene):
    plotly.graph_objects.Figure(as_plotly.figure(scene))


@EVERY
def test_a_picture_has_no_style_and_no_script_and_is_hidden_from_readers(scene):
    text = as_svg.picture(scene)
    assert "style" not in text
    assert "<script" not in text
    assert set(re.findall(r'href="(.)', text)) <= {"#"}
    assert svg(scene).get("aria-hidden") == "true"


@EVERY
def test_the_same_scene_is_written_the_same_every_time(scene):
    assert as_svg.picture(scene) == as_svg.picture(scene)
    assert as_plotly.figure(scene) == as_plotly.figure(scene)


@EVERY
def test_every_sign_that_is_used_is_in_the_key(scene):
    signs = {sign.sign for sign in scene.key}
    shapes = {mark.shape.value for mark in scene.marks()}
    rings = {mark.ring.value for mark in scene.marks() if mark.ring}
    assert shapes | rings <= signs
    assert ("gap" in signs) == any(panel.gaps for panel in scene.panels)
    listing = as_svg.key(scene)
    assert listing.count("<li>") == len(scene.key)
    assert "style" not in listing


@EVERY
def test_figures_say_nothing_of_zoom_share_or_drag(scene):
    layout = as_plotly.figure(scene)["layout"]
    assert layout["dragmode"] is False
    assert (layout["hovermode"], layout["hoversubplots"]) == ("x", "axis")
    axes = [value for key, value in layout.items() if re.fullmatch(r"[xy]axis\d*", key)]
    assert all(axis["fixedrange"] for axis in axes)


@EVERY
def test_marks_are_never_faint(scene):
    markers = [
        trace["marker"] for trace in as_plotly.figure(scene)["data"] if "marker" in trace
    ]
    assert all(marker["opacity"] == 1 for marker in markers)


def test_ids_of_all_pictures_of_a_page_differ():
    course_of_all = listed(MEN["everything"]())
    made = as_svg.figure(axis_panels.scenes(course_of_all))
    made += as_svg.key(axis_panels.scene(course_of_all))
    ids = re.findall(r'\bid="([^"]+)"', made)
    assert len(ids) == len(set(ids)) > 0
    assert set(re.findall(r"url\(#([^)]+)\)", made)) <= set(ids)


HOSTILE = '</text><script>alert(1)</script><b style="x">&"'


def test_what_people_typed_is_text_in_both_writers():
    made = course(
        reading("lh", "not </text> found", on="2026-03-02 08:00"),
        reading("fsh", "3", on="2026-03-02 08:00"),
        episodes=[episode("", "2026-02-25", name=HOSTILE)],
    )
    scene = axis_panels.scene(listed(made))
    drawn = as_svg.picture(scene)
    assert "<script" not in drawn
    assert HOSTILE in [
        "".join(element.itertext()).removesuffix(", goes on")
        for element in svg(scene).iter(f"{SVG}text")
    ]
    said = [t for trace in as_plotly.figure(scene)["data"] for t in trace.get("text", ())]
    assert not any("<script" in words or "<b " in words for words in said)


def test_a_figure_of_2600_points_is_lean():
    days = [(y, m, d) for y in range(2005, 2027) for m in range(1, 13) for d in (3, 17)][
        :520
    ]
    made = [
        reading(
            key,
            f"{3 + (n * 7 + k) % 23}.{(n * 3) % 10}",
            on=f"{y}-{m:02}-{d:02} 08:{n % 60:02}",
            interval=interval,
            reviewed=True,
        )
        for n, (y, m, d) in enumerate(days)
        for k, (key, interval) in enumerate(
            {
                "lh": "1.7-8.6",
                "fsh": "1.5-12.4",
                "testosterone": "8.64-29.0",
                "estradiol": "41-159",
                "prolactin": "4.0-15.2",
            }.items()
        )
    ]
    scene = axis_panels.scene(listed(course(*made)))
    assert sum(len(panel.marks) for panel in scene.panels) == 2600
    written = json.dumps(as_plotly.figure(scene), separators=(",", ":")).encode()
    assert len(gzip.compress(written, 6)) < 60_000


def test_a_draws_box_holds_nothing_of_another_draw():
    """Each row has its word for each draw: the nearest point is always this draw's."""
    figure = as_plotly.figure(axis_panels.scene(listed(MEN["everything"]())))
    hovers = [trace for trace in figure["data"] if "customdata" in trace]
    assert len(hovers) == 6
    assert len({tuple(trace["x"]) for trace in hovers}) == 1
    assert "Testicular volume not measured" in hovers[-1]["customdata"]


def test_a_draws_box_tells_value_unit_state_interval_and_agents():
    figure = as_plotly.figure(axis_panels.scene(listed(MEN["everything"]())))
    hovers = [trace["customdata"] for trace in figure["data"] if "customdata" in trace]
    heads, lh, _, testosterone, *_ = hovers
    at = next(n for n, head in enumerate(heads) if head.startswith("11 Dec 2025"))
    assert heads[at] == (
        "11 Dec 2025, 08:50\n10 weeks after decision C; with anastrozole and clomifene"
    )
    assert lh[at] == "LH 5.1 IU/L, inside (1.7–8.6), up 3.2"
    assert testosterone[at] == (
        "Testosterone 13.4 nmol/L, inside (8.64–29.0), was 31.4, down 8.0"
    )


def test_plotly_writes_no_words_of_a_box_itself():
    """The page's script writes them as text; Plotly would read tags in them."""
    said = [
        trace
        for trace in as_plotly.figure(axis_panels.scene(listed(MEN["in words"]())))["data"]
        if "customdata" in trace
    ]
    assert {trace["hoverinfo"] for trace in said} == {"none"}
    assert not any("template" in key for trace in said for key in trace)


def test_a_flag_leads_to_its_decision_and_takes_no_focus():
    scene = axis_panels.scene(listed(MEN["everything"]()))
    flags = list(svg(scene).iter(f"{SVG}a"))
    assert flags[0].get("href") == "#decision-decision 2024-02-06"
    assert {flag.get("tabindex") for flag in flags} == {"-1"}
    assert flags[2].find(f"{SVG}title").text == "C, 26 Sep 2025: continued"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-02-28", "on the day of decision A"),
        ("2026-02-23", "5 days after decision A"),
        ("2026-02-03", "3 weeks after decision A"),
    ],
)
def test_a_draw_tells_the_time_since_the_last_decision(day, said):
    made = course(reading("lh", "3", on="2026-02-28 08:00"), decisions=[decided(day)])
    (step,) = axis_panels.scene(listed(made)).steps
    assert step.about == f"{said}; no agent recorded"


@pytest.mark.parametrize(
    ("on", "title"),
    [
        ("2026-03-02 08:10", "2 Mar 2026, 08:10"),
        ("2026-03-02", "2 Mar 2026, date only"),
        ("2026-03", "Mar 2026"),
    ],
)
def test_a_draw_is_no_more_precise_than_it_was_recorded(on, title):
    made = course(reading("lh", "3", on=on), decisions=[decided("2026-01-02")])
    (step,) = axis_panels.scene(listed(made)).steps
    assert step.title == title
    assert ("decision" in step.about) == (title != "Mar 2026")


def test_a_sentence_tells_what_is_missing_and_what_cannot_be_compared():
    """All that the table says of a draw is said when somebody steps to it."""
    south = {"on": "2026-02-02 15:00", "laboratory": "South"}
    made = course(
        reading("lh", "3", on="2026-01-05 08:00", laboratory="North", interval="1.7-8.6"),
        reading("lh", "4", interval="1.5-9.3", **south),
        reading("fsh", None, status="pending", **south),
        reading("lh", "4.4", on="2026-03-02 08:00", laboratory="South"),
        episodes=[episode("clomifene", "2026-01-20")],
    )
    _, second, third = axis_panels.scene(listed(made)).steps
    assert second.words == (
        "2 Feb 2026. LH 4 IU/L, inside range 1.5 to 9.3. FSH pending. Not comparable "
        "with the one before: LH (another laboratory). On clomifene since 20 Jan 2026."
    )
    assert "No change is given for LH: another time of day." in third.words


def test_every_draw_has_its_sentence():
    steps = as_plotly.figure(axis_panels.scene(listed(MEN["everything"]())))["layout"][
        "meta"
    ]["steps"]
    assert len(steps) == 16
    assert steps[0][1].startswith("15 Jan 2024. LH 3.6 IU/L, inside range 1.5 to 9.3.")


@pytest.mark.parametrize(
    "pen", ["solid", "dotted", "left", "right", "gap", "day-0", "flag"]
)
def test_every_pen_draws_something(pen):
    assert strokes.pen(pen)[0] >= 10


def box(scene, name):
    """What the box of the last draw says of one row."""
    said = [
        t["customdata"][-1] for t in as_plotly.figure(scene)["data"] if "customdata" in t
    ]
    return next(words for words in said if words.startswith(name)).removesuffix(", new")


@pytest.mark.parametrize(
    ("sides", "told"),
    [
        (
            ("11", "15"),
            "11 | 15 mL, Prader orchidometer, left below (12–25), right inside (12–25)",
        ),
        (("14", "15"), "14 | 15 mL, Prader orchidometer, inside (12–25)"),
    ],
)
def test_the_box_tells_how_each_side_stands_to_its_interval(sides, told):
    made = [
        volume(value, side, on="2026-03-02", method="prader", interval="12-25")
        for value, side in zip(sides, ("left", "right"), strict=True)
    ]
    assert box(axis_panels.scene(listed(course(*made))), "Testicular volume") == (
        f"Testicular volume {told}"
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"on": "2026-06-01 15:00"}, "// another time of day"),
        ({"on": "2026-06-01 08:00", "laboratory": "Quay"}, "≠ another laboratory"),
        ({"on": "2026-06-01 08:00"}, "up 1"),
    ],
)
def test_the_box_has_the_sign_that_the_table_has(more, told):
    made = course(reading("lh", "3", on="2026-03-02 08:00"), reading("lh", "4", **more))
    assert box(axis_panels.scene(listed(made)), "LH") == f"LH 4 IU/L, {told}"


def test_other_agents_are_said_when_somebody_steps_to_a_draw():
    """The change is given with both states, and so the sentence says that they differ."""
    made = course(
        reading("lh", "3", on="2026-01-05 08:00"),
        reading("lh", "4", on="2026-03-02 08:00"),
        episodes=[episode("clomifene", "2026-02-01")],
    )
    _, last = axis_panels.scene(listed(made)).steps
    assert last.words == (
        "2 Mar 2026. LH 4 IU/L. Other agents than at the one before: LH. "
        "On clomifene since 1 Feb 2026."
    )
