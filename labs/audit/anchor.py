"""Anchors: heads of the chains in a file outside the database, each line sealing the last.

A line holds an HMAC under AUDIT_KEY over its head and over the HMAC of the line before it,
and the database remembers the last one: lines cannot be changed, removed or cut unseen.
"""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone

from labs.audit import spill
from labs.audit.keys import current_key, find_key, is_signed, name_key, sign
from labs.models import AnchorState, AuditEvent, Clinic
from labs.models.snapshot import writing

_EVERY = 1000  # events, or
_AFTER = 60  # seconds
_LINE, _STATE = "a line of the anchor file", "the state of the anchor file"
_LONGEST = 2000  # bytes of a line; ours have some 350
_START = hashlib.sha256().hexdigest()  # what the first line seals: that none is before it
_TAIL = 64 * 1024  # bytes of the end of the file in which the last line is looked for


class AnchorRefused(OSError):
    """Nothing is anchored: the file, the database or the key is not the one of before."""


# What the database remembers.


def begin_anchors() -> None:
    """Remember that nothing was anchored yet; with the first event of all, and never again.

    Somebody who removes what is remembered does not make it begin anew.
    """
    if not AuditEvent.objects.exists() and not AnchorState.objects.exists():
        save_state(AnchorState())


def save_state(state: AnchorState) -> None:
    key = current_key()
    state.key = name_key(key)
    state.seal = sign(_STATE, _write_state(state), key)
    state.save()


def is_own_state(state: AnchorState) -> bool:
    return is_signed(state.seal, _STATE, _write_state(state), find_key(state.key))


def _write_state(state: AnchorState) -> str:
    return json.dumps([state.lines, state.last, state.heads], sort_keys=True)


# Writing.


def anchor_when_due(numbers: Sequence[int]) -> None:
    """Anchor after each thousandth event, or a minute; `numbers` are committed now."""
    if any(seq % _EVERY == 0 for seq in numbers) or _is_late():
        anchor_heads()


def _is_late() -> bool:
    """Whether nobody has anchored for a minute, or the clock was set meanwhile."""
    path = Path(settings.AUDIT_ANCHOR)
    if not path.is_file():
        return True
    return abs(time.time() - path.stat().st_mtime) >= _AFTER


def anchor_heads() -> None:
    """Anchor every chain as it stands, where anything came since: now and then, at stop.

    Of several processes one does; the others leave it to that one. OSError where it cannot,
    AnchorRefused where something was taken away meanwhile.
    """
    spill.reserve()
    path = Path(settings.AUDIT_ANCHOR)
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(opened, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        _anchor_locked(file)


def _anchor_locked(file: BinaryIO) -> None:
    state = AnchorState.objects.first()
    if state is None:
        if AuditEvent.objects.exists():
            raise AnchorRefused("The database does not remember its anchors.")
        return
    if not is_own_state(state):
        raise AnchorRefused(
            "The audit key is not the one that this database was used with."
        )
    moved = [head for head in _list_heads() if state.heads.get(head.chain) != head.seq]
    if not moved:
        return
    number, prev = _find_end(file, state)
    for head in moved:
        number += 1
        prev = _write_line(file, head, number, prev)
        state.heads[head.chain] = head.seq
    file.flush()
    os.fsync(file.fileno())
    state.lines, state.last = number, prev
    with writing():
        save_state(state)


def _list_heads() -> Iterator[AuditEvent]:
    """The last event of each chain: of the clinics that there are, and of the system."""
    slugs = Clinic.objects.order_by("slug").values_list("slug", flat=True)
    for chain in [*slugs, "system"]:
        yield from AuditEvent.objects.filter(chain=chain).order_by("-seq")[:1]


def _write_line(file: BinaryIO, head: AuditEvent, number: int, prev: str) -> str:
    key = current_key()
    line = {
        "at": head.at.astimezone(UTC).isoformat(),
        "chain": head.chain,
        "head": head.hash,
        "key": name_key(key),
        "line": number,
        "prev": prev,
        "seq": head.seq,
    }
    mac = sign(_LINE, json.dumps(line, sort_keys=True), key)
    file.write((json.dumps(line | {"hmac": mac}, sort_keys=True) + "\n").encode())
    return mac


def _find_end(file: BinaryIO, state: AnchorState) -> tuple[int, str]:
    """The number of the last line, and what the next one seals.

    What a crash has left of an unfinished line goes. The line that the database remembers
    must be there; one or more may follow that a crash kept it from remembering.
    """
    size = _drop_unfinished(file)
    file.seek(max(size - _TAIL, 0))
    lines = [_parse(text) for text in file.read().splitlines()]
    known = [line for line in lines if line and _is_own(line)]
    if state.lines and state.last not in [line["hmac"] for line in known]:
        raise AnchorRefused("The anchor file does not hold the line that was written last.")
    return (known[-1]["line"], known[-1]["hmac"]) if known else (0, _START)


def _drop_unfinished(file: BinaryIO) -> int:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _TAIL, 0))
    tail = file.read()
    end = tail.rfind(b"\n") + 1
    if end == len(tail):
        return size
    line = _parse(tail[end:])
    if line and _is_own(line):  # it lacks the end of its line alone
        return size + file.write(b"\n")
    file.truncate(size - len(tail) + end)
    return size - len(tail) + end


