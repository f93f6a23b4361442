"""A name or a code means one analyte, or none: free is never total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.analytes import ANALYTES, find_analyte, find_by_code, side_named, side_of
from labs.words import Refused

NAMES = {
    "lh": [
        *("LH", "lh", " LH ", "Lutropin", "luteinizing hormone"),
        *("Luteinising_Hormone", "Luteinizing hormone (LH)", "LH (Serum)", "LH i. S."),
        *("luteinisierendes Hormon", "hormone lutéinisante", "HORMONE LUTEINISANTE"),
        *("10501-5", "83103-2"),
    ],
    "fsh": [
        *("FSH", "Follitropin", "Follicle-stimulating hormone", "fsh im Serum"),
        *("Follikelstimulierendes Hormon (FSH)", "hormone folliculo-stimulante"),
        *("15067-2", "83098-4"),
    ],
    "testosterone": [
        *(
            "Testosterone",
            "TESTOSTERONE",
            "Testosteron",
            "testostérone",
            "testosterone, total",
        ),
        *(
            "Total Testosterone",
            "Testosterone (total)",
            "Gesamt-Testosteron",
            "Testosteron i.S.",
        ),
        *("Testosterone, serum", "testostérone totale", "2986-8", "14913-8", "83116-4"),
        *("83115-6", "49041-7"),
    ],
    "estradiol": [
        *("Estradiol", "oestradiol", "E2", "Östradiol", "œstradiol", "17-beta-Estradiol"),
        *("17β-Östradiol", "Estradiol (E2)"),
        *("2243-4", "14715-7", "83096-8", "83097-6", "35384-7", "72873-3"),
    ],
    "volume": [
        *(
            "Testicular volume",
            "testis volume",
            "Testis volume L",
            "Testis, right",
            "testis R",
        ),
        *(
            "testicular volume left",
            "Left testicular volume",
            "left testis",
            "Hodenvolumen links",
        ),
        *("Hodenvolumen re", "Hoden rechts", "volume testiculaire gauche", "volume"),
    ],
    "free_testosterone": [
        *(
            "free testosterone",
            "Testosterone, free",
            "Testosterone (free)",
            "freies Testosteron",
        ),
        *(
            "Testosteron, frei",
            "testostérone libre",
            "Free_Testosterone",
            "FREE TESTOSTERONE",
        ),
        *("2991-8", "14914-6", "49042-5", "70240-7"),
    ],
    "shbg": ["SHBG", "Sex hormone-binding globulin (SHBG)", "13967-5", "2942-1"],
    "haematocrit": [
        "Haematocrit",
        "Hematocrit",
        "Hämatokrit",
        "hématocrite",
        "4544-3",
        "HCT",
    ],
    "psa": ["PSA", "PSA, total", "Prostate-specific antigen", "2857-1", "35741-8"],
    "prolactin": ["Prolactin", "Prolaktin", "prolactine"],
    "sperm_concentration": ["9780-8"],
    "sperm_total_motility": ["6800-7"],
}
UNCLEAR = [
    *(
        "Testosterone, free and total",
        "Testosterone, Free + Total",
        "bioavailable testosterone",
    ),
    *("Testosterone bioavailable", "bioverfügbares Testosteron", "% free testosterone"),
    *("Free testosterone (%)", "Testosterone, free %", "percent free testosterone"),
    *("Free Testosterone Index", "Testosterone (total) (free)", "Testosterone (saliva)"),
    *("testosterone weakly bound", "LH (FSH)", "free estradiol", "Testosterone/LH ratio"),
    "Testosterone.free+weakly bound [Mass/volume] in Serum or Plasma",
]
UNKNOWN = [
    *(
        "",
        " ",
        "-",
        "Potassium",
        "Dihydrotestosterone",
        "LH/FSH",
        "FSH and LH",
        "LH 2",
        "left",
    ),
    *(
        "15432-8",
        "49043-3",
        "2990-0",
        "41018-3",
        "58952-3",
        "34549-6",
        "13361-1",
        "54231-6",
    ),
    *("35092-6", "2823-3", "hormone", "beta-hCG", "total", "free", "S", "Volume/LH"),
]


@pytest.mark.parametrize(
    ("key", "name"), [(key, name) for key, names in NAMES.items() for name in names]
)
def test_a_name_is_known_in_three_languages(key, name):
    assert find_analyte(name).key == key


@pytest.mark.parametrize("analyte", ANALYTES.values(), ids=ANALYTES)
def test_an_analyte_answers_to_all_its_names_and_codes(analyte):
    own = (analyte.key, analyte.name, analyte.full_name, *analyte.names, *analyte.codes)
    assert {find_analyte(name) for name in own} == {analyte}


@pytest.mark.parametrize("name", UNCLEAR)
def test_in_doubt_a_name_is_unclear(name):
    with pytest.raises(Refused) as refused:
        find_analyte(name)
    assert refused.value.code == "analyte-unclear"


@pytest.mark.parametrize("name", UNKNOWN)
def test_another_test_is_unknown(name):
    with pytest.raises(Refused) as refused:
        find_analyte(name)
    assert refused.value.code == "analyte-unknown"


WORDS = "free total bioavailable percent % index calculated testosterone serum ( ) , and LH"
words = st.sampled_from(WORDS.split())


@given(st.lists(words, max_size=5))
def test_no_word_beside_it_makes_free_total(parts):
    name = " ".join(parts)
    others = {"free", "bioavailable", "percent", "%", "index", "calculated", "and", "LH"}
    try:
        found = find_analyte(name)
    except Refused as refused:
        assert refused.code in ("analyte-unclear", "analyte-unknown")
    else:
        assert found.key != "testosterone" or not others & set(parts)


@given(st.text(max_size=30))
def test_no_name_crashes(text):
    for ask in (find_analyte, side_named):
        try:
            ask(text)
        except Refused as refused:
            assert str(refused)
    assert side_of(text) in ("", "left", "right")
    assert find_by_code(text) is None or text.strip() in find_by_code(text)[0].codes


@pytest.mark.parametrize(
    ("code", "key", "kind", "method"),
    [
        ("10501-5", "lh", "units", ""),
        ("83103-2", "lh", "units", "immunoassay"),
        ("83098-4", "fsh", "units", "immunoassay"),
        ("2986-8", "testosterone", "mass", ""),
        ("14913-8", "testosterone", "moles", ""),
        ("83116-4", "testosterone", "mass", "immunoassay"),
        ("49041-7", "testosterone", "mass", "detection limit at most 1.0 ng/dL"),
        ("2991-8", "free_testosterone", "mass", ""),
        ("14914-6", "free_testosterone", "moles", ""),
        ("35384-7", "estradiol", "mass", "high sensitivity"),
        ("72873-3", "estradiol", "moles", "high sensitivity"),
        ("2942-1", "shbg", "mass", ""),
        ("20570-8", "haematocrit", "", ""),
        ("4544-3", "haematocrit", "", "automated count"),
    ],
)
def test_a_code_says_analyte_kind_of_unit_and_method(code, key, kind, method):
    analyte, coding = find_by_code(f" {code} ")
    assert (analyte.key, coding.unit_kind, coding.method) == (key, kind, method)


@pytest.mark.parametrize("code", UNKNOWN)
def test_a_code_of_another_test_is_none(code):
    assert find_by_code(code) is None


@pytest.mark.parametrize(
    ("text", "side"),
    [
        *((text, "left") for text in ("left", "L", "Lt", "links", "li.", "gauche", "G")),
        *((text, "right") for text in ("right", "R", "rt", "rechts", "re.", "droite", "D")),
        ("", ""),
        (" ", ""),
    ],
)
def test_a_side_is_known_in_three_languages(text, side):
    assert side_named(text) == side


@pytest.mark.parametrize("text", ["both", "middle", "LR", "1"])
def test_another_side_is_refused(text):
    with pytest.raises(Refused, match="Write left or right"):
        side_named(text)


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("Testis volume L", "left"),
        ("Left testicular volume", "left"),
        ("right testis", "right"),
        ("Hodenvolumen rechts", "right"),
        ("volume testiculaire droit", "right"),
        ("Testicular volume", ""),
        ("LH", ""),
        ("LH left", ""),
        ("left", ""),
    ],
)
def test_a_name_may_carry_its_side(name, side):
    assert side_of(name) == side
