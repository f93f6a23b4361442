"""How an address says what to look at, and how links say it back."""

from datetime import date
from urllib.parse import parse_qsl

import pytest

from labs.analytes import ANALYTES
from labs.series import View, view_of
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
        "table": "analytes",
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
        ({"lh": "cubic"}, "view-scale-unknown"),
        ({"table": "both"}, "view-table-unknown"),
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
        "table": "analytes",
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


def test_the_table_is_turned_by_a_link_that_keeps_the_rest():
    draws, analytes = View(start=date(2026, 1, 1)).tables()
    assert (draws.chosen, analytes.chosen) == (True, False)
    assert analytes.query == "from=2026-01-01&table=analytes"
    assert view_of({"table": "analytes"}, {}).tables()[1].chosen


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


def test_units_are_offered_where_there_is_a_choice():
    links = view_of({}, NORTH).unit_links(TESTOSTERONE)

    assert [(link.words, link.query, link.chosen) for link in links] == [
        ("nmol/L", "", True),
        ("ng/dL", "unit.testosterone=ng%2FdL", False),
        ("ng/mL", "unit.testosterone=ng%2FmL", False),
    ]
    assert View().unit_links(ANALYTES["lh"]) == ()


def test_the_scale_of_lh_and_fsh_is_a_pair_of_links():
    links = View(log=False).scales()
    assert [(link.query, link.chosen) for link in links] == [
        ("", False),
        ("lh=linear", True),
    ]
