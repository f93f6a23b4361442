"""A clinic's own spellings fill in what the catalogue does not know, and no more."""

import pytest

from labs.exchange import (
    Mapping,
    NameAlias,
    SkippedRow,
    UnitAlias,
    add_aliases,
    check_alias,
    parse_mapping,
)
from labs.exchange.names import identify_analyte
from labs.words import Refused
from tests.exchange.conftest import reading_of

TESTO = NameAlias("Testo LIA neu", "testosterone")
LEFT = NameAlias("HV li. Sono", "volume", "left")
NMOL = UnitAlias("Nanomol je Liter", "testosterone", "nmol/L")


def told(*aliases, mapping=None):
    return add_aliases(mapping or Mapping(), aliases)


def named(name, code="", *aliases, mapping=None):
    found = identify_analyte(name, code, told(*aliases, mapping=mapping).analytes)
    return f"{found.analyte.key} {found.side}".strip()


@pytest.mark.parametrize("alias", [TESTO, LEFT, NMOL], ids=lambda alias: alias.text)
def test_what_is_not_known_may_be_told(alias):
    check_alias(alias)


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        (NameAlias("FSH", "lh"), "alias-known"),
        (NameAlias("Lutropin (LH)", "lh"), "alias-known"),
        (NameAlias("15067-2", "lh"), "alias-known"),  # a code of FSH
        (NameAlias("LH neu", "fsh"), "alias-names-other"),
        (NameAlias("freies Testo neu", "testosterone"), "alias-of-other-test"),
        (NameAlias("Testo %", "testosterone"), "alias-of-other-test"),
        (NameAlias("bioavailable testosterone", "testosterone"), "alias-of-other-test"),
        (NameAlias("DHT", "testosterone"), "alias-of-other-test"),
        (NameAlias("Free androgen index", "testosterone"), "alias-of-other-test"),
        (NameAlias("HV", "volume"), "side-missing"),
        (NameAlias("Testo neu", "testosterone", "left"), "alias-side"),
        (NameAlias(" -", "testosterone"), "alias-empty"),
        (NameAlias("x" * 101, "testosterone"), "text-too-long"),
        (UnitAlias("ng/dl", "testosterone", "nmol/L"), "alias-unit-known"),
        (UnitAlias("pmol/L", "testosterone", "nmol/L"), "unit-not-for-analyte"),
        (UnitAlias("mIU/L", "lh", "[IU]/L"), "unit-milli-per-litre"),
        (UnitAlias("fmol/mL", "testosterone", "nmol/L"), "alias-unit-other"),
        (UnitAlias("nIU/mL", "lh", "[IU]/L"), "alias-unit-other"),
    ],
    ids=lambda told: getattr(told, "text", told),
)
def test_a_spelling_never_means_another_test_or_amount(alias, code):
    with pytest.raises(Refused) as refused:
        check_alias(alias)
    assert refused.value.code == code
    assert str(refused.value)


def test_an_alias_names_its_test():
    assert named("TESTO-LIA, neu", "", TESTO) == "testosterone"
    assert named("HV li Sono", "", LEFT) == "volume left"
    with pytest.raises(Refused):
        named("HV li Sono", "")


def test_the_catalogue_goes_before_an_alias():
    """As it could stand there, told before the catalogue learnt the name."""
    assert named("Lutropin", "", NameAlias("Lutropin", "fsh")) == "lh"


def test_a_code_of_another_test_goes_before_an_alias():
    with pytest.raises(Refused) as refused:
        named("Testo LIA neu", "15067-2", TESTO)
    assert refused.value.code == "analyte-contradicted"


def test_the_mapping_of_a_file_goes_before_an_alias():
    mapping = parse_mapping('{"analytes": {"Testo LIA neu": "free_testosterone"}}')
    assert named("Testo LIA neu", "", TESTO, mapping=mapping) == "free_testosterone"


def test_a_part_in_percent_is_not_the_whole():
    with pytest.raises(Refused):
        named("% Testo LIA neu", "", TESTO)


LONG = "patient,collected_at,analyte,reported,unit\nN-1,2026-03-02 08:00,{}\n"


def test_a_file_is_read_with_both(read):
    text = LONG.format("Testo LIA neu,12.1,Nanomol je Liter")
    (row,) = read(text).rows
    assert isinstance(row, SkippedRow)
    reading = reading_of(read(text, mapping_told=told(TESTO, NMOL)))
    assert (reading.analyte.key, reading.unit) == ("testosterone", "nmol/L")
    assert (reading.value.reported, reading.unit_reported) == ("12.1", "nmol/L")


def test_a_heading_is_read_with_both(read):
    text = "patient,date,Testo LIA neu (Nanomol je Liter)\nN-1,2026-03-02 08:00,12.1\n"
    reading = reading_of(read(text, mapping_told=told(TESTO, NMOL)))
    assert (reading.analyte.key, reading.unit) == ("testosterone", "nmol/L")


def test_a_spelling_of_one_test_is_none_of_another(read):
    text = LONG.format("estradiol,80,Nanomol je Liter")
    (problem,) = read(text, mapping_told=told(NMOL)).problems
    assert problem.code == "unit-unknown"
