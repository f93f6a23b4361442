"""The audit chain: one event an act, each sealed with the hash of the one before it."""

import hashlib
import hmac
import json
import os
import pwd
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from labs.exchange import FORMATS
from labs.models import AuditEvent, Clinic, Patient, Role, User
from labs.models.prepared import Prepared
from labs.models.snapshot import after_snapshot, writing

GENESIS = "0" * 64
_ANCHOR_EVERY = 1000  # events, or
_ANCHOR_AFTER = 60  # seconds
# An event holds references and hashes; of words these alone and the names of formats,
# which no person types.
_PLAIN = re.compile(r"[a-z2-7]{12}|[0-9a-f]{64}", re.ASCII)
_WORDS = frozenset({"", *Role.values})
_HEAD = Prepared(
    AuditEvent,
    ("seq", "hash"),
    lambda chain: AuditEvent.objects.filter(chain=chain).order_by("-seq")[:1],
)
_anchored: dict[str, float] = {}  # when this process last anchored a chain


@dataclass(frozen=True)
class Operator:
    """Whoever is at the command line: as one of the clinic's people, or as nobody."""

    user: User | None

    @property
    def name(self) -> str:
        return f"{_shell_account()} as {self.user.email}" if self.user else _shell_account()


@dataclass(frozen=True)
class Owner:
    """A patient at his own record: known by his login, never by his name."""

    user: User
    name = "the patient"


@dataclass(frozen=True)
class Clock:
    """The clinic's rule, by which results are shared without a person."""

    user = None
    name = "the clinic’s rule"


type Actor = User | Operator | Owner | Clock


def user_of(by: Actor) -> User | None:
    return by if isinstance(by, User) else by.user


def _shell_account() -> str:
    """The account of the operating system; the environment could claim another."""
    try:
        return f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"cli:{os.getuid()}"


@dataclass(frozen=True)
class Act:
    """One act under the clinic's lock: its number, its person, its moment."""

    chain: str
    seq: int
    prev: str
    at: datetime
    by: Actor

    def write(self, verb: str, patient: str = "", **detail: Any) -> AuditEvent:
        """Seal the act with one event. Refs, ids and counts only: no names, no values."""
        event = self.sealed(verb, patient, **detail)
        event.save(force_insert=True)
        transaction.on_commit(lambda: _anchor_when_due(event), robust=True)
        return event

    def sealed(self, verb: str, patient: str, **detail: Any) -> AuditEvent:
        for name, fact in detail.items():
            if not _is_plain(fact):
                raise ValueError(f"{name} of {verb} is no reference, id, count or hash.")
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


type Told = tuple[str, str, dict[str, Any]]  # verb, ref of the patient, detail


def write_all(first: Act, told: Sequence[Told]) -> None:
    """Seal acts that follow one another in one transaction, with one insert."""
    events: list[AuditEvent] = []
    for at, (verb, patient, detail) in enumerate(told):
        prev = events[-1].hash if events else first.prev
        now = replace(first, seq=first.seq + at, prev=prev)
        events.append(now.sealed(verb, patient, **detail))
    AuditEvent.objects.bulk_create(events)
    if any(map(_is_anchor_due, events)):
        transaction.on_commit(lambda: write_anchor(events[-1]), robust=True)


@contextmanager
def open_act(clinic: Clinic, by: Actor) -> Iterator[Act]:
    """One transaction that holds the clinic's lock: what it does, it does alone.

    The caller writes at least one event before it ends; a second one in the same
    transaction opens its own act.
    """
    with writing(savepoint=False):
        yield begin_act(clinic, by)


