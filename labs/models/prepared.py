"""A question whose SQL is written once, and asked with other keys each time.

Django writes the SQL of a queryset anew for each request. For those that every page of a
record asks that took longer than all of their answers; see decision 0029.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import FETCH_ONE, Model, QuerySet
from django.db.models.query import get_related_populators

type Key = int | str | datetime


def row_of(
    model: type[Model], columns: Sequence[str], properties: Collection[str] = ()
) -> Any:
    """A class of named tuples, with properties of the model that read these columns."""
    name = f"{model.__name__}Row"
    # The type checker knows named tuples of columns that are written out, and no others.
    plain = namedtuple(name, columns)  # type: ignore[misc]  # noqa: PYI024
    lent = {name: vars(model)[name] for name in properties}
    return type(name, (plain,), lent | {"__slots__": ()})


class _Kept:
    """What is kept of a question: its SQL, by the database and the kinds of its keys."""

    _asked: Callable[..., QuerySet[Any]]

    def __init__(self) -> None:
        self._written: dict[tuple[object, ...], _Statement] = {}

    def _answered(self, keys: Sequence[Key]) -> tuple[Any, Sequence[Any]]:
        """The compiler that wrote the SQL, and the rows as the fields have them."""
        kind = connection.vendor, *map(type, keys)
        if kind not in self._written:
            self._written[kind] = self._write(keys)
        statement = self._written[kind]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.params_for(keys))
            rows = cursor.fetchall()
        return statement.compiler, _convert_rows(rows, statement.converters)

    def _write(self, keys: Sequence[Key]) -> "_Statement":
        stand_ins = [_stand_in(key, position) for position, key in enumerate(keys)]
        compiler = self._asked(*stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        selected = [expression for expression, *_ in compiler.select]
        converters = list(compiler.get_converters(selected).items())
        standing = {_adapt_key(each): at for at, each in enumerate(stand_ins)}
        places = {
            place: standing[param]
            for place, param in enumerate(params)
            if isinstance(param, Hashable) and param in standing
        }
        return _Statement(sql, list(params), places, converters, compiler)


class Prepared(_Kept):
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
        super().__init__()
        self._row = row_of(model, columns, properties)
        self._columns = columns
        self._build = build

    def ask(self, *keys: Key) -> list[Any]:
        """The rows for these keys, in the queryset's order."""
        _, rows = self._answered(keys)
        return list(map(self._row._make, rows))

    def _asked(self, *keys: Key) -> QuerySet[Any]:
        return self._build(*keys).values_list(*self._columns)


class PreparedModels[M: Model](_Kept):
    """Asks for instances, with the related ones and annotations that the queryset names."""

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        super().__init__()
        self._asked = build

    def ask(self, *keys: Key) -> list[M]:
        """The instances for these keys, in the queryset's order."""
        compiler, rows = self._answered(keys)
        about, alias = compiler.klass_info, connection.alias
        start, *_, last = about["select_fields"]
        fields = [each.target.attname for each, *_ in compiler.select[start : last + 1]]
        related = get_related_populators(about, compiler.select, alias, FETCH_ONE)
        found = []
        for row in rows:
            one = about["model"].from_db(alias, fields, row[start : last + 1])
            for populator in related:
                populator.populate(row, one)
            for name, place in compiler.annotation_col_map.items():
                setattr(one, name, row[place])
            found.append(one)
        return found


@dataclass(frozen=True)
class _Statement:
    sql: str
    params: list[Any]
    places: dict[int, int]  # of the parameters that are keys, and which key each is
    converters: list[Any]
    compiler: Any

    def params_for(self, keys: Sequence[Key]) -> list[Any]:
        own = list(self.params)
        for place, key in self.places.items():
            own[place] = _adapt_key(keys[key])
        return own


def _stand_in(key: Key, position: int) -> Key:
    """What no other parameter is, for as long as the SQL is written."""
    if isinstance(key, datetime):
        return datetime(9000 + position, 1, 1, tzinfo=UTC)
    if isinstance(key, str):
        return f"stand-in {position}"
    return 7_000_000_000_000_001 + position


def _adapt_key(key: Key) -> Any:
    """As the driver takes it."""
    if isinstance(key, datetime):
        return connection.ops.adapt_datetimefield_value(key)
    return key


def _convert_rows(rows: Sequence[Any], converters: Sequence[Any]) -> Sequence[Any]:
    """What the driver answers, as the fields have it: a column at a time.

    In one column the same is answered again and again, and is converted once: rows share
    what they hold, which nobody changes.
    """
    if not converters or not rows:
        return rows
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for position, (converts, expression) in converters:
        known = {value: value for value in columns[position]}
        for convert in converts:
            known = {of: convert(at, expression, connection) for of, at in known.items()}
        columns[position] = [known[value] for value in columns[position]]
    return list(zip(*columns, strict=True))
