"""How an address says what to look at, and how links say it back."""

from datetime import date
from urllib.parse import parse_qsl

import pytest

from labs.analytes import ANALYTES
from labs.timeline import RememberedView, View, view_of
from labs.words import Refused

TODAY = date(2026, 11, 24)
TESTOSTERONE = ANALYTES["testosterone"]
NORTH = {"testosterone": "nmol/L", "estradiol": "pmol/L"}


def test_an_empty_address_looks_at_everything_in_the_usual_units():
    view = view_of({}, {"testosterone": "ng/dL"})

    assert (view.start, view.end, view.axis, view.log) == (None, None, "date", True)
    assert view.unit(TESTOSTERONE) == "ng/dL"
    assert view.unit(ANALYTES["lh"]) == "[IU]/L"


def test_an_address_is_read_whole():
    asked = {
        "unit.testosterone": "ng/dL",
        "unit.estradiol": "",
        "from": "2025-02-03",
        "to": "2026-02-03",
        "axis": "since:k3q7zt5m2axd",
        "lh": "linear",
        "draws": "20",
    }
    view = view_of(asked, NORTH)

    assert view.unit(TESTOSTERONE) == "ng/dL"
    assert view.unit(ANALYTES["estradiol"]) == "pmol/L"
    assert (view.start, view.end) == (date(2025, 2, 3), date(2026, 2, 3))
    assert (view.since, view.log) == ("k3q7zt5m2axd", False)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"unit.insulin": "mU/L"}, "view-analyte-unknown"),
        ({"unit.testosterone": "furlongs"}, "unit-unknown"),
        ({"unit.lh": "ng/mL"}, "unit-mass-for-iu"),
        ({"from": "yesterday"}, "view-date-unreadable"),
        ({"from": "20250203"}, "view-date-unreadable"),
        ({"to": "2025-02-30"}, "view-date-unreadable"),
        ({"to": "9999-12-31"}, "view-date-far"),  # the day after it does not exist
        ({"from": "0001-01-01"}, "view-date-far"),
        ({"from": "2026-02-03", "to": "2025-02-03"}, "view-dates-reversed"),
        ({"axis": "moon"}, "view-axis-unknown"),
        ({"axis": "since:"}, "view-axis-unknown"),
        ({"lh": "cubic"}, "view-lh-unknown"),
        ({"scale": "both"}, "view-scale-unknown"),
        ({"view": "both"}, "view-view-unknown"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(query, code):
    with pytest.raises(Refused) as refused:
        view_of(query, NORTH)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


def test_what_is_usual_is_not_written_into_an_address():
    view = view_of({"unit.testosterone": "nmol/L", "axis": "date", "lh": "log"}, NORTH)
    assert view.query() == ""


def test_an_address_that_is_written_reads_as_the_same_view():
    asked = {
        "from": "2025-02-03",
        "to": "2026-02-03",
        "axis": "since:k3q7zt5m2axd",
        "lh": "linear",
        "unit.testosterone": "ng/dL",
    }
    view = view_of(asked, NORTH)
    assert dict(parse_qsl(view.query())) == asked
    assert view_of(dict(parse_qsl(view.query())), NORTH) == view


def test_a_link_changes_one_thing_and_keeps_the_rest():
    view = view_of({"from": "2025-02-03", "unit.estradiol": "pg/mL"}, NORTH)

    changed = dict(parse_qsl(view.query(units={"testosterone": "ng/dL"})))

    assert changed == {
        "from": "2025-02-03",
        "unit.testosterone": "ng/dL",
        "unit.estradiol": "pg/mL",
    }


def test_spans_reach_back_from_today():
    links = View().spans(date(2026, 5, 31))

    assert [(link.words, link.query, link.chosen) for link in links] == [
        ("3 months", "from=2026-02-28", False),
        ("1 year", "from=2025-05-31", False),
        ("3 years", "from=2023-05-31", False),
        ("All", "", True),
    ]


def test_the_span_that_is_shown_is_the_chosen_one():
    chosen = [
        link.words for link in View(start=date(2025, 11, 24)).spans(TODAY) if link.chosen
    ]
    assert chosen == ["1 year"]


@pytest.mark.parametrize(
    "view",
    [
        View(start=date(2025, 11, 25)),
        View(start=date(2025, 11, 24), end=TODAY),
        View(end=TODAY),
    ],
)
def test_dates_of_ones_own_are_none_of_the_spans(view):
    assert not any(link.chosen for link in view.spans(TODAY))


def test_units_of_testosterone_and_estradiol_are_chosen_together():
    pairs = view_of({"unit.estradiol": "pg/mL"}, NORTH).unit_pairs()
    assert [(one.value, one.words, one.chosen) for one in pairs] == [
        ("nmol/L,pmol/L", "nmol/L, pmol/L", False),
        ("nmol/L,pg/mL", "nmol/L, pg/mL", True),
        ("ng/dL,pmol/L", "ng/dL, pmol/L", False),
        ("ng/dL,pg/mL", "ng/dL, pg/mL", False),
    ]
    other = view_of({"unit.testosterone": "ng/mL"}, NORTH).unit_pairs()
    assert [one.words for one in other if one.chosen] == ["ng/mL, pmol/L"]


def test_units_of_a_further_test_are_offered_where_there_is_a_choice():
    free = ANALYTES["free_testosterone"]
    assert [one.chosen for one in View().units_of(free)].count(True) == 1
    assert View().units_of(ANALYTES["lh"]) == ()
    assert View().units_of(TESTOSTERONE) == ()


REMEMBERED = RememberedView(
    {"testosterone": "ng/dL"}, log=False, relative=True, explore=True
)


def test_what_is_remembered_is_usual_and_an_address_says_what_is_not():
    view = view_of({}, NORTH, REMEMBERED)
    assert (view.unit(TESTOSTERONE), view.log) == ("ng/dL", False)
    assert (view.relative, view.explore) == (True, True)
    assert view.query() == ""
    asked = {"unit.testosterone": "nmol/L", "lh": "log", "scale": "value", "view": "figure"}
    other = view_of(asked, NORTH, REMEMBERED)
    assert dict(parse_qsl(other.query())) == asked
    assert (other.unit(TESTOSTERONE), other.log, other.explore) == ("nmol/L", True, False)


def test_programs_are_told_all_that_is_remembered():
    query = dict(parse_qsl(view_of({}, NORTH, REMEMBERED).query_of_programs))
    assert query == {"unit.testosterone": "ng/dL", "lh": "linear", "scale": "relative"}
    same = view_of(query, NORTH)
    assert (same.unit(TESTOSTERONE), same.log, same.relative) == ("ng/dL", False, True)
