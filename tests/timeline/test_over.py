"""An earlier attempt, laid over the one that days are counted for."""

import pytest

from labs.timeline import View, Who, build_timeline, draws_csv, since, to_json, view_of
from labs.words import Refused
from tests.charts.courses import MEN, two_attempts
from tests.factories import episode, reading
from tests.timeline.test_as_json import ABOUT

SECOND = {"axis": since("second"), "over": "first"}
ENDED = "testosterone stopped, 20 May 2021"


def shown(**view):
    made = two_attempts()
    on = ("lh", "fsh", "testosterone")
    return build_timeline(made, analytes=on, view=View(**view), who=Who.STAFF)


def days(listed, *, laid):
    return [
        str(row.draw.moment.date) for row in listed.draws if bool(row.laid_over) is laid
    ]


def test_the_earlier_course_ends_where_its_agent_was_begun_again():
    """What was drawn between the two courses is of neither."""
    found = shown(**SECOND)
    assert days(found, laid=False) == [
        "2025-01-14",
        "2024-09-03",
        "2024-07-02",
        "2024-05-07",
    ]
    assert (days(found, laid=True)[0], days(found, laid=True)[-1]) == (
        "2022-07-05",
        "2021-05-04",
    )
    left = [str(row.draw.moment.date) for row in shown().draws]
    assert {*left} - {*days(found, laid=True)} - {*days(found, laid=False)} == {
        "2022-11-01"
    }


def test_another_agent_that_began_meanwhile_does_not_end_it(listed):
    """hCG after testosterone is part of that course."""
    made = [reading("lh", "3", on=f"{day} 08:00") for day in ("2021-08-04", "2022-04-05")]
    told = [episode("testosterone", "2019-03-01", "2021-05-20", id="first")]
    told += [episode("hcg", "2021-07-12", "2021-10-10")]
    told += [episode("testosterone", "2022-09-12", "2024-05-10", id="second")]
    found = listed(*made, episodes=told, view=View(**SECOND))
    assert days(found, laid=True) == ["2022-04-05", "2021-08-04"]


def test_what_was_drawn_long_before_both_is_not_in_view(listed):
    made = [reading("lh", "3", on=f"{day} 08:00") for day in ("2021-04-04", "2021-04-05")]
    stops = [episode("testosterone", "2019-03-01", "2021-05-20", id="first")]
    stops += [episode("testosterone", "2022-09-12", "2024-05-10", id="second")]
    found = listed(*made, episodes=stops, view=View(**SECOND))
    assert days(found, laid=True) == ["2021-04-05"]


def test_a_draw_says_that_it_is_laid_over_and_to_which_day():
    laid = [row for row in shown(**SECOND).draws if row.laid_over]
    assert laid[0].laid_over == f"laid over in grey: day 411 after {ENDED}"
    assert laid[-1].laid_over == f"laid over in grey: 16 days before {ENDED}"
    assert laid[0].words.endswith(f" Laid over in grey: day 411 after {ENDED}.")


def test_a_draw_known_to_the_month_gets_no_day(listed):
    stops = [episode("testosterone", "2019-03-01", "2021-05-20", id="first")]
    stops += [episode("testosterone", "2022-09-12", "2024-05-10", id="second")]
    found = listed(reading("lh", "3", on="2021-08"), episodes=stops, view=View(**SECOND))
    (row,) = found.draws
    assert row.laid_over == f"laid over in grey, by {ENDED}"


def test_no_verdict_and_no_change_depends_on_what_is_laid_over():
    alone, over = shown(), shown(**SECOND)
    usual = {p.id: (p.previous, p.verdict, p.delta, p.words) for p in alone.points}
    assert len(over.points) == len(alone.points) - 3
    for p in over.points:
        assert (p.previous, p.verdict, p.delta, p.words) == usual[p.id]
    seen = {point.reading.draw.id for point in over.points}
    assert over.derived == tuple(d for d in alone.derived if d.panel in seen)


def test_the_summary_says_what_is_laid_over():
    assert shown(**SECOND).lead[3:] == (
        f"Laid over in grey: 5 draws, with their days counted from {ENDED}.",
        "Of both, nothing drawn more than 45 days before day 0 is in view.",
        "The earlier course ends where the next began, on 12 Sep 2022; what was drawn from "
        "then on until this course is not in view.",
    )


def test_list_and_file_name_the_draws_that_are_laid_over():
    found = shown(**SECOND)
    told = to_json(found, ABOUT)["over"]
    assert (told["event"], told["date"], told["words"]) == ("first", "2021-05-20", ENDED)
    assert told["panels"] == [row.draw.id for row in found.draws[::-1] if row.laid_over]
    head, *lines = draws_csv.list_rows(found)
    assert head[-1] == "Laid over"
    assert [line[-1] for line in lines] == [row.laid_over for row in found.draws]
    assert "over" not in to_json(shown(axis=since("second")), ABOUT)
    assert "Laid over" not in next(draws_csv.list_rows(shown()))


def test_earlier_events_are_offered_and_nothing():
    offered = shown(**SECOND).overs
    assert [one.words for one in offered][:2] == ["nothing", ENDED]
    assert [one.chosen for one in offered][:2] == [False, True]
    assert "clomifene started, 3 Jun 2024" not in [one.words for one in offered]
    assert shown().overs == ()
    assert view_of({"axis": since("second"), "over": "first"}, {}).query() == (
        "axis=since%3Asecond&over=first"
    )


def test_other_dates_lay_nothing_over():
    found = shown(**SECOND)
    assert not any("over=" in link.query for link in found.view.spans(found.today))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"over": "first"}, "view-over-axis"),
        ({"axis": since("second"), "over": "elsewhere"}, "view-over-unknown"),
        ({"axis": since("first"), "over": "second"}, "view-over-unknown"),
        ({"axis": since("second"), "over": "second"}, "view-over-unknown"),
        (SECOND | {"from": "2024-06-01"}, "view-over-dates"),
    ],
)
def test_what_cannot_be_laid_over_is_refused(query, code):
    with pytest.raises(Refused) as refused:
        build_timeline(
            MEN["two attempts"](), analytes=(), view=view_of(query, {}), who=Who.STAFF
        )
    assert refused.value.code == code
