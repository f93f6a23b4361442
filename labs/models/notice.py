"""What the administrators of a clinic are told, until one of them has seen it."""

from django.db import models

from labs.models.patient import Patient
from labs.models.people import Clinic, User
from labs.models.recorded import new_uid

# Their sentences stand in templates/worklist/notices.html.
KINDS = {"break-glass": "a clinician opened a record by emergency access"}


class Notice(models.Model):
    """Facts of an act that is in the record and the audit trail; no part of either."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=KINDS)
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)  # texts by name, without a patient's name
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_by=None, seen_at=None)
                | models.Q(seen_by__isnull=False, seen_at__isnull=False),
                name="notice_seen_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
