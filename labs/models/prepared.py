"""A question whose SQL is written once, and asked with other keys each time.

Django writes the SQL of a queryset anew for each request. For the five questions of a
patient's record that took longer than all of their answers; see decision 0029.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

type Key = int | datetime


def row_of(
    model: type[Model], columns: Sequence[str], properties: Collection[str] = ()
) -> Any:
    """A class of named tuples, with properties of the model that read these columns."""
    name = f"{model.__name__}Row"
    # The type checker knows named tuples of columns that are written out, and no others.
    plain = namedtuple(name, columns)  # type: ignore[misc]  # noqa: PYI024
    lent = {name: vars(model)[name] for name in properties}
    return type(name, (plain,), lent | {"__slots__": ()})


class Prepared:
    """Asks for columns of a queryset, and answers with rows that name them.

    `build` makes the queryset from keys, on which its SQL must not depend in any other
    way. Rows have `properties` of its model too, see `row_of`.
    """

    def __init__(
        self,
        model: type[Model],
        columns: Sequence[str],
        build: Callable[..., QuerySet[Any]],
        *,
        properties: Collection[str] = (),
    ) -> None:
        self._row = row_of(model, columns, properties)
        self._columns = columns
        self._build = build
        self._written: dict[tuple[object, ...], _Statement] = {}

    def ask(self, *keys: Key) -> list[Any]:
        """The rows for these keys, in the queryset's order."""
        kind = connection.vendor, *map(type, keys)
        if kind not in self._written:
            self._written[kind] = self._write(keys)
        statement = self._written[kind]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.params_for(keys))
            rows = cursor.fetchall()
        return list(map(self._row._make, _converted(rows, statement.converters)))

    def _write(self, keys: Sequence[Key]) -> "_Statement":
        stand_ins = [_stand_in(key, position) for position, key in enumerate(keys)]
        asked = self._build(*stand_ins).values_list(*self._columns)
        compiler = asked.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        selected = [expression for expression, *_ in compiler.select]
        converters = list(compiler.get_converters(selected).items())
        standing = {_adapted(each): at for at, each in enumerate(stand_ins)}
        places = {
            place: standing[param]
            for place, param in enumerate(params)
            if isinstance(param, Hashable) and param in standing
        }
        return _Statement(sql, list(params), places, converters)


@dataclass(frozen=True)
class _Statement:
    sql: str
    params: list[Any]
    places: dict[int, int]  # of the parameters that are keys, and which key each is
    converters: list[Any]

    def params_for(self, keys: Sequence[Key]) -> list[Any]:
        own = list(self.params)
        for place, key in self.places.items():
            own[place] = _adapted(keys[key])
        return own


def _stand_in(key: Key, position: int) -> Key:
    """What no other parameter is, for as long as the SQL is written."""
    if isinstance(key, datetime):
        return datetime(9000 + position, 1, 1, tzinfo=UTC)
    return 7_000_000_000_000_001 + position


def _adapted(key: Key) -> Any:
    """As the driver takes it."""
    if isinstance(key, datetime):
        return connection.ops.adapt_datetimefield_value(key)
    return key


def _converted(rows: Sequence[Any], converters: Sequence[Any]) -> Sequence[Any]:
    """What the driver answers, as the fields have it: a column at a time."""
    if not converters or not rows:
        return rows
    columns = list(zip(*rows, strict=True))
    for position, (converts, expression) in converters:
        values = columns[position]
        for convert in converts:
            values = [convert(value, expression, connection) for value in values]
        columns[position] = values
    return list(zip(*columns, strict=True))
