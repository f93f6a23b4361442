"""The laboratories of a clinic, and what each prints: settings, not facts of a patient."""

from django.db import models
from django.db.models import F, Q

from labs import analytes
from labs.analytes import ANALYTES
from labs.models.people import Clinic
from labs.models.recorded import new_uid
from labs.readings import LaboratoryTestFact


class Laboratory(models.Model):
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="laboratories")
    uid = models.CharField(max_length=12, default=new_uid, editable=False, unique=True)
    name = models.CharField(max_length=200)  # as its reports print it
    folded = models.CharField(max_length=600)  # as it is compared with a draw

    class Meta:
        verbose_name_plural = "laboratories"
        constraints = [
            models.UniqueConstraint(fields=["clinic", "folded"], name="laboratory_once")
        ]

    def __str__(self) -> str:
        return self.name


class LaboratoryTest(models.Model):
    """What it prints beside a result, from one day to another, both days included.

    Of a version nothing is changed but its end; the next one is a row of its own.
    """

    laboratory = models.ForeignKey(Laboratory, models.PROTECT, related_name="tests")
    uid = models.CharField(max_length=12, default=new_uid, editable=False, unique=True)
    analyte = models.CharField(max_length=32, choices=analytes.choices)
    method = models.CharField(max_length=100, blank=True)
    method_folded = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=40)  # as printed, like the two below
    detection_limit = models.CharField(max_length=40, blank=True)
    reference_range = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    # Mistyped: another version has taken its place from its first day on.
    withdrawn = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)  # counts what was done to its end
    at = models.DateTimeField()
    by_name = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["laboratory", "analyte", "method_folded", "valid_from"],
                condition=Q(withdrawn=False),
                name="laboratory_test_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="laboratory_test_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.laboratory}, {self.analyte} {self.method}".strip()

    @property
    def fact(self) -> LaboratoryTestFact:
        return LaboratoryTestFact(
            laboratory=self.laboratory.name,
            analyte=ANALYTES[self.analyte],
            unit=self.unit,
            method=self.method,
            detection_limit=self.detection_limit,
            reference_range=self.reference_range,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )
