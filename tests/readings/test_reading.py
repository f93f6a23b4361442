"""What cannot be is refused at the door, in a sentence that says what to do."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest

from labs.analytes import ANALYTES
from labs.readings import STATUSES, Assay, Exam, Interval, Reading, Value
from labs.words import Refused
from tests.factories import draw, reading, volume


def refused(*args, **facts):
    with pytest.raises(Refused) as found:
        reading(*args, **facts)
    assert str(found.value)
    return found.value.code


HARD = {
    "lh": [("500", ""), ("500", "mIU/mL"), ("0.5", "IU/mL")],
    "fsh": [("500", "")],
    "testosterone": [("500", ""), ("14421", "ng/dL"), ("144.21", "ng/mL")],
    "estradiol": [("20000", ""), ("5447.6", "pg/mL")],
    "volume": [("100", "")],
    "haematocrit": [("100", ""), ("1", "L/L")],
}
LIMITS = [(key, text, unit) for key, at in HARD.items() for text, unit in at]


@pytest.mark.parametrize(("analyte", "text", "unit"), LIMITS)
def test_a_hard_limit_itself_is_taken(analyte, text, unit):
    assert reading(analyte, text, unit=unit).value.digits == text


@pytest.mark.parametrize(("analyte", "text", "unit"), LIMITS)
@pytest.mark.parametrize("sign", ["", "<", ">"])
def test_more_than_a_hard_limit_is_refused(analyte, text, unit, sign):
    more = f"{sign}{text}{'' if '.' in text else '.'}001"
    assert refused(analyte, more, unit=unit) == "value-impossible"


def test_the_sentence_of_a_hard_limit_names_value_and_unit():
    with pytest.raises(
        Refused, match=r"Testosterone of 600 nmol/L is impossible; check value"
    ):
        reading("testosterone", "600")


def test_a_number_needs_a_unit():
    with pytest.raises(Refused, match="Write the unit of LH: IU/L, IU/mL"):
        Reading.of(
            draw=draw(),
            analyte=ANALYTES["lh"],
            value=Value.read("5"),
            unit="",
            unit_reported="",
        )


def test_a_unit_of_another_analyte_is_refused():
    with pytest.raises(Refused, match="LH cannot be read in nmol/L"):
        Reading.of(
            draw=draw(),
            analyte=ANALYTES["lh"],
            value=Value.read("5"),
            unit="nmol/L",
            unit_reported="nmol/L",
        )


def test_a_text_needs_no_unit():
    assert reading("lh", "not detected").unit == ""


def test_a_volume_has_a_side():
    assert refused("volume", "15", side="") == "side-missing"
    assert refused("volume", "15", side="middle") == "side-unknown"
    assert volume(side="right").key == ("volume", "right")


def test_blood_has_no_side():
    assert refused("lh", "5", side="left") == "side-not-for-analyte"


def test_blood_is_not_examined():
    assert refused("lh", "5", exam=Exam("prader")) == "exam-not-for-analyte"


def test_an_examination_is_checked():
    assert refused("volume", "15", method="scissors") == "volume-method-unknown"


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_taken(status):
    assert reading("lh", "5", status=status).status == status


def test_another_status_is_refused():
    assert refused("lh", "5", status="amended") == "status-unknown"


def test_nothing_needs_a_reason():
    assert refused("lh", None) == "value-empty"
    assert reading("lh", not_done=True).value == Value.absent()
    assert reading("lh", pending=True).value == Value.absent()
    assert reading("lh", None, absent_reason="haemolysed").absent_reason == "haemolysed"


@pytest.mark.parametrize(
    ("name", "most", "said"),
    [
        ("comment", 1000, "The comment"),
        ("method", 100, "The method"),
        ("source_id", 200, "The number of the result"),
        ("source_status", 40, "The status"),
        ("absent_reason", 200, "The reason"),
        ("interval", 200, "The interval"),
        ("laboratory", 200, "The laboratory"),
    ],
)
def test_a_text_that_no_column_holds_is_refused(name, most, said):
    reading("lh", "5", **{name: "x" * most})
    with pytest.raises(Refused, match=f"^{said} is longer than {most} characters"):
        reading("lh", "5", **{name: "x" * (most + 1)})
    with pytest.raises(Refused, match=f"^{said} holds a character"):
        reading("lh", "5", **{name: "\x00"})


def test_a_unit_longer_than_its_column_is_refused():
    made = reading("lh", "5")
    with pytest.raises(Refused, match="^The unit is longer than 40 characters"):
        replace(made, unit_reported="x" * 41).check()


def test_a_value_made_elsewhere_is_checked_too():
    with pytest.raises(Refused, match="^The result is longer than 200 characters"):
        replace(reading("lh", "5"), value=Value.absent("x" * 201), status="pending").check()


def test_a_method_is_of_the_assay_or_of_the_examination():
    assert reading("lh", "5", method="ECLIA").method == "ECLIA"
    assert volume(method="prader").method == "prader"
    made = volume(exam=None)
    assert made.method == ""


def test_the_assay_is_not_the_method_of_a_volume():
    made = volume()
    assert replace(made, assay=Assay("ECLIA")).method == "prader"


def test_an_amount_is_exact_in_the_unit_of_comparison():
    made = reading("testosterone", "349", unit="ng/dL")
    assert made.amount == Fraction(3490) / Fraction("288.42")
    assert reading("lh", "5", unit="mIU/mL").amount == 5
    assert reading("lh", "not detected").amount is None
    assert reading("shbg", "2", unit="ug/dL").amount is None


def test_an_interval_of_another_unit_keeps_its_digits():
    made = reading("testosterone", "12.1", interval="249-836 ng/dL")
    assert (made.interval.plain, made.interval.unit) == ("249 to 836", "ng/dL")


def test_an_interval_that_no_exact_conversion_reaches_is_a_text():
    made = reading("shbg", "35", interval="2.0-4.4 ug/dL")
    assert not made.interval.has_ends
    assert made.interval.plain == "2.0-4.4 ug/dL"


def test_an_interval_without_a_unit_is_in_the_results():
    made = replace(reading("testosterone", "12.1"), interval=Interval.read("8.64-29.0", ""))
    again = Reading.of(**{at.name: getattr(made, at.name) for at in fields(made)})
    assert again.interval.unit == "nmol/L"
    assert again.interval.in_unit(again.analyte, "ng/dL").plain == "≈249 to ≈836"


def test_a_text_beside_the_result_stays_as_it_is():
    made = reading("testosterone", "12.1", interval="see report")
    assert made.interval.plain == "see report"


def test_an_interval_beside_a_result_without_a_unit_stays():
    made = reading("lh", not_done=True, interval="1.7-8.6")
    assert made.interval == Interval.read("1.7-8.6", "")


def test_a_reading_knows_its_moment_and_key():
    made = reading("lh", "5", on="2024-05-14 07:50")
    assert (made.moment.clock, made.key) == ("07:50", ("lh", ""))
