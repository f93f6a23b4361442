"""The men of a clinic once more, and once more: rows past Django, as many as are wanted.

Of m first rows, row n is copied c times, to m + (n - 1) * c + 1 and on: what was written
after what stays so, and the rows of one copied man lie c rows apart, as in life.
Numbers of acts move likewise, and the audit chain is sealed on over the copies.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import batched
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

from benchmarks import driver
from benchmarks.driver import Row, Store
from labs import audit
from labs.audit.earlier import seal_earlier_rows
from labs.audit.seal import current_kinds
from labs.models import (
    AuditEvent,
    Clinic,
    Decision,
    DecisionAnswer,
    DecisionPin,
    Panel,
    Patient,
    PatientDetails,
    Release,
    Result,
    Treatment,
    guards,
)

# Each rests on those before it alone.
_KINDS: tuple[type[Model], ...] = (
    *(Patient, PatientDetails, Panel, Result, Release, Treatment),
    *(Decision, DecisionPin, DecisionAnswer),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_UID = re.compile(r'(?<=")[a-z2-7]{12}(?=")')
_NUMBER = re.compile(r"\d{6}")  # of a man, in his number and his name

type Change = Callable[[Any, int], Any]


def copy(clinic: Clinic, count: int) -> None:
    if not count:
        return
    events = list(AuditEvent.objects.filter(chain=clinic.slug).order_by("seq"))
    begun = next(at for at, event in enumerate(events) if event.verb == "file-taken")
    moves = _Moves(count, begun, len(events))
    guards.lift(connection)
    with closing(Store.of_environment().open()) as raw:
        for kind in _KINDS:
            table = kind._meta.db_table
            rows = raw.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
            driver.insert(raw, table, moves.rows(kind, driver.columns(raw, table), rows))
        raw.commit()
    with transaction.atomic():
        for part in batched(moves.sealed(events), 2000):
            AuditEvent.objects.bulk_create(part)
    guards.install(connection)
    with transaction.atomic():  # the copies' events have no seals of their own
        seal_earlier_rows(clinic.slug, AuditEvent, current_kinds())
    with connection.cursor() as cursor:  # PostgreSQL counts on from the last row
        for reset in connection.ops.sequence_reset_sql(no_style(), [*_KINDS]):
            cursor.execute(reset)


class _Moves:
    """How numbers and names change from the first men to their copies 1 to `count`."""

    def __init__(self, count: int, begun: int, acts: int) -> None:
        self._count, self._begun, self._acts = count, begun, acts
        self._most = {kind: _most(kind) for kind in _KINDS}

    def rows(
        self, kind: type[Model], names: list[str], rows: list[Row]
    ) -> Iterator[tuple[Any, ...]]:
        """Every row once for each copy, with what differs from copy to copy."""
        changes = [(at, self._change(kind, name)) for at, name in enumerate(names)]
        for row in rows:
            kept = [(at, to) for at, to in changes if to and row[at] is not None]
            for copy in range(1, self._count + 1):
                new = list(row)
                for at, to in kept:
                    new[at] = to(new[at], copy)
                yield tuple(new)

    def _change(self, kind: type[Model], name: str) -> Change | None:
        if name in ("uid", "ref", "panel_uid"):
            return _uid
        if name in ("act", "record_version"):
            return lambda act, copy: self._after(self._acts, act - self._begun, copy)
        if kind is PatientDetails and name in ("number", "name", "sought"):
            return _renumbered
        field = next(each for each in kind._meta.concrete_fields if each.column == name)
        target = kind if field.primary_key else field.related_model
        target = Result if name == "through" else target
        if target not in _KINDS:
            return None
        return lambda number, copy: self._after(self._most[target], number, copy)

    def _after(self, most: int, number: int, copy: int) -> int:
        return most + (number - 1) * self._count + copy

    def sealed(self, events: list[AuditEvent]) -> Iterator[AuditEvent]:
        """One event for each copied act, with the references of the copied man."""
        prev, seq = events[-1].hash, events[-1].seq
        same = ("chain", "at", "verb", "by", "by_name")
        for event in events[self._begun :]:
            said = {name: getattr(event, name) for name in same}
            for copy in range(1, self._count + 1):
                seq += 1
                new = AuditEvent(**said, seq=seq, prev=prev)
                new.patient = event.patient and _uid(event.patient, copy)
                new.detail = _UID.sub(lambda at: _uid(at[0], copy), event.detail)  # noqa: B023
                new.hash = prev = audit.seal_event(new)
                yield new


def _uid(uid: str, copy: int) -> str:
    """The last four letters count on: no copy meets another one's, or the first."""
    tail = sum(_LETTERS.index(letter) << 5 * at for at, letter in enumerate(uid[8:])) + copy
    return uid[:8] + "".join([_LETTERS[tail >> 5 * at & 31] for at in range(4)])


def _renumbered(text: str, copy: int) -> str:
    return _NUMBER.sub(lambda at: f"{copy * 10 + int(at[0]):06}", text)


def _most(kind: Any) -> int:
    return kind.objects.aggregate(most=Max("pk"))["most"] or 0
