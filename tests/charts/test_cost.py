"""What a long course costs: counted calls, so that a busy machine cannot fail it."""

from cProfile import Profile
from pstats import Stats

from labs.charts import axis_panels
from tests.charts.conftest import listed
from tests.charts.courses import many


def calls(draws):
    """Of all pictures of a page, for each result."""
    long = listed(many(draws))
    assert long.draws  # computed once for the page, not for its figure
    profile = Profile()
    profile.runcall(axis_panels.pictures, long)
    return Stats(profile).total_calls / len(long.points)


def test_a_result_of_a_long_course_costs_no_more_than_one_of_a_shorter_course():
    some, more = calls(300), calls(900)
    assert more < 1.1 * some
    assert more < 300 * len(axis_panels.SIZES)
