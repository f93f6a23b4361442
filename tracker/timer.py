"""What is done by the clock: a process beside the workers, which runs one job at a time."""

import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connections

from labs import audit
from labs.record import release, sign_in
from labs.record.batch import staged
from labs.views import health


def clear_sessions() -> None:
    """Delete sessions that have ended, where they were, and counts of tries."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    sign_in.forget_ended_sessions()
    counts: Any = caches["default"]
    counts.delete_expired()


@dataclass(frozen=True)
class Job:
    """A function and the seconds from one call of it to the next."""

    name: str
    seconds: int
    function: Callable[[], object]


def anchor_chains() -> None:
    """Write what waits for the chains, then fix their heads outside the database."""
    audit.empty_spill()
    audit.tell_failed_sign_ins()
    audit.anchor_heads()


ANCHOR = Job("anchor the audit chains", 60, anchor_chains)
JOBS: Sequence[Job] = (
    ANCHOR,
    Job("share draws by the clinic's rule", 60, release.share_due),
    Job("clear ended sessions", 24 * 60 * 60, clear_sessions),
    Job("delete files that nobody took", 60 * 60, staged.delete_old),
)


def run_job(job: Job) -> None:
    """One that fails is logged and leaves the others alone; its next turn tries again."""
    try:
        job.function()
    except Exception:
        logging.getLogger(__name__).exception("Job failed: %s", job.name)
    finally:
        connections.close_all()


def run(parent: int, jobs: Sequence[Job] = JOBS) -> None:
    """Run each job at once and then by its seconds, until told to stop or left alone."""
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    if settings.METRICS_BIND:
        # Loaded only now: this module must not ask for what may be switched off.
        import_module("tracker.metrics").serve_metrics(settings.METRICS_BIND)
    due = dict.fromkeys(jobs, 0.0)
    while not told and os.getppid() == parent:
        health.beat()
        for job, at in due.items():
            if not told and time.monotonic() >= at:
                due[job] = time.monotonic() + job.seconds
                run_job(job)
        time.sleep(0.5)
