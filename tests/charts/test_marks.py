"""Marks: four signs that never overlap, and what each of them says."""

import pytest

from labs.charts.scene import Ring, Shape
from labs.readings import SupersededVersion
from tests.factories import draw, episode, reading, volume

ON = "2026-03-02 08:10"


def only(panel):
    (mark,) = panel.marks
    return mark


def test_a_measured_value_without_an_agent_is_a_circle(row):
    mark = only(row("lh", reading("lh", "3.2", on=ON)))
    assert (mark.shape, mark.text, mark.stem) == (Shape.CIRCLE, "3.2", None)


def test_an_agent_of_the_axis_makes_it_a_square(row):
    on_clomifene = [episode("clomifene", "2026-01-10")]
    mark = only(row("lh", reading("lh", "3.2", on=ON), episodes=on_clomifene))
    assert mark.shape is Shape.SQUARE


def test_an_agent_that_may_have_been_active_makes_it_a_square_too(row):
    perhaps = [episode("clomifene", "2025-01", "2026-03")]
    mark = only(row("lh", reading("lh", "3.2", on=ON), episodes=perhaps))
    assert mark.shape is Shape.SQUARE


def test_a_drug_that_does_not_act_on_the_axis_leaves_it_a_circle(row):
    other = [episode("statin", "2026-01-10", axis=False)]
    mark = only(row("lh", reading("lh", "3.2", on=ON), episodes=other))
    assert mark.shape is Shape.CIRCLE


@pytest.mark.parametrize(
    ("text", "shape", "reaches"),
    [("<0.1", Shape.BELOW, "bottom"), (">52", Shape.ABOVE, "top")],
)
def test_a_censored_value_stands_on_its_limit_and_points_away(row, text, shape, reaches):
    panel = row("lh", reading("lh", text, on=ON))
    mark = only(panel)
    assert mark.shape is shape
    assert str(mark.place.value) in ("1/10", "52")
    assert mark.stem == getattr(panel, reaches)


@pytest.mark.parametrize(
    ("text", "edge"), [("0", "bottom"), ("0.004", "bottom"), ("120", "top")]
)
def test_what_the_log_axis_cannot_hold_stands_at_its_edge_and_says_so(row, text, edge):
    panel = row("lh", reading("lh", text, on=ON))
    mark = only(panel)
    assert mark.off_scale
    assert mark.place.y == getattr(panel, edge)
    assert f"{text} off scale" in [said.words for said in panel.texts]


def test_a_result_in_words_has_no_height(row):
    panel = row("lh", reading("lh", "not detected", on=ON))
    (tick,) = panel.lines
    assert panel.marks == ()
    assert tick.y0 > panel.bottom
    assert "not detected" in [said.words for said in panel.texts]


def test_words_that_find_no_room_are_left_to_their_tick(row):
    days = [f"2026-03-{day:02} 08:00" for day in range(1, 28)]
    panel = row("lh", *(reading("lh", "not detected", on=on) for on in days), size="phone")
    said = [text for text in panel.texts if text.kind == "words"]
    assert (len(panel.lines), 0 < len(said) < 10) == (27, True)


@pytest.mark.parametrize(
    ("status", "ring"),
    [
        ("final", Ring.NONE),
        ("preliminary", Ring.PRELIMINARY),
        ("corrected", Ring.CORRECTED),
    ],
)
def test_the_outline_tells_the_status(row, status, ring):
    assert only(row("lh", reading("lh", "3.2", on=ON, status=status))).ring is ring


def test_a_corrected_value_names_the_old_one(row):
    now = reading("lh", "3.2", on=ON, status="corrected")
    before = SupersededVersion(now.id, 0, "32", "IU/L", "Clara Synthetic", None, "misread")
    said = [text.words for text in row("lh", now, history=[before]).texts]
    assert "3.2 was 32" in said


def test_two_sides_are_the_halves_of_one_disc(row):
    left, right = row(
        "volume", volume("12", "left", on=ON), volume("15", "right", on=ON)
    ).marks
    assert (left.side, right.side) == ("left", "right")
    assert left.place.x == right.place.x
    assert left.place.y > right.place.y


def test_equal_sides_make_one_whole_mark(row):
    panel = row("volume", volume("15", "left", on=ON), volume("15", "right", on=ON))
    assert only(panel).side == ""


def test_one_side_measured_twice_keeps_both_marks(row):
    taken = draw(ON)
    twice = [
        volume("15", "right", taken=taken, method=method, id=method)
        for method in ("ultrasound-lambert", "ultrasound-ellipsoid")
    ]
    panel = row("volume", *twice)
    assert [mark.side for mark in panel.marks] == ["right", "right"]


def test_sides_of_two_draws_of_one_day_are_not_one_mark(row):
    apart = [
        volume("15", side, taken=draw("2026-03-02", id=side), id=side)
        for side in ("left", "right")
    ]
    panel = row("volume", *apart)
    assert [mark.side for mark in panel.marks] == ["left", "right"]


def test_a_side_without_a_value_is_a_dash(row):
    panel = row("volume", volume("15", "right", on=ON))
    assert only(panel).side == "right"
    assert "– | 15" in [text.words for text in panel.texts if text.kind == "value"]


def test_a_dense_figure_has_smaller_marks_without_stems(picture):
    days = [f"2024-{month:02}-{day:02}" for month in range(1, 8) for day in range(1, 28, 3)]
    panel = picture(*(reading("lh", "<0.1", on=day) for day in days)).subplots[0]
    assert {mark.radius for mark in panel.marks} == {30}
    assert {mark.stem for mark in panel.marks} == {None}


def test_what_is_new_to_its_reader_says_so_after_the_value(picture):
    """Of a draw that he had seen, one result was corrected since."""
    taken = draw("2026-03-02 08:00")
    made = [reading(key, "3", taken=taken, reviewed=True) for key in ("lh", "fsh")]
    scene = picture(*made, fresh=[made[0].id])
    lh, fsh, *_ = scene.subplots
    assert "3 new" in [text.words for text in lh.texts]
    assert "3" in [text.words for text in fsh.texts]
    assert [text.words for text in scene.texts if text.kind == "draw"] == []


def test_a_draw_that_is_new_as_a_whole_says_so_once_at_its_tick(picture):
    taken = draw("2026-03-02 08:00")
    made = [reading(key, "3", taken=taken, reviewed=True) for key in ("lh", "fsh")]
    scene = picture(*made, fresh=[one.id for one in made])
    assert [text.words for text in scene.texts if text.kind == "draw"] == ["new"]
    assert "3" in [text.words for text in scene.subplots[0].texts]


@pytest.mark.parametrize(("reviewed", "words"), [(True, []), (False, ["new"])])
def test_to_one_who_never_reviewed_him_new_is_what_nobody_signed_off(
    picture, reviewed, words
):
    scene = picture(reading("lh", "3", on="2026-03-02 08:00", reviewed=reviewed))
    assert [text.words for text in scene.texts if text.kind == "draw"] == words
