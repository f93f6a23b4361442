"""Triggers: what may only be added to, on both databases, from any connection.

SQLite drops a table's triggers when Django alters it by making it anew: a migration that
alters a guarded table ends with `install`.
"""

import json

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = (
    "labs_auditevent",
    "labs_baseline",
    "labs_batch",
    "labs_clinicianrange",
    "labs_decision",
    "labs_decisionanswer",
    "labs_decisionpin",
    "labs_noteread",
    "labs_panel",
    "labs_parkedrow",
    "labs_patient",
    "labs_patientdetails",
    "labs_release",
    "labs_result",
    "labs_treatment",
)
_ACTS = {"sqlite": ("update", "delete", "replace"), "postgresql": ("change", "truncate")}

_SQLITE = (
    """CREATE TRIGGER {table}_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
    """CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
    # INSERT OR REPLACE deletes without firing DELETE triggers: refuse what is taken.
    """CREATE TRIGGER {table}_replace BEFORE INSERT ON {table}
    WHEN {taken}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
)
_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION labs_append_only() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER {table}_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION labs_append_only()""",
    """CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION labs_append_only()""",
)
# The columns of each unique key of a table of SQLite, its primary key among them.
_UNIQUE_KEYS = """
SELECT json_group_array(name) FROM (
    SELECT listed.name AS key, col.name FROM pragma_index_list(%s) listed
    JOIN pragma_index_info(listed.name) col WHERE listed."unique"
    ORDER BY listed.name, col.seqno
) GROUP BY key HAVING COUNT(*) = COUNT(name)
UNION
SELECT json_group_array(name) FROM (
    SELECT name FROM pragma_table_info(%s) WHERE pk ORDER BY pk
)
"""


def expected_guards(connection: BaseDatabaseWrapper) -> set[str]:
    acts = _ACTS[connection.vendor]
    return {f"{table}_{act}" for table in APPEND_ONLY for act in acts}


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """The guards that should stand on the database and do not, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            )
        return sorted(expected_guards(connection) - {name for (name,) in cursor.fetchall()})


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard on, anew: one that stands may be older than its table's keys."""
    lift(connection)
    with connection.cursor() as cursor:
        for table in _list_tables(connection):
            for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
                taken = (
                    _taken_condition(connection, table) if "{taken}" in statement else ""
                )
                cursor.execute(statement.format(table=table, taken=taken))


def lift(connection: BaseDatabaseWrapper) -> None:
    """For tests that must empty tables, and for a restore that loads first."""
    with connection.cursor() as cursor:
        for table in _list_tables(connection):
            for act in _ACTS[connection.vendor]:
                on = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{act}{on}")


def _list_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Earlier migrations run before the tables of later ones exist."""
    tables = connection.introspection.table_names()
    return [table for table in APPEND_ONLY if table in tables]


def _taken_condition(connection: BaseDatabaseWrapper, table: str) -> str:
    """Whether any unique key of the new row is there: each could be replaced away."""
    with connection.cursor() as cursor:
        # Not `get_constraints`, which parses the table's SQL: 0.1 s each, twenty tables.
        cursor.execute(_UNIQUE_KEYS, [table, table])
        found = cursor.fetchall()
    keys = {tuple(json.loads(columns)) for (columns,) in found}
    same = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
    # One question a key: of all in one, SQLite with statistics reads the whole table.
    asked = (f"EXISTS (SELECT 1 FROM {table} WHERE {each})" for each in sorted(same))
    return " OR ".join(asked)
