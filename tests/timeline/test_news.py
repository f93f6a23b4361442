"""The line that says what is new or changed since its reader's last review."""

from dataclasses import replace

import pytest

from labs.analytes import ON
from labs.readings import SupersededVersion
from labs.timeline import View, Who, build_timeline
from labs.timeline.news import build_news
from tests import factories
from tests.factories import reading

DAYS = ["2026-03-02 08:10", "2026-05-04 08:00", "2026-07-06 08:20", "2026-09-07 08:00"]


@pytest.fixture
def news():
    def news(*readings, fresh=None, **more):
        course = replace(factories.course(**more), readings=readings, fresh=fresh)
        return build_news(build_timeline(course, analytes=ON, view=View(), who=Who.STAFF))

    return news


def draws(count, **facts):
    return [
        reading("lh", "3", on=on, id=f"r{n}", **facts) for n, on in enumerate(DAYS[:count])
    ]


def test_what_is_new_leads_to_its_draw(news):
    made = draws(2, reviewed=True)
    told = news(*made, fresh=frozenset({"r1"}))
    assert f"{told.heading} {told.words}" == (
        "New since your last review: draw of 4 May 2026"
    )
    assert told.draw == made[1].draw.id


def test_of_more_than_two_it_says_how_many(news):
    told = news(*draws(4, reviewed=True), fresh=frozenset({"r1", "r2", "r3"}))
    assert told.words == "3 draws"


def test_a_correction_says_both_values(news):
    made = [replace(one, version=1, status="corrected") for one in draws(1, reviewed=True)]
    old = SupersededVersion("r0", 0, "31.4", "IU/L", "", None, "misread")
    told = news(*made, fresh=frozenset({"r0"}), history=(old,))
    assert told.heading == "Changed since your last review:"
    assert told.words == "LH of 2 Mar 2026 corrected, 31.4 → 3 IU/L"


def test_who_never_reviewed_reads_what_nobody_has(news):
    told = news(*draws(1))
    assert (told.heading, told.words) == ("Not reviewed:", "draw of 2 Mar 2026")


def test_nothing_new_is_said(news):
    told = news(*draws(2, reviewed=True), fresh=frozenset())
    assert (told.heading, told.draw) == ("", "")
    assert told.words == "Nothing new or changed since your last review."


def test_a_draw_that_nobody_reviewed_is_not_nothing(news):
    told = news(*draws(1, reviewed=True), *draws(2)[1:], fresh=frozenset())
    assert (told.heading, told.words) == ("Not reviewed:", "draw of 4 May 2026")
