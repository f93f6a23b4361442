"""A number may be typed with point or comma, whatever language the reader's pages speak."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from labs.forms.clinician_ranges import RangeForm
from tests.forms.test_panels import saved

pytestmark = pytest.mark.usefixtures("several_languages")
LANGUAGES = ("en-gb", "de", "fr")
PRINTED = {
    "testosterone_value": "23.70",
    "testosterone_interval": "8.64-29.0",
    "lh_value": "<0.1",
    "estradiol_value": ">=4000.5",
}


def _typed(texts, sign):
    return {box: text.replace(".", sign) for box, text in texts.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sign", [".", ","])
def test_a_draw_holds_the_same_numbers_and_what_was_typed(sign, language):
    with override(language):
        form = saved(**_typed(PRINTED, sign))
    read = {each.analyte.key: each for each in form.readings}
    assert read["testosterone"].value.number == Decimal("23.70")
    assert read["lh"].value.number == Decimal("0.1")
    assert read["lh"].value.comparator == "<"
    assert read["estradiol"].value.number == Decimal("4000.5")
    assert read["estradiol"].value.comparator == ">="
    interval = read["testosterone"].interval
    assert (interval.low, interval.high) == (Decimal("8.64"), Decimal("29.0"))
    assert read["testosterone"].value.reported == f"23{sign}70"  # shown as it was printed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sign", [".", ","])
def test_diameters_give_the_same_volume(sign, language):
    measured = {"left_length": "4.1", "left_width": "2.4", "left_height": "2.2"}
    told = {"volume_method": "ultrasound-lambert", "left_value": "15.4"}
    with override(language):
        form = saved(**told, **_typed(measured, sign))
    (left,) = form.readings
    assert left.exam.diameters == ("4.1", "2.4", "2.2")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sign", [".", ","])
def test_a_clinicians_range_holds_the_same_ends(sign, language):
    ends = _typed({"low": "12.5", "high": "25.0"}, sign)
    data = {"analyte": "testosterone", "unit": "nmol/L", "since": "2026-03-05", "seen": "0"}
    days = (date(1988, 4, 9), date(2026, 3, 10))
    with override(language):
        form = RangeForm(
            data | ends, analytes=["testosterone"], days=days, standing={}, seen=0
        )
        assert form.is_valid(), form.errors
    assert form.fact.interval.low == Decimal("12.5")
    assert form.fact.interval.high == Decimal("25.0")
