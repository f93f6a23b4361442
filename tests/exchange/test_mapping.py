"""What a laboratory's file does not say about itself."""

import json

import pytest

from labs.exchange.mapping import parse_mapping
from labs.words import Refused

FILE = "No;When;What;How much\nN-1;2026-03-02;Hormone 7;2,1\n"
TOLD = {
    "columns": {
        "No": "patient",
        "When": "collected_at",
        "What": "analyte",
        "How much": "value",
    },
    "units": {"lh": "IU/L"},
    "analytes": {"Hormone 7": "lh"},
}


def test_columns_units_and_analytes_are_taken_from_it(readings):
    (reading,) = readings(FILE, mapping=TOLD)
    assert (reading.analyte.key, reading.unit, reading.value.digits) == (
        "lh",
        "[IU]/L",
        "2.1",
    )


def test_headings_and_names_are_held_against_the_file_as_it_folds_them(readings):
    columns = {
        "no": "patient",
        "WHEN": "collected_at",
        "what": "analyte",
        "how_much": "value",
    }
    assert readings(
        FILE, mapping=TOLD | {"columns": columns, "analytes": {"HORMONE 7": "lh"}}
    )


def test_the_unit_in_the_file_goes_before_the_mapping(readings):
    text = "patient;date;test;value;unit\nN-1;2026-03-02;Testosterone;349;ng/dL\n"
    assert readings(text, mapping={"units": {"testosterone": "nmol/L"}})[0].unit == "ng/dL"


def test_a_column_can_be_left_out(readings, problems):
    text = "patient;date;test;value;unit;status\nN-1;2026-03-02;LH;2;IU/L;normal\n"
    assert problems(text) == [(2, "row-status-unknown")]
    assert readings(text, mapping={"columns": {"Status": ""}})[0].status == "final"


def test_a_test_can_be_left_out(outcome):
    text = "patient;date;test;value;unit\nN-1;2026-03-02;LH;2;IU/L\n"
    assert outcome(text, mapping={"analytes": {"LH": None}}) == (
        "ignored",
        "analyte-unknown",
    )


def test_a_name_can_be_mapped_to_a_side(readings):
    text = "patient;date;test;value;unit\nN-1;2026-03-02;HVL;12;ml\n"
    (reading,) = readings(text, mapping={"analytes": {"HVL": "volume left"}})
    assert reading.key == ("volume", "left")


@pytest.mark.parametrize("part", ["columns", "analytes"])
def test_headings_of_a_wide_file_can_be_mapped_to_analytes(readings, part):
    text = "patient;date;Hormone 7\nN-1;2026-03-02;2\n"
    told = {part: {"Hormone 7": "lh"}, "units": {"lh": "mIU/mL"}}
    (reading,) = readings(text, mapping=told)
    assert (reading.analyte.key, reading.unit, reading.unit_reported) == (
        "lh",
        "[IU]/L",
        "mIU/mL",
    )


def test_a_decimal_comma_that_is_told_is_no_thousands_sign(readings, problems):
    text = 'patient,date,test,value,unit\nN-1,2026-03-02,Testosterone,"1,234",ng/mL\n'
    assert problems(text) == [(2, "value-thousands")]
    assert readings(text, mapping={"decimal": ","})[0].value.digits == "1.234"
    assert problems(text, mapping={"decimal": "."}) == [(2, "value-thousands")]


def test_a_mapped_column_that_the_file_lacks_is_named(problems, readings):
    text = "patient;date;test;value;unit\nN-1;2026-03-02;LH;2;IU/L\n"
    assert problems(text, mapping={"columns": {"Lab": "laboratory"}}) == [
        (None, "mapping-column-missing")
    ]
    # It may know the columns of more files than this one.
    assert readings(text, mapping={"columns": {"Wert": "value", "Value": "value"}})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mapping-unreadable"),
        ("{", "mapping-unreadable"),
        ("[]", "mapping-unreadable"),
        ('"columns"', "mapping-unreadable"),
        ("[" * 10_000, "mapping-unreadable"),
        ('{"a":' * 10_000, "mapping-unreadable"),
        (" " * 100_000, "mapping-unreadable"),
        ('{"column": {}}', "mapping-key-unknown"),
        ('{"units": {"lh": "IU/L", "lh": "mIU/mL"}}', "mapping-key-twice"),
        ('{"columns": []}', "mapping-value-unfit"),
        ('{"columns": {"A": 7}}', "mapping-value-unfit"),
        ('{"columns": {"A": "weight in stone"}}', "mapping-field-unknown"),
        ('{"units": {"lh": "nmol/L"}}', "unit-not-for-analyte"),
        ('{"units": {"lh": 1}}', "mapping-value-unfit"),
        ('{"units": {"potassium": "mmol/L"}}', "mapping-analyte-unknown"),
        ('{"analytes": {"A": "potassium"}}', "mapping-analyte-unknown"),
        ('{"analytes": {"A": true}}', "mapping-value-unfit"),
        ('{"decimal": ";"}', "mapping-value-unfit"),
        ('{"decimal": 1}', "mapping-value-unfit"),
        ('{"delimiter": "::"}', "mapping-value-unfit"),
        ('{"date_format": "day first"}', "date-format-unusable"),
    ],
)
def test_a_slip_in_a_mapping_is_refused(text, code):
    with pytest.raises(Refused) as refused:
        parse_mapping(text)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "given", [{}, {"columns": {}}, {"decimal": None, "delimiter": "", "date_format": None}]
)
def test_every_part_is_optional(given, readings):
    assert parse_mapping(json.dumps(given))


@pytest.mark.parametrize(
    "said",
    [
        '{"columns": {"\\ud800": "value"}}',
        '{"columns": {"Wert\\u0000": "value"}}',
        '{"units": {"lh": "IU/L\\u202e"}}',
        '{"analytes": {"\\u0007": "lh"}}',
    ],
)
def test_a_text_that_no_database_keeps_is_refused(said):
    with pytest.raises(Refused) as refused:
        parse_mapping(said)
    assert refused.value.code == "text-unprintable"


@pytest.mark.parametrize("form", ["%Y%Y-%m-%d", "%d/%m/%Y %Y", "%Y" * 20_000, "%Y%"])
def test_a_format_that_no_date_could_be_read_by_is_refused(form):
    with pytest.raises(Refused) as refused:
        parse_mapping(json.dumps({"date_format": form}))
    assert refused.value.code in ("date-format-unusable", "mapping-unreadable")
