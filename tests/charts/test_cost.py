"""What a long course costs: counted calls, so that a busy machine cannot fail it."""

import gzip
from cProfile import Profile
from pstats import Stats

from labs.charts import svg
from labs.charts.figure import build_scene
from tests.charts.conftest import listed, scene_of
from tests.charts.courses import MEN, many


def calls(draws):
    """Of the picture of a page, for each result."""
    long = listed(many(draws))
    assert long.draws  # computed once for the page, not for its figure
    profile = Profile()
    profile.runcall(lambda: svg.write_figure(build_scene(long, steps=False)))
    return Stats(profile).total_calls / len(long.points)


def test_a_result_of_a_long_course_costs_no_more_than_one_of_a_shorter_course():
    some, more = calls(300), calls(900)
    assert more < 1.1 * some
    assert more < 230


def test_a_page_of_very_many_draws_is_light():
    """Every kind of mark and of line is one element, and a result a few bytes in it."""
    long = listed(many(1300))
    drawn = svg.write_figure(scene_of(long)).encode()
    assert len(long.points) == 5882
    assert len(drawn) < 180_000
    assert len(gzip.compress(drawn, 6)) < 50_000
    assert drawn.count(b"<") < 2_000


def test_a_usual_page_is_light():
    drawn = svg.write_figure(scene_of(listed(MEN["everything"]()))).encode()
    assert len(drawn) < 34_000
