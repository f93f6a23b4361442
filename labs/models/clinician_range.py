"""The range that a clinician set for one analyte of one man: never a laboratory's."""

from typing import Self

from django.db import models
from django.db.models import Q

from labs import analytes
from labs.models.patient import Patient
from labs.models.recorded import Recorded, RecordedQuerySet
from labs.readings import ClinicianRangeFact as Fact
from labs.readings import Interval


class ClinicianRange(Recorded):
    """Both ends belong to it. From `since` on; the version that ends it: none any more."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="ranges")
    analyte = models.CharField(max_length=32, choices=analytes.choices)
    low = models.CharField(max_length=20, blank=True)  # digits as typed
    high = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=16)  # UCUM
    since = models.DateField("from this day on")
    ended = models.BooleanField(default=False)

    objects = RecordedQuerySet.as_manager()

    class Meta(Recorded.Meta):
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["patient", "analyte", "version"], name="range_one_an_analyte"
            ),
            models.CheckConstraint(condition=~Q(low="", high=""), name="range_has_an_end"),
        ]

    def __str__(self) -> str:
        return f"{self.analyte} {self.interval.plain} {self.unit}"

    @classmethod
    def of(cls, patient: Patient, fact: Fact) -> Self:
        """A row that says what the fact says; the inverse of `fact`."""
        low, high = fact.interval.low, fact.interval.high
        return cls(
            patient=patient,
            analyte=fact.analyte,
            low="" if low is None else f"{low:f}",
            high="" if high is None else f"{high:f}",
            unit=fact.interval.unit,
            since=fact.since,
            ended=fact.ended,
        )

    @property
    def interval(self) -> Interval:
        return Interval.of(low=self.low, high=self.high, unit=self.unit, source="clinician")

    @property
    def fact(self) -> Fact:
        return Fact(
            id=self.uid,
            version=self.version,
            analyte=self.analyte,
            interval=self.interval,
            since=self.since,
            by=self.by_name,
            at=self.at,
            ended=self.ended,
        )
