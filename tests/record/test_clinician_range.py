"""A clinician's own range: given, changed, ended; digits as typed, nothing ever lost."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from labs import record
from labs.models import ClinicianRange
from labs.readings import in_force
from labs.words import Refused
from tests.factories import range_of_testosterone


@pytest.fixture
def given(patient, clinician):
    return record.clinician_range.give(
        patient, range_of_testosterone("8.0", "25"), by=clinician
    )


def _held(patient):
    rows = ClinicianRange.objects.filter(patient=patient).order_by("pk")
    return [
        (each.interval.plain, each.since.day, each.until) for each in in_force(_facts(rows))
    ]


def _facts(rows):
    return [row.fact for row in rows]


def test_it_comes_back_as_it_was_typed(given, clinician):
    fact = given.fact
    assert (fact.analyte, fact.interval.plain, fact.interval.unit) == (
        "testosterone",
        "8.0 to 25",
        "nmol/L",
    )
    assert (fact.interval.source, fact.by) == ("clinician", clinician.name)
    assert fact.interval.low_inclusive and fact.interval.high_inclusive


@pytest.mark.parametrize(
    ("low", "high", "plain"), [("8", "", "≥ 8"), ("", "25", "≤ 25"), ("0", "0", "0 to 0")]
)
def test_one_end_is_enough(patient, clinician, low, high, plain):
    given = record.clinician_range.give(
        patient, range_of_testosterone(low, high), by=clinician
    )
    assert given.interval.plain == plain


def test_without_an_end_it_is_none(patient, clinician):
    with pytest.raises(Refused, match="limit"):
        record.clinician_range.give(patient, range_of_testosterone("", ""), by=clinician)


def test_a_unit_of_another_analyte_is_refused(patient, clinician):
    told = range_of_testosterone("8", "25", unit="IU/L")
    with pytest.raises(Refused, match="IU/L"):
        record.clinician_range.give(patient, told, by=clinician)


def test_the_same_again_is_no_change(given, patient, clinician):
    again = record.clinician_range.give(
        patient, range_of_testosterone("8.0", "25"), by=clinician
    )
    assert again == given


def test_a_change_is_a_further_version_from_its_own_day(given, patient, clinician):
    told = range_of_testosterone("9", "25", "2026-03-09")
    changed = record.clinician_range.give(patient, told, by=clinician, why="his age")
    assert (changed.uid, changed.version, changed.replaces) == (given.uid, 1, given)
    assert _held(patient) == [("8.0 to 25", 5, date(2026, 3, 9)), ("9 to 25", 9, None)]


def test_what_was_mistyped_never_held(given, patient, clinician):
    told = range_of_testosterone("9", "25", "2026-03-05")
    record.clinician_range.give(patient, told, by=clinician, why="mistyped")
    assert _held(patient) == [("9 to 25", 5, None)]


def test_a_change_needs_a_reason(given, patient, clinician):
    with pytest.raises(Refused, match="the reason"):
        record.clinician_range.give(patient, range_of_testosterone("9"), by=clinician)


def test_ended_it_holds_no_more_from_that_day_on(given, patient, clinician):
    day = date(2026, 3, 9)
    ended = record.clinician_range.end(given, day, by=clinician, why="moved away")
    assert (ended.ended, ended.since, ended.why) == (True, day, "moved away")
    assert _held(patient) == [("8.0 to 25", 5, day)]
    assert record.clinician_range.end(ended, day, by=clinician, why="again") == ended


def test_ended_on_its_first_day_it_never_held(given, patient, clinician):
    record.clinician_range.end(given, given.since, by=clinician, why="another man's")
    assert _held(patient) == []


def test_it_does_not_end_before_it_was_set(given, clinician):
    with pytest.raises(Refused, match="before the start"):
        record.clinician_range.end(given, date(2026, 3, 4), by=clinician, why="x")


def test_to_end_it_needs_a_reason(given, clinician):
    with pytest.raises(Refused, match="the reason"):
        record.clinician_range.end(given, date(2026, 3, 9), by=clinician, why=" ")


def test_ended_it_can_be_given_again_without_a_reason(given, patient, clinician):
    record.clinician_range.end(given, date(2026, 3, 9), by=clinician, why="moved away")
    told = range_of_testosterone("9", "25", "2026-03-20")
    again = record.clinician_range.give(patient, told, by=clinician)
    assert (again.version, again.ended) == (2, False)
    assert _held(patient) == [("8.0 to 25", 5, date(2026, 3, 9)), ("9 to 25", 20, None)]


def test_of_two_who_change_it_at_once_the_second_is_shown_the_first(
    given, patient, clinician
):
    first, second = range_of_testosterone("9"), range_of_testosterone("10")
    kept = record.clinician_range.give(
        patient, first, by=clinician, why="x", seen=given.act
    )
    with pytest.raises(record.Conflict) as conflict:
        record.clinician_range.give(patient, second, by=clinician, why="x", seen=given.act)
    assert conflict.value.current == kept


def test_one_analyte_has_one_chain_whoever_writes(given):
    other = ClinicianRange.of(given.patient, range_of_testosterone("9", unit="nmol/L"))
    other.act, other.by, other.by_name, other.at = given.act, given.by, "x", given.at
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)


def test_a_range_without_an_end_is_refused_by_the_database(given):
    bare = record.rows.next_version(given, low="", high="")
    bare.act, bare.by, bare.by_name, bare.at = given.act, given.by, "x", given.at
    with pytest.raises(IntegrityError), transaction.atomic():
        bare.save(force_insert=True)
