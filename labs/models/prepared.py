"""A question whose SQL is written once, and asked with other keys each time.

Django writes the SQL of a queryset anew for each request. For the five questions of a
patient's record that took longer than all of their answers; see decision 0029.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

# Stand for the keys while the SQL is written; no other parameter is that large.
_STAND_INS = range(7_000_000_000_000_001, 7_000_000_000_000_010)


class Prepared:
    """Asks for columns of a queryset, and answers with rows that name them.

    `build` makes the queryset from integer keys, on which its SQL must not depend in any
    other way. A row has `properties` of its model too: those that read columns alone.
    """

    def __init__(
        self,
        model: type[Model],
        columns: Sequence[str],
        build: Callable[..., QuerySet[Any]],
        *,
        properties: Collection[str] = (),
    ) -> None:
        name = f"{model.__name__}Row"
        row = namedtuple(name, columns)  # type: ignore[misc]  # noqa: PYI024
        lent = {name: vars(model)[name] for name in properties}
        self._row: Any = type(name, (row,), lent | {"__slots__": ()})
        self._columns = columns
        self._build = build
        self._written: dict[tuple[str, int], tuple[str, list[Any], list[Any]]] = {}

    def ask(self, *keys: int) -> list[Any]:
        """The rows for these keys, in the queryset's order."""
        kind = connection.vendor, len(keys)
        if kind not in self._written:
            self._written[kind] = self._write(len(keys))
        sql, params, converters = self._written[kind]
        with connection.cursor() as cursor:
            cursor.execute(sql, [_key(param, keys) for param in params])
            rows = cursor.fetchall()
        return list(map(self._row._make, _converted(rows, converters)))

    def _write(self, count: int) -> tuple[str, list[Any], list[Any]]:
        asked = self._build(*_STAND_INS[:count]).values_list(*self._columns)
        compiler = asked.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        selected = [expression for expression, *_ in compiler.select]
        return sql, list(params), list(compiler.get_converters(selected).items())


def _key(param: Any, keys: Sequence[int]) -> Any:
    stands_in = isinstance(param, int) and param in _STAND_INS
    return keys[_STAND_INS.index(param)] if stands_in else param


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
