"""Results: corrected one after the other, finished, added, entered in error."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from labs import record
from labs.models import AuditEvent, Decision, Panel, Result
from labs.words import Refused
from tests.factories import reading, worker


@pytest.fixture
def correct(lh, nurse):
    """Correct the LH of the draw, unless told otherwise."""

    def correct(cell="2.3", *, result=lh, by=nurse, why="misread", **facts):
        facts = {"status": "corrected", "method": "immunoassay"} | facts
        new = reading("lh", cell, taken=result.panel.draw, **facts)
        return record.result.correct(result, new, by=by, why=why)

    return correct


@pytest.fixture
def reviewed(panel, clinician):
    record.release.sign_off(panel, by=clinician)
    return panel


def _is_reviewed(panel):
    return Panel.objects.with_review().get(pk=panel.pk).is_reviewed


def test_a_correction_replaces_the_version_before(lh, correct, nurse):
    new = correct()
    assert (new.uid, new.version, new.replaces) == (lh.uid, 1, lh)
    assert (new.reported, new.status, new.why, new.by) == (
        "2.3",
        "corrected",
        "misread",
        nurse,
    )
    lh.refresh_from_db()
    assert (lh.reported, lh.status) == ("3.2", "final")


def test_only_the_last_version_is_current(lh, correct):
    last = correct("2.4", result=correct())
    assert Result.objects.current().get(uid=lh.uid) == last
    assert Result.objects.filter(uid=lh.uid).count() == 3


def test_it_keeps_patient_draw_and_moment(lh, correct):
    new = correct()
    assert (new.patient, new.panel, new.collected_at) == (
        lh.patient,
        lh.panel,
        lh.collected_at,
    )


def test_of_two_who_correct_at_once_one_is_shown_the_other(lh, correct, clinician):
    first = correct("2.3")
    with pytest.raises(record.Conflict) as conflict:
        correct("2.8", result=lh, by=clinician)
    assert conflict.value.current == first
    assert Result.objects.filter(uid=lh.uid).count() == 2


def test_saved_untouched_it_makes_no_version_and_no_event(drawn, patient, correct):
    lh = drawn(patient, "2026-03-04", lh="23.70").results.get()
    events = AuditEvent.objects.count()
    assert correct("23.70", result=lh) == lh
    assert Result.objects.filter(uid=lh.uid).count() == 1
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(("cell", "unit"), [("3.20", ""), ("<3.2", ""), ("3.2", "mIU/mL")])
def test_another_spelling_of_the_value_is_another_version(correct, cell, unit):
    assert correct(cell, unit=unit).version == 1


def test_a_correction_needs_a_reason(correct):
    with pytest.raises(Refused, match="the reason"):
        correct(why="")


@pytest.mark.parametrize("key", ["fsh", "testosterone"])
def test_a_correction_keeps_its_analyte(lh, panel, nurse, key):
    with pytest.raises(Refused) as refused:
        record.result.correct(lh, reading(key, "3", taken=panel.draw), by=nurse, why="x")
    assert refused.value.code == "correction-other-analyte"


def test_a_correction_keeps_its_side(drawn, patient, nurse):
    left = drawn(patient, "2026-03-04", left="15").results.get()
    other = replace(left.reading(left.panel.draw), side="right")
    with pytest.raises(Refused, match="side"):
        record.result.correct(left, other, by=nurse, why="x")


def test_a_correction_reopens_the_review(reviewed, lh, correct, clinician):
    assert _is_reviewed(reviewed)
    correct(by=clinician)
    assert not _is_reviewed(reviewed)


def test_a_correction_marks_the_decision_that_rests_on_it(decision, correct):
    correct()
    assert Decision.objects.with_attention().get().needs_attention


def test_a_correction_of_another_draw_marks_no_decision(decision, drawn, patient, correct):
    correct(result=drawn(patient, "2026-04-02", lh="3.2").results.get())
    assert not Decision.objects.with_attention().get().needs_attention


# Whose entry it is.


def test_a_nurse_corrects_no_entry_of_another(lh, north, correct):
    with pytest.raises(PermissionDenied):
        correct(by=worker(north, "nurse", "second@north.example"))


def test_a_nurse_corrects_no_entry_that_was_reviewed(reviewed, correct, nurse):
    with pytest.raises(PermissionDenied):
        correct(by=nurse)


def test_nor_takes_back_what_the_clinician_has_corrected(correct, clinician, nurse):
    new = correct(by=clinician)
    with pytest.raises(PermissionDenied):
        correct("3.2", result=new, by=nurse)


def test_what_she_adds_after_the_review_is_hers_to_correct(reviewed, nurse):
    (fsh,) = record.result.add(
        reviewed, reading("fsh", "4.1", taken=reviewed.draw), by=nurse
    )
    new = reading("fsh", "1.4", taken=reviewed.draw)
    assert record.result.correct(fsh, new, by=nurse, why="misread").version == 1


def test_when_the_sign_off_was_taken_back_it_is_hers_again(reviewed, correct, clinician):
    record.release.take_back(reviewed, by=clinician, why="too early")
    assert correct().version == 1


# What is not finished yet.


@pytest.mark.parametrize("status", ["preliminary", "pending"])
def test_to_finish_a_result_is_to_record_whoever_entered_it(
    drawn, patient, clinician, nurse, correct, status
):
    panel = drawn(patient, "2026-03-04", by=clinician, lh="3.2", status=status)
    record.release.sign_off(panel, by=clinician)
    final = correct("3.2", result=panel.results.get(), by=nurse, status="final")
    assert (final.status, final.by) == ("final", nurse)


def test_but_not_to_enter_it_in_error(drawn, patient, clinician, nurse):
    panel = drawn(patient, "2026-03-04", by=clinician, lh="3.2", status="preliminary")
    with pytest.raises(PermissionDenied):
        record.result.enter_in_error(panel.results.get(), by=nurse, why="x")


def test_not_done_keeps_its_reason_and_no_number(lh, nurse):
    new = record.result.not_done(lh, "too little serum", by=nurse, why="laboratory")
    assert (new.status, new.kind, new.value, new.reported) == (
        "not-done",
        "absent",
        None,
        "",
    )
    assert (new.absent_reason, new.version) == ("too little serum", 1)


def test_the_senders_own_id_stays_by_which_its_file_finds_it(panel, nurse):
    sent = reading("fsh", "4.1", taken=panel.draw, source_id="4711^LAB")
    (fsh,) = record.result.add(panel, sent, by=nurse)
    new = record.result.not_done(fsh, "clotted", by=nurse, why="laboratory")
    assert new.source_id == "4711^LAB"


# Added, and entered in error.


def test_a_result_left_out_is_added_and_reopens_the_review(reviewed, nurse):
    record.result.add(reviewed, reading("fsh", "4.1", taken=reviewed.draw), by=nurse)
    assert reviewed.results.current().count() == 3
    assert not _is_reviewed(reviewed)


def test_the_same_result_added_twice_is_one(panel, nurse):
    fsh = reading("fsh", "4.1", taken=panel.draw)
    assert record.result.add(panel, fsh, by=nurse) == record.result.add(
        panel, fsh, by=nurse
    )


def test_several_results_are_added_in_one_act(panel, nurse):
    before = AuditEvent.objects.count()
    told = [
        reading("fsh", "4.1", taken=panel.draw),
        reading("estradiol", "90", taken=panel.draw),
    ]
    added = record.result.add(panel, *told, by=nurse)

    assert len({row.act for row in added}) == 1
    assert AuditEvent.objects.count() == before + 1
    assert '"results":2' in AuditEvent.objects.latest("seq").detail


def test_what_the_draw_says_already_is_not_added_with_other_words(panel, nurse):
    other = reading("lh", "9.9", taken=panel.draw)
    with pytest.raises(Refused) as refused:
        record.result.add(panel, reading("fsh", "4.1", taken=panel.draw), other, by=nurse)

    assert str(refused.value).startswith("LH is in this draw already.")
    assert panel.results.count() == 2


def test_two_methods_are_two_results(panel, nurse):
    other = reading("lh", "3.0", taken=panel.draw, method="mass spectrometry")
    record.result.add(panel, other, by=nurse)
    assert panel.results.filter(analyte="lh").count() == 2


def test_a_draw_that_changed_since_it_was_looked_at_is_looked_at_again(panel, nurse):
    seen = max(row.act for row in (panel, *panel.results.all()))
    fsh = reading("fsh", "4.1", taken=panel.draw)
    record.result.add(panel, fsh, by=nurse, seen=seen)

    assert record.result.add(panel, fsh, by=nurse, seen=seen)[0].version == 0
    with pytest.raises(record.Conflict):
        late = reading("estradiol", "90", taken=panel.draw)
        record.result.add(panel, late, by=nurse, seen=seen)
    assert panel.results.current().count() == 3


def test_to_a_draw_that_was_corrected_meanwhile_nothing_is_added(panel, nurse):
    draw = replace(panel.draw, laboratory="Quay Street Hospital")
    new = record.panel.correct(panel, draw, by=nurse, why="laboratory")
    with pytest.raises(record.Conflict) as conflict:
        record.result.add(panel, reading("fsh", "4.1", taken=panel.draw), by=nurse)
    assert conflict.value.current == new


def test_entered_in_error_keeps_what_was_read(lh, nurse):
    new = record.result.enter_in_error(lh, by=nurse, why="another man's")
    assert (new.status, new.reported, new.why) == (
        "entered-in-error",
        "3.2",
        "another man's",
    )


def test_entered_in_error_twice_is_once(lh, nurse):
    new = record.result.enter_in_error(lh, by=nurse, why="another man's")
    assert record.result.enter_in_error(new, by=nurse, why="again") == new


def test_entered_in_error_needs_a_reason(lh, nurse):
    with pytest.raises(Refused, match="the reason"):
        record.result.enter_in_error(lh, by=nurse, why="")


def test_the_right_result_comes_beside_the_one_in_error(panel, lh, nurse):
    record.result.enter_in_error(lh, by=nurse, why="another man's")
    record.result.add(panel, reading("lh", "<0.1", taken=panel.draw), by=nurse)
    both = panel.results.current().filter(analyte="lh").order_by("pk")
    assert [(row.status, row.reported) for row in both] == [
        ("entered-in-error", "3.2"),
        ("final", "<0.1"),
    ]
