"""The tables that a backup holds: read in one order, loaded as they were."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.state import StateApps

from labs.backup.contents import BATCH, Row, StoredTable, Tell
from labs.words import Refused

type AnyApps = Apps | StateApps
type AnyModel = type[models.Model]
type Convert = Callable[[Any], Any]

# A new table is in the backup, unless it is named here.
LEFT_OUT = frozenset(
    {
        "sessions.session",  # who restores is signed in nowhere
        "usersessions.usersession",
        "labs.draft",  # no fact, and for its writer's eyes alone
        "labs.stagedfile",  # a preview, which is kept for a day
        "admin.logentry",
    }
)
# What JSON holds as it is, of Django's own fields.
_AS_IN_JSON = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.FloatField,
)


def list_models(apps: AnyApps) -> list[AnyModel]:
    """The models whose rows are kept, by name; of this program or earlier migrations."""
    found = {model._meta.label_lower: model for model in apps.get_models(True)}
    return [
        model
        for name, model in sorted(found.items())
        if name not in LEFT_OUT and model._meta.managed and not model._meta.proxy
    ]


def list_columns(model: AnyModel) -> list[str]:
    """By name: a model of earlier migrations has them in another order."""
    return sorted(field.attname for field in model._meta.concrete_fields)


def store_table(model: AnyModel) -> StoredTable:
    return StoredTable(
        model._meta.label_lower,
        list_columns(model),
        _read_sequence(model),
        read_batches(model),
    )


def read_batches(model: AnyModel) -> Iterator[list[Row]]:
    """All rows by primary key, as fields have them, without holding them all."""
    rows = model._base_manager.order_by("pk").values_list(*list_columns(model))
    return map(list, batched(rows.iterator(chunk_size=BATCH), BATCH))


def empty_tables(apps: AnyApps) -> None:
    """Also of what migrations wrote; in a transaction, at whose end references hold."""
    with connection.cursor() as cursor:
        for model in list_models(apps):
            cursor.execute(f"DELETE FROM {_quote(model._meta.db_table)}")


def load_table(model: AnyModel, stored: StoredTable, tell: Tell) -> None:
    """Write the rows with the keys that they had, and go on counting where it ended."""
    if stored.fields != list_columns(model):
        raise Refused("restore-columns-other", table=stored.table)
    fields: list[Any] = [model._meta.get_field(name) for name in stored.fields]
    converts = [(at, c) for at, f in enumerate(fields) if (c := _find_converter(f))]
    write = _copy_rows if connection.vendor == "postgresql" else _insert_rows
    columns = ", ".join(_quote(field.column) for field in fields)
    done = 0
    for rows in stored.batches:
        write(_quote(model._meta.db_table), columns, _convert_rows(rows, converts))
        done += len(rows)
        tell(stored.table, done)
    _set_sequence(model, stored.sequence or 0)


def _convert_rows(
    rows: Iterable[Row], converts: Sequence[tuple[int, Convert]]
) -> Iterator[list[Any]]:
    for row in rows:
        values = list(row)
        for at, convert in converts:
            if values[at] is not None:
                values[at] = convert(values[at])
        yield values


def _find_converter(field: Any) -> Convert | None:
    """From what JSON holds to what the database takes; none where that is the same."""
    while field.remote_field:
        field = field.target_field
    if isinstance(field, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, field.encoder)
    ours = not type(field).__module__.startswith("django.db.models.")
    if isinstance(field, _AS_IN_JSON) and not ours:
        return None
    return lambda value: field.get_db_prep_save(field.to_python(value), connection)


def _insert_rows(table: str, columns: str, rows: Any) -> None:
    places = ", ".join(["%s"] * (columns.count(", ") + 1))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)


def _copy_rows(table: str, columns: str, rows: Iterable[list[Any]]) -> None:
    """Five times as fast as INSERT on PostgreSQL."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _counts_keys(model: AnyModel) -> bool:
    return isinstance(model._meta.pk, models.AutoField)


def _read_sequence(model: AnyModel) -> int | None:
    """The highest key that was ever given: one that was deleted is not given again."""
    if not _counts_keys(model):
        return None
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
                [_quote(table), column],
            )
        return next(iter(cursor.fetchone() or ()), None)


def _set_sequence(model: AnyModel, given: int) -> None:
    if not _counts_keys(model):
        return
    table, column = model._meta.db_table, model._meta.pk.column
    highest = model._base_manager.aggregate(top=models.Max("pk"))["top"] or 0
    last = max(given, highest)
    if not last:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last]
            )
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [_quote(table), column, last],
            )


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
