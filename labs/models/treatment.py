"""An agent that he takes or took, from one day to another, as the clinician wrote it."""

from django.db import models
from django.db.models import F, Q

from labs.models.panel import PRECISIONS
from labs.models.patient import Patient
from labs.models.recorded import Recorded, RecordedQuerySet
from labs.readings import Episode

_DAY = {key: PRECISIONS[key] for key in ("date", "month")}


class Treatment(Recorded):
    """The dose is free text that a person typed: never read, computed or copied."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="treatments")
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
    submission = models.CharField(max_length=40, blank=True)

    objects = RecordedQuerySet.as_manager()

    class Meta(Recorded.Meta):
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=Q(stop=None) | Q(stop__gte=F("start")),
                name="treatment_stops_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.start}"

    @property
    def episode(self) -> Episode:
        return Episode(
            id=self.uid,
            version=self.version,
            agent=self.agent,
            name=self.name,
            axis=self.axis,
            form=self.form,
            route=self.route,
            dose_text=self.dose_text,
            start=self.start,
            start_precision=self.start_precision,
            stop=self.stop,
            stop_precision=self.stop_precision,
            reason=self.reason,
            stop_reason=self.stop_reason,
        )
