"""Treatments: begun, ended, corrected; each change another version."""

from datetime import date

import pytest

from labs import record
from labs.models import Treatment
from labs.record.treatment import Ending
from labs.words import Refused
from tests import factories
from tests.factories import dosed


@pytest.fixture
def stop(treatment, clinician):
    def stop(day, precision="date", *, of=treatment):
        return record.treatment.stop(of, day, precision, "his wish", by=clinician)

    return stop


def _begin(patient, clinician, **facts):
    return factories.TreatmentFactory(patient=patient, **facts)


def test_an_episode_is_kept_as_it_was_told(treatment):
    kept = Treatment.objects.get().episode
    assert (kept.id, kept.version) == (treatment.uid, 0)
    assert dosed(id=kept.id) == kept


def test_an_agent_that_no_catalogue_knows_is_kept_by_its_name(patient, clinician):
    row = _begin(patient, clinician, name="Something else", agent="", axis=False)
    assert (row.agent, row.name, row.axis) == ("", "Something else", False)


def test_a_form_sent_twice_begins_one(patient, clinician):
    twice = [
        record.treatment.begin(patient, dosed(), by=clinician, submission="form-1")
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    assert Treatment.objects.count() == 1


def test_to_end_it_is_the_next_version(treatment, stop):
    ended = stop(date(2026, 3, 1))
    assert (ended.replaces, ended.stop, ended.stop_reason) == (
        treatment,
        date(2026, 3, 1),
        "his wish",
    )
    assert Treatment.objects.current().get() == ended


def test_it_ends_once(treatment, stop):
    ended = stop(date(2026, 3, 1))
    with pytest.raises(Refused) as refused:
        stop(date(2026, 3, 2), of=ended)
    assert refused.value.code == "treatment-stopped"


def test_who_ends_what_was_changed_meanwhile_is_shown_it(treatment, stop):
    ended = stop(date(2026, 3, 1))
    with pytest.raises(record.Conflict) as conflict:
        stop(date(2026, 3, 2))
    assert conflict.value.current == ended


def test_it_cannot_end_before_it_began(stop):
    with pytest.raises(Refused, match="2025-02-14"):
        stop(date(2025, 2, 14))
    assert stop(date(2025, 2, 15)).stop


def test_a_month_is_kept_by_its_outer_days(patient, clinician):
    row = _begin(
        patient,
        clinician,
        start="2024-02-15",
        start_precision="month",
        stop="2024-02-15",
        stop_precision="month",
    )
    assert (row.start, row.stop) == (date(2024, 2, 1), date(2024, 2, 29))


def test_it_may_end_in_the_month_in_which_it_began(stop):
    assert stop(date(2025, 2, 1), "month").stop == date(2025, 2, 28)


def test_but_not_in_a_month_before(stop):
    with pytest.raises(Refused):
        stop(date(2025, 1, 31), "month")


def test_a_mistyped_day_is_mended_with_a_reason(treatment, clinician):
    mended = record.treatment.correct(
        treatment, dosed(start="2025-02-16"), by=clinician, why="mistyped"
    )
    assert (mended.uid, mended.version, mended.why) == (treatment.uid, 1, "mistyped")
    assert Treatment.objects.get(version=0).start == date(2025, 2, 15)


def test_one_that_he_never_took_stays_readable_in_error(treatment, clinician):
    wrong = record.treatment.correct(
        treatment, dosed(in_error=True), by=clinician, why="never taken"
    )
    assert wrong.episode.in_error
    assert Treatment.objects.count() == 2


def test_a_correction_needs_a_reason(treatment, clinician):
    with pytest.raises(Refused, match="the reason"):
        record.treatment.correct(treatment, dosed(start="2025-02-16"), by=clinician, why="")


def test_saved_untouched_it_makes_no_version(treatment, clinician):
    same = record.treatment.correct(treatment, treatment.episode, by=clinician, why="")
    assert same == treatment
    assert Treatment.objects.count() == 1


def _change(treatment, clinician, **facts):
    ending = Ending(treatment, date(2026, 3, 1), "date", "his wish")
    return record.treatment.change(ending, dosed(start="2026-03-02", **facts), by=clinician)


def test_a_change_ends_one_and_begins_the_next(treatment, clinician):
    new = _change(treatment, clinician, form="patch")
    old = Treatment.objects.current().get(uid=treatment.uid)

    assert (old.version, old.stop, old.why) == (1, date(2026, 3, 1), "his wish")
    assert (new.version, new.form, new.stop, new.act) == (0, "patch", None, old.act)


def test_a_change_that_cannot_end_the_one_begins_nothing(treatment, clinician):
    ending = Ending(treatment, date(2025, 2, 14), "date", "his wish")
    with pytest.raises(Refused):
        record.treatment.change(ending, dosed(start="2026-03-02"), by=clinician)
    assert Treatment.objects.get() == treatment


def test_a_change_that_cannot_begin_the_next_ends_nothing(treatment, clinician):
    with pytest.raises(Refused):
        _change(treatment, clinician, stop="2026-01-01")
    assert Treatment.objects.get() == treatment


def test_of_two_changes_of_one_the_second_is_shown_the_first(treatment, clinician):
    _change(treatment, clinician)
    with pytest.raises(record.Conflict) as conflict:
        _change(treatment, clinician)
    assert conflict.value.current == Treatment.objects.current().get(uid=treatment.uid)
    assert Treatment.objects.count() == 3


def test_what_overlaps_and_was_not_seen_is_a_conflict(treatment, patient, clinician):
    with pytest.raises(record.Conflict) as conflict:
        record.treatment.begin(patient, dosed(), by=clinician, seen=())
    assert conflict.value.current == treatment
    assert Treatment.objects.get() == treatment


def test_what_was_seen_in_another_version_was_not_seen(treatment, patient, clinician):
    seen = [treatment.episode]
    record.treatment.correct(
        treatment, dosed(route="nasal"), by=clinician, why="misread", seen=()
    )
    with pytest.raises(record.Conflict):
        record.treatment.begin(patient, dosed(), by=clinician, seen=seen)


def test_what_was_seen_is_kept_beside_it(treatment, patient, clinician):
    record.treatment.begin(patient, dosed(), by=clinician, seen=[treatment.episode])
    assert Treatment.objects.current().count() == 2


def test_where_nobody_can_be_asked_an_overlap_is_taken(treatment, patient, clinician):
    _begin(patient, clinician)
    assert Treatment.objects.current().count() == 2


def test_a_correction_into_an_overlap_that_was_not_seen_is_a_conflict(
    treatment, patient, clinician
):
    ended = _begin(patient, clinician, start="2024-01-01", stop="2024-06-01")
    later = dosed(start="2024-01-01", stop="2025-06-01")
    with pytest.raises(record.Conflict):
        record.treatment.correct(ended, later, by=clinician, why="misread", seen=())
    assert Treatment.objects.current().get(uid=ended.uid) == ended


def test_another_mans_treatment_is_no_overlap(treatment, north, clinician):
    other = factories.patient(north, clinician, "N-7", name="Emil Synthetic")
    assert record.treatment.begin(other, dosed(), by=clinician, seen=())
