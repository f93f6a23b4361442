"""Whether this process lives, and whether it may serve. Strangers are told no more."""

import logging
import mmap
import os
import shutil
import struct
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from labs import audit
from labs.access import open_page
from labs.audit import spill
from labs.models import guards
from labs.models.snapshot import try_to_write

LONGEST_SILENCE = 180  # seconds of the timer: it beats each second, but may wait for a lock
LONGEST_UNANCHORED = 300  # seconds: anchors come each minute, and some may fail
LEAST_FREE = 200 * 1024 * 1024  # bytes of the disk, or this part of a small one
LEAST_PART = 0.05
_TEXT = "text/plain; charset=utf-8"
# Shared by the server's processes, for it is mapped before they part: when the timer last
# beat, by the clock that all of the machine share; 0 where nobody started one.
_beat = mmap.mmap(-1, 8)


@open_page
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type=_TEXT)


@open_page
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """What is wrong stands in the log, not in the answer."""
    if faults := list_obstacles():
        logging.getLogger(__name__).warning("Not ready: %s", " ".join(faults))
        return HttpResponse("not ready", content_type=_TEXT, status=503)
    return HttpResponse("ok", content_type=_TEXT)


def list_obstacles() -> list[str]:
    """Why it is not ready, each in a sentence; empty when it is, and can be written to."""
    try:
        if faults := list_faults() or list_delays():
            return faults
        try_to_write()
    except DatabaseError as error:
        return [f"Nothing can be saved now: {error}."]
    return []


def beat() -> None:
    """The timer lives."""
    _beat[:] = struct.pack("d", time.monotonic())


def _measure_silence() -> float | None:
    """Seconds since the timer last beat; None where the server was started without one."""
    (beaten,) = struct.unpack("d", _beat[:])
    return time.monotonic() - beaten if beaten else None


def _measure_unanchored() -> float:
    """The age in seconds of the oldest event that no anchor covers; 0 without one."""
    oldest = audit.find_oldest_unanchored()
    return max((timezone.now() - oldest).total_seconds(), 0) if oldest else 0


def _measure_backup() -> float | None:
    """Seconds since the newest backup in BACKUP_DIR; None where there is none."""
    folder = os.environ.get("BACKUP_DIR", "")
    whole = Path(folder).glob("*.backup") if folder else ()  # a draft has another ending
    times = [path.stat().st_mtime for path in whole]
    return time.time() - max(times) if times else None


def _measure_or_none(measure: Callable[[], float]) -> float | None:
    try:
        return measure()
    except DatabaseError:
        return None


def measure() -> dict[str, tuple[float | None, str]]:
    """What a monitor may be told: by name, a figure and what it is."""
    return {
        "timer_silent_seconds": (_measure_silence(), "Since the timer last beat."),
        "audit_unanchored_seconds": (
            _measure_or_none(_measure_unanchored),
            "Age of the oldest event of the audit trail that is not anchored.",
        ),
        "backup_age_seconds": (_measure_backup(), "Since the newest backup."),
        "disk_free_bytes": (
            shutil.disk_usage(settings.DATA_DIR).free,
            "Free where the record is kept.",
        ),
    }


def list_unapplied() -> list[str]:
    """The migrations that the database still waits for, in their order."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _ in waiting]


def list_faults() -> list[str]:
    """Why the record may not be served now, each in a sentence; empty when it may."""
    try:
        if waiting := list_unapplied():
            return [f"Migrations are not applied: {', '.join(waiting)}."]
        missing = guards.missing_guards(connection)
    except DatabaseError as error:
        return [f"The database does not answer: {error}."]
    return [f"Guards are missing on the database: {', '.join(missing)}."] if missing else []


def list_delays() -> list[str]:
    """What a server that runs does not keep up with, each in a sentence."""
    faults = [] if settings.AUDIT_KEY else [audit.KEY_MISSING]
    if spill.holds_events():
        faults.append("Events wait in the spill file: the database took no writes.")
    if _measure_unanchored() > LONGEST_UNANCHORED:
        faults.append("Events older than five minutes are not anchored.")
    if (silent := _measure_silence()) is not None and silent > LONGEST_SILENCE:
        faults.append(f"The timer has been silent for {silent:.0f} seconds.")
    disk = shutil.disk_usage(settings.DATA_DIR)
    if disk.free < min(LEAST_FREE, disk.total * LEAST_PART):
        faults.append(f"The disk has {disk.free} bytes left.")
    return faults
