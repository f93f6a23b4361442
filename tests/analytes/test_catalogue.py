"""The catalogue holds what the interfaces name, and contradicts itself nowhere."""

from fractions import Fraction

import pytest

from labs import analytes
from labs.analytes import ANALYTES, ON, digits, fold_unit
from labs.words.fold import fold

each = pytest.mark.parametrize("analyte", ANALYTES.values(), ids=ANALYTES)


def test_five_are_on_in_the_order_of_the_page():
    assert ON == ("lh", "fsh", "testosterone", "estradiol", "volume")
    assert tuple(ANALYTES)[:5] == ON


def test_more_wait_switched_off():
    assert set(ANALYTES) - set(ON) == {
        *("shbg", "free_testosterone", "haematocrit", "psa", "prolactin"),
        *("semen_volume", "sperm_concentration", "sperm_progressive_motility"),
        *("sperm_total_motility", "sperm_morphology"),
        *("weight", "waist", "hba1c"),
    }


def test_choices_are_keys_and_names():
    assert analytes.choices()[:2] == [("lh", "LH"), ("fsh", "FSH")]
    assert [key for key, _ in analytes.choices()] == list(ANALYTES)


@each
def test_a_key_is_its_own(analyte):
    assert ANALYTES[analyte.key] is analyte
    assert len(analyte.key) <= 32
    assert repr(analyte) == f"<Analyte {analyte.key}>"


@each
def test_the_unit_of_comparison_is_worth_one(analyte):
    assert analyte.units[analyte.unit].factor == 1
    assert all(code == unit.code for code, unit in analyte.units.items())
    assert all(len(code) <= 16 for code in analyte.units)


@each
def test_every_factor_is_above_zero(analyte):
    assert all(unit.factor is None or unit.factor > 0 for unit in analyte.units.values())


@each
def test_no_spelling_means_two_units(analyte):
    for unit in analyte.units.values():
        for spelling in (unit.code, unit.text, *unit.spellings):
            assert analyte.unit_of(spelling) is unit


@each
def test_limits_are_in_order(analyte):
    low, high = analyte.soft_low or 0, analyte.soft_high or analyte.hard_high
    assert 0 <= low < high <= analyte.hard_high
    if analyte.plausible:
        assert 0 < analyte.plausible[0] < analyte.plausible[1] <= analyte.hard_high


def test_no_name_means_two_analytes():
    names = [
        {fold(name) for name in (at.key, at.name, at.full_name, *at.names)}
        for at in ANALYTES.values()
    ]
    assert sum(map(len, names)) == len(set().union(*names))


def test_no_code_means_two_analytes():
    codes = [code for analyte in ANALYTES.values() for code in analyte.codes]
    assert len(set(codes)) == len(codes)


def test_conversions_are_those_of_the_molar_masses():
    testosterone, estradiol = ANALYTES["testosterone"], ANALYTES["estradiol"]
    one = Fraction(1)
    assert digits(testosterone.convert(one, "ng/dL", "nmol/L"), 6) == "0.034672"
    assert digits(testosterone.convert(one, "nmol/L", "ng/dL"), 3) == "28.842"
    assert testosterone.convert(one, "ng/mL", "ng/dL") == 100
    assert digits(estradiol.convert(one, "pg/mL", "pmol/L"), 4) == "3.6713"
    assert ANALYTES["lh"].convert(one, "[IU]/mL", "[IU]/L") == 1000
    free = ANALYTES["free_testosterone"]
    assert digits(free.convert(one, "pg/mL", "pmol/L"), 4) == "3.4672"
    assert free.convert(one, "ng/dL", "pg/mL") == 10
    assert free.convert(one, "nmol/L", "pmol/L") == 1000


@pytest.mark.parametrize(
    ("analyte", "unit", "decimals"),
    [
        ("testosterone", "nmol/L", 1),
        ("testosterone", "ng/dL", 0),
        ("testosterone", "ng/mL", 2),
        ("estradiol", "pmol/L", 0),
        ("estradiol", "pg/mL", 1),
        ("lh", "[IU]/L", 2),
        ("fsh", "[IU]/L", 2),
    ],
)
def test_decimals_are_those_of_the_contract(analyte, unit, decimals):
    assert ANALYTES[analyte].units[unit].decimals == decimals


def test_folding_a_unit_keeps_what_tells_units_apart():
    assert fold_unit("mmol/L") != fold_unit("nmol/L")
    assert fold_unit("ng/dL") != fold_unit("ng/mL")
    assert fold_unit(" µG / L ") == fold_unit("ug/l") == fold_unit("μg/L")


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("0.5", 0, "0"),
        ("1.5", 0, "2"),
        ("2.5", 0, "2"),
        ("0.125", 2, "0.12"),
        ("7", 1, "7.0"),
    ],
)
def test_digits_round_half_to_even_in_plain_notation(value, decimals, text):
    assert digits(Fraction(value), decimals) == text


def test_digits_of_a_large_number_have_no_exponent():
    assert digits(Fraction(10**20), 2) == f"{10**20}.00"
