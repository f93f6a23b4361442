"""The audit chain: one event an act, each sealed with the hash of the one before it."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from labs.analytes import ANALYTES
from labs.audit import spill
from labs.audit.actors import Actor, Nobody, user_of
from labs.audit.anchor import anchor_when_due, begin_anchors
from labs.audit.seal import RowText, seal_texts, serializer_of
from labs.exchange import FORMATS
from labs.models import Access, AuditEvent, BreakGlass, Clinic, Patient, ReleaseRule, Role
from labs.models.guards import require_guards
from labs.models.people import SETTINGS
from labs.models.prepared import Prepared
from labs.models.snapshot import after_snapshot, writing
from labs.models.unusable import is_unusable

GENESIS = "0" * 64
SYSTEM = "system"  # the chain of what belongs to no clinic
# An event holds references and hashes; of words these alone and the names of formats,
# which no person types.
_PLAIN = re.compile(r"[a-z2-7]{12}|[0-9a-f]{64}", re.ASCII)
_WORDS = frozenset(
    {"", *Role.values, *Access.values, *ReleaseRule.values, *SETTINGS, *ANALYTES}
)
_SPILL = Nobody("the spill file")
_HEAD = Prepared(
    AuditEvent,
    ("seq", "hash"),
    lambda chain: AuditEvent.objects.filter(chain=chain).order_by("-seq")[:1],
)


@dataclass(frozen=True)
class Act:
    """One act under the clinic's lock: its number, its person, its moment, its rows."""

    chain: str
    seq: int
    prev: str
    at: datetime
    by: Actor
    rows: list[RowText] = field(default_factory=list, compare=False, repr=False)
    # Emergency accesses of this person that run: uid by the patient's reference.
    break_glass: Mapping[str, str] = field(default_factory=dict)

    def following(self, at: int) -> "Act":
        """The act so many numbers later, of the same transaction, with its own rows."""
        return replace(self, seq=self.seq + at, rows=[])

    def wrote(self, *rows: Model) -> None:
        """Take in rows of append-only tables that it wrote, for its event to seal."""
        self.rows.extend(serializer_of(type(row)).serialize(row) for row in rows)

    def write(self, verb: str, patient: str = "", **detail: Any) -> AuditEvent:
        """Seal the act with one event. Refs, ids and counts only: no names, no values."""
        if self.seq == 1:
            begin_anchors()
        event = self.sealed(verb, patient, **detail)
        event.save(force_insert=True)
        transaction.on_commit(partial(anchor_when_due, [event.seq]), robust=True)
        return event

    def sealed(self, verb: str, patient: str, **detail: Any) -> AuditEvent:
        for name, fact in detail.items():
            if not _is_plain(fact):
                raise ValueError(f"{name} of {verb} is no reference, id, count or hash.")
        if patient in self.break_glass:
            detail["break_glass"] = self.break_glass[patient]
        user = user_of(self.by)
        event = AuditEvent(
            chain=self.chain,
            seq=self.seq,
            at=self.at,
            verb=verb,
            by=str(user.pk) if user else "",
            by_name=self.by.name,
            patient=patient,
            detail=json.dumps(detail, sort_keys=True, separators=(",", ":")),
            prev=self.prev,
        )
        if self.rows:
            texts = (row.text for row in sorted(self.rows))
            event.rows = seal_texts(write_event(event), texts)
        event.hash = seal_event(event)
        return event


def _is_plain(fact: object) -> bool:
    """Whether it says nothing of a man by itself: no name, date, value or typed word."""
    match fact:
        case bool() | int():
            return True
        case str():
            return fact in _WORDS or fact in FORMATS or bool(_PLAIN.fullmatch(fact))
        case list():
            return all(isinstance(ref, str) and _is_plain(ref) for ref in fact)
    return False


# Its act, verb, the patient's reference or none, and detail.
type PlannedEvent = tuple[Act, str, str, dict[str, Any]]


def write_all(planned: Sequence[PlannedEvent]) -> None:
    """Seal acts that follow one another in one transaction, with one insert."""
    events: list[AuditEvent] = []
    for act, verb, patient, detail in planned:
        now = replace(act, prev=events[-1].hash) if events else act
        events.append(now.sealed(verb, patient, **detail))
    AuditEvent.objects.bulk_create(events)
    numbers = [event.seq for event in events]
    transaction.on_commit(partial(anchor_when_due, numbers), robust=True)


@contextmanager
def open_act(clinic: Clinic, by: Actor) -> Iterator[Act]:
    """One transaction that holds the clinic's lock: what it does, it does alone.

    The caller writes at least one event before it ends; a second one in the same
    transaction opens its own act. GuardMissing while the database is not guarded.
    """
    with writing(savepoint=False):
        require_guards(connection)
        yield begin_act(clinic.slug, by, by_teams=_has_teams(clinic))


