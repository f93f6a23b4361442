"""The audit chain: one event an act, each sealed with the hash of the one before it."""

import getpass
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from labs.models import AuditEvent, Clinic, Patient, User

GENESIS = "0" * 64
_ANCHOR_EVERY = 1000


@dataclass(frozen=True)
class Operator:
    """A person at the command line, acting as one of the clinic's people."""

    user: User

    @property
    def name(self) -> str:
        return f"cli:{getpass.getuser()} as {self.user.email}"


type Actor = User | Operator


def login(by: Actor) -> User:
    return by.user if isinstance(by, Operator) else by


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
        event = AuditEvent(
            chain=self.chain,
            seq=self.seq,
            at=self.at,
            verb=verb,
            by=str(login(self.by).pk),
            by_name=self.by.name,
            patient=patient,
            detail=json.dumps(detail, sort_keys=True, separators=(",", ":")),
            prev=self.prev,
        )
        event.hash = seal(event)
        event.save(force_insert=True)
        if self.seq % _ANCHOR_EVERY == 0:
            transaction.on_commit(lambda: anchor(event))
        return event


@contextmanager
def act(clinic: Clinic, by: Actor) -> Iterator[Act]:
    """One transaction that holds the clinic's lock: what it does, it does alone.

    The caller writes at least one event before it ends; a second one in the same
    transaction opens its own act.
    """
    with transaction.atomic(savepoint=False):
        yield begin(clinic, by)


def begin(clinic: Clinic, by: Actor) -> Act:
    """The next act of the chain. SQLite's write lock is taken at BEGIN IMMEDIATE."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            key = f"labs.audit {clinic.slug}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    events = AuditEvent.objects.filter(chain=clinic.slug).order_by("-seq")
    head = events.values_list("seq", "hash").first() or (0, GENESIS)
    return Act(clinic.slug, head[0] + 1, head[1], timezone.now(), by)


def read(verb: str, *, by: Actor, patient: Patient, **detail: Any) -> None:
    """Leave the event of a read before its answer leaves: one a page."""
    with act(patient.clinic, by) as reading:
        reading.write(verb, patient.ref, **detail)


def read_list(verb: str, *, by: Actor, clinic: Clinic, **detail: Any) -> None:
    """Leave the event of a page that shows several men."""
    with act(clinic, by) as reading:
        reading.write(verb, **detail)


def seal(event: AuditEvent) -> str:
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
class Verdict:
    """What is known of one chain: shapes of interfaces 7, `verify_audit`."""

    clinic: str
    events: int
    anchored_to: int
    unanchored: int
    ok: bool
    first_bad: int | None = None
    problem: str | None = None


def verify() -> list[Verdict]:
    anchored = anchors()
    chains = set(AuditEvent.objects.values_list("chain", flat=True).distinct())
    return [_verdict(chain, anchored) for chain in sorted(chains | set(anchored))]


def _verdict(chain: str, anchored: dict[str, list[dict[str, Any]]]) -> Verdict:
    sealed = {anchor["seq"]: anchor["head"] for anchor in anchored.get(chain, [])}
    last = max(sealed, default=0)
    count, bad, problem = 0, None, None
    prev = GENESIS
    for event in AuditEvent.objects.filter(chain=chain).order_by("seq").iterator():
        count += 1
        problem = _fault(event, count, prev, sealed)
        if problem:
            bad = event.seq
            break
        prev = event.hash
    if problem is None and count < last:
        bad, problem = count + 1, f"Event {last} was anchored, but the chain ends at {count}."
    return Verdict(chain, count, last, max(count - last, 0), not problem, bad, problem)


def _fault(event: AuditEvent, seq: int, prev: str, sealed: dict[int, str]) -> str | None:
    if event.seq != seq:
        return f"Event {seq} is missing."
    if event.prev != prev:
        return f"Event {seq} does not follow the one before it."
    if event.hash != seal(event):
        return f"Event {seq} was changed."
    if sealed.get(seq, event.hash) != event.hash:
        return f"Event {seq} is not the one that was anchored."
    return None


def anchor(event: AuditEvent) -> None:
    """Write the chain's head outside the database, under AUDIT_KEY."""
    line = {
        "chain": event.chain,
        "seq": event.seq,
        "head": event.hash,
        "at": event.at.astimezone(UTC).isoformat(),
    }
    path = Path(settings.AUDIT_ANCHOR)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line | {"hmac": _hmac(line)}, sort_keys=True) + "\n")


def anchor_heads() -> None:
    """Anchor every chain as it stands: at start, at shutdown, by command."""
    for chain in AuditEvent.objects.values_list("chain", flat=True).distinct():
        anchor(AuditEvent.objects.filter(chain=chain).latest("seq"))


def anchors() -> dict[str, list[dict[str, Any]]]:
    """The anchors whose HMAC holds, by chain."""
    path = Path(settings.AUDIT_ANCHOR)
    found: dict[str, list[dict[str, Any]]] = {}
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        line = json.loads(text)
        sealed = line.pop("hmac")
        if hmac.compare_digest(sealed, _hmac(line)):
            found.setdefault(line["chain"], []).append(line)
    return found


def _hmac(line: dict[str, Any]) -> str:
    text = json.dumps(line, sort_keys=True).encode()
    return hmac.new(settings.AUDIT_KEY.encode(), text, "sha256").hexdigest()
