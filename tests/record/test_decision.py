"""Decisions pin what was looked at, as it stood then; a change of it opens them again."""

from datetime import date

import pytest

from labs import record
from labs.models import Decision, Result
from labs.words import Refused
from tests import factories
from tests.factories import decided, draw, reading


@pytest.fixture
def decide(patient, clinician):
    def decide(draws, **facts):
        about = {k: facts.pop(k) for k in ("submission", "record_version") if k in facts}
        form = record.decision.FormState(**about)
        return record.decision.decide(
            patient, decided(**facts), draws, by=clinician, form=form
        )

    return decide


def _pins(decision):
    return {pin.result for pin in decision.pins.all()}


def _needs_attention(decision):
    return Decision.objects.with_attention().get(pk=decision.pk).needs_attention


def _correct_lh(panel, by, cell="2.3"):
    return factories.CorrectionFactory(panel=panel, lh=cell, by=by)


def test_a_decision_is_kept_as_it_was_told(decide, panel):
    told = decided(
        kind="changed",
        what="hCG added.",
        reasons=("volumes",),
        why="He wants to keep the choice.",
        expected="Volumes no smaller.",
        next_check=date(2026, 6, 1),
        next_check_words="after three months",
    )
    row = decide([panel.uid], **{k: v for k, v in vars(told).items() if k != "date"})
    kept = Decision.objects.get()
    assert vars(kept.decided((), needs_attention=False)) == vars(told) | {
        "id": row.uid,
        "by": row.by_name,
        "at": row.at,
    }


def test_it_pins_every_result_of_the_ticked_draws(decide, panel, drawn, patient):
    other = drawn(patient, "2026-04-02", lh="3.4")
    assert _pins(decide([panel.uid])) == {*panel.results.all()}
    assert _pins(decide([panel.uid, other.uid])) == {*Result.objects.all()}
    assert _pins(decide([])) == set()


def test_it_pins_the_exact_versions(decide, panel, nurse):
    new = _correct_lh(panel, nurse)
    decision = decide([panel.uid])
    assert new in _pins(decision)
    assert new.replaces not in _pins(decision)
    assert {(pin.pin.result, pin.pin.version) for pin in decision.pins.all()} >= {
        (new.uid, 1)
    }


def test_it_pins_nothing_that_was_entered_in_error(decide, panel, lh, nurse):
    record.result.enter_in_error(lh, by=nurse, why="not his")
    assert {row.analyte for row in _pins(decide([panel.uid]))} == {"testosterone"}


def test_it_pins_what_stood_on_the_page_not_what_came_since(decide, panel, lh, nurse):
    page = panel.act
    _correct_lh(panel, nurse)
    decision = decide([panel.uid], record_version=page)
    assert lh in _pins(decision)
    assert decision.record_version == page
    assert _needs_attention(decision)


def test_without_a_page_it_rests_on_the_record_as_it_is(decide, panel):
    decision = decide([panel.uid])
    assert decision.record_version == decision.act - 1
    assert not _needs_attention(decision)


def test_a_page_from_the_future_is_the_record_as_it_is(decide, panel):
    assert decide([panel.uid], record_version=10**9).record_version == panel.act


def test_a_draw_that_was_not_there_yet_cannot_have_been_seen(decide, panel):
    with pytest.raises(Refused) as refused:
        decide([panel.uid], record_version=panel.act - 1)
    assert refused.value.code == "draw-unknown"


def test_a_draw_of_another_man_is_none_of_his(decide, panel, north, clinician, drawn):
    elsewhere = drawn(factories.patient(north, clinician, "N-7"), lh="9.9")
    with pytest.raises(Refused) as refused:
        decide([panel.uid, elsewhere.uid])
    assert refused.value.code == "draw-unknown"
    assert not Decision.objects.exists()


def test_a_form_sent_twice_makes_one(decide, panel):
    first = decide([panel.uid], submission="form-1")
    assert decide([panel.uid], submission="form-1") == first
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "half", [{"next_check": date(2026, 6, 1)}, {"next_check_words": "in summer"}]
)
def test_a_check_has_a_day_and_words_or_neither(decide, panel, half):
    with pytest.raises(Refused) as refused:
        decide([panel.uid], **half)
    assert refused.value.code == "check-half"


def test_only_pinned_draws_open_it_again(decision, drawn, patient, nurse):
    other = drawn(patient, "2026-04-02", lh="3.4")
    _correct_lh(other, nurse)
    assert not _needs_attention(decision)


@pytest.mark.parametrize(
    "change",
    [
        lambda panel, by: _correct_lh(panel, by),
        lambda panel, by: record.panel.correct(
            panel, draw("2026-03-03"), by=by, why="the day"
        ),
        lambda panel, by: record.result.enter_in_error(
            panel.results.get(analyte="lh"), by=by, why="not his"
        ),
    ],
    ids=["corrected", "moved", "in error"],
)
def test_a_change_of_a_pinned_result_opens_it_again(decision, panel, clinician, change):
    change(panel, clinician)
    assert _needs_attention(decision)


def test_a_result_that_is_added_later_does_not(decision, panel, nurse):
    record.result.add(panel, reading("fsh", "4.1", taken=panel.draw), by=nurse)
    assert not _needs_attention(decision)


def test_other_words_keep_its_pins_and_its_page(decision, clinician, panel, nurse):
    _correct_lh(panel, nurse)
    new = record.decision.correct(
        decision, decided(what="He was called."), by=clinician, why="wording"
    )
    assert (new.uid, new.version, new.what) == (decision.uid, 1, "He was called.")
    assert _pins(new) == _pins(decision)
    assert new.record_version == decision.record_version
    assert _needs_attention(new)


def test_one_that_was_never_taken_stays_readable_in_error(decision, clinician):
    new = record.decision.correct(
        decision, decided(in_error=True), by=clinician, why="another man's"
    )
    assert Decision.objects.current().get() == new
    assert new.in_error


def test_saved_untouched_it_makes_no_version(decision, clinician):
    same = record.decision.correct(decision, decided(), by=clinician, why="")
    assert same == decision


def test_a_correction_needs_a_reason(decision, clinician):
    with pytest.raises(Refused, match="the reason"):
        record.decision.correct(decision, decided(what="Else."), by=clinician, why="")


def test_who_corrects_what_was_corrected_meanwhile_is_shown_it(decision, clinician):
    first = record.decision.correct(
        decision, decided(what="One."), by=clinician, why="wording"
    )
    with pytest.raises(record.Conflict) as conflict:
        record.decision.correct(decision, decided(what="Two."), by=clinician, why="wording")
    assert conflict.value.current == first
