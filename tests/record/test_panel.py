"""Draws: entered once, corrected with their results, moved to the right man."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from labs import record
from labs.models import AuditEvent, Batch, Decision, Panel, Patient, Result
from labs.words import Refused
from tests.factories import draw, patient, reading, worker


@pytest.fixture
def other(north, clinician):
    """Whose draw it really was."""
    return patient(north, clinician, "N-7", name="Quinn Synthetic")


def _current(man):
    return Panel.objects.current().filter(patient=man)


def _results(panel):
    return panel.results.current().order_by("pk")


def test_a_draw_is_kept_as_it_was_read(patient, nurse):
    around = {"since_dose": "P3D", "illness": True, "biotin": True, "gel": True}
    printed = {"laboratory": "Quay Street Hospital", "report_number": "7/26", "id": ""}
    made = draw("2026-03-02 08:10", fasting=True, other_drug="opioid", **around, **printed)
    panel = record.panel.enter(patient, made, [reading("lh", "3.2", taken=made)], by=nurse)
    kept = Panel.objects.get()
    assert replace(kept.draw, id="", version=0) == made
    assert (kept.draw.id, kept.uid) == (panel.uid, panel.uid)


def test_every_result_carries_the_moment_of_its_draw(panel):
    assert {row.collected_at for row in panel.results.all()} == {panel.collected_at}


def test_a_draw_without_a_result_is_refused(patient, nurse):
    with pytest.raises(Refused) as refused:
        record.panel.enter(patient, draw(), [], by=nurse)
    assert refused.value.code == "draw-empty"
    assert not Panel.objects.exists()


def test_a_form_sent_twice_makes_one_draw_and_one_event(drawn, patient):
    first = drawn(patient, submission="form-1", lh="3.2")
    events = AuditEvent.objects.count()
    assert drawn(patient, submission="form-1", lh="3.2") == first
    assert (Panel.objects.count(), Result.objects.count()) == (1, 1)
    assert AuditEvent.objects.count() == events


def test_two_forms_with_the_same_content_are_two_draws(drawn, patient):
    assert drawn(patient, submission="a", lh="3.2") != drawn(
        patient, submission="b", lh="3.2"
    )


def test_draws_without_a_form_do_not_meet(drawn, patient):
    drawn(patient, lh="3.2")
    drawn(patient, lh="3.2")
    assert Panel.objects.count() == 2


def test_the_same_key_from_another_mans_form_is_another_draw(drawn, patient, other):
    drawn(patient, submission="form-1", lh="3.2")
    assert drawn(other, submission="form-1", lh="9.1").patient == other


def test_a_text_too_long_for_its_column_is_refused_on_both_databases(patient, nurse):
    made = draw("2026-03-02", laboratory="x" * 201)
    with pytest.raises(ValidationError, match="laboratory"):
        record.panel.enter(
            patient,
            made,
            [reading("lh", "3.2", taken=replace(made, laboratory=""))],
            by=nurse,
        )


# Correcting a draw.


def test_a_corrected_draw_replaces_the_one_before_with_who_and_why(panel, nurse):
    new = record.panel.correct(panel, draw("2026-03-03"), by=nurse, why="read wrongly")
    assert (new.uid, new.version, new.replaces) == (panel.uid, 1, panel)
    assert (new.by, new.why) == (nurse, "read wrongly")
    assert list(_current(new.patient)) == [new]
    panel.refresh_from_db()
    assert panel.collected_on == date(2026, 3, 2)


def test_its_results_are_recorded_again_in_the_same_act(panel, nurse):
    new = record.panel.correct(panel, draw("2026-03-03"), by=nurse, why="the day")
    old, now = panel.results.order_by("pk"), _results(new)
    assert [row.replaces for row in now] == [*old]
    assert [row.reported for row in now] == [row.reported for row in old]
    assert {(row.act, row.collected_at, row.panel) for row in now} == {
        (new.act, new.collected_at, new)
    }
    assert not _results(panel).exists()


def test_a_result_in_error_stays_in_error_when_its_draw_moves(panel, lh, clinician):
    record.result.enter_in_error(lh, by=clinician, why="not his")
    new = record.panel.correct(panel, draw("2026-03-03"), by=clinician, why="the day")
    assert {row.analyte: row.status for row in _results(new)} == {
        "lh": "entered-in-error",
        "testosterone": "final",
    }


def test_correcting_a_draw_reopens_its_review(panel, clinician):
    record.release.sign_off(panel, by=clinician)
    new = record.panel.correct(panel, draw("2026-03-03"), by=clinician, why="the day")
    assert not _current(new.patient).with_review().get().is_reviewed


def test_correcting_a_draw_marks_the_decisions_that_rest_on_it(panel, decision, clinician):
    assert not Decision.objects.with_attention().get().needs_attention
    record.panel.correct(panel, draw("2026-03-03"), by=clinician, why="the day")
    assert Decision.objects.with_attention().get().needs_attention


def test_what_was_shared_stays_shared_when_its_draw_is_corrected(panel, clinician):
    record.release.sign_off(panel, by=clinician)
    new = record.panel.correct(panel, draw("2026-03-03"), by=clinician, why="the day")
    assert Result.objects.current().released().filter(panel=new).count() == 2


def test_a_draw_saved_untouched_makes_no_version(panel, nurse):
    assert record.panel.correct(panel, panel.draw, by=nurse, why="") == panel
    assert Panel.objects.count() == 1


def test_a_correction_needs_a_reason(panel, nurse):
    with pytest.raises(Refused, match="the reason"):
        record.panel.correct(panel, draw("2026-03-03"), by=nurse, why="  ")


def test_who_corrects_what_was_corrected_meanwhile_is_shown_it(panel, clinician, nurse):
    new = record.panel.correct(panel, draw("2026-03-03"), by=nurse, why="the day")
    with pytest.raises(record.Conflict) as conflict:
        record.panel.correct(panel, draw("2026-03-04"), by=clinician, why="the day")
    assert conflict.value.current == new


def test_a_nurse_corrects_no_draw_of_another_nurse(panel, north):
    colleague = worker(north, "nurse", "second@north.example")
    with pytest.raises(PermissionDenied):
        record.panel.correct(panel, draw("2026-03-03"), by=colleague, why="the day")


def test_nor_one_in_which_another_person_has_entered_a_result(panel, nurse, clinician):
    record.result.add(panel, reading("fsh", "4.1", taken=panel.draw), by=clinician)
    with pytest.raises(PermissionDenied):
        record.panel.correct(panel, draw("2026-03-03"), by=nurse, why="the day")


def test_nor_her_own_once_it_was_reviewed(panel, nurse, clinician):
    record.release.sign_off(panel, by=clinician)
    with pytest.raises(PermissionDenied):
        record.panel.correct(panel, draw("2026-03-03"), by=nurse, why="the day")


@pytest.fixture
def imported(patient, nurse, north, drawn):
    """A draw that came with a file."""
    batch = Batch.objects.create(
        clinic=north, format="csv", act=1, by=nurse, by_name="", at=timezone.now()
    )
    return drawn(patient, "2026-03-02 08:10", lh="3.2", batch=batch)


def test_a_draw_from_a_file_stays_one_when_corrected_or_moved(imported, other, clinician):
    new = record.panel.correct(imported, draw("2026-03-03"), by=clinician, why="the day")
    moved = record.misfiled(new, to=other, by=clinician, reason="labels swapped")
    gone = _current(imported.patient).get()
    assert new.batch == moved.batch == gone.batch == imported.batch


# A draw in the wrong record.


@pytest.fixture
def moved(panel, other, clinician):
    return record.misfiled(panel, to=other, by=clinician, reason="labels swapped")


def test_a_misfiled_draw_is_recorded_where_it_belongs(panel, other, moved):
    assert list(_current(other)) == [moved]
    assert moved.uid != panel.uid
    assert replace(moved.draw, id="") == replace(panel.draw, id="")
    assert [row.reported for row in _results(moved)] == ["3.2", "12.1"]
    assert {row.status for row in _results(moved)} == {"final"}


def test_where_it_was_it_is_entered_in_error_for_another_person(panel, patient, moved):
    gone = _current(patient).get()
    assert (gone.uid, gone.version, gone.misfiled) == (panel.uid, 1, True)
    assert {row.status for row in _results(gone)} == {"entered-in-error"}
    assert {row.why for row in [gone, *_results(gone)]} == {"entered for another person"}


def test_neither_record_names_the_other_man(patient, other, moved):
    gone = _current(patient).get()
    told = str([vars(gone), *gone.results.values()])
    assert not [fact for fact in (other.ref, moved.uid, "Quinn", "swapped") if fact in told]
    event = AuditEvent.objects.get(verb="panel-misfiled")
    assert event.patient == patient.ref
    assert other.ref not in event.detail
    there = AuditEvent.objects.get(verb="panel-entered", patient=other.ref)
    assert patient.ref not in there.detail


def test_both_draws_wait_for_a_clinician(patient, other, moved, clinician):
    for man in (patient, other):
        assert not _current(man).with_review().get().is_reviewed
    record.release.sign_off(_current(patient).get(), by=clinician)
    assert _current(patient).with_review().get().is_reviewed


def test_nothing_of_it_is_released_any_more(panel, patient, other, clinician):
    record.release.sign_off(panel, by=clinician)
    record.misfiled(panel, to=other, by=clinician, reason="labels swapped")
    assert not Result.objects.current().released().exists()
    withdrawn = Result.objects.current().withdrawn()
    assert {row.patient for row in withdrawn} == {patient}
    assert withdrawn.count() == 2


def test_what_was_in_error_already_does_not_move(panel, lh, other, clinician):
    record.result.enter_in_error(lh, by=clinician, why="not his either")
    moved = record.misfiled(panel, to=other, by=clinician, reason="labels swapped")
    assert [row.analyte for row in _results(moved)] == ["testosterone"]


def test_a_decision_that_rested_on_it_is_marked(decision, moved):
    assert Decision.objects.with_attention().get().needs_attention


def test_moving_it_twice_is_a_conflict(panel, other, moved, clinician):
    with pytest.raises(record.Conflict):
        record.misfiled(panel, to=other, by=clinician, reason="labels swapped")


def test_nothing_is_added_to_it_or_corrected_in_it(patient, moved, clinician):
    gone = _current(patient).get()
    lh = _results(gone).get(analyte="lh")
    again = reading("lh", "2.3", taken=gone.draw)
    for door in (
        lambda: record.panel.correct(gone, draw("2026-03-03"), by=clinician, why="x"),
        lambda: record.result.add(gone, again, by=clinician),
        lambda: record.result.correct(lh, again, by=clinician, why="x"),
    ):
        with pytest.raises(Refused) as refused:
            door()
        assert refused.value.code == "draw-misfiled"


def test_it_moves_to_another_person_of_the_clinic_only(panel, patient, clinician, south):
    elsewhere = Patient.objects.create(clinic=south, created_at=panel.at)
    for to, code in (
        (patient, "misfiled-same-person"),
        (elsewhere, "misfiled-other-clinic"),
    ):
        with pytest.raises(Refused) as refused:
            record.misfiled(panel, to=to, by=clinician, reason="labels swapped")
        assert refused.value.code == code
