"""Circumstances are facts with words of their own, or are refused."""

import pytest

from labs.readings import Circumstances, since_dose
from labs.words import Refused
from tests.factories import draw


@pytest.mark.parametrize("code", ["", "trough", "peak", "PT0H", "PT36H", "P7D", "P84D"])
def test_time_since_a_dose_is_a_code(code):
    assert Circumstances(since_dose=code).since_dose == code


@pytest.mark.parametrize(
    "code", ["mid", "P1W", "P-1D", "PT1.5H", "P٣D", "P12345D", "Trough"]
)
def test_any_other_code_is_refused(code):
    with pytest.raises(Refused) as refused:
        Circumstances(since_dose=code)
    assert refused.value.code == "since-dose-unreadable"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""),
        ("Trough", "trough"),
        ("peak", "peak"),
        ("3 days", "P3D"),
        ("1 day", "P1D"),
        ("72 h", "PT72H"),
        ("72h", "PT72H"),
        ("36 hours", "PT36H"),
        ("7 Tage", "P7D"),
        ("48 Stunden", "PT48H"),
        ("7 jours", "P7D"),
        ("p7d", "P7D"),
        ("PT36H", "PT36H"),
    ],
)
def test_people_write_it_in_words(text, code):
    assert since_dose(text) == code


@pytest.mark.parametrize("text", ["a while", "3", "-3 days", "1.5 days", "3 weeks"])
def test_what_is_no_time_since_a_dose_is_refused(text):
    with pytest.raises(Refused, match="trough, peak"):
        since_dose(text)


def test_circumstances_are_said_in_words():
    marked = Circumstances(
        fasting=True, illness=True, biotin=True, gel=True, since_dose="P1D"
    )
    assert [str(words) for words in marked.words] == [
        "fasting",
        "acute illness",
        "biotin taken",
        "gel on the skin where the needle went in",
        "1 day since the last dose",
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("trough", "trough"),
        ("peak", "peak"),
        ("PT1H", "1 hour since the last dose"),
        ("PT36H", "36 hours since the last dose"),
        ("P7D", "7 days since the last dose"),
    ],
)
def test_time_since_a_dose_is_said(code, said):
    assert [str(words) for words in Circumstances(since_dose=code).words] == [said]


def test_unknown_is_not_said():
    assert Circumstances(other_drug="typed", notes="typed").words == ()


def test_not_fasting_is_a_fact():
    assert [str(words) for words in Circumstances(fasting=False).words] == ["not fasting"]


@pytest.mark.parametrize(
    ("name", "most", "said"),
    [
        ("laboratory", 200, "The laboratory"),
        ("report_number", 100, "The report number"),
        ("other_drug", 200, "The other drug"),
        ("notes", 1000, "The notes"),
    ],
)
def test_a_text_that_no_column_holds_is_refused(name, most, said):
    draw(**{name: "x" * most}).check()
    with pytest.raises(Refused, match=f"^{said} is longer than {most} characters"):
        draw(**{name: "x" * (most + 1)}).check()
    with pytest.raises(Refused, match=f"^{said} holds a character"):
        draw(**{name: "\x00"}).check()
