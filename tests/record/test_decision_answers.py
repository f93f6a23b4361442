"""A decision that a correction opened again: what closes it, and what opens it anew."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from labs import courses, record, worklist
from labs.models import Decision, DecisionAnswer, Panel, Result
from labs.words import Refused
from tests import factories
from tests.factories import decided, draw


def _correct(panel, by, cell="2.3", analyte="lh"):
    return factories.CorrectionFactory(panel=panel, **{analyte: cell}, by=by)


def _is_open(decision):
    """What the one predicate says; the worklist must say the same."""
    row = Decision.objects.current().with_attention().get(uid=decision.uid)
    listed = [each.decision.uid for each in worklist.read_reopened(decision.patient)]
    assert row.needs_attention == (decision.uid in listed)
    return row.needs_attention


@pytest.fixture
def opened(decision, panel, nurse):
    """Its LH was corrected after it had been decided."""
    _correct(panel, nurse)
    assert _is_open(decision)
    return decision


@pytest.fixture
def stands(clinician):
    def stands(decision, why="It was low either way.", seen=None, by=clinician):
        current = Decision.objects.current().get(uid=decision.uid)
        newest = max(row.act for row in (*Result.objects.all(), current))
        answered = DecisionAnswer.objects.order_by("-act").values_list("act", flat=True)
        seen = max([newest, *answered]) if seen is None else seen
        return record.decision.still_stands(current, by=by, why=why, seen=seen)

    return stands


@pytest.fixture
def decide(patient, clinician):
    def decide(*closes, draws=(), **about):
        uids = [decision.uid for decision in closes]
        form = record.decision.FormState(**about)
        told = decided("2026-03-09")
        return record.decision.decide(
            patient, told, draws, closes=uids, by=clinician, form=form
        )

    return decide


def test_still_stands_closes_it(opened, stands):
    answer = stands(opened)
    assert not _is_open(opened)
    assert (answer.why, answer.new_decision) == ("It was low either way.", None)


def test_a_new_decision_closes_those_that_it_names(opened, panel, patient, decide, nurse):
    other = decide(draws=[panel.uid])
    _correct(panel, nurse, "2.4")
    new = decide(opened)
    assert not _is_open(opened)
    assert _is_open(other)
    assert [answer.decision for answer in new.closes.all()] == [opened]


def test_it_pins_what_was_corrected_under_those_that_it_closes(
    opened, panel, decide, nurse
):
    new = decide(opened)
    pinned = {(pin.result.analyte, pin.result.reported) for pin in new.pins.all()}
    assert pinned == {("lh", "2.3")}
    _correct(panel, nurse, "2.4")
    assert _is_open(new)


def test_a_result_that_is_ticked_as_well_is_pinned_once(opened, panel, decide):
    new = decide(opened, draws=[panel.uid])
    assert sorted(pin.result.reported for pin in new.pins.all()) == ["12.1", "2.3"]


def test_what_was_entered_in_error_is_answered_and_not_pinned(
    decision, panel, nurse, decide
):
    lh = panel.results.get(analyte="lh")
    record.result.enter_in_error(lh, by=nurse, why="not his")
    assert _is_open(decision)
    new = decide(decision)
    assert not _is_open(decision) and not _is_open(new)
    assert not new.pins.exists()


def test_still_stands_answers_a_result_that_was_entered_in_error(
    decision, panel, nurse, stands
):
    lh = panel.results.get(analyte="lh")
    record.result.enter_in_error(lh, by=nurse, why="not his")
    stands(decision)
    assert not _is_open(decision)


@pytest.mark.parametrize(
    "change",
    [
        lambda panel, by: _correct(panel, by, "2.4"),
        lambda panel, by: _correct(panel, by, "3.2"),  # back to what was pinned
        lambda panel, by: _correct(panel, by, "13.4", "testosterone"),
        lambda panel, by: record.panel.correct(
            Panel.objects.current().get(uid=panel.uid),
            draw("2026-03-03"),
            by=by,
            why="the day",
        ),
        lambda panel, by: record.result.enter_in_error(
            panel.results.current().get(analyte="lh"), by=by, why="not his"
        ),
    ],
    ids=["same result", "back again", "another pinned result", "moved", "in error"],
)
@pytest.mark.parametrize("how", ["stands", "decide"])
def test_a_later_change_opens_it_again(opened, panel, clinician, change, how, request):
    request.getfixturevalue(how)(opened)
    change(panel, clinician)
    assert _is_open(opened)


def test_it_can_be_answered_time_and_again(opened, panel, nurse, stands, decide):
    stands(opened)
    _correct(panel, nurse, "2.4")
    decide(opened)
    _correct(panel, nurse, "2.5")
    assert _is_open(opened)
    stands(opened, why="Still so.")
    assert not _is_open(opened)


def test_a_change_of_what_it_does_not_rest_on_leaves_it_closed(
    opened, drawn, patient, nurse, stands
):
    other = drawn(patient, "2026-04-02", lh="3.4")
    stands(opened)
    _correct(other, nurse)
    assert not _is_open(opened)


def test_a_sign_off_alone_does_not_close_it(opened, panel, clinician):
    record.release.sign_off(panel, by=clinician)
    assert _is_open(opened)


def test_nor_does_a_new_decision_that_rests_on_the_same_draw(opened, panel, decide):
    decide(draws=[panel.uid])
    assert _is_open(opened)


def test_nor_an_answer_to_another_decision(opened, panel, decide, nurse, stands):
    other = decide(draws=[panel.uid])
    _correct(panel, nurse, "2.4")
    stands(other)
    assert _is_open(opened)


def test_other_words_keep_its_answers(opened, clinician, stands):
    stands(opened)
    told = decided(what="He was called.")
    record.decision.correct(opened, told, by=clinician, why="wording")
    assert not _is_open(opened)


def test_a_new_decision_that_was_never_taken_closes_nothing(opened, decide, clinician):
    new = decide(opened)
    gone = record.decision.correct(new, decided(in_error=True), by=clinician, why="a slip")
    assert _is_open(opened)
    record.decision.correct(gone, decided(), by=clinician, why="it was taken")
    assert not _is_open(opened)


@pytest.mark.parametrize("how", ["stands", "decide"])
def test_who_has_not_seen_the_last_correction_closes_nothing(
    opened, panel, nurse, how, request
):
    seen = Result.objects.get(reported="2.3").act
    _correct(panel, nurse, "2.4")
    about = {"stands": {"seen": seen}, "decide": {"record_version": seen}}[how]
    with pytest.raises(record.Conflict):
        request.getfixturevalue(how)(opened, **about)
    assert _is_open(opened)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("how", ["stands", "decide"])
def test_of_two_who_answer_at_once_one_succeeds(opened, stands, how, request):
    seen = Result.objects.get(reported="2.3").act
    stands(opened, seen=seen)
    about = {"stands": {"seen": seen}, "decide": {"record_version": seen}}[how]
    with pytest.raises(record.Conflict):
        request.getfixturevalue(how)(opened, **about)
    assert DecisionAnswer.objects.count() == 1


def test_whose_words_were_corrected_meanwhile_it_is_not_answered_unread(
    opened, clinician, stands
):
    seen = Result.objects.get(reported="2.3").act
    told = decided(what="He was called.")
    record.decision.correct(opened, told, by=clinician, why="wording")
    with pytest.raises(record.Conflict):
        stands(opened, seen=seen)


@pytest.mark.parametrize("how", ["stands", "decide"])
def test_one_that_is_not_open_has_nothing_to_answer(decision, how, request):
    with pytest.raises(Refused) as refused:
        request.getfixturevalue(how)(decision)
    assert refused.value.code == "decision-not-open"


def test_nor_has_one_that_was_never_taken(opened, clinician, stands):
    record.decision.correct(opened, decided(in_error=True), by=clinician, why="a slip")
    with pytest.raises(Refused) as refused:
        stands(opened)
    assert refused.value.code == "decision-not-open"


def test_a_decision_of_another_man_is_not_closed(opened, north, clinician):
    man = factories.patient(north, clinician, "N-7")
    with pytest.raises(Refused) as refused:
        record.decision.decide(man, decided(), [], closes=[opened.uid], by=clinician)
    assert refused.value.code == "decision-unknown"
    assert _is_open(opened)


@pytest.mark.parametrize("why", ["", "   "])
def test_still_stands_needs_a_reason(opened, stands, why):
    with pytest.raises(Refused, match="the reason"):
        stands(opened, why=why)
    assert _is_open(opened)


def test_an_answer_is_neither_changed_nor_deleted(opened, stands):
    answer = stands(opened)
    with pytest.raises(DatabaseError), transaction.atomic():
        DecisionAnswer.objects.filter(pk=answer.pk).update(why="else")
    with pytest.raises(DatabaseError), transaction.atomic():
        answer.delete()


def test_the_database_holds_no_answer_without_reason_or_decision(opened, stands):
    answer = stands(opened)
    answer.pk, answer.why = None, ""
    with pytest.raises(IntegrityError), transaction.atomic():
        answer.save(force_insert=True)


def test_an_answer_is_a_change_of_the_record(opened, patient, stands):
    answer = stands(opened)
    course = courses.load_course(patient, today=date(2026, 3, 10))
    assert course.version == answer.act
    assert [one.needs_attention for one in course.decisions] == [False]
