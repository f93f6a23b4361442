"""Between two results: a line, a gap with its reason, or the hatching of a run."""

import pytest

from tests.factories import DAYS, draw, episode, lh, reading, volume


def styles(panel):
    return [segment.style for segment in panel.segments]


def test_two_measured_values_are_joined_by_a_line(row):
    assert styles(row("lh", *lh("3.1", "3.4"))) == ["solid"]


def test_a_line_to_a_censored_value_is_dotted(row):
    assert styles(row("lh", *lh("3.1", "<0.1", "3.4"))) == ["dotted", "dotted"]


def test_two_censored_values_are_not_joined(row):
    assert styles(row("lh", *lh("<0.1", "<0.1"))) == []


def test_a_line_to_a_value_off_scale_is_dotted(row):
    assert styles(row("lh", *lh("3.1", "0"))) == ["dotted"]


def test_no_line_runs_across_a_result_in_words(row):
    panel = row("lh", *lh("3.1", "not detected", "3.4"))
    assert (styles(panel), panel.gaps) == ([], ())


def test_another_method_leaves_a_gap_midway_with_its_reason(row):
    other = reading("lh", "3.4", on=DAYS[1], method="CMIA")
    known = reading("lh", "3.1", on=DAYS[0], method="ECLIA")
    panel = row("lh", known, other)
    (gap,) = panel.gaps
    marks = [mark.place.x for mark in panel.marks]
    assert styles(panel) == []
    assert gap.why == "≠ method"
    assert gap.x == sum(marks) // 2
    assert "≠ method" in [text.words for text in panel.texts if text.kind == "gap"]


def test_a_changed_floor_is_a_gap_and_never_a_fall(row):
    panel = row("lh", *lh("<0.1", "<0.07"))
    assert styles(panel) == []
    assert [gap.why for gap in panel.gaps] == ["≠ detection limit"]


def test_another_unit_of_the_same_test_is_no_gap(row):
    one = reading("testosterone", "12.1", on=DAYS[0])
    other = reading("testosterone", "349", on=DAYS[1], unit="ng/dL")
    panel = row("testosterone", one, other)
    assert (styles(panel), panel.gaps) == (["solid"], ())


def test_both_sides_share_one_gap(row):
    made = [
        volume("15", side, on=on, method=method)
        for on, method in zip(DAYS, ("prader", "ultrasound-lambert"), strict=False)
        for side in ("left", "right")
    ]
    assert [gap.why for gap in row("volume", *made).gaps] == ["≠ method"]


def test_a_note_puts_two_strokes_across_the_line(row):
    (first,) = lh("3.1")
    late = reading("lh", "3.4", on="2026-03-09 15:00")
    (segment,) = row("lh", first, late).segments
    assert len(segment.strokes) == 2


def test_strokes_are_left_out_where_the_shapes_change_anyhow(row):
    begun = [episode("clomifene", "2026-02-01")]
    (segment,) = row("lh", *lh("3.1", "3.4"), episodes=begun).segments
    assert segment.strokes == ()


def test_strokes_are_left_out_on_a_piece_under_24_px(row):
    near = [
        reading("lh", "3.1", on="2026-01-12 08:00"),
        reading("lh", "3.4", on="2026-01-12 15:00"),
        reading("lh", "3.4", on="2026-12-07 15:00"),
    ]
    first, _ = row("lh", *near).segments
    assert first.strokes == ()


def test_a_run_of_one_limit_is_hatched_from_first_to_last_and_8_px_beyond(row):
    panel = row("lh", *lh("<0.1", "<0.1", "<0.1", "3.4"))
    (hatch,) = panel.hatches
    first, last = panel.marks[0].place, panel.marks[2].place
    assert (hatch.x0, hatch.x1) == (first.x - 80, last.x + 80)
    assert (hatch.y0, hatch.y1) == (first.y, panel.bottom)


def test_a_run_above_is_hatched_upwards(row):
    panel = row("lh", *lh(">52", ">52"))
    (hatch,) = panel.hatches
    assert (hatch.y0, hatch.y1) == (panel.top, panel.marks[0].place.y)


def test_no_hatching_runs_across_a_gap(row):
    panel = row("lh", *lh("<0.1", "<0.07"))
    (gap,) = panel.gaps
    one, other = panel.hatches
    assert one.x1 <= gap.x <= other.x0


def test_two_draws_of_one_moment_that_differ_stand_13_px_apart(row):
    old, new = (draw(DAYS[1], id=name, laboratory=name) for name in ("one", "two"))
    panel = row(
        "lh",
        reading("lh", "<0.3", taken=old, id="a", method="CLIA"),
        reading("lh", "0.2", taken=new, id="b", method="ECLIA"),
    )
    one, other = (mark.place.x for mark in panel.marks)
    (gap,) = panel.gaps
    assert other - one == 130
    assert one < gap.x < other


def test_volume_by_two_instruments_in_turn_is_two_rows(picture):
    methods = ("prader", "ultrasound-ellipsoid", "prader", "ultrasound-ellipsoid")
    made = [
        volume("15", side, on=on, method=method)
        for on, method in zip(DAYS, methods, strict=True)
        for side in ("left", "right")
    ]
    rows = [panel for panel in picture(*made).subplots if panel.key.startswith("volume")]
    assert [panel.name for panel in rows] == [
        "Testicular volume, orchidometer",
        "Testicular volume, ultrasound",
    ]
    assert [styles(panel) for panel in rows] == [["left", "right"], ["left", "right"]]
    assert [panel.gaps for panel in rows] == [(), ()]


def test_one_single_change_of_instrument_stays_one_row(picture):
    made = [
        volume("15", "left", on=on, method=method)
        for on, method in zip(DAYS, ("prader", "prader", "calipers"), strict=False)
    ]
    keys = [panel.key for panel in picture(*made).subplots]
    assert keys[-1] == "volume"


@pytest.mark.parametrize(("side", "style"), [("left", "left"), ("right", "right")])
def test_the_sides_are_told_by_their_lines(row, side, style):
    made = [volume("15", side, on=on) for on in DAYS[:2]]
    assert styles(row("volume", *made)) == [style]


def noted(panel):
    return [text.words for text in panel.texts if text.kind == "noted"]


def test_a_circumstance_that_differs_is_named_beside_the_strokes(row):
    """The lanes show which agents were recorded; an hour or a meal nothing else shows."""
    made = [
        reading("lh", "0.5", on="2026-01-05 08:00"),
        reading("lh", "0.5", on="2026-03-02 15:00", fasting=True),
    ]
    panel = row("lh", *made)
    assert [len(segment.strokes) for segment in panel.segments] == [2]
    assert noted(panel) == ["time of day, fasting"]


def test_other_agents_alone_are_left_to_the_lanes(row):
    made = [reading("lh", "0.5", on=f"{day} 08:00") for day in ("2026-01-05", "2026-03-02")]
    agents = [episode("clomifene", "2025-11-20"), episode("hcg", "2026-02-01", name="hCG")]
    panel = row("lh", *made, episodes=agents)
    assert [len(segment.strokes) for segment in panel.segments] == [2]
    assert noted(panel) == []


def test_the_words_beside_the_strokes_cover_no_value(row):
    made = [
        reading("lh", "0.5", on=f"2026-01-0{day} {clock}")
        for day, clock in enumerate(("08:00", "15:00", "08:00", "15:00"), 1)
    ]
    panel = row("lh", *made, reading("lh", "0.5", on="2026-12-01 15:00"))
    assert noted(panel) == []
