"""Whether the audit is kept as it should be: asked by `/readyz`."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from labs.audit import spill
from labs.audit.anchor import find_oldest_unanchored
from labs.audit.keys import KEY_MISSING

# A minute between anchors, and time for some that could not be written.
_ANCHORED_WITHIN = timedelta(minutes=5)


def list_faults() -> list[str]:
    """Why the audit needs somebody now, each in a sentence; empty when it does not."""
    faults = [] if settings.AUDIT_KEY else [KEY_MISSING]
    if spill.holds_events():
        faults.append("Events wait in the spill file: the database took no writes.")
    oldest = find_oldest_unanchored()
    if oldest and timezone.now() - oldest > _ANCHORED_WITHIN:
        faults.append("Events older than five minutes are not anchored.")
    return faults
