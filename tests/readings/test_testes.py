"""Which testes a man has, as recorded."""

import pytest

from labs.readings import RecordedTestes


@pytest.mark.parametrize(
    ("left", "right", "none", "words"),
    [
        ("", "", False, "None"),
        ("operated", "retractile", False, "None"),
        ("absent", "", False, "left testis: absent"),
        ("operated", "prosthesis", False, "right testis: prosthesis"),
        ("absent", "absent", True, "both testes absent"),
        ("prosthesis", "prosthesis", True, "both testes: prosthesis"),
        ("absent", "prosthesis", True, "left testis: absent, right testis: prosthesis"),
    ],
)
def test_a_prosthesis_is_no_testis_and_what_was_operated_on_is_one(
    left, right, none, words
):
    testes = RecordedTestes(left, right)
    assert testes.none is none
    assert str(testes.words) == words


def test_what_has_no_side_is_never_gone():
    assert RecordedTestes("absent", "absent").gone("") == ""
