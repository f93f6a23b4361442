"""How rows are kept: signed by their act, and each version after the one before it."""

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Model

from labs.audit import Act, Clock, user_of
from labs.audit.seal import RowSerializer
from labs.models import Clinic, Laboratory, LaboratoryTest, Patient
from labs.models.recorded import Recorded, Signed, new_uid
from labs.words import Refused, gettext

# Rows in one insert of instances: larger ones take longer, not shorter; keys at once.
_AT_ONCE = 1000
# Of up to 40 columns: a statement of SQLite may have 32,766 values.
_INSERTED_AT_ONCE = 250
# What a version has of its own; all else is what it says.
_OWN = {"id", "uid", "version", "replaces", "submission", "sought"} | {
    field.name for field in Signed._meta.fields
}


class Conflict(Exception):
    """Somebody was faster: `current` is the version that stands now."""

    def __init__(self, current: Recorded | Clinic | Laboratory | LaboratoryTest) -> None:
        super().__init__()
        self.current = current


def require_current[R: Recorded](row: R) -> R:
    """The row, if no later version has replaced it. Ask under the clinic's lock."""
    current = type(row)._default_manager.get(uid=row.uid, replaced_by=None)
    if current.pk != row.pk:
        raise Conflict(current)
    return current


def find_submission[R: Recorded](
    kind: type[R], patient: Patient, submission: str
) -> R | None:
    """What a form has recorded that is sent for the second time."""
    if not submission:
        return None
    return kind._default_manager.filter(patient=patient, submission=submission).first()


def save_row[S: Signed](row: S, act: Act, *, why: str = "") -> S:
    _sign_row(row, act, why)
    row.save(force_insert=True)
    act.wrote(row)
    return row


def save_rows[S: Signed](rows: Sequence[S], act: Act, *, why: str = "") -> list[S]:
    for row in rows:
        _sign_row(row, act, why)
    made = type(rows[0])._default_manager.bulk_create(rows) if rows else []
    act.wrote(*made)
    return made


def save_signed[S: Signed](signed: Sequence[tuple[S, Act]]) -> None:
    """Rows of several acts of one transaction, in one insert."""
    for row, act in signed:
        _put_signature(row, act, "")
    if signed:
        kind = type(signed[0][0])
        kind._default_manager.bulk_create([row for row, _ in signed], _AT_ONCE)
    for row, act in signed:
        act.wrote(row)


type Columns = dict[str, Any]  # of one row, by attribute name


class RowWriter:
    """Rows of one table that are about to be written, hundreds in one statement.

    For a file's rows: their readings were checked when they were read, field by field, and
    an instance of a model costs as much as all else that is done with such a row.
    """

    def __init__(self, kind: type[Recorded]) -> None:
        self._kind = kind
        self._ids = _reserve_ids(kind)
        self._signatures: dict[tuple[int, str], Columns] = {}
        self._rows: list[Columns] = []
        self._by_act: dict[int, tuple[Act, list[Columns]]] = {}

    def add(self, columns: Columns, act: Act, why: str, old: Columns | None) -> Columns:
        """Complete the columns: of a first version, or of the one that replaces `old`."""
        if (signature := self._signatures.get((act.seq, why))) is None:
            signature = self._signatures[act.seq, why] = _sign_columns(act, why)
        columns |= signature
        columns["id"] = next(self._ids)
        columns["uid"] = old["uid"] if old else new_uid()
        columns["version"] = old["version"] + 1 if old else 0
        columns["replaces_id"] = old["id"] if old else None
        self._rows.append(columns)
        self._by_act.setdefault(act.seq, (act, []))[1].append(columns)
        return columns

    def write(self) -> None:
        """Insert them as they were added: each after what it replaces."""
        insert_rows(self._kind, self._rows)
        texts = RowSerializer(self._kind)
        for act, rows in self._by_act.values():
            act.rows.extend(texts.serialize_columns(rows))


