"""A file that was taken, those of its rows that found no man, and a file in preview."""

from typing import Self

from django.db import models

from labs.models.people import Access, Clinic, User
from labs.models.recorded import Signed, new_uid


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User, clinic: Clinic) -> Self:
        """Files of a clinic, to one of its people: where it works by care teams, his own.

        Names of files and numbers in them tell of patients of other teams.
        """
        files = self.filter(clinic=clinic)
        return files.filter(by=user) if clinic.access == Access.CARE_TEAM else files


class Batch(Signed):
    """One file, taken in one act."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="batches")
    filename = models.CharField(max_length=255, blank=True)
    format = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return f"{self.filename or self.format} {self.uid}"


class ParkedRow(models.Model):
    """A row whose number no man of the clinic has; it waits to be matched by a person."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="parked")
    line = models.PositiveIntegerField(null=True, blank=True)
    path = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=40, blank=True)  # as in the file
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=500)
    row = models.JSONField()  # the row as it was read

    def __str__(self) -> str:
        return f"{self.batch}, line {self.line}"


class StagedFile(models.Model):
    """A file that somebody looks at before it is taken. Not part of any record."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    settings = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.filename} {self.uid}"
