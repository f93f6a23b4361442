"""A header inside a file: the same one is passed over, another one refuses the file."""

import pytest

from labs.exchange import Entry
from labs.exchange.fields import RESULT_FIELDS

LONG = "patient,collected_at,analyte,value,unit"
ROW = "X-1,2026-01-09,LH,3.2,IU/L"


def _file(*lines):
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("blank", [(), ("",), (",,,,",)])
@pytest.mark.parametrize(
    "again",
    [
        LONG,
        "Patient,Collected At,ANALYTE,Value,Unit",
        f"{LONG},",
        "patient,collected at,Analyte,value,unit",
    ],
)
def test_the_same_header_is_passed_over(readings, blank, again):
    taken = readings(_file(LONG, ROW, *blank, again, "X-1,2026-01-10,FSH,2,IU/L"))
    assert [(reading.analyte.key, reading.value.digits) for reading in taken] == [
        ("lh", "3.2"),
        ("fsh", "2"),
    ]


@pytest.mark.parametrize("blank", [(), ("",)])
@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("patient,collected_at,analyte,low,unit", "X-1,2026-01-10,FSH,1.7,IU/L"),
        ("patient,collected_at,analyte,previous value,unit", "X-1,2026-01-10,FSH,9,IU/L"),
        ("analyte,value,unit", "FSH,2,IU/L"),
        ("Test,Result,Flag,Delta,Previous", "FSH,2,,,"),
        ("Patient,Datum,FSH (IU/L)", "X-1,2026-01-10,3"),
        (
            "Patientennummer,Entnahme,Untersuchung,Einheit,Ergebnis",
            "X-1,2026-01-10,FSH,IU/L,3",
        ),
        ("Fallnummer,Datum,Analyt,Vorwert,Einheit", "1,2026-01-10,FSH,3,IU/L"),
    ],
)
def test_another_header_refuses_the_file(problems, blank, header, row):
    line = 3 + len(blank)
    assert problems(_file(LONG, ROW, *blank, header, row)) == [(line, "header-again")]


def test_another_header_with_more_columns_is_not_taken_for_the_first(problems):
    more = f"{LONG},low,high,laboratory"
    row = "X-1,2026-01-10,FSH,2,IU/L,1,2,Nord"
    assert problems(_file(LONG, ROW, more, row)) == [(3, "header-again")]
    assert problems(_file(LONG, *[ROW] * 30, more, row)) == [(32, "header-again")]


WIDE = "patient,date,LH (IU/L),FSH (IU/L)"


@pytest.mark.parametrize(
    "header",
    [
        "patient,date,FSH (IU/L),LH (IU/L)",
        "patient,date,Testosterone (nmol/L)",
        "Patient,Datum,Kalium (mmol/l)",
        "FSH (IU/L),LH (IU/L),patient,date",
        "patient,date,analyte,value",
    ],
)
def test_another_header_refuses_a_wide_file(problems, header):
    text = _file(WIDE, "X-1,2026-01-09,3,4", header, "X-1,2026-01-10,5,6")
    assert problems(text) == [(3, "header-again")]


def test_the_same_header_of_a_wide_file_is_passed_over(readings):
    text = _file(WIDE, "X-1,2026-01-09,3,4", WIDE, "X-1,2026-01-10,5,6")
    assert [reading.value.digits for reading in readings(text)] == ["3", "4", "5", "6"]


def test_another_header_refuses_a_file_with_dates_across(problems):
    text = _file("Test,Unit,2026-01-05", "LH,IU/L,3", "Test,Unit,2026-02-05", "LH,IU/L,4")
    assert problems(text, patient="X-1") == [(3, "header-again")]


def test_our_own_files_one_after_the_other_are_read(readings):
    row = dict.fromkeys(RESULT_FIELDS, "") | {
        "patient": "X-1",
        "collected_at": "2026-01-05",
        "analyte": "lh",
        "reported": "0.1",
        "unit": "[IU]/L",
    }
    text = _file(",".join(RESULT_FIELDS), ",".join(row.values()))
    assert len(readings(text + text)) == 2


@pytest.mark.parametrize(
    "row",
    [
        "X-1,2026-01-10,LH,value,IU/L,Result,Lab",
        "X-1,2026-01-10,LH,3,IU/L,value,laboratory",
        "X-1,2026-01-10,LH,not detected,,test,Unit",
        "Patient,2026-01-10,LH,3,IU/L,Note,Labor",
    ],
)
def test_a_row_that_says_such_words_is_a_row(read, row):
    found = read(_file(f"{LONG},comment,laboratory", f"{ROW},,", row))
    assert not found.problems
    assert [type(each) for each in found.rows] == [Entry, Entry]


def test_lines_about_the_report_above_the_table_are_no_header(readings):
    text = "Report;Lab;Nord\nPatient;X-1\nDatum;2026-01-01\nTest;Unit\n\n"
    assert readings(text + "patient;date;test;result;unit\nX-1;2026-01-10;LH;3;IU/L\n")
