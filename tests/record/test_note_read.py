"""Notes as read: one man's, by one clinician, as they were called when he read them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from labs import courses, record
from labs.models import AuditEvent, NoteRead, Patient
from tests import factories

NOTE = "what-lh-does"
TODAY = date(2026, 11, 23)


@pytest.fixture
def second(north):
    return factories.worker(north, "clinician", "second@north.example")


def _covered(patient, by):
    rows = NoteRead.objects.current().filter(patient=patient, by=by)
    return {row.note: row.covered for row in rows}


def test_what_calls_it_later_is_not_read(patient, clinician):
    record.note_read.mark(patient, NOTE, ["a1", "b2"], by=clinician)
    assert _covered(patient, clinician) == {NOTE: {"a1", "b2"}}


def test_what_was_read_before_stays_read(patient, clinician):
    record.note_read.mark(patient, NOTE, ["b2"], by=clinician)
    again = record.note_read.mark(patient, NOTE, ["a1"], by=clinician)
    assert (again.version, _covered(patient, clinician)) == (1, {NOTE: {"a1", "b2"}})


def test_marked_twice_it_is_one_and_leaves_one_event(patient, clinician):
    first = record.note_read.mark(patient, NOTE, ["a1", "b2"], by=clinician)
    assert record.note_read.mark(patient, NOTE, ["b2"], by=clinician) == first
    assert NoteRead.objects.count() == 1
    assert AuditEvent.objects.filter(verb="note-marked").count() == 1


def test_each_reads_for_himself(patient, clinician, second):
    record.note_read.mark(patient, NOTE, ["a1"], by=clinician)
    record.note_read.mark(patient, NOTE, ["a1"], by=second)
    record.note_read.unmark(patient, NOTE, by=second)
    assert _covered(patient, clinician) == {NOTE: {"a1"}}
    assert _covered(patient, second) == {NOTE: set()}


def test_each_man_has_his_own(patient, clinician, north):
    other = factories.patient(north, clinician, "N-9", name="Ruben Synthetic")
    record.note_read.mark(patient, NOTE, ["a1"], by=clinician)
    assert _covered(other, clinician) == {}


def test_unread_again_nothing_is_covered_and_all_stays_in_the_history(patient, clinician):
    record.note_read.mark(patient, NOTE, ["a1"], by=clinician)
    record.note_read.unmark(patient, NOTE, by=clinician)
    record.note_read.mark(patient, NOTE, ["b2"], by=clinician)
    kept = NoteRead.objects.order_by("version").values_list("version", "marks")
    assert list(kept) == [(0, "a1"), (1, ""), (2, "b2")]


def test_what_was_never_read_is_not_unread(patient, clinician):
    assert record.note_read.unmark(patient, NOTE, by=clinician) is None
    record.note_read.mark(patient, NOTE, ["a1"], by=clinician)
    unread = record.note_read.unmark(patient, NOTE, by=clinician)
    assert record.note_read.unmark(patient, NOTE, by=clinician) == unread
    assert NoteRead.objects.count() == 2


def test_of_one_man_and_note_a_reader_has_one_chain(patient, clinician):
    read = record.note_read.mark(patient, NOTE, ["a1"], by=clinician)
    twin = NoteRead.of(patient, NOTE, ["c3"])
    twin.act, twin.by, twin.by_name, twin.at = 1, clinician, "x", read.at
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_it_is_no_change_of_the_record(patient, clinician, drawn):
    """Whoever decides meanwhile has seen the same results as before."""
    drawn(patient, "2026-03-02 08:10", lh="3.2")
    man = Patient.objects.named().at_release().get()
    before = courses.load_course(man, today=TODAY).version
    record.note_read.mark(patient, NOTE, ["a1"], by=clinician)
    assert courses.load_course(man, today=TODAY).version == before
