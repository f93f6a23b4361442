"""Treatments: a lane an agent over the rows, and a rail under each of them."""

from labs.demo.acts import DOSE
from labs.timeline.minutes import DAY, minute_of_day
from tests.factories import episode, reading

LH = [reading("lh", "3", on=f"2026-0{month}-12 08:00") for month in (2, 4, 6)]


def said(scene):
    return [text.words for text in scene.texts if text.kind == "lane"]


def boxes(scene, kind):
    return [box for box in scene.boxes if box.kind == kind]


def test_lanes_stand_in_order_of_first_start(picture):
    made = [episode("hcg", "2026-03-01", "2026-05-01"), episode("clomifene", "2026-02-01")]
    made.append(episode("hcg", "2026-05-10", id="again"))
    assert said(picture(*LH, episodes=made)) == ["Clomifene, ongoing", "Hcg, ongoing"]


def test_a_lane_is_as_long_as_its_episode(picture):
    made = [episode("hcg", "2026-03-01", "2026-05-01")]
    scene = picture(*LH, episodes=made)
    (bar,) = boxes(scene, "lane")
    assert scene.axis.x(minute_of_day(made[0].start)) == bar.x0
    assert scene.axis.x(minute_of_day(made[0].stop) + DAY) == bar.x1


def test_what_goes_on_has_no_right_edge(picture):
    scene = picture(*LH, episodes=[episode("hcg", "2026-03-01")])
    edges = [
        line for line in scene.lines if line.kind == "lane-edge" and line.x0 == line.x1
    ]
    assert [line.x0 for line in edges] == [boxes(scene, "lane")[0].x0]
    assert boxes(scene, "lane")[0].x1 == scene.axis.right


def test_what_began_before_the_view_says_when(picture):
    scene = picture(*LH, episodes=[episode("hcg", "2021-01-10", "2026-03-01")])
    assert said(scene) == ["Hcg, from Jan 2021"]
    assert boxes(scene, "lane")[0].x0 == scene.axis.left


def test_a_month_alone_is_hatched_and_told(picture):
    scene = picture(*LH, episodes=[episode("hcg", "2025-08", "2026-03")])
    (hatched,) = boxes(scene, "month")
    assert (
        scene.axis.x(minute_of_day(LH[0].moment.date.replace(month=3, day=1))) == hatched.x0
    )
    assert said(scene) == ["Hcg, Aug 2025 to Mar 2026, days not known"]


def test_a_month_alone_that_goes_on_is_told_so(picture):
    scene = picture(*LH, episodes=[episode("hcg", "2026-03")])
    assert said(scene) == ["Hcg, from Mar 2026, ongoing, days not known"]
    assert len(boxes(scene, "month")) == 1


def test_a_month_that_lies_before_the_view_is_only_where_it_began(picture):
    scene = picture(*LH, episodes=[episode("hcg", "2021-11", "2026-03-01")])
    assert (said(scene), boxes(scene, "month")) == (["Hcg, from Nov 2021"], [])


def test_a_name_stands_left_of_its_bar_where_there_is_no_other_room(picture):
    scene = picture(*LH, episodes=[episode("enclomifene", "2026-06-10")], size="phone")
    (text,) = [text for text in scene.texts if text.kind == "lane"]
    (bar,) = boxes(scene, "lane")
    assert (text.anchor, text.x < bar.x0) == ("end", True)


def test_a_name_without_any_room_stands_in_its_bar(picture):
    name = "a very long name of an agent that somebody typed, longer than any lane is wide"
    scene = picture(*LH, episodes=[episode("", "2026-03-10", name=name)], size="phone")
    (text,) = [text for text in scene.texts if text.kind == "lane"]
    assert text.x > scene.axis.left


def test_an_episode_that_follows_at_once_is_an_edge_in_the_same_bar(picture):
    made = [
        episode("hcg", "2026-03-01", "2026-04-30"),
        episode("hcg", "2026-05-01", "2026-06-01", id="again"),
    ]
    one, other = boxes(picture(*LH, episodes=made), "lane")
    assert (one.x1, one.y0) == (other.x0, other.y0)


def test_the_rail_joins_agents_of_the_axis_and_leaves_the_others_out(picture):
    made = [
        episode("hcg", "2026-03-01", "2026-04-15"),
        episode("clomifene", "2026-04-10", "2026-05-20"),
        episode("statin", "2026-02-01", axis=False),
    ]
    scene = picture(*LH, episodes=made)
    (rail,) = scene.subplots[0].rails
    assert rail.x0 == scene.axis.x(minute_of_day(made[0].start))
    assert rail.x1 == scene.axis.x(minute_of_day(made[1].stop) + DAY)
    assert len(said(scene)) == 3


def test_the_rail_is_dashed_in_a_month_that_is_not_known_by_day(picture):
    scene = picture(*LH, episodes=[episode("hcg", "2026-03-01", "2026-05")])
    assert [box.kind for box in scene.subplots[0].rails] == ["rail", "rail-uncertain"]
    sure, perhaps = scene.subplots[0].rails
    assert sure.x1 == perhaps.x0


def test_what_another_agent_makes_certain_is_not_dashed(picture):
    made = [episode("hcg", "2026-03-01", "2026-05"), episode("clomifene", "2026-04-20")]
    assert [box.kind for box in picture(*LH, episodes=made).subplots[0].rails] == ["rail"]


def test_a_month_is_dashed_only_where_no_other_agent_is_certain(picture):
    made = [
        episode("hcg", "2026-04", "2026-06-01"),
        episode("clomifene", "2026-04-10", "2026-04-20"),
    ]
    kinds = [box.kind for box in picture(*LH, episodes=made).subplots[0].rails]
    assert sorted(kinds) == ["rail", "rail", "rail-uncertain", "rail-uncertain"]


def test_an_episode_entered_in_error_is_not_drawn(picture):
    scene = picture(*LH, episodes=[episode("hcg", "2026-03-01", in_error=True)])
    assert (scene.boxes, scene.subplots[0].rails) == ((), ())


def test_no_dose_is_ever_in_a_scene(picture):
    scene = picture(*LH, episodes=[episode("hcg", "2026-03-01", dose_text=DOSE)])
    assert DOSE not in repr(scene)


def test_what_is_told_of_one_bar_never_stands_in_another(picture):
    """He began in 2019, stopped, and began anew: 2019 is not written on the new bar."""
    made = [
        episode("hcg", "2019-03-01", "2026-02-03", id="first"),
        episode("hcg", "2026-03-20", "2026-06-20", id="second"),
    ]
    scene = picture(*LH, episodes=made)
    old, new = boxes(scene, "lane")
    (text,) = [text for text in scene.texts if text.kind == "lane"]
    assert (text.words, old.x0 < text.x < new.x0) == ("Hcg, from Mar 2019", True)


def test_two_bars_of_one_agent_each_tell_what_they_cannot_show(picture):
    made = [
        episode("hcg", "2019-03-01", "2026-02-20", id="first"),
        episode("hcg", "2026-05-01", id="second"),
    ]
    scene = picture(*LH, episodes=made)
    assert said(scene) == ["Hcg, from Mar 2019", "Hcg, ongoing"]
