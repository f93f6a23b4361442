"""Each result drawn between the ends of its own interval; what has none, in words."""

from fractions import Fraction

import pytest

from labs.charts import svg
from labs.charts.figure import build_patient_scenes
from labs.charts.layout import SIZES
from labs.charts.text import Candidate, text_extent, text_rect
from tests.charts.conftest import listed, scene_of, told
from tests.charts.courses import MEN
from tests.factories import clinician_range, course, reading

RELATIVE = {"relative": True}


@pytest.fixture
def lh(row):
    """The row of LH: `lh(("3", "1.7-8.6"), ...)`, a month apart."""

    def lh(*told, **more):
        made = [
            reading("lh", value, on=f"2026-0{month}-05 08:00", interval=interval, **more)
            for month, (value, interval) in enumerate(told, 1)
        ]
        return row("lh", *made, view=RELATIVE)

    return lh


def words(panel, kind):
    return [text.words for text in panel.texts if text.kind == kind]


def test_marks_stand_between_the_ends_of_their_own_interval(lh):
    panel = lh(("1.7", "1.7-8.6"), ("8.6", "1.7-8.6"), ("8.6", "1.7-12.1"), ("2", "1-3"))
    lower, upper = (rung.y for rung in panel.ticks)
    assert [mark.place.value for mark in panel.marks] == [
        0,
        1,
        Fraction(69, 104),
        Fraction(1, 2),
    ]
    assert [mark.place.y for mark in panel.marks[:2]] == [lower, upper]
    assert panel.marks[3].place.y == (lower + upper) // 2


def test_the_band_is_the_same_all_along_and_its_numbers_are_as_printed(lh):
    panel = lh(("3", "1.7-8.6"), ("3", "2.0-9.0"))
    assert [(band.low, band.high) for band in panel.bands] == [(0, 1), (0, 1)]
    assert {(band.box.y0, band.box.y1) for band in panel.bands} == {
        (panel.ticks[1].y, panel.ticks[0].y)
    }
    assert words(panel, "range") == ["1.7–8.6", "2.0–9.0"]
    assert set(words(panel, "value")) <= {"3", "3 new"}


def test_the_axis_names_the_ends_and_no_number(lh):
    panel = lh(("3", "1.7-8.6"))
    assert words(panel, "tick") == ["lower end", "upper end"]
    assert words(panel, "unit") == ["IU/L, % of range"]


def test_ends_that_lie_close_are_written_apart(lh):
    panel = lh(("200", "1.7-8.6"))
    lower, upper = (text for text in panel.texts if text.kind == "tick")
    assert panel.ticks[0].y - panel.ticks[1].y < 120 <= lower.y - upper.y
    assert not panel.marks[0].off_scale


def test_a_limit_stands_at_its_place_with_its_stem(lh):
    panel = lh(("<0.1", "1.7-8.6"), ("<2.4", "1.7-8.6"))
    assert [mark.place.value for mark in panel.marks] == [
        Fraction(-16, 69),
        Fraction(7, 69),
    ]
    assert {mark.stem for mark in panel.marks} == {panel.bottom}
    assert len(panel.hatches) == 2


def test_what_has_no_interval_of_two_ends_stands_in_words_with_the_reason(lh):
    panel = lh(("3", "1.7-8.6"), ("<4", "< 8.6"), ("not detected", "1.7-8.6"), ("5", ""))
    assert len(panel.marks) == 1
    assert words(panel, "without") == ["<4, no two-sided range", "5, no two-sided range"]
    assert words(panel, "words") == ["not detected"]
    assert [line.kind for line in panel.lines] == [
        "without-tick",
        "words-tick",
        "without-tick",
    ]


def test_nothing_joins_what_stands_in_words(lh):
    assert lh(("3", "1-9"), ("3", "1-9")).segments
    assert lh(("3", "1-9"), ("3", ">= 1"), ("3", "1-9")).segments == ()


def test_a_row_of_words_alone_has_no_axis(lh):
    panel = lh(("3", "< 8.6"))
    assert (panel.marks, panel.ticks, panel.bands) == ((), (), ())
    assert words(panel, "without") == ["3, no two-sided range"]


def test_join_rules_are_those_of_the_list():
    for name in ("everything", "three laboratories", "unit changes"):
        usual, by_interval = (
            scene_of(listed(MEN[name](), relative=way)) for way in (False, True)
        )
        for a, b in zip(usual.subplots, by_interval.subplots, strict=True):
            kept = {mark.point for mark in b.marks}
            if kept == {mark.point for mark in a.marks}:
                assert [gap.why for gap in a.gaps] == [gap.why for gap in b.gaps]
                assert [s.style for s in a.segments] == [s.style for s in b.segments]


def test_volumes_stand_by_their_values():
    usual, by_interval = (
        scene_of(listed(MEN["only volumes"](), relative=way)) for way in (False, True)
    )
    for a, b in zip(usual.subplots, by_interval.subplots, strict=True):
        if a.key.startswith("volume"):
            assert [mark.place.y for mark in a.marks] == [mark.place.y for mark in b.marks]
            assert a.ticks == b.ticks


def test_no_range_of_a_clinician_is_drawn_yet_it_is_said():
    made = course(
        reading("testosterone", "15", on="2026-03-02 08:00", interval="8.64-29.0"),
        ranges=[clinician_range("12", "25", "2026-01-01", analyte="testosterone")],
    )
    scene = scene_of(listed(made, relative=True))
    assert {band.whose for panel in scene.subplots for band in panel.bands} == {
        "laboratory"
    }
    assert any("12–25" in text.words.replace("\xa0", " ") for text in scene.every_text())


def test_boxes_say_what_they_always_say():
    usual, by_interval = (
        scene_of(listed(MEN["everything"](), relative=way)) for way in (False, True)
    )
    for at in range(len(usual.steps)):
        assert told(usual, at) == told(by_interval, at)
    assert [step.words for step in usual.steps] == [
        step.words for step in by_interval.steps
    ]


@pytest.mark.parametrize("name", MEN)
def test_every_man_is_drawn_inside_his_rows(name):
    made = listed(MEN[name](), relative=True)
    for size in SIZES:
        scene = scene_of(made, size=size)
        assert svg.write_figure(scene)
        for panel in scene.subplots:
            assert all(panel.low <= mark.place.value <= panel.high for mark in panel.marks)
            assert not panel.log
        written, count = scene.written
        assert written <= count


def test_the_key_tells_what_a_tick_without_a_place_is(picture):
    scene = picture(reading("lh", "3", interval="< 8.6"), view=RELATIVE)
    assert {sign.sign for sign in scene.key} >= {"without"}
    assert "words" not in {sign.sign for sign in scene.key}
    assert svg.write_key(scene)


def test_the_picture_of_the_man_himself_is_by_value():
    made = course(reading("lh", "3", interval="1.7-8.6"))
    usual, by_interval = (
        build_patient_scenes(listed(made, relative=way), "lh") for way in (False, True)
    )
    assert usual == by_interval


def test_a_reason_covers_no_other_number_s_tick(lh):
    panel = lh(*[(str(n), "< 8.6") for n in range(1, 8)])
    ticks = [line.x0 for line in panel.lines]
    assert len(ticks) == 7
    for text in (text for text in panel.texts if text.kind == "without"):
        covered = text_rect(
            text_extent(text.runs), Candidate(text.x, text.y, text.anchor, 0)
        )
        assert not any(covered.x0 < x < covered.x1 for x in ticks)
