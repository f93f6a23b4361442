"""Whether the process lives and may serve; strangers learn no more than that."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

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


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_read_and_never_posted_to(client, db, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405
