"""What a laboratory prints, and what a result differs in from that."""

from dataclasses import replace
from datetime import date

import pytest

from labs.readings import Laboratories
from labs.words import Refused
from tests.factories import draw, printed, reading

AT_NORTH = draw("2025-06-01 08:00", laboratory="north LAB")


def kinds(*tests, taken=AT_NORTH, cell="4.2", **facts):
    measured = reading("lh", cell, taken=taken, **facts)
    found = Laboratories(("North Lab",), tests or (printed(),)).compare(measured)
    return [difference.kind for difference in found]


def test_what_is_printed_as_set_differs_in_nothing():
    assert kinds(unit="mIU/mL", method="eclia", interval="1,7 - 8,6") == []


def test_what_was_not_typed_differs_in_nothing():
    assert kinds(method="", interval="") == []


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"method": "LC-MS"}, ["method"]),
        ({"interval": "1.5-9.3"}, ["range"]),
        ({"interval": "<8.6"}, ["range"]),
        ({"interval": "see report"}, ["range"]),
        ({"cell": "<0.2"}, ["limit"]),
        ({"cell": "<=0.1"}, ["limit"]),
        ({"cell": "0.1"}, ["limit"]),  # its sign may be lost
        ({"cell": "0.05"}, ["limit"]),
        ({"cell": "<0.10"}, []),
        ({"cell": "0.11"}, []),
        ({"cell": ">200"}, []),
        ({"cell": "not detected"}, []),
    ],
    ids=str,
)
def test_each_difference_is_found_alone(facts, found):
    assert kinds(**{"method": "ECLIA"} | facts) == found


def test_an_end_that_does_not_belong_to_the_range_is_another_range():
    upper = printed(reference_range="<8.6")
    assert kinds(upper, interval="<=8.6") == ["range"]
    assert kinds(upper, interval="<8.6") == []


def test_another_unit_is_a_difference_and_its_range_is_not_reckoned():
    test = printed(analyte="testosterone", unit="nmol/L", reference_range="8.64-29.0")
    of = reading(
        "testosterone", "512", taken=AT_NORTH, unit="ng/dL", method="", interval="264-916"
    )
    found = Laboratories(("North Lab",), (test,)).compare(of)
    assert [difference.kind for difference in found] == ["unit"]


@pytest.mark.parametrize(
    ("taken", "found"),
    [
        (draw("2024-12-31 08:00", laboratory="North Lab"), []),
        (draw("2025-01-01 08:00", laboratory="North Lab"), ["range"]),
        (draw("2025-12-31 23:00", laboratory="North Lab"), ["range"]),
        (draw("2026-01-01", laboratory="North Lab"), []),
        (draw("2025-06-01 08:00", laboratory="South Lab"), []),
        (draw("2025-06-01 08:00", laboratory=""), []),
    ],
    ids=lambda fact: getattr(fact, "laboratory", ""),
)
def test_only_what_is_valid_there_on_that_day_is_held_against_it(taken, found):
    year = printed(valid_to="2025-12-31")
    assert kinds(year, taken=taken, interval="1.5-9.3", method="") == found


def test_a_laboratory_without_letters_is_none():
    """Nor is it every draw's of which no laboratory is recorded."""
    nameless = printed(laboratory="-")
    taken = draw("2025-06-01 08:00", laboratory="")
    assert kinds(nameless, taken=taken, interval="1.5-9.3") == []


def test_of_two_methods_the_typed_one_is_held_against_it():
    two = printed(), printed(method="CLIA", reference_range="1.5-9.3")
    assert kinds(*two, method="CLIA", interval="1.5-9.3") == []
    assert kinds(*two, method="CLIA", interval="1.7-8.6") == ["range"]
    assert kinds(*two, method="", interval="1-2") == []  # which one is not known
    assert kinds(*two, method="LC-MS", interval="1-2") == ["method"]


def test_which_test_a_form_preselects_is_clear_or_none():
    two = Laboratories((), (printed(), printed(method="CLIA")))
    day = date(2025, 6, 1)
    assert two.find_test("North Lab", "lh", day) is None
    assert two.find_test("North Lab", "lh", day, "clia").method == "CLIA"
    assert two.find_test("North Lab", "lh", day, "LC-MS") is None
    assert two.find_test("North Lab", "fsh", day) is None


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"unit": "kg"}, "unit-unknown"),
        ({"unit": ""}, "unit-missing"),
        ({"reference_range": "8.6-1.7"}, "interval-low-above-high"),
        ({"detection_limit": "0.1"}, "detection-limit-unreadable"),
        ({"detection_limit": ">0.1"}, "detection-limit-unreadable"),
        ({"detection_limit": "low"}, "detection-limit-unreadable"),
        ({"method": "a\x07"}, "text-unprintable"),
        ({"analyte": "volume", "unit": "mL"}, "laboratory-test-of-side"),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused(facts, code):
    with pytest.raises(Refused) as refused:
        printed(**facts).check()
    assert refused.value.code == code


def test_texts_stay_as_printed():
    fact = printed(detection_limit="< 0,10", reference_range="follicular: 1-2, luteal: 3-4")
    fact.check()
    assert (fact.limit.digits, fact.detection_limit) == ("0.10", "< 0,10")
    assert not fact.interval.has_ends
    assert fact.printed_range == fact.reference_range


@pytest.mark.parametrize(
    ("text", "shown"),
    [("1.7-8.6", "1.7-8.6 IU/L"), ("1.7-8.6 mIU/mL", "1.7-8.6 mIU/mL"), ("", "")],
)
def test_a_range_is_told_with_its_unit(text, shown):
    assert printed(reference_range=text).printed_range == shown


@pytest.mark.parametrize(
    ("first", "last", "overlap"),
    [
        ("2026-01-01", None, False),
        ("2025-12-31", None, True),
        ("2024-01-01", "2024-12-31", False),
        ("2024-01-01", "2025-01-01", True),
        ("2024-01-01", None, True),
    ],
)
def test_versions_overlap_on_a_day_that_both_hold(first, last, overlap):
    year = printed(valid_to="2025-12-31")
    other = printed(valid_from=first, valid_to=last)
    assert year.overlaps(other) is other.overlaps(year) is overlap
    assert not year.overlaps(replace(other, method="CLIA"))
