"""A unit is known in the spellings met in files, and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.analytes import ANALYTES
from labs.words import Refused

SPELLINGS = {
    ("lh", "[IU]/L"): [
        *("mIU/mL", "mIU/ml", "MIU/ML", "m[iU]/mL", "m[IU]/mL", "mU/mL", "IU/L", "U/L"),
        *("[iU]/L", "[IU]/L", "iu/l", " IU / L ", "IE/l", "mIE/ml", "UI/L", "mUI/mL"),
    ],
    ("fsh", "[IU]/mL"): ["IU/mL", "[IU]/mL", "U/ml", "IE/ml"],
    ("testosterone", "nmol/L"): ["nmol/L", "nmol/l", "NMOL/L"],
    ("testosterone", "ng/dL"): ["ng/dL", "ng/dl", "NG/DL", "ng / dl"],
    ("testosterone", "ng/mL"): ["ng/mL", "ug/L", "µg/L", "μg/l", "UG/L"],
    ("estradiol", "pmol/L"): ["pmol/L", "pmol/l", "PMOL/L"],
    ("estradiol", "pg/mL"): ["pg/mL", "pg/ml", "PG/ML", "ng/L"],
    ("volume", "mL"): ["mL", "ml", "cc", "cm3", "cm³"],
    ("haematocrit", "%"): ["%", "percent"],
    ("prolactin", "m[IU]/L"): ["mIU/L", "mU/l"],
}
REFUSED = {
    "unit-milli-per-litre": [("lh", "mIU/L"), ("lh", "m[IU]/L"), ("fsh", "mU/l")],
    "unit-mass-for-iu": [("lh", "ng/mL"), ("lh", "ug/L"), ("fsh", "µg/L")],
    "unit-not-for-analyte": [
        *(("testosterone", "mmol/L"), ("testosterone", "pg/mL"), ("testosterone", "ug/dL")),
        *(("estradiol", "ng/dL"), ("estradiol", "nmol/L"), ("lh", "nmol/L")),
    ],
    "unit-unknown": [
        *(("lh", "furlongs"), ("lh", "mlU/mL"), ("lh", "IU"), ("testosterone", "nmol")),
        *(("testosterone", "ng/d"), ("testosterone", "nmol//L"), ("volume", "m")),
    ],
    "unit-missing": [("lh", ""), ("testosterone", "  ")],
}


@pytest.mark.parametrize(
    ("key", "code", "spelling"),
    [(*at, spelling) for at, spellings in SPELLINGS.items() for spelling in spellings],
)
def test_a_spelling_is_known(key, code, spelling):
    assert ANALYTES[key].unit_of(spelling).code == code


@pytest.mark.parametrize(
    ("code", "key", "spelling"),
    [(code, *at) for code, cases in REFUSED.items() for at in cases],
)
def test_another_spelling_is_refused_with_its_reason(code, key, spelling):
    with pytest.raises(Refused) as refused:
        ANALYTES[key].unit_of(spelling)
    assert refused.value.code == code
    assert str(refused.value)


def test_a_sentence_lists_the_units():
    with pytest.raises(Refused, match=r"Write one of nmol/L, ng/dL, ng/mL\."):
        ANALYTES["testosterone"].unit_of("furlongs")


def test_a_misprint_comes_with_a_hint():
    with pytest.raises(Refused, match="misprint of mIU/mL"):
        ANALYTES["lh"].unit_of("m[IU]/L")


@given(st.sampled_from(sorted(ANALYTES)), st.text(max_size=12))
def test_no_spelling_crashes(key, spelling):
    try:
        ANALYTES[key].unit_of(spelling)
    except Refused as refused:
        assert refused.code.startswith("unit-")


def test_without_an_exact_conversion_it_is_refused():
    shbg = ANALYTES["shbg"]
    assert not shbg.converts("ug/dL", "nmol/L")
    assert shbg.converts("ug/dL", "ug/dL")
    with pytest.raises(Refused) as refused:
        shbg.convert(1, "ug/dL", "nmol/L")
    assert refused.value.code == "unit-no-exact-conversion"


@pytest.mark.parametrize("unit", ["", "furlongs"])
def test_an_unknown_unit_converts_to_nothing(unit):
    assert not ANALYTES["lh"].converts(unit, "[IU]/L")
    assert not ANALYTES["lh"].converts("[IU]/L", unit)
    assert not ANALYTES["lh"].converts(unit, unit)


@pytest.mark.parametrize(
    ("key", "unit", "loinc"),
    [
        ("lh", "[IU]/L", "10501-5"),
        ("fsh", "[IU]/L", "15067-2"),
        ("testosterone", "nmol/L", "14913-8"),
        ("testosterone", "ng/dL", "2986-8"),
        ("estradiol", "pmol/L", "14715-7"),
        ("estradiol", "pg/mL", "2243-4"),
        ("free_testosterone", "pg/mL", "2991-8"),
        ("haematocrit", "%", "20570-8"),
        ("volume", "mL", ""),
        ("lh", "furlongs", ""),
    ],
)
def test_the_plain_code_of_a_unit_names_no_method(key, unit, loinc):
    assert ANALYTES[key].loinc_for(unit) == loinc
