"""Which testes a man has, as recorded."""

import pytest

from labs.readings import RecordedTestes


@pytest.mark.parametrize(
    ("left", "right", "none", "words"),
    [
        ("", "", False, "None"),
        ("operated", "retractile", False, "None"),
        ("absent", "", False, "the left testis is absent"),
        ("operated", "prosthesis", False, "the right testis is a prosthesis"),
        ("absent", "absent", True, "both testes are absent"),
        ("prosthesis", "prosthesis", True, "both testes are prostheses"),
        (
            "absent",
            "prosthesis",
            True,
            "the left testis is absent and the right testis is a prosthesis",
        ),
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
