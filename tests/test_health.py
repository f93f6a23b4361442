"""Whether the process lives and may serve; strangers learn no more than that."""

import os
import shutil
import time

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from labs import audit
from labs.audit import chain
from labs.models import guards
from labs.views import health


def test_the_process_lives_and_says_so_to_anybody(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_it_is_ready_when_migrated_and_guarded(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert health.list_faults() == []


def test_it_is_not_ready_when_one_guard_is_missing(client, db):
    name = sorted(guards.expected_guards(connection))[-1]
    table = name.rsplit("_", 1)[0]
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert client.get("/readyz").status_code == 503
    assert health.list_faults() == [f"Guards are missing on the database: {name}."]


def test_it_is_not_ready_when_a_migration_is_not_applied(client, db):
    newest = MigrationRecorder.Migration.objects.filter(app="labs").latest("name")
    MigrationRecorder(connection).record_unapplied("labs", newest.name)
    assert client.get("/readyz").status_code == 503
    assert health.list_faults() == [f"Migrations are not applied: labs.{newest.name}."]


def test_it_is_not_ready_when_the_database_does_not_answer(client, db, monkeypatch):
    def silent(connection):
        raise DatabaseError("no route to clinic-db.internal")

    monkeypatch.setattr(guards, "missing_guards", silent)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_a_monitor_reads_the_age_of_the_newest_whole_backup(db, tmp_path, monkeypatch):
    def read_age():
        return health.measure()["backup_age_seconds"][0]

    monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "none"))
    assert read_age() is None
    monkeypatch.setenv("BACKUP_DIR", str(tmp_path))
    assert read_age() is None
    for name, age in (("old.backup", 9000), ("new.backup", 3600), ("new.backup.part", 1)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    assert 3600 <= read_age() < 3700


@pytest.fixture
def timer(monkeypatch):
    """A timer of this test's own: what it told stays in this process."""
    monkeypatch.setattr(health, "_beat", bytearray(8))
    health.beat()


def test_it_is_not_ready_when_the_timer_is_silent(client, db, timer, monkeypatch, caplog):
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(health, "LONGEST_SILENCE", -1)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready")
    assert "The timer has been silent for 0 seconds." in caplog.text


def test_it_is_not_ready_when_events_wait_for_an_anchor(
    client, patient, clinician, monkeypatch, caplog, time_machine
):
    time_machine.move_to("2026-11-30T12:00:00+00:00", tick=False)
    audit.anchor_heads()
    time_machine.shift(1000)
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(chain, "anchor_when_due", lambda numbers: None)
    audit.record_read("test", by=clinician, patient=patient)
    assert client.get("/readyz").status_code == 200
    time_machine.shift(301)
    assert client.get("/readyz").status_code == 503
    assert "Events older than five minutes are not anchored." in caplog.text
    audit.anchor_heads()
    assert client.get("/readyz").status_code == 200


def test_a_torn_line_of_the_anchors_is_passed_over(patient, settings):
    audit.anchor_heads()
    with settings.AUDIT_ANCHOR.open("a") as file:
        file.write('{"chain": "nor')
    assert health.list_delays() == []


def test_it_is_not_ready_when_the_disk_is_nearly_full(client, db, monkeypatch, caplog):
    for free, due in ((10, 503), (100, 200)):
        disk = shutil._ntuple_diskusage(1000, 1000 - free, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _, disk=disk: disk)
        assert client.get("/readyz").status_code == due
    assert "The disk has 10 bytes left." in caplog.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_read_and_never_posted_to(client, db, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405
