"""One result on its range, for the man himself."""

import re

import pytest

from labs.charts import number_line
from tests import pages
from tests.charts.conftest import listed
from tests.factories import clinician_range, course, reading

ON = "2026-03-02 08:10"


def picture(analyte, text, interval="1.7-8.6", **more):
    made = course(reading(analyte, text, on=ON, interval=interval), **more)
    (point,) = listed(made).points
    return number_line.draw_number_line(point)


def share(drawn, kind, name):
    element = next(e for e in pages.picture(drawn).iter() if kind in e.get("class", ""))
    return float(element.get(name).removesuffix("%"))


def words(drawn):
    return [e.text for e in pages.picture(drawn).iter("text")]


def test_value_and_edges_stand_in_words_and_numbers():
    assert words(picture("lh", "3.2")) == ["3.2 IU/L", "1.7", "8.6"]


def test_a_value_inside_stands_in_the_block():
    drawn = picture("lh", "3.2")
    start, wide = share(drawn, "block", "x"), share(drawn, "block", "width")
    assert start < share(drawn, "dot", "cx") < start + wide


@pytest.mark.parametrize(("text", "outside"), [("1.1", "before"), ("9.9", "after")])
def test_a_value_outside_stands_beside_the_block(text, outside):
    drawn = picture("lh", text)
    start, wide = share(drawn, "block", "x"), share(drawn, "block", "width")
    at = share(drawn, "dot", "cx")
    assert at < start if outside == "before" else at > start + wide


@pytest.mark.parametrize(
    ("text", "said", "side"),
    [("<0.1", "less than 0.1", "4%"), (">52", "more than 52", "96%"), ("99", "99", "96%")],
)
def test_a_censored_value_or_one_off_the_line_is_an_open_arrowhead(text, said, side):
    drawn = picture("lh", text)
    assert words(drawn)[0] == f"{said} IU/L"
    assert re.search(rf'<svg x="{side}" overflow="visible"><path class="f-paper', drawn)
    assert "dot" not in drawn


@pytest.mark.parametrize("interval", ["<= 10.0", ">= 2.0"])
def test_a_one_sided_range_has_one_edge_and_reaches_the_end(interval):
    drawn = picture("fsh", "3.2", interval)
    assert len(words(drawn)) == 2
    start, wide = share(drawn, "block", "x"), share(drawn, "block", "width")
    assert start == 4 if "<" in interval else start + wide == 96


@pytest.mark.parametrize(("text", "interval"), [("3.2", ""), ("not detected", "1.7-8.6")])
def test_there_is_no_line_without_a_number_or_a_range(text, interval):
    assert picture("lh", text, interval) == ""


def test_it_is_read_out_in_one_sentence():
    assert 'aria-label="less than 0.1 IU/L; the range is 1.7 to 8.6"' in picture(
        "lh", "<0.1"
    )


def test_places_are_shares_so_that_type_keeps_its_size():
    drawn = picture("lh", "3.2")
    assert "viewBox" not in drawn
    assert 'width="100%"' in drawn


def test_edges_that_are_near_do_not_print_over_each_other():
    drawn = picture("lh", "3.2", "8.0-8.6")
    assert 'text-anchor="end">8.0<' in drawn


def test_it_uses_no_colour_that_judges():
    classes = set(re.findall(r'class="([^"]+)"', picture("lh", "9.9")))
    assert classes <= {
        "line-of-range",
        "value",
        "track",
        "f-band block",
        "s-band-edge edge",
        "f-ink dot",
    }
    assert "style" not in picture("lh", "9.9")


def test_a_clinicians_range_takes_the_place_of_the_laboratorys():
    clinicians = clinician_range("2", "", "2026-03-01")
    drawn = picture("lh", "3.2", ranges=[clinicians])
    assert words(drawn) == ["3.2 IU/L", "2"]
    assert "the range is at least 2" in drawn


def test_in_the_shown_unit_its_ends_are_about():
    clinicians = clinician_range(
        "400", "900", "2026-03-01", analyte="testosterone", unit="ng/dL"
    )
    drawn = picture("testosterone", "12.1", "8-29", ranges=[clinicians])
    assert words(drawn)[1:] == ["≈13.9", "≈31.2"]


def test_a_range_set_later_changes_nothing_of_a_result_before():
    assert picture("lh", "3.2", ranges=[clinician_range(since="2026-03-03")]) == picture(
        "lh", "3.2"
    )
