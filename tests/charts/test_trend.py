"""The patient's picture of one test over time."""

import pytest

from labs.charts import svg
from labs.charts.figure import build_patient_scenes
from labs.demo.acts import DOSE
from labs.timeline import Who
from tests.charts.conftest import listed
from tests.charts.courses import MEN
from tests.factories import course, decided, episode, reading, released


def of(made, analyte):
    return build_patient_scenes(listed(released(made), who=Who.PATIENT), analyte)


@pytest.fixture
def lh():
    made = [
        reading("lh", text, on=f"2026-0{n}-12 08:00") for n, text in ((1, "<0.1"), (4, "3"))
    ]
    return course(
        *made,
        reading("fsh", "4", on="2025-01-12 08:00"),
        episodes=[episode("hcg", "2026-02-01", dose_text=DOSE)],
        decisions=[decided("2026-02-01", why="private")],
    )


def test_the_axis_is_linear_whatever_the_clinician_sees(lh):
    assert all(not panel.log for scene in of(lh, "lh") for panel in scene.subplots)


def test_it_holds_one_test_and_its_own_draws(lh):
    for scene in of(lh, "lh"):
        assert [panel.key for panel in scene.subplots] == ["lh"]
        assert len([line for line in scene.lines if line.kind == "draw"]) == 2


def test_it_names_treatments_without_dose_and_no_decision(lh):
    for scene in of(lh, "lh"):
        drawn = svg.write_figure(scene)
        assert "Hcg" in drawn
        assert DOSE not in drawn
        assert scene.flags == ()
        assert "private" not in drawn


def test_he_is_never_told_that_a_result_is_new_to_somebody(lh):
    drawn = "".join(map(svg.write_figure, of(lh, "lh")))
    assert ">new<" not in drawn


def test_there_is_no_picture_where_nothing_has_a_number():
    made = course(reading("lh", "not detected", on="2026-03-02 08:00"))
    assert of(made, "lh") == ()
    assert of(made, "fsh") == ()


def test_what_was_not_released_is_not_drawn(lh):
    kept = listed(lh, who=Who.PATIENT)
    assert build_patient_scenes(kept, "lh") == ()


def test_text_is_large_enough_to_read(lh):
    sizes = [
        run.size
        for scene in of(lh, "lh")
        for text in scene.every_text()
        for run in text.runs
    ]
    assert min(sizes) >= 120


def test_every_row_of_a_course_has_its_picture():
    made = of(MEN["everything"](), "estradiol")
    assert [scene.id for scene in made] == ["estradiol-wide", "estradiol-small"]
