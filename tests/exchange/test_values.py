"""Words in the place of a result, and results with something before or behind them."""

import pytest

WIDE = "patient;date;LH (IU/L);FSH (IU/L)\nX-1;2026-05-05;{};1.1\n"
ERRORS = [
    *("#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
    *("#BEZUG!", "#WERT!", "#ZAHL!", "#VALEUR!", "#NOMBRE!", "#####", " #ref! "),
]
EMPTY = ["NA", "#N/A", "#NV", "na", "<NA>", "", "-", "--", ".", "—"]
MISSING = ["n.a.", "N.A.", "k.A.", "n/a", "NULL", "NaN", "(null)", r"\N", "NaT"]
UNCLEAR = ["ND", "nd", "n.d.", "N.D.", "N/D", "n. d."]
ALONE = ["<", ">", "≤", ">=", "＜", "less than", "kleiner", "lt", "<<"]


@pytest.mark.parametrize("cell", ERRORS)
def test_an_error_of_a_spreadsheet_is_no_result(refusal, problems, cell):
    assert refusal(reported=cell) == "value-spreadsheet-error"
    assert problems(WIDE.format(cell)) == [(2, "value-spreadsheet-error")]


@pytest.mark.parametrize("cell", EMPTY)
def test_an_empty_cell_is_none_in_a_wide_file_and_refused_in_a_long_one(
    refusal, readings, cell
):
    assert refusal(reported=cell) in ("value-empty", "value-not-a-result")
    assert [reading.analyte.key for reading in readings(WIDE.format(cell))] == ["fsh"]


@pytest.mark.parametrize("cell", MISSING)
def test_a_word_for_a_missing_value_is_no_result(refusal, problems, cell):
    assert refusal(reported=cell) == "value-not-a-result"
    assert problems(WIDE.format(cell)) == [(2, "value-not-a-result")]


@pytest.mark.parametrize("cell", UNCLEAR)
def test_not_done_and_not_detected_are_not_told_apart(read, refusal, problems, cell):
    assert refusal(reported=cell) == "value-nd"
    assert problems(WIDE.format(cell)) == [(2, "value-nd")]
    text = read(WIDE.format(cell)).problems[0].text
    assert "not done" in text and "not detected" in text


@pytest.mark.parametrize("cell", ALONE)
def test_a_sign_without_its_number_is_no_result(refusal, cell):
    assert refusal(reported=cell) == "value-sign-alone"


@pytest.mark.parametrize("cell", ["n.n.", "not detected", "negative", "hemolysed", "Na+"])
def test_other_words_stay_a_text(one, cell):
    value = one(reported=cell).value
    assert (value.kind, value.reported) == ("text", cell)


@pytest.mark.parametrize("cell", ["NA", "n.a.", ""])
def test_a_reason_makes_it_absent(one, cell):
    reading = one(reported=cell, absent_reason="haemolysed")
    assert (reading.value.kind, reading.absent_reason) == ("absent", "haemolysed")


@pytest.mark.parametrize("cell", ["ND", "n.a.", "#N/A"])
def test_a_status_without_a_result_needs_none(one, cell):
    assert one(reported=cell, status="not-done").value.kind == "absent"


@pytest.mark.parametrize(
    ("cell", "comparator", "digits"),
    [
        (".5", "", "0.5"),
        (",5", "", "0.5"),
        ("<.1", "<", "0.1"),
        ("< ,1", "<", "0.1"),
        ("less than .5", "<", "0.5"),
        (".50", "", "0.50"),
    ],
)
def test_the_zero_before_a_point_may_be_missing(one, cell, comparator, digits):
    value = one(reported=cell).value
    assert (value.comparator, value.digits, value.reported) == (comparator, digits, cell)


def test_a_sentence_quotes_the_cell_and_not_what_was_made_of_it(read, refusal):
    assert refusal(reported="-.5") == "value-negative"
    text = "patient;date;test;value;unit\nX-1;2026-01-05;LH;-.5;IU/L\n"
    assert "“-.5”" in read(text).problems[0].text


@pytest.mark.parametrize(
    ("cell", "reported", "unit"),
    [
        ("12.1 nmol/L", "12.1", "nmol/L"),
        ("12.1nmol/L", "12.1", "nmol/L"),
        ("12,1 nmol/l", "12,1", "nmol/l"),
        ("<12.1 NMOL/L", "<12.1", "NMOL/L"),
        ("less than 12 nmol/L", "less than 12", "nmol/L"),
        ("12.1 (nmol/L)", "12.1", "nmol/L"),
    ],
)
@pytest.mark.parametrize("told", ["nmol/L", ""])
def test_the_unit_may_stand_behind_the_digits(one, cell, reported, unit, told):
    reading = one(reported=cell, unit=told)
    assert (reading.value.reported, reading.unit_reported) == (reported, unit)
    assert reading.unit == "nmol/L"


def test_a_unit_in_a_column_of_results_agrees_with_its_heading(readings, problems):
    head = "patient;date;Testosterone (nmol/L)\nX-1;2026-05-05;"
    assert readings(head + "12.1 nmol/L\n")[0].unit == "nmol/L"
    assert problems(head + "349 ng/dL\n") == [(2, "units-disagree")]


@pytest.mark.parametrize("cell", ["349 ng/dL", "349ng/dl", "3.49 ng/mL"])
def test_a_unit_that_contradicts_the_column_refuses_the_row(refusal, cell):
    assert refusal(reported=cell) == "units-disagree"


@pytest.mark.parametrize("cell", ["12.1 H", "12.1 pg", "12.1 nmol/L H", "1,234 nmol/L"])
def test_what_is_no_unit_of_it_refuses_the_row(refusal, cell):
    assert refusal(reported=cell) == "value-unreadable"


@pytest.mark.parametrize("cell", ["<0", "< 0.00", "less than 0"])
def test_nothing_lies_below_zero(refusal, cell):
    assert refusal(reported=cell) == "value-below-zero"


def test_two_columns_of_one_result_refuse_a_row_that_has_both(readings, problems):
    head = "patient;date;Testosterone (nmol/L);Testosterone (ng/dL)\n"
    assert problems(head + "X-1;2026-05-05;12.1;349\n") == [(2, "columns-one-result")]
    apart = "X-1;2026-05-05;12.1;\nX-1;2026-06-05;;349\n"
    assert [reading.unit for reading in readings(head + apart)] == ["nmol/L", "ng/dL"]
    told = {"columns": {"Testosterone (ng/dL)": "ignore"}}
    assert len(readings(head + "X-1;2026-05-05;12.1;349\n", mapping=told)) == 1


def test_two_columns_that_say_the_same_refuse_nothing(problems):
    head = "patient;date;LH (IU/L);LH (mIU/mL)\n"
    assert problems(head + "X-1;2026-05-05;12.1;12.10\n") == []
