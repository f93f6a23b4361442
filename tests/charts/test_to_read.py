"""Notes that wait: a dot over the tick of their draw, alike in both pictures."""

import gzip
import json

import pytest

from labs.charts import as_plotly, as_svg, axis_panels
from tests.charts.conftest import listed
from tests.charts.courses import MEN, many

LONG = "Cellular Mechanisms of Testicular Atrophy and Restoration, and of its Signals"
TITLES = (LONG, "Time of day", "Time of day", "Testicular volume")


@pytest.fixture
def made():
    return listed(MEN["everything"]())


def _dots(scene):
    return [line for line in scene.lines if line.kind == "unread"]


def _waiting(made, *, titles=TITLES):
    """Beside three draws that stand apart."""
    return {row.draw.id: titles for row in made.draws[1:10:4]}


@pytest.mark.parametrize("size", [size for size in axis_panels.SIZES if size != "print"])
def test_each_draw_with_notes_that_wait_has_its_dot(made, size):
    scene = axis_panels.scene(made, size=size, unread=_waiting(made))
    ticks = {line.x0 for line in scene.lines if line.kind == "draw"}
    assert len(_dots(scene)) == 3
    assert {dot.x0 for dot in _dots(scene)} <= ticks


def test_it_stands_between_the_rows_and_the_ticks(made):
    scene = axis_panels.scene(made, unread=_waiting(made))
    tick = min(line.y0 for line in scene.lines if line.kind == "draw")
    rail = max(box.y1 for box in scene.panels[-1].rails)
    assert all(rail < dot.y0 < dot.y1 < tick for dot in _dots(scene))


def test_nothing_waits_without_a_word_of_it(made):
    scene = axis_panels.scene(made)
    assert _dots(scene) == []
    assert "unread" not in {sign.sign for sign in scene.key}


def test_paper_has_none_because_others_read_it(made):
    assert _dots(axis_panels.scene(made, size="print", unread=_waiting(made))) == []


def test_where_draws_stand_dense_there_is_no_room_for_one():
    long = listed(many(70))
    assert _dots(axis_panels.scene(long, unread=_waiting(long))) == []


def test_both_pictures_have_the_dots_and_the_key_their_meaning(made):
    scene = axis_panels.scene(made, unread=_waiting(made))
    assert "you have not read" in as_svg.key(scene)
    (drawn,) = [part for part in as_svg.picture(scene).split("<path") if " unread" in part]
    assert drawn.count("M") == 3
    xs = [dot.x0 / 10 for dot in _dots(scene)]
    (trace,) = [t for t in as_plotly.figure(scene)["data"] if t.get("x", [])[::3] == xs]
    assert trace["line"]["width"] == 4


def test_the_box_of_the_draw_says_how_many_and_speech_too(made):
    steps = axis_panels.scene(made, unread=_waiting(made)).steps
    step = next(step for step in steps if "to read" in step.about)
    said = f"4 notes to read: {LONG}; Time of day; and more"
    assert step.about.endswith(f". {said}")
    assert step.words.endswith(f" {said}.")
    steps = axis_panels.scene(made, unread=_waiting(made, titles=TITLES[:1])).steps
    told = [step.about for step in steps if "to read" in step.about]
    assert len(told) == 3
    assert all(about.endswith(f"1 note to read: {LONG}") for about in told)


def test_it_weighs_little_in_the_largest_figure_that_has_it():
    long = listed(many(60))
    waiting = {row.draw.id: TITLES for row in long.draws}
    with_dots, without = (
        len(gzip.compress(json.dumps(as_plotly.figure(scene)).encode()))
        for scene in (axis_panels.scene(long, unread=waiting), axis_panels.scene(long))
    )
    assert without < with_dots < without + 1500
