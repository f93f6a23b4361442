"""What was done to the audit: chains, rows, anchors, guards and key, recomputed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model

from labs.audit import spill
from labs.audit.anchor import Anchors, is_own_state, read_anchors
from labs.audit.chain import GENESIS, SYSTEM, seal_event, write_event
from labs.audit.earlier import SEALED_EARLIER
from labs.audit.keys import KEY_MISSING, find_key
from labs.audit.seal import (
    VERSION,
    FoundRow,
    Seal,
    current_kinds,
    read_rows,
    start_seal,
    write_found,
)
from labs.models import AnchorState, AuditEvent, Clinic, guards
from labs.models.snapshot import snapshot

_NAMED = 5  # rows in a sentence


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


@dataclass
class Verdict:
    """Of all chains, and of what belongs to none: key, guards, anchor file, clinics."""

    chains: list[ChainVerdict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems and all(chain.ok for chain in self.chains)


def verify_audit() -> Verdict:
    """Read everything once, as it comes: memory does not grow with the record."""
    verdict = Verdict()
    with read_anchors() as anchors, snapshot():
        state = AnchorState.objects.first()
        verdict.problems += _list_problems(anchors, state)
        verdict.warnings += anchors.warnings
        verdict.problems += _list_clinics_without_events()
        for chain in list_chains(anchors):
            verdict.chains.append(_verify_chain(chain, anchors.heads.get(chain, {})))
    if spill.holds_events():
        verdict.warnings.append("Events wait in the spill file to be written.")
    return verdict


def list_chains(anchors: Anchors) -> list[str]:
    chains = set(AuditEvent.objects.order_by().values_list("chain", flat=True).distinct())
    return sorted(chains | set(anchors.heads))


def _list_problems(anchors: Anchors, state: AnchorState | None) -> list[str]:
    problems = []
    if missing := guards.missing_guards(connection):
        problems.append(f"Guards are missing on the database: {', '.join(missing)}.")
    if not settings.AUDIT_KEY:
        return [*problems, KEY_MISSING]
    return [*problems, *_list_anchor_problems(anchors, state)]


def _list_anchor_problems(anchors: Anchors, state: AnchorState | None) -> Iterator[str]:
    if state is None:
        if anchors.macs or AuditEvent.objects.exists():
            yield "The database does not remember its anchors: that row was removed."
    elif not is_own_state(state):
        yield (
            "What the database remembers of its anchors was changed."
            if find_key(state.key)
            else "The audit key is not the one that this database was used with: the key "
            "was made anew, or another one is set."
        )
    elif state.lines and not anchors.macs:
        yield f"The anchor file is gone: {state.lines} lines were written to it."
    elif state.lines and anchors.macs[state.lines - 1 : state.lines] != [state.last]:
        yield (
            f"The anchor file was cut or begun anew: its line {state.lines} is not the one "
            "that was written last."
        )
    yield from anchors.faults


def _list_clinics_without_events() -> list[str]:
    chains = AuditEvent.objects.order_by().values("chain")
    bare = Clinic.objects.exclude(slug__in=chains).order_by("slug")
    return [
        f"Clinic {clinic.slug} has no events: its chain was removed." for clinic in bare
    ]


def _verify_chain(chain: str, anchored: dict[int, str]) -> ChainVerdict:
    count = AuditEvent.objects.filter(chain=chain).count()
    last = max(anchored, default=0)
    bad, problem = _ChainCheck(chain, anchored).find_fault()
    gone = chain != SYSTEM and not Clinic.objects.filter(slug=chain).exists()
    if problem is None and gone:
        problem = f"Clinic {chain} was removed: its chain alone is there."
    ok = problem is None
    return ChainVerdict(chain, count, last, max(count - last, 0), ok, bad, problem)


type Fault = tuple[int | None, str | None]


class _ChainCheck:
    """One chain, event by event, and the rows of its acts in step with them."""

    def __init__(self, chain: str, anchored: dict[int, str]) -> None:
        self._events = AuditEvent.objects.filter(chain=chain)
        self._anchored = anchored
        kinds = current_kinds()
        self._kinds: dict[str, type[Model]] = {kind._meta.db_table: kind for kind in kinds}
        self._rows = read_rows(chain, kinds)
        self._next: FoundRow | None = next(self._rows, None)
        # Rows of acts without a seal are gathered for the event that sealed them later.
        self._earlier = self._events.filter(verb=SEALED_EARLIER).order_by("seq").last()
        self._gathered = _SealedRows(self._earlier) if self._earlier else None

    def find_fault(self) -> Fault:
        """The first event that does not fit, and why; two Nones where all do."""
        seq, prev, last = 0, GENESIS, max(self._anchored, default=0)
        for seq, event in enumerate(self._events.order_by("seq", "pk").iterator(), start=1):
            problem = self._find_event_fault(event, seq, prev)
            problem = problem or self._find_row_fault(event)
            if problem:
                return seq, problem
            prev = event.hash
        if seq < last:
            return seq + 1, f"Event {last} was anchored, but the chain ends at {seq}."
        if row := self._next:
            said = f"{row.table} {row.pk} says that event {row.act} wrote it"
            return row.act, f"{said}, but the chain ends at {seq}."
        return None, None

    def _find_event_fault(self, event: AuditEvent, seq: int, prev: str) -> str | None:
        if event.seq != seq:
            return f"Event {seq} is missing."
        if event.prev != prev:
            return f"Event {seq} does not follow the one before it."
        if event.hash != seal_event(event):
            return f"Event {seq} was changed."
        if self._anchored.get(seq, event.hash) != event.hash:
            return f"Event {seq} is not the one that was anchored."
        return None

    def _find_row_fault(self, event: AuditEvent) -> str | None:
        if self._next and self._next.act < event.seq:
            row = self._next
            return (
                f"{row.table} {row.pk} says that event {row.act} wrote it: there is none."
            )
        if self._earlier and event.pk == self._earlier.pk:
            return self._gathered.find_fault() if self._gathered else None
        if event.rows:
            return self._find_seal_fault(event)
        for row in self._take(event.seq):
            if self._earlier is None or event.seq > self._earlier.seq:
                return f"{row.table} {row.pk} names event {event.seq}, which wrote no rows."
            assert self._gathered is not None
            self._gathered.add(row, self._kinds[row.table])
        return None

    def _find_seal_fault(self, event: AuditEvent) -> str | None:
        sealed = _SealedRows(event)
        for row in self._take(event.seq):
            sealed.add(row, self._kinds[row.table])
        return sealed.find_fault()

    def _take(self, act: int) -> Iterator[FoundRow]:
        while self._next and self._next.act == act:
            row = self._next
            self._next = next(self._rows, None)
            yield row


class _SealedRows:
    """Rows that stand, held against the seal of an event: their texts are not kept."""

    def __init__(self, event: AuditEvent) -> None:
        self._event = event
        self._seal = Seal.read(event.rows)
        key = find_key(self._seal.key) if self._seal else None
        known = self._seal and self._seal.version <= VERSION
        self._mac: Any = start_seal(write_event(event), key) if key and known else None
        self._count = 0
        self._names: list[str] = []

    def add(self, row: FoundRow, kind: type[Model]) -> None:
        self._count += 1
        if self._count <= _NAMED:
            self._names.append(f"{row.table} {row.pk}")
        if self._mac and self._seal:
            text = write_found(row, kind, self._seal.version)
            self._mac.update(f"\n{text}".encode())

    def find_fault(self) -> str | None:
        number = self._event.seq
        if self._seal is None:
            return f"Event {number} has a seal of its rows that cannot be read."
        if self._count != self._seal.rows:
            return (
                f"Event {number} wrote {self._seal.rows} rows, but {self._count} are "
                f"there: {self._list()}."
            )
        if not settings.AUDIT_KEY:
            return None  # said once, for all
        if self._mac is None:
            return f"Event {number} sealed its rows under a key that is not known."
        if self._mac.hexdigest() != self._seal.mac:
            return f"Event {number}, or a row that it wrote, was changed: {self._list()}."
        return None

    def _list(self) -> str:
        more = self._count - len(self._names)
        names = ", ".join(self._names) or "none"
        return f"{names} and {more} more" if more else names
