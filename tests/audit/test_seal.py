"""Texts of rows: the same before they are written and when they are read back."""

import hashlib
import json

import pytest
from django.db import connection

from labs import audit
from labs.audit import seal
from labs.audit.keys import find_key, make_first_key
from labs.models import Panel, PatientDetails, Result, guards
from tests import factories

# Of the columns that version 1 of the seals is made over. Does it differ? Then count up
# `VERSION`, name the new columns in `_ADDED`, and only then write the new digest here.
COLUMNS = (1, "39e069b5e8d873ee")


def test_the_columns_that_are_sealed_change_with_their_version_alone():
    columns = {
        kind._meta.db_table: seal.list_columns(kind) for kind in seal.current_kinds()
    }
    digest = hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()[:16]
    assert (seal.VERSION, digest) == COLUMNS


def test_every_table_of_a_record_is_sealed():
    tables = {kind._meta.db_table for kind in seal.current_kinds()}
    assert tables == {*guards.APPEND_ONLY} - {"labs_auditevent"}


@pytest.mark.parametrize("kind", [Result, Panel])
def test_a_row_reads_as_it_was_written(patient, drawn, kind, monkeypatch):
    told = []
    monkeypatch.setattr(
        audit.Act, "wrote", lambda self, *rows: told.extend(map(_write, rows))
    )
    drawn(patient, lh="<0.30", testosterone="23.70", fasting=True)
    written = [text for text in told if text.table == kind._meta.db_table]
    assert written
    assert written == [_write(row) for row in kind.objects.order_by("pk")]


def _write(row):
    return seal.serializer_of(type(row)).serialize(row)


def test_folded_names_are_made_anew_and_not_sealed():
    assert "sought" not in seal.list_columns(PatientDetails)


def test_a_later_column_is_unknown_to_an_earlier_seal(monkeypatch, patient):
    """As when a release adds a column: what was sealed before still holds."""
    added = {2: {"labs_patientdetails": frozenset({"aim_on"})}}
    monkeypatch.setattr(seal, "_ADDED", added)
    monkeypatch.setattr(seal, "VERSION", 2)
    assert "aim_on" not in seal.list_columns(PatientDetails, 1)
    assert "aim_on" in seal.list_columns(PatientDetails, 2)


def test_events_that_wrote_rows_have_a_seal_and_no_others(patient, clinician):
    audit.record_read("record-read", by=clinician, patient=patient)
    rows = {
        event.verb: event.rows
        for event in audit.chain.AuditEvent.objects.filter(chain="north")
    }
    assert rows["record-read"] == rows["clinic-opened"] == ""
    version, key, count, mac = rows["patient-created"].split(":")
    assert (version, count, len(mac)) == ("1", "2", 64)
    assert find_key(key)


# The key.


def test_the_first_key_is_made_where_nothing_was_recorded(db, settings, tmp_path):
    settings.DATA_DIR, settings.AUDIT_KEY = tmp_path, ""
    make_first_key()
    assert (tmp_path / "audit-key").read_text() == settings.AUDIT_KEY != ""
    assert (tmp_path / "audit-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["audit-key"]


def test_and_never_again(north, settings, tmp_path):
    settings.DATA_DIR, settings.AUDIT_KEY = tmp_path, ""
    make_first_key()
    assert settings.AUDIT_KEY == ""
    assert list(tmp_path.iterdir()) == []


def test_a_guard_is_asked_for_once_in_each_act_that_writes(patient, clinician):
    asked = []

    def watch(execute, sql, *more):
        asked.append("sqlite_master" in sql or "pg_trigger" in sql)
        return execute(sql, *more)

    with connection.execute_wrapper(watch):
        factories.drawn(patient, by=clinician, lh="3.2")
        audit.record_read("record-read", by=clinician, patient=patient)
    assert sum(asked) == 1
