"""The worklist's rows: found wrong and put right by `rebuild`, filled by the migration."""

import importlib
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from labs import record
from labs.models import AuditEvent, Patient, WorklistItem
from tests import factories
from tests.worklist import differing_from_the_record


@pytest.fixture
def everything(drawn, patient, clinician, north):
    """Draws that were signed off, flagged, corrected and moved; decisions of each kind."""
    read = drawn(patient, "2026-03-02 08:10", lh="3.2", signed=True)
    reopened = drawn(patient, "2026-03-09 08:10", lh="3.3", flags=("unit-slip",))
    looked_at = [read.uid, reopened.uid]
    check = {"next_check": date(2026, 4, 1), "next_check_words": "Morning draw"}
    one = record.decision.decide(patient, factories.decided(), looked_at, by=clinician)
    for day in ("2026-03-10", "2026-03-11"):
        decided = factories.decided(day, **check)
        record.decision.decide(patient, decided, looked_at, by=clinician)
    factories.CorrectionFactory(panel=reopened, lh="3.9")
    closing = factories.decided("2026-03-12")
    closed = record.decision.decide(patient, closing, [], closes=[one.uid], by=clinician)
    never = factories.decided("2026-03-12", in_error=True)
    record.decision.correct(closed, never, by=clinician, why="of another man")
    other = factories.patient(north, clinician, "N-9")
    moved = drawn(patient, "2026-03-20 08:10", fsh="2.6")
    record.misfiled(moved, to=other, by=clinician, reason="labels swapped")
    factories.DecisionFactory(patient=other, date="2026-03-10", **check)
    drawn(other, "2026-04-02 08:10", lh="3.2", signed=True)
    assert {item.kind for item in WorklistItem.objects.all()} == {
        *("draw", "due", "reopened", "check")
    }


def _rows():
    return {item.facts for item in WorklistItem.objects.all()}


def test_it_is_made_anew_from_the_record_alone(everything, north):
    rows = _rows()
    WorklistItem.objects.filter(kind="draw").update(flagged=True)
    WorklistItem.objects.filter(kind="check").delete()
    WorklistItem.objects.filter(kind="reopened").update(
        sort_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    wrong = len(rows ^ _rows())
    rebuilt = record.worklist.rebuild(north)
    assert (rebuilt.clinic, rebuilt.items, rebuilt.differed) == ("north", len(rows), wrong)
    assert _rows() == rows
    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.detail) == ("worklist-rebuilt", f'{{"differed":{wrong}}}')


def test_where_nothing_differs_nothing_is_written(everything, north):
    before = AuditEvent.objects.count()
    assert record.worklist.rebuild(north).differed == 0
    assert AuditEvent.objects.count() == before


def test_another_clinics_rows_are_left_alone(everything, north, south):
    WorklistItem.objects.all().delete()
    assert record.worklist.rebuild(south).differed == 0
    assert not _rows()
    assert record.worklist.rebuild(north).differed > 0


def test_the_migration_fills_it_with_what_the_record_says(everything, north):
    rows = _rows()
    WorklistItem.objects.all().delete()
    due = {facts for facts in rows if facts[2] == "due"}  # which came later
    migration = importlib.import_module("labs.migrations.0008_worklist_item")
    migration.fill(apps, SimpleNamespace(connection=connection))
    assert _rows() == rows - due
    assert record.worklist.rebuild(north).differed == len(due)


def test_of_many_patients_some_at_a_time_are_compared(everything, north, monkeypatch):
    monkeypatch.setattr(record.worklist, "_AT_ONCE", 1)
    WorklistItem.objects.all().delete()
    assert record.worklist.rebuild(north).differed > 1
    assert differing_from_the_record() == set()
    assert Patient.objects.count() > 1
