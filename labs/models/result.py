"""One value as the laboratory gave it, or the examiner read it."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from labs import analytes
from labs.analytes import ANALYTES
from labs.models.panel import Panel
from labs.models.patient import Patient
from labs.models.recorded import Recorded, RecordedQuerySet
from labs.models.release import Release
from labs.readings import Assay, Exam, Interval, Kind, Reading, Value

STATUSES = (
    "preliminary",
    "final",
    "corrected",
    "entered-in-error",
    "not-done",
    "pending",
)
FINAL = ("final", "corrected")
SIDES = {"left": "left", "right": "right"}


def _choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class ResultQuerySet(RecordedQuerySet["Result"]):
    def with_release(self) -> Self:
        """Add `is_released`: whether his patient may read it. The one predicate of release.

        A result is released when its draw was shared, and not taken back, after it had
        become final; a later correction of it is shared with the correction itself.
        """
        final = Result.objects.filter(
            uid=OuterRef(OuterRef("uid")),
            status__in=FINAL,
            pk__lte=OuterRef("through"),
        )
        shared = Release.objects.standing().filter(
            Exists(final),
            patient=OuterRef("patient"),
            panel_uid=OuterRef("panel__uid"),
            kind="shared",
        )
        return self.annotate(is_released=Q(status__in=FINAL) & Q(Exists(shared)))

    def released(self) -> Self:
        return self.with_release().filter(is_released=True)


class Result(Recorded):
    """Never edited: a correction is the next version. Carries its own moment, for the plot."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="results")
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="results")
    analyte = models.CharField(max_length=32, choices=analytes.choices)
    side = models.CharField(max_length=8, choices=SIDES, blank=True)
    collected_at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=_choices(tuple(Kind)))
    reported = models.CharField(max_length=200, blank=True)
    comparator = models.CharField(max_length=2, blank=True)
    value = models.DecimalField(max_digits=15, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=16, blank=True)  # UCUM
    unit_reported = models.CharField(max_length=40, blank=True)
    range_low = models.CharField(max_length=20, blank=True)  # digits as printed
    range_low_inclusive = models.BooleanField(default=True)
    range_high = models.CharField(max_length=20, blank=True)
    range_high_inclusive = models.BooleanField(default=True)
    range_text = models.CharField(max_length=200, blank=True)
    range_unit = models.CharField(max_length=16, blank=True)
    range_source = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=16, choices=_choices(STATUSES))
    source_status = models.CharField(max_length=40, blank=True)
    absent_reason = models.CharField(max_length=200, blank=True)
    comment = models.CharField(max_length=1000, blank=True)
    method = models.CharField(max_length=100, blank=True)
    diameters = models.JSONField(default=list, blank=True)  # cm, digits as typed
    operator = models.CharField(max_length=100, blank=True)
    flags = models.JSONField(default=list, blank=True)
    source_id = models.CharField(max_length=200, blank=True)  # the sender's own

    objects = ResultQuerySet.as_manager()

    class Meta(Recorded.Meta):
        indexes = [
            models.Index(
                fields=["patient", "analyte", "side", "collected_at"],
                name="result_plot",
            ),
            models.Index(fields=["source_id"], name="result_source"),
        ]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="measured", value__isnull=False, comparator="")
                | Q(kind="censored", value__isnull=False, comparator__gt="")
                | Q(kind__in=["text", "absent"], value=None, comparator=""),
                name="result_kind_ties_number",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0), name="result_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(status__in=STATUSES), name="result_status_known"
            ),
            models.CheckConstraint(
                condition=Q(side="") | Q(side__in=["left", "right"], analyte="volume"),
                name="result_side_of_volume",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analyte} {self.reported} {self.unit}".strip()

    @property
    def interval(self) -> Interval | None:
        if not (self.range_low or self.range_high or self.range_text):
            return None
        return Interval.of(
            low=self.range_low,
            high=self.range_high,
            low_inclusive=self.range_low_inclusive,
            high_inclusive=self.range_high_inclusive,
            text=self.range_text,
            unit=self.range_unit,
            source=self.range_source,
        )
