"""Each result beside its own interval: a place for drawing, never a result."""

from fractions import Fraction

import pytest

from labs.timeline import View, Who, draws_csv, relative, to_json, view_of
from labs.words import Refused
from tests.charts.conftest import listed as of
from tests.charts.courses import MEN
from tests.factories import course, reading, volume
from tests.timeline.test_as_json import ABOUT


def places(*readings, **view):
    row = next(
        row for row in of(course(*readings), relative=True, **view).rows if row.points
    )
    return [relative.find_place(point, row) for point in row.points]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("1.7", Fraction(0)),
        ("8.6", Fraction(1)),
        ("5.15", Fraction(1, 2)),
        ("0", Fraction(-17, 69)),
        ("15.5", Fraction(2)),
        ("<0.1", Fraction(-16, 69)),
    ],
)
def test_a_place_is_counted_from_the_lower_end_to_the_upper_exactly(value, place):
    assert places(reading("lh", value, interval="1.7-8.6")) == [place]


@pytest.mark.parametrize("unit", ["nmol/L", "ng/dL"])
def test_a_place_is_the_same_in_every_unit(unit):
    made = reading("testosterone", "349", unit="ng/dL", interval="249-836")
    assert places(made, units={"testosterone": unit}) == [Fraction(100, 587)]


@pytest.mark.parametrize(
    ("value", "interval"),
    [
        ("3", ""),
        ("3", ">= 1.7"),
        ("3", "< 8.6"),
        ("3", "4-4"),
        ("3", "luteal 1-11, other 2-9"),
        ("not detected", "1.7-8.6"),
    ],
)
def test_without_two_ends_apart_or_without_a_number_there_is_no_place(value, interval):
    assert places(reading("lh", value, interval=interval)) == [None]


def test_a_unit_that_does_not_convert_has_no_place():
    made = reading("prolactin", "212", unit="mIU/L", interval="80-320")
    assert places(made) == [None]


def test_the_list_names_those_without_a_place_and_no_number_of_a_place():
    made = [
        reading("lh", "3", on="2026-01-05 08:00", interval=">= 1.7", id="one-sided"),
        reading("lh", "3", on="2026-02-05 08:00", interval="1.7-8.6", id="placed"),
        reading("fsh", "not detected", on="2026-02-05 08:00", id="text"),
        volume("12", "left", on="2026-02-05"),
    ]
    by_value, by_interval = (of(course(*made), relative=way) for way in (False, True))
    told, usual = to_json(by_interval, ABOUT), to_json(by_value, ABOUT)
    assert told["relative"]["without"] == ["one-sided"]
    assert told["relative"]["words"].endswith("this is a drawing, not a judgement.")
    assert "relative" not in usual
    assert told["digest"] != usual["digest"]
    own = {"relative", "digest"}
    assert {k: v for k, v in told.items() if k not in own} == {
        k: v for k, v in usual.items() if k not in own
    }


def test_nothing_but_the_summary_says_anything_else():
    by_value, by_interval = (of(MEN["everything"](), relative=way) for way in (False, True))
    assert draws_csv.write_csv(by_interval) == draws_csv.write_csv(by_value)
    assert by_interval.draws == by_value.draws
    by_value_told, by_interval_told = (
        [(row.cells, row.words) for row in of_one.draws]
        for of_one in (by_value, by_interval)
    )
    assert by_interval_told == by_value_told
    assert by_interval.points == by_value.points
    assert by_interval.derived == by_value.derived
    added = [said for said in by_interval.lead if said not in by_value.lead]
    assert added == [
        "Each result is drawn between the ends of its own reference range, not by its "
        "value: this is a drawing, not a judgement.",
        "Numbers without a reference range of two ends stand in words, volumes by their "
        "values, and no clinician’s range is drawn.",
    ]


def test_a_result_stands_in_one_of_three_ways_and_the_address_says_which():
    ways = (View(), View(log=False), View(relative=True))
    chosen = [[one.value for one in view.looks() if one.chosen] for view in ways]
    assert chosen == [["value"], ["linear"], ["relative"]]
    assert [view.query() for view in ways] == ["", "lh=linear", "scale=relative"]
    assert view_of({"scale": "relative"}, {}).relative
    assert not view_of({"scale": "value"}, {}).relative
    assert not view_of({}, {}).relative


@pytest.mark.parametrize("text", ["Relative", "1", "log", "relative "])
def test_another_word_is_refused(text):
    with pytest.raises(Refused) as refused:
        view_of({"scale": text}, {})
    assert refused.value.code == "view-scale-unknown"
    assert text in str(refused.value)


def test_the_reader_makes_no_difference():
    made = course(reading("lh", "3", interval="1.7-8.6", released=True))
    his = of(made, who=Who.PATIENT, relative=True)
    assert to_json(his, ABOUT)["relative"].get("without") == []
