"""A volume keeps its instrument, its formula and its diameters."""

from decimal import Decimal

import pytest

from labs.readings import VOLUME_METHODS, Exam, Value
from labs.words import Refused

DIAMETERS = ("4.1", "2.3", "2.6")


def test_lambert_multiplies_by_seven_tenths():
    assert Exam("ultrasound-lambert", DIAMETERS).recomputed == Decimal("17.4")


def test_the_ellipsoid_multiplies_by_about_a_half():
    assert Exam("ultrasound-ellipsoid", DIAMETERS).recomputed == Decimal("12.7")


@pytest.mark.parametrize(
    "method", ["prader", "ultrasound-unknown", "calipers", "other", ""]
)
def test_nothing_is_computed_by_an_unknown_formula(method):
    exam = Exam(method, DIAMETERS)
    assert exam.recomputed is None
    assert not exam.disagrees(Value.read("99"))


def test_without_diameters_nothing_is_computed():
    assert Exam("ultrasound-lambert").recomputed is None


@pytest.mark.parametrize(
    ("text", "disagrees"),
    [("17.4", False), ("16.6", False), ("18.3", False), ("16.5", True), ("18.4", True)],
)
def test_more_than_one_in_twenty_apart_is_a_disagreement(text, disagrees):
    """4.1 x 2.3 x 2.6 x 0.71 = 17.40778: 5 % of 16.579 and of 18.324 are the borders."""
    assert Exam("ultrasound-lambert", DIAMETERS).disagrees(Value.read(text)) is disagrees


def test_one_in_twenty_itself_is_none():
    """3 x 7 x 1 x 0.71 = 14.91 is 14.2 and one in twenty."""
    assert not Exam("ultrasound-lambert", ("3", "7", "1")).disagrees(Value.read("14.2"))


def test_a_decimal_comma_is_read():
    assert Exam("ultrasound-lambert", ("4,1", "2,3", "2,6")).recomputed == Decimal("17.4")


def test_the_methods_are_those_of_the_interface():
    assert list(VOLUME_METHODS) == [
        "prader",
        "ultrasound-lambert",
        "ultrasound-ellipsoid",
        "ultrasound-unknown",
        "calipers",
        "other",
    ]


@pytest.mark.parametrize(
    ("exam", "code"),
    [
        (Exam("scissors"), "volume-method-unknown"),
        (Exam("prader", ("4.1", "2.3")), "diameters-not-three"),
        (Exam("prader", ("4.1", "2.3", "")), "diameter-unreadable"),
        (Exam("prader", ("4.1", "2.3", "0")), "diameter-unreadable"),
        (Exam("prader", ("4.1", "2.3", "<2")), "diameter-unreadable"),
        (Exam("prader", ("4.1", "2.3", "-2")), "diameter-unreadable"),
        (Exam("prader", operator="x" * 101), "text-too-long"),
    ],
)
def test_an_impossible_examination_is_refused(exam, code):
    with pytest.raises(Refused) as refused:
        exam.check()
    assert refused.value.code == code


@pytest.mark.parametrize("method", ["", *VOLUME_METHODS])
def test_every_method_is_taken_and_none_too(method):
    Exam(method, DIAMETERS).check()
