"""Names and codes of tests as laboratories write them."""

import pytest

from labs.exchange.mapping import Target
from labs.exchange.names import identify_analyte
from labs.words import Refused


def _said(name, code="", **mapped):
    found = identify_analyte(name, code, mapped)
    return f"{found.analyte.key} {found.side}".strip()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lh", "lh"),
        ("Lutropin (LH)", "lh"),
        ("LH (Luteinisierendes Hormon)", "lh"),
        ("LH - Hormone lutéinisante", "lh"),
        ("S-LH", "lh"),
        ("LH, S", "lh"),
        ("LH im Serum", "lh"),
        ("LH SerPl-aCnc", "lh"),
        ("Lutropin [Units/volume] in Serum or Plasma", "lh"),
        ("FOLLICLE_STIMULATING_HORMONE", "fsh"),
        ("Follikelstimulierendes Hormon (FSH)", "fsh"),
        ("FSH - Hormone folliculo-stimulante", "fsh"),
        ("Testosteron", "testosterone"),
        ("Testosterone (Total)", "testosterone"),
        ("total testosterone (T)", "testosterone"),
        ("Gesamt-Testosteron i.S.", "testosterone"),
        ("Testosteron ges.", "testosterone"),
        ("Testostérone totale", "testosterone"),
        ("Testosterone [Mass/volume] in Serum or Plasma", "testosterone"),
        ("17-β-Östradiol", "estradiol"),
        ("17ß-Estradiol", "estradiol"),
        ("Estradiol-17beta", "estradiol"),
        ("œstradiol", "estradiol"),
        ("Oestradiol (E2)", "estradiol"),
        ("Ã–stradiol", "estradiol"),
        ("Hodenvolumen links", "volume left"),
        ("rechtes Hodenvolumen", "volume right"),
        ("Testis volume L", "volume left"),
        ("Left testicular volume", "volume left"),
        ("testicular_volume_right", "volume right"),
        ("Volume testiculaire droit", "volume right"),
        ("2986-8", "testosterone"),
        ("Free testosterone", "free_testosterone"),
        ("LH result", "lh"),
        ("Testosterone Free [Moles/volume] in Serum or Plasma", "free_testosterone"),
    ],
)
def test_a_name_is_known(name, said):
    assert _said(name) == said


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("Testosterone, Total, LC/MS/MS", "LC/MS/MS"),
        ("Testosterone, Total, MS", "MS"),
        ("Estradiol, Ultrasensitive", "Ultrasensitive"),
        ("Testosteron gesamt (ECLIA)", "ECLIA"),
        ("Right testicular volume (Prader)", "Prader"),
        ("Testosterone, Free (Direct)", "Direct"),
        ("Free Testosterone (Calculated)", "Calculated"),
        ("testostérone libre calculée", "calculée"),
        ("freies Testosteron, berechnet", "berechnet"),
        ("Free testosterone by equilibrium dialysis", "by equilibrium dialysis"),
        ("LH", ""),
    ],
)
def test_a_method_in_the_name_is_kept(name, method):
    assert identify_analyte(name, "", {}).method == method


@pytest.mark.parametrize(
    "name",
    [
        "Testosterone, Free and Total",
        "Testosterone (Calculated)",
        "Testosterone, direct",
        "Testosterone, saliva",
        "Testosterone % free",
        "LH/FSH",
        "LH 30 min after GnRH",
        "LH, urine",
        "�stradiol",
        "T",
    ],
)
def test_in_doubt_nothing_is_guessed(name):
    with pytest.raises(Refused) as refused:
        _said(name)
    assert refused.value.code == "analyte-unclear"


@pytest.mark.parametrize(
    "name",
    [
        "Potassium",
        "Cortisol",
        "Dihydrotestosterone",
        "GnRH",
        "Ethinylestradiol",
        "AMH",
        "FAI",
        "Testosterone bioavailable",
        "bioverfügbares Testosteron",
        "testostérone biodisponible",
        "Testosterone/LH ratio",
        "Testosterone:Cortisol Ratio",
        "Free testosterone index",
        "LH date",
        "FSH Datum",
        "Testosterone flag",
    ],
)
def test_another_test_is_another_test(name):
    with pytest.raises(Refused) as refused:
        _said(name)
    assert refused.value.code == "analyte-unknown"


def test_a_code_decides_where_the_name_says_nothing():
    assert _said("Testost SerPl-mCnc", "2986-8") == "testosterone"
    assert _said("Hormone 7", "10501-5") == "lh"
    assert _said("", "15067-2") == "fsh"


def test_a_code_tells_the_method_and_the_kind_of_unit():
    found = identify_analyte("Testosterone", "83115-6", {})
    assert (found.method, found.unit_kind) == ("immunoassay", "moles")


def test_the_method_in_the_name_goes_before_that_of_the_code():
    assert identify_analyte("Testosterone, LC/MS/MS", "83115-6", {}).method == "LC/MS/MS"


def test_free_by_code_is_never_total_by_name():
    assert _said("Testosterone, free", "14914-6") == "free_testosterone"
    with pytest.raises(Refused, match="which one was measured"):
        _said("Testosterone", "14914-6")


def test_a_code_of_another_test_makes_a_known_name_unclear():
    with pytest.raises(Refused) as refused:
        _said("Testosterone", "15432-8")  # percent free
    assert refused.value.code == "analyte-unclear"


@pytest.mark.parametrize("code", ["TEST", "1234", "12345-6", "LH"])
def test_a_code_of_the_laboratory_itself_says_nothing(code):
    assert _said("LH", code) == "lh"


def test_a_local_code_may_be_a_name():
    assert _said("", "TESTO") == "testosterone"


def test_a_mapping_goes_before_everything():
    assert _said("Hormone 7", **{"hormone 7": Target("fsh")}) == "fsh"
    assert _said("LH", **{"lh": Target("volume", "left")}) == "volume left"
    with pytest.raises(Refused) as refused:
        _said("LH", **{"lh": Target("")})
    assert refused.value.code == "analyte-unknown"


def test_a_name_of_any_length_is_read_in_no_time():
    with pytest.raises(Refused):
        _said("LH (" * 20_000)
