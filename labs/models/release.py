"""Acts on a draw: reviewed, shared with the patient, held, withdrawn."""

from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from labs.models.panel import Panel
from labs.models.patient import Patient
from labs.models.people import User
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

    def reopened(self) -> Self:
        """Withdrawals of reviews of draws that stay shared: nobody reviewed them since."""
        standing = Release.objects.standing().filter(
            patient=OuterRef("patient"), panel_uid=OuterRef("panel_uid")
        )
        again = standing.filter(kind="reviewed", pk__gt=OuterRef("pk"))
        withdrawn = self.filter(kind="withdrawn", undoes__kind="reviewed")
        return withdrawn.filter(~Exists(again), Exists(standing.filter(kind="shared")))

    def reviews(self) -> Self:
        """Reviews that still cover their draw: nothing of it was recorded since."""
        result: Any = Panel.results.field.model  # a room above: it imports this one
        rows = result.objects.filter(panel=OuterRef("panel"))
        newest = Subquery(rows.order_by("-pk").values("pk")[:1])
        mine = self.standing().filter(kind="reviewed", panel__replaced_by=None)
        return mine.filter(through__gte=newest)


class Release(Signed):
    """One act on one version of a draw; undoing it is a further act.

    A person shares all of a draw. The clinic's rule shares by itself, without a person: a
    row for each result whose time has come.
    """

    by = models.ForeignKey(  # type: ignore[assignment]  # nobody, where the rule shares
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="releases", db_index=False
    )
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="releases")
    panel_uid = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=KINDS)
    through = models.PositiveBigIntegerField()  # the newest row of a result that was seen
    result_uid = models.CharField(max_length=12, blank=True)  # what the rule shared
    # Whether it shares what has a flag: sign-offs did not before clinics had rules.
    flags_seen = models.BooleanField(default=False)
    until = models.DateField(null=True, blank=True)  # of a hold: the day on which it ends
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
            ),
            models.CheckConstraint(
                condition=Q(kind="held", until__isnull=False)
                | (~Q(kind="held") & Q(until=None)),
                name="release_held_until",
            ),
            models.CheckConstraint(
                condition=(Q(by=None, kind="shared") & ~Q(result_uid=""))
                | Q(by__isnull=False, result_uid=""),
                name="release_by_rule_shares_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.panel_uid}"


def find_due(counted_from: datetime, days: int, held: date | None, zone: str) -> datetime:
    """When the clinic's rule shares a result: not before the day on which a hold ends."""
    due = counted_from + timedelta(days=days)
    return max(due, datetime.combine(held, time(), ZoneInfo(zone))) if held else due
