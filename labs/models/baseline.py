"""The value from which a clinician counts, for one analyte and side of one man."""

from django.db import models

from labs.models.patient import Patient
from labs.models.recorded import Recorded, RecordedQuerySet
from labs.models.result import Result
from labs.readings import Reading


class Baseline(Recorded):
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="baselines")
    analyte = models.CharField(max_length=32)
    side = models.CharField(max_length=8, blank=True)
    result = models.ForeignKey(Result, models.PROTECT, related_name="baselines")
    ended = models.BooleanField(default=False)

    objects = RecordedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.analyte} {self.side}".strip()

    @property
    def measured(self) -> Reading:
        """The result in the version that was marked."""
        return self.result.reading(self.result.panel.draw)
