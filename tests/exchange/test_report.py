"""The object for programs: every key, always, whatever became of a row."""

import json

from labs.exchange import Identity, UnreadColumn
from labs.exchange.report import (
    FileSummary,
    Outcome,
    build_report,
    count_outcomes,
    report_failure,
)

HEAD = "patient;collected at;lab;analyte;value;unit;range;low;high\n"


def _rows(read, text):
    rows = read(HEAD + text).rows
    outcomes = [Outcome(row, "created") for row in rows]
    told = build_report(FileSummary("csv"), outcomes)
    assert json.loads(json.dumps(told)) == told
    return told["rows"]


def test_an_interval_is_told_with_its_ends(read):
    (row,) = _rows(read, "N-1;2026-03-02;Nord;LH;2;IU/L;<= 8.6;;\n")
    assert (row["range_low"], row["range_low_inclusive"]) == (None, None)
    assert (row["range_high"], row["range_high_inclusive"]) == ("8.6", True)
    assert (row["range_text"], row["laboratory"]) == ("<= 8.6", "Nord")


def test_a_text_has_no_value(read):
    (row,) = _rows(read, "N-1;2026-03-02;;LH;not detected;;;;\n")
    assert (row["kind"], row["value"], row["reported"]) == ("text", None, "not detected")


def test_what_was_not_read_is_told_as_far_as_it_was_understood(read):
    (row,) = _rows(read, "N-1;2026-03-02;Nord;LH;x1;IU/L;;1.7;8.6\n")
    assert (row["analyte"], row["reported"], row["unit_reported"]) == ("lh", "x1", "IU/L")
    assert (row["collected_at"], row["precision"]) == ("2026-03-02", "date")
    assert (row["kind"], row["value"], row["unit"]) == (None, None, "[IU]/L")
    assert (row["range_low"], row["range_high"], row["laboratory"]) == (
        "1.7",
        "8.6",
        "Nord",
    )


def test_another_test_is_told_with_its_line_and_cells(read):
    (row,) = _rows(read, "N-1;2026-03-02;Nord;Kalium;4,1;mmol/L;;3.5;5.1\n")
    assert (row["line"], row["patient"], row["analyte"]) == (2, "N-1", None)
    assert row["collected_at"] == "2026-03-02"
    assert (row["reported"], row["unit_reported"]) == ("4,1", "mmol/L")
    assert (row["range_low"], row["range_high"]) == ("3.5", "5.1")


def test_a_side_is_told(read):
    (row,) = _rows(read, "N-1;2026-03-02;;Hodenvolumen links;12;ml;;;\n")
    assert (row["analyte"], row["side"]) == ("volume", "left")


def test_counts_are_of_rows_and_not_of_what_is_wrong_with_the_file(read):
    whole = Outcome(read("").rows[0], "rejected", "file-empty", "The file is empty.")
    assert not any(count_outcomes([whole]).values())
    told = build_report(FileSummary("csv"), [whole])
    assert (told["rows"], told["problems"][0]["code"]) == ([], "file-empty")


def test_columns_that_were_not_read_are_told(read):
    told = build_report(
        FileSummary("csv", unread=(UnreadColumn("Operator", ("<", "")),)), []
    )
    assert told["unread_columns"] == [{"column": "Operator", "sample": ["<", ""]}]
    assert report_failure(FileSummary(""), "usage", "No.")["unread_columns"] == []


def test_a_result_is_told_as_the_whole_cell_has_it(read):
    text = "N-1;2026-03-02;;Testosterone;12,1 nmol/L;nmol/L;;;\n"
    (row,) = _rows(read, text)
    assert (row["reported"], row["value"], row["unit"]) == ("12,1 nmol/L", "12.1", "nmol/L")
    signed = "collected at;patient;test;sign;value;unit\n2026-03-02;N-1;LH;<;0,1;IU/L\n"
    told = build_report(
        FileSummary("csv"), [Outcome(row, "created") for row in read(signed).rows]
    )
    assert told["rows"][0]["reported"] == "<0,1"


def test_a_failure_has_every_key():
    told = report_failure(FileSummary(""), "usage", "No.")
    assert set(told) == set(build_report(FileSummary("csv"), []))
    assert told["problems"] == [
        {"line": None, "path": None, "code": "usage", "text": "No."}
    ]


def test_a_result_without_a_name_has_none():
    assert Identity() == Identity("", None, "")
