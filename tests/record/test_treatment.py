"""Treatments: begun, ended, corrected; each change another version."""

from datetime import date

import pytest

from labs import record
from labs.models import Treatment
from labs.words import Refused
from tests.factories import episode


@pytest.fixture
def stop(treatment, clinician):
    def stop(day, precision="date", *, of=treatment):
        return record.treatment.stop(of, day, precision, "his wish", by=clinician)

    return stop


def _begin(patient, clinician, **facts):
    return record.treatment.begin(patient, episode(**facts), by=clinician)


def test_an_episode_is_kept_as_it_was_told(treatment):
    kept = Treatment.objects.get().episode
    assert (kept.id, kept.version) == (treatment.uid, 0)
    assert episode(id=kept.id) == kept


def test_an_agent_that_no_catalogue_knows_is_kept_by_its_name(patient, clinician):
    row = _begin(patient, clinician, name="Something else", agent="", axis=False)
    assert (row.agent, row.name, row.axis) == ("", "Something else", False)


def test_a_form_sent_twice_begins_one(patient, clinician):
    twice = [
        record.treatment.begin(patient, episode(), by=clinician, submission="form-1")
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
        treatment, episode(start="2025-02-16"), by=clinician, why="mistyped"
    )
    assert (mended.uid, mended.version, mended.why) == (treatment.uid, 1, "mistyped")
    assert Treatment.objects.get(version=0).start == date(2025, 2, 15)


def test_one_that_he_never_took_stays_readable_in_error(treatment, clinician):
    wrong = record.treatment.correct(
        treatment, episode(in_error=True), by=clinician, why="never taken"
    )
    assert wrong.episode.in_error
    assert Treatment.objects.count() == 2


def test_a_correction_needs_a_reason(treatment, clinician):
    with pytest.raises(Refused, match="why"):
        record.treatment.correct(
            treatment, episode(start="2025-02-16"), by=clinician, why=""
        )


def test_saved_untouched_it_makes_no_version(treatment, clinician):
    same = record.treatment.correct(treatment, treatment.episode, by=clinician, why="")
    assert same == treatment
    assert Treatment.objects.count() == 1
