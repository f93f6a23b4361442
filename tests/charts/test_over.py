"""An earlier attempt in grey, at its own days."""

from dataclasses import replace
from datetime import date

import pytest

from labs.charts import svg
from labs.timeline import since
from labs.timeline.minutes import minute_of_day
from tests.charts.conftest import listed, scene_of, told
from tests.charts.courses import two_attempts
from tests.factories import clinician_range, course, episode, reading

STOPS = (
    episode("testosterone", "2020-01-01", "2021-05-20", id="first"),
    episode("testosterone", "2022-09-12", "2024-05-10", id="second"),
)
VIEW = {"axis": since("second"), "over": "first"}


@pytest.fixture
def laid():
    """The scene of results of both attempts: `laid(reading(...), ...)`."""

    def laid(*readings, episodes=(), **more):
        made = course(*readings, episodes=[*STOPS, *episodes])
        return scene_of(listed(replace(made, **more), **VIEW))

    return laid


def lh(value, on, **more):
    return reading("lh", value, on=f"{on} 08:00", **more)


def test_a_result_stands_at_the_days_of_its_own_attempt(laid):
    scene = laid(lh("3", "2021-07-09"), lh("4", "2024-06-29"))
    grey, current = scene.subplots[0].marks
    assert (grey.colour, current.colour) == ("over", "lh")
    assert grey.place.at == current.place.at == minute_of_day(date(2024, 6, 29)) + 8 * 60
    assert grey.radius < current.radius


def test_two_attempts_at_one_day_are_pointed_at_apart(laid):
    scene = laid(lh("3", "2021-07-09"), lh("4", "2024-06-29"))
    assert len({step.x for step in scene.steps}) == 2
    assert [told(scene, at)["lh"] for at in (0, 1)] == [
        ("3 IU/L", "new"),
        ("4 IU/L", "up 1 new"),
    ]
    assert " ".join(scene.steps[0].about) == (
        "laid over in grey: day 50 after testosterone stopped, 20 May 2021 "
        "no treatment recorded"
    )


def test_attempts_are_never_joined_and_never_parted_by_a_gap(laid):
    """What is compared is written in words: the marks stand side by side, years apart."""
    made = [lh("2", "2021-06-09"), lh("3", "2021-07-09"), lh("4", "2024-06-29")]
    segments = laid(*made).subplots[0].segments
    assert [segment.colour for segment in segments] == ["over"]
    broken = [*made[:2], lh("4", "2024-06-29", laboratory="Quay")]
    assert laid(*broken).subplots[0].gaps == ()


def test_censored_runs_do_not_run_from_one_attempt_into_the_other(laid):
    scene = laid(lh("<0.1", "2021-06-09"), lh("<0.1", "2024-06-29"))
    assert [box.colour for box in scene.subplots[0].hatches] == ["over", "lh"]


def test_bands_and_latest_are_of_the_attempt_itself(laid):
    made = [lh("3", "2022-06-09", interval="1-9"), lh("4", "2024-06-29", interval="2-8")]
    panel = laid(*made).subplots[0]
    assert [(band.low, band.high) for band in panel.bands] == [(2, 8)]
    latest = [text.words for text in panel.texts if text.kind == "latest"]
    assert latest == ["4 IU/L"]
    only_earlier = laid(lh("3", "2021-06-09"), reading("fsh", "3", on="2024-06-29 08:00"))
    assert [t for t in only_earlier.subplots[0].texts if t.kind.startswith("latest")] == []


def test_what_goes_on_is_not_drawn_beyond_today(laid):
    """The earlier attempt may be longer: the axis then reaches into days to come."""
    scene = laid(
        lh("3", "2022-08-09"),
        lh("4", "2024-06-29"),
        episodes=[episode("clomifene", "2024-06-01", id="ongoing")],
        ranges=(clinician_range("2", "", "2024-06-02"),),
        today=date(2024, 7, 1),
    )
    tomorrow = scene.axis.x(minute_of_day(date(2024, 7, 2)))
    assert tomorrow < scene.axis.right - 1000
    boxes = [*scene.boxes, *(box for panel in scene.subplots for box in panel.rails)]
    boxes += [band.box for band in scene.subplots[0].bands]
    assert {box.kind for box in boxes} >= {"lane", "rail", "clinician"}
    assert max(box.x1 for box in boxes) == tomorrow


def test_the_key_tells_it_and_the_picture_draws_it():
    scene = scene_of(listed(two_attempts(), **VIEW))
    assert "over" in [sign.sign for sign in scene.key]
    assert 's-over join solid"' in svg.write_figure(scene)
    alone = scene_of(listed(two_attempts(), axis=since("second")))
    assert "over" not in [sign.sign for sign in alone.key]


def lanes(scene):
    """The grey bars, and what is written of lanes."""
    edges = {(line.x0, line.x1) for line in scene.lines if line.colour == "over"}
    bars = [b for b in scene.boxes if b.kind == "lane" and (b.x0, b.x1) in edges]
    return bars, [text.words for text in scene.texts if text.kind == "lane"]


def test_an_earlier_course_brings_its_treatments_at_its_own_days(laid):
    """hCG stood for 90 days from day 32 of the first course: so it does on this axis."""
    hcg = episode("hcg", "2021-06-21", "2021-09-18", id="hcg")
    scene = laid(lh("3", "2021-07-09"), lh("4", "2025-06-29"), episodes=[hcg])
    bars, words = lanes(scene)
    day = minute_of_day(date(2024, 5, 10))
    start, end = (scene.axis.x(day + (32 + n) * 24 * 60) for n in (0, 90))
    assert (start, end) in [(bar.x0, bar.x1) for bar in bars]
    assert "Hcg, earlier course" in words
    assert "Testosterone, earlier course" in words


def test_an_earlier_course_ends_where_its_agent_is_begun_again(laid):
    """From 12 September 2022 on, its draws and drugs are of the next course."""
    hcg = episode("hcg", "2022-09-20", "2022-11-18", id="hcg")
    made = [lh("3", "2022-08-09"), lh("0.4", "2022-11-01"), lh("4", "2024-06-29")]
    scene = laid(*made, episodes=[hcg])
    assert [mark.text for mark in scene.subplots[0].marks] == ["3", "4"]
    assert not any("Hcg" in words for words in lanes(scene)[1])
