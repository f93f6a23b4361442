"""Seals of rows: what an act wrote, as text, under AUDIT_KEY in its event.

Sealed are the append-only tables. What may change (clinics, memberships, logins) or is made
from the record (the worklist), or is of one person alone (what is remembered, files in
preview), has no seal: the next change would break it. What is done to it is an event.
"""

import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import chain as one_after_another
from operator import itemgetter
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import F, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from labs.audit.keys import current_key, name_key, start_mac
from labs.models.guards import APPEND_ONLY

SEALED = tuple(table for table in APPEND_ONLY if table != "labs_auditevent")
# The column list that seals are made over. A model that gains a column asks for the next
# version, with the column in `_ADDED`: seals of before do not know it.
VERSION = 1
_ADDED: dict[int, dict[str, frozenset[str]]] = {}
# Made from what else is in the row, and made anew when a program folds otherwise.
_DERIVED = {"labs_patientdetails": {"sought"}}
_PURPOSE = "rows of an event"
# The owner of a row that does not say itself whose it is, by the name of its field.
_OWNERS = ("decision", "batch", "panel", "result")

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), check_circular=False
).encode


class RowText(NamedTuple):
    """One row as it is sealed; in this order."""

    table: str
    pk: int
    text: str


class FoundRow(NamedTuple):
    """One row as it stands, and the act that it says wrote it."""

    act: int
    table: str
    pk: int
    values: Sequence[Any]


class RowSerializer:
    """Rows of one table as texts: their values in the order of the columns' names.

    The text is the same for values that are about to be written and for those read back,
    on both databases: decimals with all places of their column, moments in UTC.
    """

    def __init__(self, kind: type[Model], version: int = VERSION) -> None:
        self.table = kind._meta.db_table
        self.columns = list_columns(kind, version)
        fields = {field.attname: field for field in kind._meta.concrete_fields}
        found = [(at, _adapter_of(fields[name])) for at, name in enumerate(self.columns)]
        self._adapters = [(at, adapt) for at, adapt in found if adapt]
        self._pk = self.columns.index("id")
        self._known: list[dict[Any, Any]] = [{} for _ in self._adapters]

    def write(self, values: Sequence[Any]) -> RowText:
        told = [self.table, *values]
        for (at, adapt), known in zip(self._adapters, self._known, strict=True):
            value = values[at]
            if value is not None and (text := known.get(value)) is None:
                if len(known) > 10_000:  # of a long reading: most values come again soon
                    known.clear()
                text = known[value] = adapt(value)
            told[at + 1] = text if value is not None else None
        return RowText(self.table, values[self._pk], _encode(told))

    def serialize(self, row: Model) -> RowText:
        return self.write([getattr(row, name) for name in self.columns])

    def serialize_columns(self, rows: Iterable[dict[str, Any]]) -> Iterator[RowText]:
        """Of rows of the same columns; a column that they lack is empty in the database."""
        rows = iter(rows)
        if (first := next(rows, None)) is None:
            return
        lacking = dict.fromkeys(name for name in self.columns if name not in first)
        pick = itemgetter(*self.columns)
        for row in one_after_another([first], rows):
            yield self.write(pick(lacking | row if lacking else row))


@cache
def serializer_of(kind: type[Model], version: int = VERSION) -> RowSerializer:
    return RowSerializer(kind, version)


def list_columns(kind: type[Model], version: int = VERSION) -> list[str]:
    """Of a table, by name, what seals of this version are made over."""
    table = kind._meta.db_table
    later: list[frozenset[str]] = [
        of.get(table, frozenset()) for at, of in _ADDED.items() if at > version
    ]
    out = {*_DERIVED.get(table, ()), *one_after_another(*later)}
    return sorted({field.attname for field in kind._meta.concrete_fields} - out)


def _adapter_of(field: Any) -> Callable[[Any], Any] | None:
    """How a value is written that JSON has no word for; None: as it is."""
    match field.get_internal_type():
        case "DecimalField":
            places = field.decimal_places
            return lambda value: f"{value:.{places}f}"
        case "DateTimeField":
            return _write_moment
        case "DateField" | "TimeField":
            return lambda value: value.isoformat()
    return None


def _write_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def seal_texts(event: str, texts: Iterable[str], version: int = VERSION) -> str:
    """The seal of an event, given as its own text, over the texts of its rows.

    It names the version of the columns, the key, and how many rows there are.
    """
    mac = start_seal(event, current_key())
    count = 0
    for text in texts:
        mac.update(f"\n{text}".encode())
        count += 1
    return f"{version}:{name_key(current_key())}:{count}:{mac.hexdigest()}"


class Seal(NamedTuple):
    """A seal taken apart."""

    version: int
    key: str
    rows: int
    mac: str

    @classmethod
    def read(cls, text: str) -> "Seal | None":
        parts = text.split(":")
        if len(parts) != 4 or not (parts[0].isdecimal() and parts[2].isdecimal()):
            return None
        return cls(int(parts[0]), parts[1], int(parts[2]), parts[3])


def start_seal(event: str, key: str) -> Any:
    """What `seal_texts` computes, to be fed text by text, each after a line's end."""
    mac = start_mac(_PURPOSE, key)
    mac.update(event.encode())
    return mac


def current_kinds() -> list[type[Model]]:
    """The models of the sealed tables."""
    kinds = apps.get_app_config("labs").get_models()
    return [kind for kind in kinds if kind._meta.db_table in SEALED]


def read_rows(chain: str, kinds: Iterable[type[Model]]) -> Iterator[FoundRow]:
    """Every sealed row of a clinic by act, table and key, read as they are asked for."""
    return heapq.merge(*(_read_table(chain, kind) for kind in kinds))


def write_found(row: FoundRow, kind: type[Model], version: int) -> str:
    """The text of a row over the columns of this version."""
    writer = serializer_of(kind, version)
    if version == VERSION:
        return writer.write(row.values).text
    values = dict(zip(list_columns(kind), row.values, strict=True))
    return writer.write([values[name] for name in writer.columns]).text


def _read_table(chain: str, kind: type[Model]) -> Iterator[FoundRow]:
    table, columns = kind._meta.db_table, list_columns(kind)
    at = columns.index("id")
    rows = _with_act(kind).filter(**{f"{_path_to_clinic(kind)}__slug": chain})
    asked = rows.order_by("_act", "pk").values_list("_act", *columns)
    for act, *values in asked.iterator():
        yield FoundRow(act, table, values[at], values)


def _path_to_clinic(kind: type[Model]) -> str:
    fields = {field.name: field for field in kind._meta.concrete_fields}
    if "clinic" in fields:
        return "clinic"
    if "patient" in fields:
        return "patient__clinic"
    owner = next(name for name in _OWNERS if name in fields)
    related: Any = fields[owner].related_model
    return f"{owner}__{_path_to_clinic(related)}"


def _with_act(kind: type[Model]) -> QuerySet[Any]:
    """Add `_act`: a row's own; its owner's; a patient's is that of his first details."""
    rows = kind._default_manager.all()
    fields = {field.name for field in kind._meta.concrete_fields}
    if "act" in fields:
        return rows.annotate(_act=F("act"))
    if kind._meta.model_name == "patient":
        details: Any = kind._meta.get_field("details").related_model
        first = details._default_manager.filter(patient=OuterRef("pk"), version=0)
        act = Subquery(first.order_by("pk").values("act")[:1])
        return rows.annotate(_act=Coalesce(act, Value(0)))
    owner = next(name for name in _OWNERS if name in fields)
    return rows.annotate(_act=F(f"{owner}__act"))