def begin_act(clinic: Clinic, by: Actor) -> Act:
    """The next act of the chain. SQLite's write lock is taken at BEGIN IMMEDIATE."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            key = f"labs.audit {clinic.slug}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    heads = [*_HEAD.ask(clinic.slug), (0, GENESIS)]
    seq, prev = heads[0]
    return Act(clinic.slug, seq + 1, prev, timezone.now(), by)


def record_read(verb: str, *, by: Actor, patient: Patient, **detail: Any) -> None:
    """Leave the event of a read before its answer leaves: one a page.

    Inside a snapshot it is written when that has ended: a snapshot only reads.
    """
    after_snapshot(partial(_write_read, patient.clinic, by, verb, patient.ref, **detail))


def read_list(verb: str, *, by: Actor, clinic: Clinic, **detail: Any) -> None:
    """Leave the event of a page that shows several men, as `read` does."""
    after_snapshot(partial(_write_read, clinic, by, verb, **detail))


def _write_read(
    clinic: Clinic, by: Actor, verb: str, patient: str = "", **detail: Any
) -> None:
    with open_act(clinic, by) as reading:
        reading.write(verb, patient, **detail)


def seal_event(event: AuditEvent) -> str:
    """SHA-256 over the event's canonical JSON, which holds the hash before it."""
    content = {
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
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class ChainVerdict:
    """What is known of one chain: shapes of interfaces 7, `verify_audit`."""

    clinic: str
    events: int
    anchored_to: int
    unanchored: int
    ok: bool
    first_bad: int | None = None
    problem: str | None = None


def verify_chains() -> list[ChainVerdict]:
    anchored = read_anchors()
    chains = set(AuditEvent.objects.values_list("chain", flat=True).distinct())
    return [
        _verify_chain(chain, anchored.get(chain, {}))
        for chain in sorted(chains | set(anchored))
    ]


def _verify_chain(chain: str, sealed: dict[int, str]) -> ChainVerdict:
    events = AuditEvent.objects.filter(chain=chain)
    count, last = events.count(), max(sealed, default=0)
    bad, problem = _first_fault(events, sealed)
    return ChainVerdict(chain, count, last, max(count - last, 0), bad is None, bad, problem)


def _first_fault(
    events: QuerySet[AuditEvent], sealed: dict[int, str]
) -> tuple[int | None, str | None]:
    seq, prev, last = 0, GENESIS, max(sealed, default=0)
    for seq, event in enumerate(events.order_by("seq", "pk").iterator(), start=1):
        if problem := _find_fault(event, seq, prev, sealed):
            return seq, problem
        prev = event.hash
    if seq < last:
        return seq + 1, f"Event {last} was anchored, but the chain ends at {seq}."
    return None, None


def _find_fault(
    event: AuditEvent, seq: int, prev: str, sealed: dict[int, str]
) -> str | None:
    if event.seq != seq:
        return f"Event {seq} is missing."
    if event.prev != prev:
        return f"Event {seq} does not follow the one before it."
    if event.hash != seal_event(event):
        return f"Event {seq} was changed."
    if sealed.get(seq, event.hash) != event.hash:
        return f"Event {seq} is not the one that was anchored."
    return None


def _anchor_when_due(event: AuditEvent) -> None:
    """Asked at the commit: of many events of one transaction the first is enough."""
    if _is_anchor_due(event):
        write_anchor(event)


def _is_anchor_due(event: AuditEvent) -> bool:
    last = _anchored.get(event.chain)
    late = last is None or time.monotonic() - last >= _ANCHOR_AFTER
    return late or event.seq % _ANCHOR_EVERY == 0


def write_anchor(event: AuditEvent) -> None:
    """Write the chain's head outside the database, under AUDIT_KEY."""
    _anchored[event.chain] = time.monotonic()
    line = {
        "chain": event.chain,
        "seq": event.seq,
        "head": event.hash,
        "at": event.at.astimezone(UTC).isoformat(),
    }
    path = Path(settings.AUDIT_ANCHOR)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line | {"hmac": _sign_line(line)}, sort_keys=True) + "\n")


def anchor_heads() -> None:
    """Anchor every chain as it stands, where anything came since: now and then, at stop."""
    anchored = read_anchors()
    for chain in AuditEvent.objects.values_list("chain", flat=True).distinct():
        head = AuditEvent.objects.filter(chain=chain).latest("seq")
        if anchored.get(chain, {}).get(head.seq) != head.hash:
            write_anchor(head)


def read_anchors() -> dict[str, dict[int, str]]:
    """The heads whose HMAC holds, by chain and number."""
    path = Path(settings.AUDIT_ANCHOR)
    found: dict[str, dict[int, str]] = {}
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line := _read_anchor(text):
            found.setdefault(line["chain"], {})[line["seq"]] = line["head"]
    return found


def _read_anchor(text: str) -> dict[str, Any] | None:
    """The anchor on a line, unless it was torn in a crash or sealed by another key."""
    try:
        line = json.loads(text)
        sealed = line.pop("hmac")
    except (ValueError, KeyError):
        return None
    return line if hmac.compare_digest(sealed, _sign_line(line)) else None


def _sign_line(line: dict[str, Any]) -> str:
    text = json.dumps(line, sort_keys=True).encode()
    return hmac.new(settings.AUDIT_KEY.encode(), text, "sha256").hexdigest()
