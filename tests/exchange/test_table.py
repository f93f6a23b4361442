"""Lines: delimiters, quotes, headers that do not come first, and where a row stands."""

import pytest

HEAD = "patient,collected_at,analyte,reported,unit,comment\n"
GOOD = "N-1,2026-03-02,lh,2.1,IU/L,\n"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_delimiter_is_found(readings, sign):
    cells = (HEAD + GOOD).replace(",", sign)
    assert readings(cells)[0].value.reported == "2.1"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_mapping_is_taken_at_its_word(readings, problems, sign):
    cells = (HEAD + GOOD).replace(",", sign)
    assert readings(cells, mapping={"delimiter": sign})
    other = ";" if sign != ";" else ","
    assert problems(cells, mapping={"delimiter": other}) == [(None, "columns-missing")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(readings, end):
    assert len(readings((HEAD + GOOD + GOOD.replace("lh", "fsh")).replace("\n", end))) == 2


def test_quotes_hold_delimiters_and_line_ends(readings):
    (reading,) = readings(HEAD + 'N-1,2026-03-02,lh,2.1,IU/L,"one, ""two""\nthree"\n')
    assert reading.comment == 'one, "two"\nthree'


def test_a_space_before_a_quote_is_no_text(readings):
    (reading,) = readings(HEAD + 'N-1, 2026-03-02, lh, "2,1", IU/L, "a, b"\n')
    assert (reading.value.digits, reading.comment) == ("2.1", "a, b")


def test_a_row_stands_where_it_begins_after_cells_of_several_lines(problems):
    rows = 'N-1,2026-03-02,lh,2.1,IU/L,"a\nb\nc"\nN-1,2026-03-02,fsh,nan,IU/L,\n'
    assert problems(HEAD + rows) == [(5, "value-not-a-result")]


def test_a_row_of_several_lines_stands_where_it_begins(problems):
    row = 'N-1,2026-03-02,fsh,nan,IU/L,"a\nb\nc"\n'
    assert problems(HEAD + GOOD + row) == [(3, "value-not-a-result")]


def test_blank_rows_are_passed_over_but_counted_as_lines(problems):
    rows = "\n,,,,,\n ; \n".replace(" ; ", "")
    assert problems(HEAD + rows + "N-1,2026-03-02,lh,nan,IU/L,\n") == [
        (5, "value-not-a-result")
    ]


def test_empty_columns_at_the_end_are_no_cells(readings):
    assert readings("patient,date,test,result,unit,,\nN-1,2026-03-02,LH,2,IU/L,,\n")


def test_a_row_may_leave_out_its_empty_end(readings):
    assert readings(HEAD + "N-1,2026-03-02,lh,2.1,IU/L\n")


def test_a_decimal_comma_without_quotes_is_named(problems):
    head = HEAD.replace(",comment", "")
    assert problems(head + "N-1,2026-03-02,lh,2,1,IU/L\n") == [(2, "row-too-long")]


@pytest.mark.parametrize(
    "row", ['N-1,2026-03-02,lh,"2.1,IU/L,\n', 'N-1,2026-03-02,"lh"x,2.1,IU/L,\n']
)
def test_quotes_out_of_place_are_named(problems, row):
    assert problems(HEAD + GOOD + row) == [(3, "line-quotes")]


def test_lines_about_the_report_may_stand_above_the_table(problems, read):
    above = "Laboratory report;of 2 March\n\nPatients: 1;\n"
    table = (HEAD + GOOD + "N-1,2026-03-02,fsh,x1,IU/L,\n").replace(",", ";")
    assert problems(above + table) == [(6, "value-unreadable")]


def test_a_line_that_names_the_delimiter_is_read(readings):
    assert readings("sep=;\r\n" + (HEAD + GOOD).replace(",", ";"))
    assert readings('"sep=\t"\r\n' + (HEAD + GOOD).replace(",", "\t"))


def test_a_header_alone_is_no_file(problems):
    assert problems(HEAD) == [(None, "file-without-rows")]


@pytest.mark.parametrize("gone", ["patient", "collected_at", "analyte", "reported"])
def test_a_missing_column_is_named(read, gone):
    head = HEAD.replace(gone, "kappa")
    (problem,) = read(head + GOOD).problems
    assert problem.code == "columns-missing"
    assert gone in problem.text and "kappa" in problem.text


def test_how_the_file_was_read_is_told(read):
    found = read((HEAD + GOOD).replace(",", ";").encode("cp1252"))
    assert found.understood == "semicolons, UTF-8, one row a result"
