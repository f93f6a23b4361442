"""What a patient reads beside a result."""

import re
from datetime import UTC, datetime

import pytest

from labs.readings import REASONS, SupersededVersion
from labs.timeline import plain
from tests.factories import episode, reading, volume
from tests.sentences import texts

FIRST, SECOND = "2024-11-18 08:10", "2026-05-04 08:00"


@pytest.fixture
def said(listed):
    """The sentences of the last result."""

    def said(*readings, **more):
        return [
            str(words)
            for words in plain.write_sentences(listed(*readings, **more).points[-1])
        ]

    return said


@pytest.mark.parametrize(
    ("text", "interval", "sentences"),
    [
        ("3.2", "1.7-8.6", ["In the reference range."]),
        ("1.1", "1.7-8.6", ["Below the reference range."]),
        ("9.1", "<= 8.6", ["Above the reference range."]),
        (
            "<0.1",
            "1.7-8.6",
            ["Below the reference range.", "Less than this test can measure (under 0.1)."],
        ),
        (
            ">52.0",
            "1.7-8.6",
            ["Above the reference range.", "More than this test can measure (over 52.0)."],
        ),
        (
            "<5",
            "1.7-8.6",
            [
                "This test cannot tell whether it is in the reference range.",
                "Less than this test can measure (under 5).",
            ],
        ),
        (
            "<=0.1",
            "",
            [
                "No reference range printed.",
                "At or under the least that this test measures (0.1).",
            ],
        ),
        ("3.2", "see comment", ["No reference range printed."]),
        ("not detected", "1.7-8.6", ["Your lab reported this in words, without a number."]),
    ],
)
def test_a_result_is_put_beside_its_range_and_the_tests_limit(
    said, text, interval, sentences
):
    assert said(reading("lh", text, on=FIRST, interval=interval)) == sentences


def test_the_last_one_is_told_with_its_day(said):
    made = (
        reading("testosterone", "27.0", on=FIRST),
        reading("testosterone", "5.1", on=SECOND),
    )
    assert said(*made)[1:] == ["Last time, 18 Nov 2024, it was 27.0."]


def test_the_last_one_keeps_its_limit(said):
    made = reading("lh", "<0.1", on=FIRST), reading("lh", "0.9", on=SECOND)
    assert said(*made)[-1] == "Last time, 18 Nov 2024, it was less than 0.1."


def test_another_method_is_a_reason_and_no_comparison(said):
    made = [
        reading("lh", "3", on=on, method=method)
        for on, method in ((FIRST, "ECLIA"), (SECOND, "CMIA"))
    ]
    assert said(*made)[1:] == [
        "Cannot be compared with the earlier result: the lab changed its method."
    ]


def test_a_volume_by_another_instrument_is_not_the_labs_doing(said):
    made = volume("15", on=FIRST), volume("12", on=SECOND, method="calipers")
    assert said(*made)[1:] == [
        "Cannot be compared with the earlier result: it was measured in another way."
    ]


def test_another_treatment_is_said_beside_the_last_one(said):
    made = reading("lh", "1", on=FIRST), reading("lh", "4", on=SECOND)
    assert said(*made, episodes=[episode("clomifene", "2026-04-01")])[1:] == [
        "Last time, 18 Nov 2024, it was 1.",
        "Your recorded treatment was not the same as last time.",
    ]


def test_a_correction_says_when_and_what_it_read_before(said):
    made = reading("lh", "3", on=FIRST, version=1)
    at = datetime(2024, 12, 1, tzinfo=UTC)
    was = SupersededVersion(made.id, 0, "30", "IU/L", "", at, "")
    assert said(made, history=[was])[-1] == (
        "Your clinic corrected it on 1 Dec 2024; before, it read 30."
    )


def test_a_preliminary_result_is_not_called_final(said):
    made = reading("lh", "3", on=FIRST, status="preliminary")
    assert said(made)[-1] == "This result is not final yet."


def test_every_reason_of_comparing_has_its_sentence():
    assert len(plain.COMPARING) == len([*REASONS, "examined"])


@pytest.mark.parametrize("sentence", sorted(texts("timeline/plain.py")))
def test_no_sentence_grades_a_man(sentence):
    graded = r"abnormal|normal|good|bad|improved|worse|better|should|optimal|target|healthy"
    assert not re.search(rf"\b({graded})\b", sentence, re.IGNORECASE)
