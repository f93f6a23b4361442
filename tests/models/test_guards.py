"""What may only be added to: whatever the statement, whatever the connection."""

import importlib
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from types import SimpleNamespace

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction

from labs import audit
from labs.models import Baseline, Panel, PatientDetails, guards

SQLITE = connection.vendor == "sqlite"
STATEMENTS = {
    "update": "UPDATE {table} SET id = id",
    "delete": "DELETE FROM {table}",
    "upsert": "INSERT INTO {table} SELECT * FROM {table} WHERE true "
    "ON CONFLICT (id) DO UPDATE SET id = excluded.id",
}
STATEMENTS |= (
    {
        "replace": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "update or replace": "UPDATE OR REPLACE {table} SET id = id",
    }
    if SQLITE
    else {"truncate": "TRUNCATE {table} CASCADE"}
)
OFF = (
    {
        "labs_panel_update": "DROP TRIGGER labs_panel_update",
        "labs_panel_delete": "DROP TRIGGER labs_panel_delete",
        "labs_panel_replace": "DROP TRIGGER labs_panel_replace",
    }
    if SQLITE
    else {
        "labs_panel_change": "ALTER TABLE labs_panel DISABLE TRIGGER labs_panel_change",
        "labs_panel_truncate": "DROP TRIGGER labs_panel_truncate ON labs_panel",
    }
)
# What people and clinics are called may change; a file in preview is no part of a record,
# a row of the worklist is made from the record, what is remembered is of no patient, and a
# notice is marked as seen. A token is confirmed, used and revoked.
# What the audit remembers of its anchors is sealed, and counted sign-ins go into events.
EDITABLE = {
    *("labs_laboratory", "labs_laboratorytest"),
    *("labs_user", "labs_clinic", "labs_membership", "labs_stagedfile", "labs_notice"),
    *("labs_worklistitem", "labs_preference", "labs_anchorstate", "labs_failedsignins"),
    *("labs_invitation", "labs_alias", "labs_token"),
    *("labs_laboratory", "labs_laboratorytest"),
}
TRIGGERS = (
    "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if SQLITE
    else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
)


def _run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def _raw(name=None):
    """A connection that knows nothing of Django, nor of this program."""
    facts = connection.get_connection_params()
    if SQLITE:
        return sqlite3.connect(name or facts["database"])
    known = {
        key: facts[key] for key in ("user", "password", "host", "port") if facts.get(key)
    }
    return psycopg.connect(**known, dbname=name or facts["dbname"], autocommit=True)


def test_every_table_of_a_record_is_guarded():
    tables = {model._meta.db_table for model in apps.get_app_config("labs").get_models()}
    assert tables - EDITABLE == {*guards.APPEND_ONLY}


def _let_through(sql):
    try:
        with transaction.atomic():
            _run(sql)
    except DatabaseError as error:
        return "append-only" not in str(error)
    return True


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_statement_changes_or_removes_a_row_of_any_table(full, name):
    tables = {table: _run(f"SELECT * FROM {table}") for table in guards.APPEND_ONLY}
    assert all(tables.values())
    assert not [t for t in tables if _let_through(STATEMENTS[name].format(table=t))]
    assert tables == {table: _run(f"SELECT * FROM {table}") for table in tables}


@pytest.mark.parametrize("name", STATEMENTS)
def test_nor_does_one_from_a_connection_of_its_own(transactional_db, full, name):
    before = _run("SELECT * FROM labs_result")
    with closing(_raw()) as raw, pytest.raises(Exception, match="append-only"):
        raw.execute(STATEMENTS[name].format(table="labs_result"))
        raw.commit()
    assert _run("SELECT * FROM labs_result") == before


def test_no_other_unique_key_of_a_row_is_written_over(full):
    """REPLACE deletes whatever holds one of its keys, without firing DELETE triggers."""
    columns = "chain, seq, at, verb, by, by_name, patient, detail, rows, prev, hash"
    rows = f"({columns}) SELECT {columns} FROM labs_auditevent WHERE seq = 2"
    upsert = "ON CONFLICT (chain, seq) DO UPDATE SET hash = 'x'"
    assert not _let_through(
        f"INSERT OR REPLACE INTO labs_auditevent {rows}"
        if SQLITE
        else f"INSERT INTO labs_auditevent {rows} {upsert}"
    )


def test_a_row_is_still_added(panel):
    assert Panel.objects.count() == 1


# Migrations put the guards on, and leave none behind when they are taken back.


@pytest.fixture
def empty_database(tmp_path):
    """The address of a new database, and its name for a raw connection."""
    if SQLITE:
        path = str(tmp_path / "zero.sqlite3")
        yield f"sqlite:///{path}", path
        return
    name = f"test_zero_{os.getpid()}"
    with closing(_raw("postgres")) as raw:
        raw.execute(f"CREATE DATABASE {name}")
        at = raw.info
        yield f"postgres://{at.user}:{at.password}@{at.host}:{at.port}/{name}", name
        raw.execute(f"DROP DATABASE {name}")


