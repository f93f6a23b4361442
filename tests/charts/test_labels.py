"""Texts: on no mark, on no other text, across no gap; and the most telling first."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.charts.layout import SIZES, STRIP
from labs.charts.scene import Run
from labs.charts.text import (
    Candidate,
    Rect,
    line_width,
    mark_rect,
    run_width,
    space_after,
    text_extent,
    text_rect,
    width_of,
    wrap,
)
from tests.charts.conftest import listed, scene_of
from tests.charts.courses import MEN
from tests.factories import course, reading

IN_ROW = ("value", "gap", "range")
IN_STRIP = ("words", "without")


def rect(text):
    return text_rect(text_extent(text.runs), Candidate(text.x, text.y, text.anchor, 0))


def placed(panel, *kinds):
    return [text for text in panel.texts if text.kind in (kinds or IN_ROW)]


def check(scene):
    """The rules that hold for every figure."""
    for panel in scene.subplots:
        room = Rect(scene.axis.left, panel.top, scene.axis.right, panel.bottom)
        rects = [rect(text) for text in placed(panel)]
        marks = [mark_rect(mark) for mark in panel.marks]
        assert all(one.within(room) for one in rects)
        strip = Rect(room.x0, room.y1, room.x1, room.y1 + 55 + STRIP)
        in_strip = [rect(text) for text in placed(panel, *IN_STRIP)]
        assert all(one.within(strip) for one in in_strip)
        rects += in_strip
        assert not any(one.meets(other) for one, other in combinations(rects, 2))
        assert not any(one.meets(mark) for one in rects for mark in marks)
        in_row = [one for one in rects if one not in in_strip]
        assert not any(one.x0 < gap.x < one.x1 for one in in_row for gap in panel.gaps)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("man", MEN)
def test_no_text_lies_on_a_mark_or_a_text_or_across_a_gap(man, size):
    check(scene_of(listed(MEN[man]()), size=size))


TEXTS = st.sampled_from(
    ["<0.1", "<0.3", "0.4", "3.2", "8", "23.70", "99", ">52", "0", "n. d."]
)
DRAWN = st.lists(st.tuples(st.integers(0, 700), TEXTS, st.sampled_from("ab")), max_size=30)


@given(DRAWN, st.sampled_from(sorted(SIZES)))
def test_nor_in_any_course(drawn, size):
    readings = [
        reading(
            "lh",
            text,
            on=f"{2024 + day // 336}-{day % 336 // 28 + 1:02}-{day % 28 + 1:02} 08:00",
            id=f"{number}",
            laboratory=laboratory,
        )
        for number, (day, text, laboratory) in enumerate(drawn)
    ]
    check(scene_of(listed(course(*readings)), size=size))


def test_a_sparse_course_has_every_value_written(picture):
    days = ("2026-01-12 08:00", "2026-03-09 08:00", "2026-05-11 08:00")
    scene = picture(*(reading("lh", "3.1", on=on) for on in days))
    assert scene.written == (3, 3)


def test_what_is_not_written_is_counted(picture):
    days = [f"2026-01-{day:02} 08:00" for day in range(1, 29)]
    made = [reading("lh", f"{3 + n % 5}.1", on=on) for n, on in enumerate(days)]
    scene = picture(*made, size="phone")
    some, every = scene.written
    assert (some < every, every) == (True, 28)


def test_the_same_limit_is_not_written_twice_side_by_side(row):
    days = ("2026-01-12 08:00", "2026-01-14 08:00", "2026-12-07 08:00")
    panel = row("lh", *(reading("lh", "<0.1", on=on) for on in days))
    assert [text.words for text in placed(panel, "value")] == ["<0.1", "<0.1"]


def test_a_dense_figure_writes_the_telling_ones_and_no_intervals():
    scene = scene_of(listed(MEN["many"]()))
    some, every = scene.written
    assert scene.dense
    assert 10 < some < every / 10
    assert not [text for panel in scene.subplots for text in placed(panel, "range")]


def test_the_first_and_the_last_are_written_before_those_between(picture):
    days = [f"2026-{month:02}-{day:02} 08:00" for month in (3, 4) for day in range(1, 29)]
    texts = {n: "3.7" if n == 0 else "3.8" if n == 55 else "3.75" for n in range(56)}
    made = [reading("lh", texts[n], on=on) for n, on in enumerate(days)]
    written = [text.words for text in placed(picture(*made).subplots[0], "value")]
    assert {"3.7", "3.8"} <= set(written)


def test_one_result_says_that_it_is_alone(row):
    panel = row("lh", reading("lh", "3.1", on="2026-03-02 08:00"))
    assert "one result so far" in [text.words for text in panel.texts]


@pytest.mark.parametrize("bold", [False, True])
def test_every_sign_of_a_figure_has_its_width_in_the_table(bold):
    signs = (
        "0123456789.,<>=≤≥≠≈–| abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ()/%’"
    )
    assert all(width_of(sign, 100, bold=bold) < 115 for sign in signs)
    assert width_of("0", 100) == 64


def test_runs_stand_one_word_space_apart():
    run = Run("12", size=100)
    assert line_width([run, run]) == 2 * run_width(run) + space_after(run)


def test_a_long_sentence_is_broken_where_it_fits():
    lines = wrap("one two three four", 100, width_of("one two", 100))
    assert lines == ("one two", "three", "four")


def test_what_is_off_scale_is_written_even_without_room_for_the_words(row):
    """Between two gaps."""
    told = {"01-10": ("9", "a"), "02-10": ("9", "a"), "03-09": ("120", "b")}
    told |= {"04-05": ("9", "c"), "05-10": ("9", "c")}
    made = [
        reading("fsh", text, on=f"2026-{day} 08:00", laboratory=laboratory)
        for day, (text, laboratory) in told.items()
    ]
    panel = row("fsh", *made, size="narrow")
    assert "120" in [text.words for text in placed(panel, "value")]
