"""Acts on a draw: reviewed, shared with the man, held, withdrawn."""

from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from labs.models.panel import Panel
from labs.models.patient import Patient
from labs.models.recorded import Signed

KINDS = {
    "reviewed": "reviewed",
    "shared": "shared",
    "held": "held",
    "withdrawn": "withdrawn",
}


class ReleaseQuerySet(models.QuerySet["Release"]):
    def of(self, panel: Panel) -> Self:
        """Acts on any version of a draw."""
        return self.filter(patient=panel.patient_id, panel_uid=panel.uid)

    def standing(self) -> Self:
        """Leave out what was withdrawn."""
        return self.filter(undone_by=None)

    def reviews(self) -> Self:
        """Reviews that still cover their draw: nothing of it was recorded since."""
        result: Any = Panel.results.field.model  # a room above: it imports this one
        rows = result.objects.filter(panel=OuterRef("panel"))
        newest = Subquery(rows.order_by("-pk").values("pk")[:1])
        mine = self.standing().filter(kind="reviewed", panel__replaced_by=None)
        return mine.filter(through__gte=newest)


class Release(Signed):
    """One act on one version of a draw; undoing it is a further act."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="releases", db_index=False
    )
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="releases")
    panel_uid = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=KINDS)
    through = models.PositiveBigIntegerField()  # the newest row of a result that he saw
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["patient", "panel_uid"], name="release_by_panel")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="withdrawn", undoes__isnull=False)
                | Q(kind__in=["reviewed", "shared", "held"], undoes=None),
                name="release_undoes_when_withdrawn",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.panel_uid}"