def _has_teams(clinic: Clinic) -> bool:
    return clinic.access == Access.CARE_TEAM


def begin_act(chain: str, by: Actor, *, by_teams: bool = False) -> Act:
    """The next act of the chain. SQLite's write lock is taken at BEGIN IMMEDIATE.

    `by_teams`: of a clinic of care teams, where it may be done by emergency access.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            key = f"labs.audit {chain}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    heads = [*_HEAD.ask(chain), (0, GENESIS)]
    seq, prev = heads[0]
    now = timezone.now()
    running = _list_break_glass(chain, by, now) if by_teams else {}
    return Act(chain, seq + 1, prev, now, by, break_glass=running)


def _list_break_glass(chain: str, by: Actor, now: datetime) -> dict[str, str]:
    user = user_of(by)
    if user is None:
        return {}
    running = BreakGlass.objects.running(user, now).filter(patient__clinic__slug=chain)
    return dict(running.values_list("patient__ref", "uid"))


def record_read(
    verb: str, *, by: Actor, patient: Patient, page: bool = False, **detail: Any
) -> None:
    """Leave the event of a read before its answer leaves: one a page.

    Inside a snapshot it is written when that has ended: a snapshot only reads. `page`: a
    page of staff, which is shown also when the event can be kept in the spill file alone.
    """
    clinic = patient.clinic
    teams = _has_teams(clinic)
    leave_event(clinic.slug, by, verb, patient.ref, page=page, by_teams=teams, **detail)


def read_list(
    verb: str, *, by: Actor, clinic: Clinic, page: bool = False, **detail: Any
) -> None:
    """Leave the event of a page that shows several men, as `record_read` does."""
    teams = _has_teams(clinic)
    leave_event(clinic.slug, by, verb, page=page, by_teams=teams, **detail)


def leave_event(
    chain: str,
    by: Actor,
    verb: str,
    patient: str = "",
    *,
    page: bool = False,
    by_teams: bool = False,
    **detail: Any,
) -> None:
    """Leave an event that wrote no rows; in a transaction of its own, after a snapshot."""

    def write() -> None:
        try:
            with writing(savepoint=False):
                act = begin_act(chain, by, by_teams=by_teams)
                act.write(verb, patient, **detail)
        except DatabaseError as error:
            if not page or not is_unusable(error):
                raise
            act = Act(chain, 0, GENESIS, timezone.now(), by)
            if not spill.keep(act.sealed(verb, patient, **detail)):
                raise
        else:
            empty_spill()

    after_snapshot(write)


def empty_spill() -> None:
    """Write what the spill file holds into the chains, with its own times, and empty it.

    Nothing where it is empty, where another process does so now, or inside a transaction.
    """
    if connection.in_atomic_block or not spill.holds_events():
        return
    with spill.take() as kept:
        if kept is None:
            return
        for chain in sorted({event.chain for event in kept.events}):
            mine = [event for event in kept.events if event.chain == chain]
            with writing(savepoint=False):
                _write_spilled(chain, mine)
        if kept.damaged:
            with writing(savepoint=False):
                act = begin_act(SYSTEM, _SPILL)
                act.write("spill-damaged", lines=kept.damaged)


def _write_spilled(chain: str, events: Sequence[spill.SpilledEvent]) -> None:
    """A crash between here and the emptying of the file must not write them twice."""
    first = begin_act(chain, _SPILL)
    times = [event.at for event in events]
    there = AuditEvent.objects.filter(chain=chain, at__in=times)
    known = {json.loads(event.detail).get("spilled") for event in there}
    new = [event for event in events if event.uid not in known]
    prev, made = first.prev, []
    for at, event in enumerate(new):
        row = event.as_row(first.seq + at, prev)
        prev = row.hash = seal_event(row)
        made.append(row)
    AuditEvent.objects.bulk_create(made)


def write_event(event: AuditEvent) -> str:
    """The event as canonical JSON with the hash before it, without its rows' seal."""
    return json.dumps(_list_facts(event), **_CANONICAL)


def seal_event(event: AuditEvent) -> str:
    """SHA-256 over the event's canonical JSON, which holds the hash before it.

    The seal of its rows is part of it where there is one.
    """
    content = _list_facts(event) | ({"rows": event.rows} if event.rows else {})
    return hashlib.sha256(json.dumps(content, **_CANONICAL).encode()).hexdigest()


_CANONICAL: Any = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}


def _list_facts(event: AuditEvent) -> dict[str, Any]:
    return {
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": event.by,
        "by_name": event.by_name,
        "chain": event.chain,
        "detail": event.detail,
        "patient": event.patient,
        "prev": event.prev,
        "seq": event.seq,
        "verb": event.verb,
    }
