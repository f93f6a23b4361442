"""An agent that he takes or took, from one day to another, as the clinician wrote it."""

from dataclasses import fields
from typing import Self

from django.db import models
from django.db.models import F, Q

from labs.models.panel import PRECISIONS
from labs.models.patient import Patient
from labs.models.recorded import Recorded, RecordedQuerySet
from labs.readings import Episode

# What a row and an episode have in common, by the same name in both.
FACTS = tuple(
    field.name for field in fields(Episode) if field.name not in ("id", "version")
)
_DAY = {key: PRECISIONS[key] for key in ("date", "month")}


class Treatment(Recorded):
    """The dose is free text that a person typed: never read, computed or copied."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="treatments", db_index=False
    )
    agent = models.CharField(max_length=32, blank=True)  # key of the catalogue, or none
    name = models.CharField(max_length=100)
    axis = models.BooleanField()  # acts on the axis
    form = models.CharField(max_length=100, blank=True)
    route = models.CharField(max_length=100, blank=True)
    dose_text = models.CharField(max_length=200, blank=True)
    start = models.DateField()
    start_precision = models.CharField(max_length=8, choices=_DAY)
    stop = models.DateField(null=True, blank=True)
    stop_precision = models.CharField(max_length=8, choices=_DAY, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    stop_reason = models.CharField(max_length=500, blank=True)
    in_error = models.BooleanField(default=False)
    submission = models.CharField(max_length=40, null=True, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta(Recorded.Meta):
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["patient", "submission"], name="treatment_submission_once"
            ),
            models.CheckConstraint(
                condition=Q(stop=None) | Q(stop__gte=F("start")),
                name="treatment_stops_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.start}"

    @classmethod
    def of(cls, patient: Patient, episode: Episode) -> Self:
        """A row that says what the episode says; the inverse of `episode`."""
        return cls(patient=patient, **{fact: getattr(episode, fact) for fact in FACTS})

    @property
    def episode(self) -> Episode:
        facts = {fact: getattr(self, fact) for fact in FACTS}
        return Episode(id=self.uid, version=self.version, **facts)
