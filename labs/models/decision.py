"""What a clinician decided, why, and the exact results that he looked at."""

from django.db import models
from django.db.models import Q

from labs.models.patient import Patient
from labs.models.recorded import Recorded, RecordedQuerySet
from labs.models.result import Result

KINDS = {
    kind: kind
    for kind in (
        "changed",
        "continued",
        "discussed",
        "referred",
        "started",
        "stopped",
        "waited",
    )
}


class Decision(Recorded):
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="decisions")
    date = models.DateField()
    kind = models.CharField(max_length=12, choices=KINDS)
    what = models.CharField(max_length=1000)
    reasons = models.JSONField(default=list, blank=True)
    reason_words = models.CharField(max_length=1000, blank=True)
    expected = models.CharField(max_length=1000, blank=True)
    next_check = models.DateField(null=True, blank=True)
    next_check_words = models.CharField(max_length=300, blank=True)
    record_version = models.PositiveBigIntegerField()  # of the record he looked at
    in_error = models.BooleanField(default=False)
    submission = models.CharField(max_length=40, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta(Recorded.Meta):
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=Q(next_check=None, next_check_words="")
                | Q(next_check__isnull=False, next_check_words__gt=""),
                name="decision_check_has_date_and_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.date}"


class DecisionPin(models.Model):
    """One version of one result that was looked at."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="pins")
    result = models.ForeignKey(Result, models.PROTECT, related_name="pins")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "result"], name="pin_once")
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.result_id}"
