"""Decisions: a letter each over the lanes, and a line through lanes and rows."""

from itertools import pairwise

from tests.factories import decided, reading

LH = [reading("lh", "3", on=f"2026-0{month}-12 08:00") for month in (1, 3, 5, 7)]


def test_each_decision_has_its_letter_over_its_day(picture):
    scene = picture(*LH, decisions=[decided("2026-02-02"), decided("2026-06-02")])
    assert [flag.letters for flag in scene.flags] == ["A", "B"]
    assert all(flag.true == (flag.x,) for flag in scene.flags)


def test_near_flags_are_pushed_apart_and_their_lines_are_not(picture):
    days = ("2026-03-02", "2026-03-03", "2026-03-04")
    scene = picture(*LH, decisions=[decided(day) for day in days])
    stands = [flag.x for flag in scene.flags]
    lines = {
        line.x0 for line in scene.lines if line.kind == "decision" and line.x0 == line.x1
    }
    assert [b - a for a, b in pairwise(stands)] == [210, 210]
    assert {true for flag in scene.flags for true in flag.true} <= lines


def test_where_flags_find_no_room_neighbours_share_one(picture):
    days = [f"2026-0{month}-{day:02}" for month in range(2, 7) for day in range(2, 28, 3)]
    scene = picture(*LH, decisions=[decided(day) for day in days], size="phone")
    letters = [flag.letters for flag in scene.flags]
    assert any("–" in shared for shared in letters)
    assert sum(len(flag.true) for flag in scene.flags) == len(days)
    for one, other in pairwise(scene.flags):
        assert other.x - other.wide // 2 >= one.x + one.wide // 2


def test_a_flag_is_filled_when_a_draw_it_rests_on_was_corrected(picture):
    made = [
        decided("2026-02-02", pins=[LH[0]]),
        decided("2026-06-02", pins=[LH[1]], needs_attention=True),
    ]
    assert [flag.filled for flag in picture(*LH, decisions=made).flags] == [False, True]


def test_lines_run_inside_lanes_and_rows_only(picture):
    scene = picture(*LH, decisions=[decided("2026-02-02")])
    lines = [line for line in scene.lines if line.kind == "decision" and line.y0 != line.y1]
    reaches = {(line.y0, line.y1) for line in lines}
    assert {(panel.top, panel.bottom) for panel in scene.subplots} <= reaches
