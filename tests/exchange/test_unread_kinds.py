"""What a neighbouring column says is not lost, and nothing innocent is refused."""

import pytest

from tests.exchange.conftest import reading_of

PLAIN = {
    "patient": "N-1",
    "collected": "2026-03-02 08:10",
    "test": "LH",
    "result": "0.1",
    "unit": "IU/L",
}


@pytest.fixture
def beside(read):
    """The file with one more column, or several: heading and cell."""

    def beside(more, **cells):
        row = PLAIN | cells | more
        return read(f"{';'.join(row)}\n{';'.join(row.values())}\n")

    return beside


def _codes(found):
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("Vorzeichen", "k", "comparator-unknown"),
        ("Nondetect", "yes", "unread-flag"),
        ("Kommentar", "<0.1", "unread-comparison"),
        ("Comment", "< 0.1 IU/L", "unread-comparison"),
        ("Result2", "0.5", "unread-contradicts"),
        ("Ergebnis neu", "0.5", "unread-contradicts"),
        ("Reference lab result", "<0.1", "unread-comparison"),
        ("Ref", "<", "unread-comparison"),
        ("Vorwert", "<", "unread-comparison"),
        ("Reported", "0.2", "values-disagree"),
        ("Freigabe", "offen", "unread-flag"),
        ("Verified", "not yet", "unread-flag"),
        ("Approved", "no", "unread-flag"),
        ("Storno", "ja", "unread-flag"),
        ("Offset", "-05:00", "unread-contradicts"),
        ("Zone", "UTC", "unread-contradicts"),
        ("Zone", "America/New_York", "unread-contradicts"),
        ("Kind", "U", "unread-material"),
        ("Biomaterial", "SU", "unread-material"),
        ("Tube", "Salivette", "unread-material"),
        ("Panel", "Urine steroids", "unread-material"),
        ("Testgruppe", "Speichelhormone", "unread-material"),
    ],
)
def test_what_changes_the_result_refuses_the_file(beside, heading, cell, code):
    assert _codes(beside({heading: cell})) == [code]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Val. ref", "<7.6"),
        ("Oberer Referenzwert", "<7.6"),
        ("Comment", "<2 h after the gel"),
        ("Comment", "<0.3 on 5 May"),
        ("Comparison", "stable"),
        ("Vergleich", "unverändert"),
        ("Zone", "3"),
        ("Operator", "KL"),
        ("Op", "GR"),
        ("Nachname", "Frei"),
        ("Nom", "Haar"),
        ("Médecin", "Libre"),
        ("Previous result", "<0.3"),
        ("Vorwert", "nicht nachweisbar"),
        ("Reported", "2026-03-03 10:00"),
        ("Reported", "03/04/2026"),
        ("Offset", "12"),
        ("Klasse", "gr. 3"),
        ("Kind", "adult"),
        ("Tube", "Serum gel"),
        ("Panel", "Harnstoff, Hormone"),
        ("Validated", "MK"),
    ],
)
def test_what_does_not_is_left_alone(beside, heading, cell):
    reading = reading_of(beside({heading: cell}))
    assert (reading.value.comparator, reading.status) == ("", "final")


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Signe", "inf."), ("Signe", "inférieur"), ("Vorzeichen", "kl."), ("Sign", "INF")],
)
def test_an_abbreviated_comparator_is_read(beside, heading, cell):
    assert reading_of(beside({heading: cell})).value.comparator == "<"


@pytest.mark.parametrize(
    "heading", ["Reference text", "Ref. text", "Referenztext", "Texte de référence"]
)
def test_the_text_of_a_range_is_a_range(beside, heading):
    assert str(reading_of(beside({heading: "<7.6"})).interval.high) == "7.6"


def test_two_columns_and_a_text_say_one_interval(beside):
    ends = {"ref low": "1.7", "ref high": "8.6"}
    assert _codes(beside(ends | {"reference": "2.0 - 12.6"})) == ["columns-disagree"]
    for text in ("1.70 - 8.60", "<8.6", "see comment", "men 1.7-8.6, women 2-12"):
        assert str(reading_of(beside(ends | {"reference": text})).interval.low) == "1.7"


def test_the_range_of_one_test_may_be_called_ref(readings):
    text = "patient;date;LH (IU/L);LH ref\nN-1;2026-03-02;4.2;<8.6\n"
    assert [str(reading.interval.high) for reading in readings(text)] == ["8.6"]


def test_a_sign_alone_under_the_comment_of_one_test_refuses(problems):
    text = "patient;date;LH (IU/L);LH comment\nN-1;2026-03-02;0.1;<\n"
    assert [code for _, code in problems(text)] == ["unread-comparison-of-many"]


@pytest.mark.parametrize(
    "said",
    ["n.b.", "n. b.", "kA", "?", "***", "Error", "TRUE", "storniert", "cancelled", "TNP"],
)
def test_words_for_no_result_are_no_text_result(beside, said):
    assert _codes(beside({}, result=said)) == ["value-not-a-result"]


@pytest.mark.parametrize("said", ["not detected", "haemolysed", "n.n.", "negativ"])
def test_what_a_laboratory_reports_in_words_stays_a_text(beside, said):
    assert reading_of(beside({}, result=said)).value.reported == said