def _manage(url, directory, *arguments):
    return subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", *arguments],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url, "DATA_DIR": str(directory)},
        capture_output=True,
        check=True,
        text=True,
    )


def _triggers(name):
    with closing(_raw(name)) as raw:
        return {trigger for (trigger,) in raw.execute(TRIGGERS).fetchall()}


def test_from_zero_the_migrations_leave_exactly_the_listed_guards(empty_database, tmp_path):
    url, name = empty_database
    _manage(url, tmp_path, "migrate")
    assert _triggers(name) == guards.expected_guards(connection)
    of_teams = ("labs_breakglass_", "labs_careteammember_")
    for migration, since in (
        ("0010", of_teams),
        ("0006", (*of_teams, "labs_decisionanswer_")),
        ("0004", (*of_teams, "labs_decisionanswer_", "labs_noteread_")),
        (
            "0002",
            (*of_teams, "labs_decisionanswer_", "labs_noteread_", "labs_clinicianrange_"),
        ),
    ):
        _manage(url, tmp_path, "migrate", "labs", migration)
        newer = {
            each for each in guards.expected_guards(connection) if each.startswith(since)
        }
        assert _triggers(name) == guards.expected_guards(connection) - newer
    _manage(url, tmp_path, "migrate", "labs", "0001")
    assert _triggers(name) == set()


def test_what_was_recorded_before_is_found_after_the_migration(patient):
    guards.lift(connection)
    PatientDetails.objects.update(sought="")
    fill = importlib.import_module("labs.migrations.0004_sought").fill
    fill(apps, SimpleNamespace(connection=connection))

    assert PatientDetails.objects.get().sought == "n 1 otto synthetic"
    assert guards.missing_guards(connection) == []


# When one is missing, it is missed.


def test_nothing_is_missing_in_a_migrated_database(db):
    assert guards.missing_guards(connection) == []


@pytest.mark.parametrize(("guard", "off"), OFF.items(), ids=OFF)
def test_a_guard_that_was_taken_off_is_missed_by_name(db, guard, off):
    _run(off)
    assert guards.missing_guards(connection) == [guard]


def test_installed_again_nothing_is_missing(db):
    for off in OFF.values():
        _run(off)
    guards.install(connection)
    assert guards.missing_guards(connection) == []


def test_lifted_they_let_a_row_go_and_installed_again_they_do_not(full):
    guards.lift(connection)
    assert {*guards.missing_guards(connection)} == guards.expected_guards(connection)
    Baseline.objects.all().delete()
    guards.install(connection)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Panel.objects.update(laboratory="Else")


@pytest.fixture
def altered(transactional_db):
    """A guarded table as a later migration would leave it; afterwards as it was."""
    old = Baseline._meta.get_field("analyte")
    new = models.CharField(max_length=33)
    new.set_attributes_from_name("analyte")
    new.model = Baseline
    _alter(old, new)
    yield
    _alter(new, old)
    guards.install(connection)


def _alter(old, new):
    with connection.schema_editor() as editor:
        editor.alter_field(Baseline, old, new)


def test_a_migration_that_alters_a_table_puts_its_guards_back(altered):
    """SQLite makes the table anew, without its triggers; PostgreSQL keeps them."""
    lost = ["labs_baseline_delete", "labs_baseline_replace", "labs_baseline_update"]
    assert guards.missing_guards(connection) == (lost if SQLITE else [])
    guards.install(connection)
    assert guards.missing_guards(connection) == []


@pytest.mark.skipif(SQLITE, reason="SQLite knows no roles")
def test_a_role_that_serves_cannot_take_a_guard_away(patient, drawn):
    """With the rights that docs/operating.md gives it, it records all the same."""
    page = (settings.BASE_DIR / "docs" / "operating.md").read_text()
    grants = re.findall(r"^ {4}(GRANT .*) TO tracker_serves;$", page, re.M)
    assert len(grants) == 2
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE tracker_serves")
        for grant in grants:
            cursor.execute(f"{grant} TO tracker_serves")
        cursor.execute("SET ROLE tracker_serves")
    drawn(patient, lh="3.2")
    assert audit.verify_audit().ok
    for sql in (
        "DROP TRIGGER labs_result_change ON labs_result",
        "ALTER TABLE labs_result DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION labs_append_only() RETURNS trigger AS "
        "$$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql",
        "TRUNCATE labs_result",
    ):
        with pytest.raises(DatabaseError, match="permission|owner"), transaction.atomic():
            _run(sql)
    _run("RESET ROLE")
