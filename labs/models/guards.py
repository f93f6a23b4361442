"""Triggers: what may only be added to, on both databases, from any connection.

SQLite drops a table's triggers when Django alters it by making it anew: a migration that
alters a guarded table, or a unique key of it, ends with `install`.
"""

import json
import logging
from functools import cache

from django.apps import apps
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import UniqueConstraint

APPEND_ONLY = (
    "labs_auditevent",
    "labs_baseline",
    "labs_batch",
    "labs_breakglass",
    "labs_careteammember",
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
_SQLITE = {
    "update": """CREATE TRIGGER {table}_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
    "delete": """CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
    # INSERT OR REPLACE deletes without firing DELETE triggers: refuse what is taken.
    "replace": """CREATE TRIGGER {table}_replace BEFORE INSERT ON {table}
    WHEN {taken}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
}
_BODY = """
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation'; END """
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION labs_append_only() RETURNS trigger AS "
    f"$${_BODY}$$ LANGUAGE plpgsql"
)
# As `pg_get_triggerdef` writes them, but for the schema.
_POSTGRESQL = {
    "change": "CREATE TRIGGER {table}_change BEFORE DELETE OR UPDATE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION labs_append_only()",
    "truncate": "CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION labs_append_only()",
}
_TEXTS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
_STANDING = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    # Without "O" (or "A") it does not fire where the program writes: disabled, or REPLICA.
    "postgresql": """SELECT t.tgname, pg_get_triggerdef(t.oid, true)
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_language l ON l.oid = p.prolang
    WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
    AND l.lanname = 'plpgsql' AND p.prosrc = %s""",
}


class GuardMissing(DatabaseError):
    """A guard is not on the database as it should be: nothing is written meanwhile."""


@cache
def expected_texts(vendor: str) -> dict[str, str]:
    """Each guard as the database should show it, by name."""
    keys = _list_keys() if vendor == "sqlite" else {}
    return {
        f"{table}_{act}": text.format(
            table=table, taken=_write_taken(table, keys.get(table, set()))
        )
        for table in APPEND_ONLY
        for act, text in _TEXTS[vendor].items()
    }


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
    return {*expected_texts(connection.vendor)}


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """The guards that should stand on the database and do not, by name.

    One that is disabled, or whose text or function was replaced, does not stand.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_STANDING["sqlite"])
        else:
            cursor.execute(_STANDING["postgresql"], [_BODY])
        standing = dict(cursor.fetchall())
    expected = expected_texts(connection.vendor).items()
    return sorted(name for name, text in expected if standing.get(name) != text)


def require_guards(connection: BaseDatabaseWrapper) -> None:
    """Refuse to write while a guard is missing: asked when an act that writes begins."""
    if missing := missing_guards(connection):
        names = ", ".join(missing)
        logging.getLogger(__name__).error(
            "Nothing is saved while guards are missing on the database: %s", names
        )
        raise GuardMissing(f"Guards are missing on the database: {names}.")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard on, anew: one that stands may be older than its table's keys."""
    lift(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in _list_tables(connection):
            taken = _find_taken(connection, table) if connection.vendor == "sqlite" else ""
            for text in _TEXTS[connection.vendor].values():
                cursor.execute(text.format(table=table, taken=taken))


def lift(connection: BaseDatabaseWrapper) -> None:
    """For tests that must empty tables, and for a restore that loads first."""
    with connection.cursor() as cursor:
        for table in _list_tables(connection):
            for act in _TEXTS[connection.vendor]:
                on = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{act}{on}")


def _list_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Earlier migrations run before the tables of later ones exist."""
    tables = connection.introspection.table_names()
    return [table for table in APPEND_ONLY if table in tables]


def _find_taken(connection: BaseDatabaseWrapper, table: str) -> str:
    """As the table stands now, which in a migration is not yet what the models say."""
    with connection.cursor() as cursor:
        # Not `get_constraints`, which parses the table's SQL: 0.1 s each, twenty tables.
        cursor.execute(_UNIQUE_KEYS, [table, table])
        found = cursor.fetchall()
    keys = {tuple(json.loads(columns)) for (columns,) in found}
    return _write_taken(table, keys)


def _list_keys() -> dict[str, set[tuple[str, ...]]]:
    """The unique keys of each guarded table, as the models say."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for model in apps.get_app_config("labs").get_models():
        meta = model._meta
        columns = {field.name: str(field.column) for field in meta.concrete_fields}
        keys: set[tuple[str, ...]] = {
            (str(field.column),) for field in meta.concrete_fields if field.unique
        }
        for constraint in meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                keys.add(tuple(columns[name] for name in constraint.fields))
        found[meta.db_table] = keys
    return found


def _write_taken(table: str, keys: set[tuple[str, ...]]) -> str:
    """Whether any unique key of the new row is there: each could be replaced away."""
    same = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
    # One question a key: of all in one, SQLite with statistics reads the whole table.
    asked = (f"EXISTS (SELECT 1 FROM {table} WHERE {each})" for each in sorted(same))
    return " OR ".join(asked)
