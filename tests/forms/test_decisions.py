"""Decisions as typed: nothing is chosen, and a check is whole or not there."""

from datetime import date

import pytest

from labs.forms.decisions import KINDS, REASONS, DecisionCorrection, DecisionForm
from labs.models.decision import KINDS as KEPT
from tests.factories import decided

TODAY = date(2026, 3, 10)
BORN = date(1988, 4, 9)
WHOLE = {
    "kind": "waited",
    "what": "Nothing changed.",
    "date": "2026-03-10",
    "record_version": "7",
}


def form(**typed):
    return DecisionForm(
        typed, today=TODAY, born=BORN, draws=["a2b2c2"], decisions=["d2e2f2"], initial={}
    )


def test_every_box_starts_empty():
    opened = DecisionForm(today=TODAY, born=BORN, draws=[], decisions=[], initial={})

    assert {box.name for box in opened if box.value()} == set()


def test_kinds_and_reasons_stand_in_the_order_of_the_alphabet():
    labels = [label for _, label in KINDS]

    assert labels == sorted(labels)
    assert list(REASONS) == sorted(REASONS)


def test_every_kind_that_the_record_knows_can_be_chosen():
    assert {kind for kind, _ in KINDS} == set(KEPT)


def test_a_decision_is_kept_as_it_is_written():
    made = form(**WHOLE, reasons=["His wish"], why="He asked.", expected="A rise.")

    assert made.is_valid(), made.errors
    assert (made.decided.kind, made.decided.what) == ("waited", "Nothing changed.")
    assert (made.decided.reasons, made.decided.why) == (("His wish",), "He asked.")
    assert made.decided.expected == "A rise."


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"kind": ""}, "kind"),
        ({"what": ""}, "what"),
        ({"date": "2026-03-11"}, "date"),
        ({"date": "1988-04-08"}, "date"),
        ({"next_check": "2026-06-01"}, "next_check_words"),
        ({"next_check_words": "LH"}, "next_check"),
        ({"next_check": "2026-03-09", "next_check_words": "LH"}, "next_check"),
        ({"draws": ["of another man"]}, "draws"),
        ({"closes": ["of another man"]}, "closes"),
        ({"record_version": ""}, "record_version"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_box(typed, box):
    assert list(form(**WHOLE | typed).errors) == [box]


def test_a_decision_that_is_opened_and_saved_untouched_is_not_changed():
    was = decided(reasons=("His wish", "Results"), why="He asked.")
    opened = DecisionCorrection(was=was, today=TODAY, born=BORN)
    sent = {
        box.name: box.value()
        for box in opened
        if box.value() is not None and box.value() is not False
    }

    again = DecisionCorrection(sent, was=was, today=TODAY, born=BORN)
    assert again.is_valid(), again.errors
    assert not again.changed


def test_a_corrected_decision_needs_a_reason():
    typed = WHOLE | {"what": "Something else.", "version": "0"}

    errors = DecisionCorrection(typed, was=decided(), today=TODAY, born=BORN).errors
    assert list(errors) == ["reason_of_change"]


def test_what_was_never_decided_may_be_dated_before_his_birth():
    was = decided(on="1980-01-01")
    typed = WHOLE | {"date": "1980-01-01", "version": "0", "reason_of_change": "A slip."}
    assert list(DecisionCorrection(typed, was=was, today=TODAY, born=BORN).errors) == [
        "date"
    ]
    typed |= {"in_error": "on"}
    assert DecisionCorrection(typed, was=was, today=TODAY, born=BORN).is_valid()