def anchor_anew() -> None:
    """Begin another anchor file, from the chains as they stand; the old one is kept beside.

    For whoever has made sure that they are right: after a restore that was verified, or a
    fault that was understood. The caller leaves the event.
    """
    set_aside()
    with writing():
        AnchorState.objects.all().delete()
        save_state(AnchorState())
    anchor_heads()


def set_aside() -> None:
    """Keep the anchor file that there is under another name, with the moment in it."""
    path = Path(settings.AUDIT_ANCHOR)
    if path.exists():
        path.rename(path.with_name(f"{path.name}.before-{timezone.now():%Y%m%dT%H%M%S%f}"))


def find_oldest_unanchored() -> datetime | None:
    """When the oldest event was left that no anchor covers yet; None where all are."""
    state = AnchorState.objects.first()
    anchored = state.heads if state else {}
    oldest: list[datetime] = []
    for head in _list_heads():
        if (seq := anchored.get(head.chain, 0)) < head.seq:
            later = AuditEvent.objects.filter(chain=head.chain, seq__gt=seq)
            oldest += later.order_by("seq").values_list("at", flat=True)[:1]
    return min(oldest, default=None)


# Reading.


@dataclass
class Anchors:
    """What the anchor file holds: heads by chain and number, and what is wrong with it."""

    heads: dict[str, dict[int, str]] = field(default_factory=dict)
    macs: list[str] = field(default_factory=list)  # of the lines, in their order
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@contextmanager
def read_anchors() -> Iterator[Anchors]:
    """The file line by line; nobody anchors meanwhile: what is asked inside agrees with it.

    A bad line is a fault with its number, and what cannot be read is one as well.
    """
    found = Anchors()
    try:
        file = Path(settings.AUDIT_ANCHOR).open("rb")  # noqa: SIM115 - closed below
    except FileNotFoundError:
        yield found
        return
    except OSError as error:
        found.faults.append(f"The anchor file cannot be read: {error.strerror}.")
        yield found
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_SH)
        try:
            _read_lines(file, found)
        except OSError as error:
            found.faults.append(f"The anchor file cannot be read: {error.strerror}.")
        yield found


def _read_lines(file: BufferedReader, found: Anchors) -> None:
    prev = _START
    for number, text in enumerate(iter(lambda: file.readline(_LONGEST), b""), start=1):
        line = _parse(text)
        last = not text.endswith(b"\n") and not file.peek(1)
        if last:
            found.warnings.append(
                f"Line {number}, the last of the anchor file, is unfinished: a crash or a "
                "full disk. The next anchor replaces it."
            )
        if line is None:
            if not last:
                found.faults.append(f"Line {number} of the anchor file is no anchor.")
                found.macs.append("")
            continue
        if fault := _find_line_fault(line, number, prev):
            found.faults.append(fault)
        if not _is_own(line):
            found.macs.append("")
            continue
        found.heads.setdefault(line["chain"], {})[line["seq"]] = line["head"]
        prev = line["hmac"]
        found.macs.append(prev)


def _find_line_fault(line: dict[str, Any], number: int, prev: str) -> str | None:
    if not _is_own(line):
        if find_key(line.get("key", "")) is None:
            return f"Line {number} of the anchor file is sealed under another key."
        return f"Line {number} of the anchor file was changed, or sealed under another key."
    if line["prev"] != prev or line["line"] != number:
        return (
            f"Line {number} of the anchor file does not follow the one before it: lines "
            "were removed or changed."
        )
    return None


def _parse(text: bytes) -> dict[str, Any] | None:
    """A line as JSON; whether it is ours is another question."""
    try:
        line = json.loads(text) if len(text) < _LONGEST else None
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) and "hmac" in line else None


def _is_own(line: dict[str, Any]) -> bool:
    said = {name: fact for name, fact in line.items() if name != "hmac"}
    text = json.dumps(said, sort_keys=True)
    return is_signed(line["hmac"], _LINE, text, find_key(line.get("key", "")))
