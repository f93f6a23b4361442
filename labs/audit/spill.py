"""The spill file: events of pages that were read while the database took no writes.

Its room is reserved beforehand: on a full disk a line is written over zeros that are there.
A line is JSON with an HMAC under AUDIT_KEY. Once the database takes writes again the events
go into their chains and the file holds zeros again.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from labs.audit.keys import current_key, find_key, is_signed, name_key, sign
from labs.models import AuditEvent
from labs.models.recorded import new_uid

# Some 5,000 pages of one patient; a page of a list takes 15 bytes more for each patient.
RESERVED = 2 * 1024 * 1024
_PURPOSE = "a line of the spill file"
_FACTS = ("chain", "verb", "by", "by_name", "patient", "detail")


@dataclass(frozen=True)
class SpilledEvent:
    """An event that waits for its chain; `uid` keeps it from being written twice."""

    chain: str
    at: datetime
    uid: str
    facts: dict[str, str]

    def as_row(self, seq: int, prev: str) -> AuditEvent:
        """The event with its own time, marked as spilled; its hash is still to be made."""
        detail = json.loads(self.facts["detail"]) | {"spilled": self.uid}
        facts = self.facts | {
            "detail": json.dumps(detail, sort_keys=True, separators=(",", ":"))
        }
        return AuditEvent(**facts, seq=seq, at=self.at, prev=prev)


@dataclass
class SpillContents:
    """What the file holds: events, and how many lines are not ours."""

    events: list[SpilledEvent] = field(default_factory=list)
    damaged: int = 0


def reserve() -> None:
    """Have the room on the disk before it is full."""
    with _open() as file:
        size = file.seek(0, os.SEEK_END)
        if size < RESERVED:
            file.write(bytes(RESERVED - size))
            file.flush()
            os.fsync(file.fileno())


def holds_events() -> bool:
    """Whether events wait in it: asked for every page, so of its first byte alone."""
    with suppress(OSError), Path(settings.AUDIT_SPILL).open("rb") as file:
        return file.read(1) not in (b"", b"\0")
    return False


def keep(event: AuditEvent) -> bool:
    """Add an event that its chain cannot take; False if it cannot be kept here either."""
    said = {name: getattr(event, name) for name in _FACTS}
    said |= {"at": event.at.astimezone(UTC).isoformat(), "uid": new_uid()}
    key = current_key()
    line: dict[str, Any] = {**said, "key": name_key(key)}
    text = json.dumps(line, sort_keys=True)
    line["hmac"] = sign(_PURPOSE, text, key)
    try:
        with _open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(_count_used(file))
            file.write((json.dumps(line, sort_keys=True) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        logging.getLogger(__name__).error("The spill file cannot be written: %s", error)
        return False
    return True


@contextmanager
def take() -> Iterator[SpillContents | None]:
    """What it holds; emptied when the block ends well. None while another does so."""
    with _open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        used = _count_used(file)
        file.seek(0)
        yield _read_lines(file.read(used))
        file.seek(0)
        file.write(bytes(used))
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _open() -> Iterator[BinaryIO]:
    path = Path(settings.AUDIT_SPILL)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        yield file


def _count_used(file: BinaryIO) -> int:
    file.seek(0)
    text = file.read()
    end = text.find(b"\0")
    used = text[: end if end >= 0 else len(text)]
    return used.rfind(b"\n") + 1 if used else 0  # a torn line is written over


def _read_lines(text: bytes) -> SpillContents:
    kept = SpillContents()
    for each in text.splitlines():
        try:
            line = json.loads(each)
            mac = line.pop("hmac")
            signed = is_signed(
                mac, _PURPOSE, json.dumps(line, sort_keys=True), find_key(line["key"])
            )
        except (ValueError, KeyError, AttributeError, RecursionError):
            signed = False
        if not signed:
            kept.damaged += 1
            continue
        facts = {name: line[name] for name in _FACTS}
        at = datetime.fromisoformat(line["at"])
        kept.events.append(SpilledEvent(line["chain"], at, line["uid"], facts))
    return kept
