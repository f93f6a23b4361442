"""Every change to a record: allowed, checked, saved, audited; or nothing.

One file a noun. Each door is one transaction that holds the clinic's lock, and leaves one
event in the clinic's audit chain.
"""

from labs.record import (
    baseline,
    batch,
    break_glass,
    care_team,
    clinic,
    clinician_range,
    decision,
    laboratory,
    note_read,
    notice,
    panel,
    patient,
    people,
    preference,
    release,
    result,
    sign_in,
    token,
    treatment,
    worklist,
)
from labs.record.panel import misfiled
from labs.record.rows import Conflict

__all__ = [
    "Conflict",
    "baseline",
    "batch",
    "clinic",
    "break_glass",
    "care_team",
    "clinician_range",
    "decision",
    "laboratory",
    "misfiled",
    "note_read",
    "notice",
    "panel",
    "patient",
    "people",
    "preference",
    "release",
    "result",
    "sign_in",
    "token",
    "treatment",
    "worklist",
]
