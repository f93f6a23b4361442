"""A clinic that is large enough for a database to choose its plans by what it holds."""

from django.db import connection

from labs.models import Panel, PatientDetails, Release, Result
from tests import factories

_APART = 1_000_000  # between the keys of one copy and the next
_FIRST = 10_000  # so that the number of each copy has five digits
_KINDS = (PatientDetails, Panel, Result, Release)


def signed_history(clinic, by, *, patients, draws):
    """So many patients with so many draws of two results each, all signed off.

    One of them is recorded through the doors and copied in SQL, every row with keys of
    its own. Statistics are then as they are in a clinic that has worked for years.
    """
    one = factories.patient(clinic, by, "N-0")
    for at in range(draws):
        day = f"20{10 + at // 12}-{1 + at % 12:02}-03 08:10"
        factories.drawn(one, day, by=by, lh="3.2", testosterone="12.1", signed_by=by)
    with connection.cursor() as cursor:
        cursor.execute(
            _copies("labs_patient", {"id": _moved("id"), "ref": _named("ref")}),
            [patients - 1, one.pk],
        )
        for kind in _KINDS:
            sql = _copies(kind._meta.db_table, _changes(kind), "patient_id")
            cursor.execute(sql, [patients - 1, one.pk])
        cursor.execute("ANALYZE")
    return one


def _changes(kind):
    columns = {field.column for field in kind._meta.concrete_fields}
    moved = {"id", "patient_id", "panel_id", "through"} & columns
    named = {"uid", "panel_uid", "number"} & columns
    return {name: _moved(name) for name in moved} | {name: _named(name) for name in named}


def _moved(column):
    return f"old.{column} + copy.n * {_APART}"


def _named(column):
    digits = f"CAST(copy.n + {_FIRST} AS text)"
    for digit, letter in zip("0189", "abcd", strict=True):  # which no reference has
        digits = f"REPLACE({digits}, '{digit}', '{letter}')"
    return f"SUBSTR(old.{column}, 1, 7) || {digits}"


def _copies(table, changes, owner="id"):
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    columns = [column.name for column in described]
    said = ", ".join(changes.get(name, f"old.{name}") for name in columns)
    return (
        "WITH RECURSIVE copy(n) AS "
        "(SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM copy WHERE n < %s) "
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {said} FROM copy, {table} old WHERE old.{owner} = %s"
    )
