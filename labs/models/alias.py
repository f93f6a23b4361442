"""A clinic's own spellings of tests and units, as its laboratories' files print them."""

from django.db import models
from django.db.models import Q

from labs import analytes
from labs.models.people import Clinic


class Alias(models.Model):
    """A name of a test; or, with a unit, the spelling of that unit of the test."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="aliases")
    text = models.CharField(max_length=100)  # as typed
    folded = models.CharField(max_length=300)  # as it is compared with a file
    analyte = models.CharField(max_length=32, choices=analytes.choices)
    side = models.CharField(max_length=5, blank=True)
    unit = models.CharField(max_length=16, blank=True)  # UCUM; empty: `text` is a name
    at = models.DateTimeField()
    by_name = models.CharField(max_length=300)

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "folded"], condition=Q(unit=""), name="alias_name_once"
            ),
            models.UniqueConstraint(
                fields=["clinic", "analyte", "folded"],
                condition=~Q(unit=""),
                name="alias_unit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clinic}, {self.text}"
