"""What the database refuses by itself, whoever asks it to keep it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from labs.models import (
    AuditEvent,
    Baseline,
    Decision,
    Membership,
    Panel,
    PatientDetails,
    Release,
    Result,
    Treatment,
)
from tests.factories import decided, dosed, draw, reading


@pytest.fixture
def signed(clinician, panel):
    """By whom, when and in which act: what every row of the record carries."""
    return {"act": 99, "by": clinician, "by_name": "Clara Synthetic", "at": panel.at}


def _with(row, *facts):
    for name, value in [pair for each in facts for pair in each.items()]:
        setattr(row, name, value)
    return row


def _refused(row, *facts, **change):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        _with(row, *facts, change).save(force_insert=True)
    return str(error.value)


def _result(panel, cell="3.2", key="lh"):
    return Result.of(panel, reading(key, cell, taken=panel.draw))


@pytest.mark.parametrize(
    "change",
    [
        {"value": None},
        {"decimals": None},
        {"comparator": "<"},
        {"kind": "censored"},
        {"kind": "censored", "comparator": "="},
        {"kind": "text"},
        {"kind": "absent"},
        {"kind": "guessed"},
    ],
    ids=str,
)
def test_kind_comparator_and_number_agree(panel, signed, change):
    assert "kind_ties_number" in _refused(_result(panel), signed, **change)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"value": -1}, "result_not_negative"),
        ({"status": "amended"}, "result_status_known"),
        ({"side": "left"}, "result_side_of_volume"),
        ({"side": "both", "analyte": "volume"}, "result_side_of_volume"),
    ],
)
def test_a_result_that_cannot_be_is_refused(panel, signed, change, rule):
    assert rule in _refused(_result(panel), signed, **change)


@pytest.mark.parametrize(
    "change",
    [
        {"collected_time": None},
        {"precision": "date"},
        {"precision": "month"},
        {"precision": "year"},
    ],
    ids=str,
)
def test_a_time_goes_with_precision_to_the_minute_alone(patient, signed, change):
    panel = Panel.of(patient, draw("2026-03-02 08:10"))
    assert "time_only_to_the_minute" in _refused(panel, signed, **change)


def test_a_treatment_does_not_stop_before_it_starts(patient, signed):
    row = Treatment.of(patient, dosed())
    assert "stops_after_start" in _refused(row, signed, stop=date(2025, 2, 14))


@pytest.mark.parametrize(
    "half", [{"next_check": date(2026, 6, 1)}, {"next_check_words": "in summer"}], ids=str
)
def test_a_next_check_has_a_day_and_words(patient, signed, half):
    row = Decision.of(patient, decided())
    said = _refused(row, signed, record_version=1, **half)
    assert "check_has_date_and_words" in said


@pytest.mark.parametrize("change", [{"kind": "withdrawn"}, {"kind": "published"}], ids=str)
def test_a_release_is_of_a_kind_and_only_a_withdrawal_undoes(panel, signed, change):
    row = Release(patient=panel.patient, panel=panel, panel_uid=panel.uid, through=1)
    assert "undoes_when_withdrawn" in _refused(row, signed, **change)


# Versions.


def _again(row, *facts, **change):
    row.pk, row._state.adding = None, True
    return _refused(row, *facts, **change)


@pytest.fixture
def versioned(full):
    return {
        kind: kind.objects.order_by("pk").first()
        for kind in (Baseline, Decision, Panel, PatientDetails, Result, Treatment)
    }


def test_a_chain_of_versions_does_not_fork(panel, signed):
    """Of two rows that replace one, the second fails: whatever the doors overlooked."""
    first = panel.results.get(analyte="lh")
    after = {"uid": first.uid, "version": 1, "replaces": first}
    _with(_result(panel, "2.3"), signed, after).save(force_insert=True)
    assert _refused(_result(panel, "2.4"), signed, after, version=2)


def test_a_version_is_there_once(versioned, signed):
    for row in versioned.values():
        assert _again(row, signed, submission=None)


def test_a_later_version_says_what_it_replaces(versioned, signed):
    for kind, row in versioned.items():
        said = _again(row, signed, version=5, submission=None)
        assert f"{kind.__name__.lower()}_replaces_from_version_1" in said


def test_a_first_version_replaces_nothing(panel, signed):
    row = _result(panel)
    said = _refused(row, signed, replaces=panel.results.first())
    assert "result_replaces_from_version_1" in said


def test_a_form_is_kept_once_for_a_man(panel, patient, signed):
    form = {"submission": "form-1"}
    _with(Panel.of(patient, draw("2026-03-04")), signed, form).save(force_insert=True)
    assert _refused(Panel.of(patient, draw("2026-03-05")), signed, form)


# Beside the record.


def test_a_role_is_held_once(clinician, north):
    assert _refused(Membership(user=clinician, clinic=north, role="clinician"))


@pytest.mark.parametrize("key", [{"seq": 2, "prev": "x"}, {"seq": 99}], ids=str)
def test_an_audit_chain_has_each_number_and_each_predecessor_once(clinician, key):
    event = AuditEvent.objects.get(seq=2)
    assert _again(event, **key)
