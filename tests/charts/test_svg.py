"""The SVG: what stands in it is what the scene holds, and nothing else."""

import json
import re
from collections import Counter
from fractions import Fraction

import pytest

from labs.charts import svg
from labs.charts.figure import build_patient_scenes
from labs.charts.layout import SIZES
from labs.charts.scene import Mark, Place, Shape
from labs.charts.svg import px_text
from labs.timeline import View, Who, build_timeline, since
from tests.charts.conftest import listed, scene_of
from tests.charts.courses import MEN
from tests.factories import course, episode, reading
from tests.pages import picture

SCENES = {
    f"{man}, {size}": scene_of(listed(make()), size=size)
    for man, make in MEN.items()
    for size in SIZES
}
for man in ("everything", "in words", "by month"):
    made = listed(MEN[man]())
    for row in made.rows:
        scenes = build_patient_scenes(made, row.analyte.key)
        SCENES |= {f"{man}, {one.id}": one for one in scenes}
RESTART = listed(MEN["everything"](), axis=since("testosterone 2024-02-12"))
SCENES["days"] = scene_of(RESTART)
LAID = listed(MEN["two attempts"](), axis=since("second"), over="first")
SCENES |= {f"laid over, {size}": scene_of(LAID, size=size) for size in SIZES}
SCENES["no rows"] = scene_of(
    build_timeline(MEN["nothing"](), analytes=(), view=View(), who=Who.STAFF)
)
EVERY = pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)


def tree(scene):
    return picture(svg.write_figure(scene))


def kind(element):
    return element.get("class", "").split()


@EVERY
def test_each_mark_stands_at_its_place(scene):
    assert Counter(in_svg(scene)) == Counter(
        (svg.mark_outline(mark), f"{px_text(mark.place.x)},{px_text(mark.place.y)}")
        for mark in scene.marks()
    )


def in_svg(scene):
    """Of each mark, the outline that its kind has, and the corner where it stands."""
    drawn = tree(scene)
    looks = {f"url(#{kind.get('id')})": kind[0].get("d") for kind in drawn.iter("marker")}
    for path in drawn.iter("path"):
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
    corners = list(walked(svg.mark_outline(mark)))
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


@EVERY
def test_each_text_stands_at_its_place(scene):
    in_picture = Counter(
        (element.get("x"), element.get("y"), " ".join("".join(element.itertext()).split()))
        for element in tree(scene).iter("text")
    )
    placed = [(text.x, text.y, text.words) for text in scene.every_text()]
    placed += [(flag.x, flag.base, flag.letters) for flag in scene.flags]
    assert in_picture == Counter(
        (px_text(x), px_text(y), " ".join(words.split())) for x, y, words in placed
    )


@EVERY
def test_a_picture_has_no_style_and_no_script_and_is_hidden_from_readers(scene):
    text = svg.write_figure(scene)
    assert "style" not in text
    assert "<script" not in text
    assert set(re.findall(r'href="(.)', text)) <= {"#"}
    assert tree(scene).get("aria-hidden") == "true"


@EVERY
def test_the_same_scene_is_written_the_same_every_time(scene):
    assert svg.write_figure(scene) == svg.write_figure(scene)


@EVERY
def test_every_sign_that_is_used_is_in_the_key(scene):
    signs = {sign.sign for sign in scene.key}
    shapes = {mark.shape.value for mark in scene.marks()}
    rings = {mark.ring.value for mark in scene.marks() if mark.ring}
    assert shapes | rings <= signs
    assert ("gap" in signs) == any(subplot.gaps for subplot in scene.subplots)
    listing = svg.write_key(scene)
    assert listing.count("<li>") == len(scene.key)
    assert "style" not in listing


@EVERY
def test_the_script_gets_a_row_of_words_for_each_row_of_the_figure(scene):
    data = json.loads(json.dumps(svg.script_data(scene)))
    assert len(data["rows"]) == len(scene.subplots)
    assert len(data["steps"]) == len(scene.steps)
    for x, title, _, rows, words in data["steps"]:
        assert data["left"] <= x <= data["right"]
        assert title and words and len(rows) == len(scene.subplots)
    told = [[data["texts"][at] for at in places] for _, _, _, rows, _ in data["steps"]
            for places in rows]  # fmt: skip
    assert told == [[*row] for step in scene.steps for row in step.rows]
    assert len(data["texts"]) == len({*data["texts"]})


def test_ids_of_a_page_differ():
    made = scene_of(listed(MEN["everything"]()))
    drawn = svg.write_figure(made) + svg.write_key(made)
    ids = re.findall(r'\bid="([^"]+)"', drawn)
    assert len(ids) == len(set(ids)) > 0
    assert set(re.findall(r"url\(#([^)]+)\)", drawn)) <= set(ids)


HOSTILE = '</text><script>alert(1)</script><b style="x">&"'


def test_what_people_typed_is_text():
    made = course(
        reading("lh", "not </text> found", on="2026-03-02 08:00"),
        reading("fsh", "3", on="2026-03-02 08:00"),
        episodes=[episode("", "2026-02-25", name=HOSTILE)],
    )
    scene = scene_of(listed(made))
    assert "<script" not in svg.write_figure(scene)
    assert HOSTILE in [
        "".join(element.itertext()).removesuffix(", ongoing")
        for element in tree(scene).iter("text")
    ]


def test_a_flag_leads_to_its_decision_and_takes_no_focus():
    flags = list(tree(scene_of(listed(MEN["everything"]()))).iter("a"))
    assert flags[0].get("href") == "#decision-decision 2024-02-06"
    assert {flag.get("tabindex") for flag in flags} == {"-1"}
    assert flags[2].find("title").text == "C, 26 Sep 2025: waited"
