"""What no surface ever says: a forecast, a fit, a judgement, a dose where none belongs."""

import json
import re

import pytest

from tests.proof import drawn
from tests.proof.courses import DOSE, MEN_IN_VIEW, Case, named
from tests.proof.surfaces import SIZES

FITTED = re.compile(
    r"\b(forecast|predict|projected|extrapolat|expected curve|regress|trend ?line|"
    r"best fit|fitted|smooth|moving average|slope|trajectory|on track|"
    r"will (?:be|rise|fall))\w*",
    re.IGNORECASE,
)
GRADED = re.compile(
    r"\b(abnormal|good|bad|improved|worse|normal|should|optimal|target)\b", re.IGNORECASE
)
POINTING = re.compile("[→↗↘➚➘⬆⬇]")
FLAGS = re.compile("[↑↓]")
DOSES = re.compile(r"demo-mg|demonstration dose", re.IGNORECASE)
MEN = {name: Case(named(make())) for name, make in MEN_IN_VIEW.items() if name != "nothing"}


@pytest.fixture(params=["own ranges", "two attempts", "by month"])
def of(request, shown):
    """Men with treatments, decisions and ranges; each treatment with its dose as typed."""
    return shown(MEN[request.param].course)


def spoken(of):
    """All that is written by the program itself, surface by surface."""
    page = of.page.without("data-typed", "context")
    yield "page", page.one("main").text
    yield "axis", of.axis.without("data-typed").one("main").text
    yield "summary", of.summary
    yield "file", " ".join(" ".join(row) for row in of.rows)
    yield "his page", of.home.without("data-typed").text
    yield "his list", json.dumps(of.own.raw, ensure_ascii=False)
    for size in SIZES:
        yield size, of.picture(size).text
        yield f"{size} figure", json.dumps(of.told(size), ensure_ascii=False)


def test_nothing_is_fitted_and_nothing_is_foretold(of):
    for surface, words in spoken(of):
        assert not FITTED.search(words), (surface, FITTED.search(words))
        assert not POINTING.search(words), surface


def test_no_picture_has_an_arrow_or_a_line_that_no_verdict_made(of):
    """Nothing curved joins two results, and nothing points beyond the last one."""
    for size in SIZES:
        svg = of.picture(size)
        for look in svg.all("marker"):
            assert drawn.LOOK.fullmatch(look.one("path", "mark").at["d"])
        for path in svg.all("path", "join"):
            assert not any(name.startswith("marker") for name in path.at)
            assert re.fullmatch(r"(?:[ML]-?[\d.]+,-?[\d.]+)+", path.at["d"])


def test_his_pages_do_not_grade_him_and_carry_no_flags(of):
    his = of.home.one("main").text
    assert not GRADED.search(his), GRADED.search(his)
    assert not FLAGS.search(his)
    assert not GRADED.search(json.dumps(of.own.raw))


def test_the_axis_is_for_every_man_and_its_arrows_say_nothing_of_one(of):
    said = [node.text for page in (of.axis, of.home) for node in page.all("p", "meta")]
    assert said.count("The arrows are the same in every man.") == 2


def test_a_dose_stands_in_the_lists_of_staff_and_nowhere_else(of):
    assert DOSE in json.dumps(of.the_list.raw)
    assert of.page.without("data-typed").text.count("demo-mg") == 0
    for surface, words in spoken(of):
        assert not DOSES.search(words), surface
    assert not any(DOSES.search(" ".join(row)) for row in of.rows)


def test_what_is_looked_for_would_be_found():
    planted = ["a forecast", "predicted values", "the slope", "smoothed", "it will rise"]
    assert all(FITTED.search(words) for words in planted)
    assert not FITTED.search("Trend. Expected: “LH back”. up 3.2; another method")
    assert GRADED.search("Your value is Normal.")
    assert POINTING.search("3.2 → 4.1")
    assert DOSES.search(DOSE)
