"""What is on a clinic's worklist: one row for each thing that waits for somebody.

Derived from the record and never part of it: no row here is sealed or guarded.
`labs.record.worklist` writes it in the transaction of each act, and can make it anew.
"""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from labs.models.decision import Decision
from labs.models.panel import Panel
from labs.models.patient import Patient, PatientQuerySet
from labs.models.people import Clinic

KINDS = {
    "draw": "a draw that nobody has signed off as it stands",
    "reopened": "a decision that rests on results which were corrected since",
    "check": "a day that a clinician set for the next check",
    "due": "a draw of which the clinic's rule shares a result at `sort_at`",
}


class WorklistItemQuerySet(models.QuerySet["WorklistItem"]):
    def of(self, patients: PatientQuerySet) -> Self:
        """Those of these patients: asked for each item, never by listing the patients."""
        return self.filter(Exists(patients.filter(pk=OuterRef("patient"))))


class WorklistItem(models.Model):
    """A draw by its version that stands, or a decision by its version that stands."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=KINDS)
    panel = models.ForeignKey(
        Panel, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, related_name="+", db_index=False
    )
    flagged = models.BooleanField(default=False)  # a guard asks about one of its results
    # When it was drawn, or is due; of a decision, its day, and of a check, the day set.
    # Days are midnights in UTC: they are only compared and put in order.
    sort_at = models.DateTimeField()
    last_draw = models.DateField(null=True)  # of a check: the newest since its decision

    objects = WorklistItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["clinic", "kind", "-flagged", "sort_at", "panel"],
                name="worklist_in_order",
            ),
            models.Index(fields=["sort_at"], condition=Q(kind="due"), name="worklist_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["panel", "kind"], name="worklist_draw_once"),
            models.UniqueConstraint(
                fields=["decision", "kind"], name="worklist_decision_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["draw", "due"], panel__isnull=False, decision=None)
                | Q(kind__in=["reopened", "check"], panel=None, decision__isnull=False),
                name="worklist_kind_has_its_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.panel_id or self.decision_id}"

    @property
    def facts(self) -> tuple[object, ...]:
        """All that the row says, to compare it with another."""
        return (
            self.clinic_id,
            self.patient_id,
            self.kind,
            self.panel_id,
            self.decision_id,
            self.flagged,
            self.sort_at,
            self.last_draw,
        )