def insert_rows(kind: type[Model], rows: Sequence[Columns]) -> None:
    """Insert rows, all of the same columns, hundreds in one statement.

    SQLite keeps aside all pages that a statement changes where a guard may refuse it: with
    a statement for each row that took longer than the row.
    """
    if not rows:
        return
    fields = [field for field in kind._meta.concrete_fields if field.attname in rows[0]]
    names = [connection.ops.quote_name(str(field.column)) for field in fields]
    table = connection.ops.quote_name(kind._meta.db_table)
    marks = f"({', '.join(['%s'] * len(fields))})"
    pick = itemgetter(*(field.attname for field in fields))
    prepared = [[*pick(row)] for row in rows]
    for at, field in enumerate(fields):
        if field.get_internal_type() not in _TAKEN_AS_THEY_ARE:
            adapt = _adapter_of(field)
            for values in prepared:
                values[at] = adapt(values[at])
    parts = itertools.batched(prepared, _INSERTED_AT_ONCE)
    with connection.cursor() as cursor:
        for count, some in itertools.groupby(parts, len):  # the last has fewer
            cursor.executemany(
                f"INSERT INTO {table} ({', '.join(names)}) "
                f"VALUES {', '.join([marks] * count)}",
                [[*itertools.chain.from_iterable(part)] for part in some],
            )


# Fields whose values a driver takes as Python has them.
_TAKEN_AS_THEY_ARE = {
    *("BigAutoField", "CharField", "BooleanField", "ForeignKey", "OneToOneField"),
    *("PositiveIntegerField", "PositiveBigIntegerField"),
    *("PositiveSmallIntegerField", "SmallIntegerField"),
}


class _AdaptedValues(dict[Any, Any]):
    """What the driver takes for values of a field, most of which are in many rows."""

    def __init__(self, adapt: Callable[[Any], Any]) -> None:
        self._adapt = adapt

    def __missing__(self, value: Any) -> Any:
        self[value] = self._adapt(value)
        return self[value]


def _adapter_of(field: Any) -> Callable[[Any], Any]:
    adapt = partial(field.get_db_prep_save, connection=connection)
    match field.get_internal_type():
        case "JSONField":
            empty = adapt([])
            return lambda value: adapt(value) if value else empty
        case "DateTimeField":  # aware here: what the field looks at takes twice as long
            return _AdaptedValues(connection.ops.adapt_datetimefield_value).__getitem__
    return _AdaptedValues(adapt).__getitem__


def _reserve_ids(kind: type[Recorded]) -> Iterator[int]:
    """Keys for rows that refer to one another before they are written.

    Inside a transaction that has written: SQLite has no other writer then.
    """
    table = kind._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = cursor.fetchone() or (0,)
            yield from itertools.count(last[0] + 1)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
                "FROM generate_series(1, %s)",
                [table, _AT_ONCE],
            )
            reserved = cursor.fetchall()
        for (key,) in reserved:
            yield key


def make_successor[R: Recorded](row: R, old: R) -> R:
    """Make a new row the version that replaces an old one."""
    row.uid, row.version, row.replaces = old.uid, old.version + 1, old
    return row


def next_version[R: Recorded](old: R, **changes: object) -> R:
    """The next version of a row: the same, but for what is said."""
    facts = {field.attname: getattr(old, field.attname) for field in _fact_fields(old)}
    row = make_successor(type(old)(**facts), old)
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def says_same[R: Recorded](row: R, other: R, *, but: Collection[str] = ()) -> bool:
    """Whether both say the same, whoever said it and when."""
    return all(
        getattr(row, field.attname) == getattr(other, field.attname)
        for field in _fact_fields(row)
        if field.name not in but
    )


def require_reason(why: str) -> str:
    if not why.strip():
        raise Refused("reason-missing")
    return why.strip()


def fact_names(kind: type[Recorded]) -> list[str]:
    """Attributes of what a version says, without those that each version has of its own."""
    return [field.attname for field in _fact_fields(kind)]


def _fact_fields(row: Recorded | type[Recorded]) -> list[Any]:
    return [field for field in row._meta.concrete_fields if field.name not in _OWN]


def _sign_row(row: Signed, act: Act, why: str) -> None:
    _put_signature(row, act, why)
    # Foreign keys are the database's to check; asking it beforehand costs a query each.
    keys = {field.name for field in row._meta.fields if field.is_relation}
    row.clean_fields(exclude=keys)


def _put_signature(row: Signed, act: Act, why: str) -> None:
    for name, value in _sign_columns(act, why).items():
        setattr(row, name, value)


def _sign_columns(act: Act, why: str) -> dict[str, Any]:
    by = user_of(act.by)
    if by is None and not isinstance(act.by, Clock):
        raise PermissionDenied(gettext("A record is kept by a person of the clinic."))
    signature = {"act": act.seq, "by_id": by.pk if by else None, "by_name": act.by.name}
    return signature | {"at": act.at, "why": why}
