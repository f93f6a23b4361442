"""Bytes: the encodings that laboratories use, and what is no table."""

import pytest

from labs.exchange.csv.decode import decode_table
from labs.exchange.csv.table import LONGEST_LINE, MOST_ROWS
from labs.exchange.format import MOST_BYTES
from labs.words import Refused

GERMAN = "Patient;Datum;Analyt;Wert;Einheit\r\nN-1;02.03.2026;Östradiol;85;pmol/L\r\n"
HEAD = "patient,date,analyte,value,unit\n"
LINE = "N-1,2026-03-02,lh,2.1,IU/L\n"


@pytest.mark.parametrize(
    ("encoding", "known_as"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("latin-1", "Windows-1252"),
        ("cp1252", "Windows-1252"),
        ("cp850", "code page 850"),
    ],
)
def test_an_umlaut_is_read_in_every_encoding(readings, encoding, known_as):
    data = GERMAN.encode(encoding)
    assert decode_table(data).encoding == known_as
    assert [reading.analyte.key for reading in readings(data)] == ["estradiol"]


def test_a_ligature_of_windows_is_read(readings):
    data = GERMAN.replace("Östradiol", "œstradiol").encode("cp1252")
    assert readings(data)[0].analyte.key == "estradiol"


def test_a_byte_that_windows_does_not_have_is_shown_as_lost(readings):
    data = (HEAD.replace("unit", "unit,comment") + "N-1,2026-03-02,lh,2,IU/L,").encode()
    (reading,) = readings(data + b"a\x9db\xe9\n")
    assert reading.comment == "a\ufffdbé"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b" \r\n\r\n", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (b"PK\x03\x04rest", "file-is-zip"),
        (b"\x1f\x8b\x08rest", "file-is-gzip"),
        (b"%PDF-1.7", "file-is-pdf"),
        (b"\xd0\xcf\x11\xe0rest", "file-is-xls"),
        (b'<?xml version="1.0"?><a/>', "file-is-xml"),
        (b"\n <!DOCTYPE a [<!ENTITY b 'c'>]>", "file-is-xml"),
        (b'{"resourceType": "Bundle"}', "file-is-fhir"),
        (b"[" * 10_000, "columns-missing"),
        (b'\xef\xbb\xbf[{"a": 1}]', "file-is-fhir"),
        (b"MSH|^~\\&|LAB|", "file-is-hl7v2"),
        (b"\x0bMSH|^~\\&|LAB|", "file-is-hl7v2"),
        (b"a,b\n1,2\0\n", "file-not-text"),
        (b"\xff\xfea", "file-damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file-not-text"),
    ],
)
def test_what_is_no_table_is_said_in_one_sentence(problems, read, data, code):
    assert problems(data)[0][1] == code
    assert read(data).rows[0].text.endswith(".")


def test_a_byte_that_no_text_has_is_named_by_its_line(problems):
    assert problems(HEAD + LINE + "N-1,2026-03-03,l\0h,2,IU/L\n") == [(3, "file-not-text")]


def test_the_end_of_file_of_dos_is_no_row(readings):
    assert len(readings(HEAD + LINE + "\x1a")) == 1


def test_a_file_is_at_most_ten_megabytes():
    with pytest.raises(Refused, match="larger than 10 MB"):
        decode_table(b"a" * (MOST_BYTES + 1))


def test_a_file_has_at_most_fifty_thousand_rows(problems):
    assert problems(HEAD + LINE * (MOST_ROWS + 1)) == [(None, "file-too-many-rows")]


def test_a_line_is_at_most_64_kilobytes(problems):
    long = "x" * LONGEST_LINE
    assert problems(HEAD + LINE + f"{long}\n") == [(3, "line-too-long")]
    assert problems(long * 3) == [(1, "line-too-long")]


def test_a_cell_over_many_lines_is_no_way_round_the_limit(problems):
    lines = ("x" * 1000 + "\n") * 200
    assert problems(f'{HEAD}"{lines}",2026-03-02,lh,2,IU/L\n') == [(2, "line-unreadable")]
