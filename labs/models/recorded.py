"""What every clinical row carries: its signature, and its place among its versions."""

import secrets
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from labs.models.people import User

_LETTERS = b"abcdefghijklmnopqrstuvwxyz234567"
_LETTER_OF_BYTE = _LETTERS * 8  # each letter for as many of the 256 bytes


def new_uid() -> str:
    """Twelve letters that say nothing and are never used again: 60 random bits."""
    return secrets.token_bytes(12).translate(_LETTER_OF_BYTE).decode()


class Signed(models.Model):
    """Who did it, when, why, and in which act of the clinic's audit chain."""

    act = models.PositiveBigIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=300)
    at = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True


class RecordedQuerySet[M: "Recorded"](models.QuerySet[M]):
    def current(self) -> Self:
        """Leave out what a later version has replaced."""
        return self.filter(replaced_by=None)

    def as_of(self, act: int) -> Self:
        """The versions that stood right after an act of the clinic's chain."""
        # Not `exclude`: with statistics SQLite reads all of the table for its outer join.
        later = self.model._default_manager.filter(replaces=OuterRef("pk"), act__lte=act)
        return self.filter(~Exists(later), act__lte=act)


class Recorded(Signed):
    """One version of a clinical fact. Never changed: the next version replaces it.

    `uid` stays the same over all versions, `version` counts from 0. The one-to-one
    `replaces` keeps the chain from forking: of two people who correct at once, one fails.
    """

    uid = models.CharField(max_length=12, default=new_uid, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["uid", "version"], name="%(class)s_version_once"
            ),
            models.CheckConstraint(
                condition=Q(version=0, replaces=None)
                | Q(version__gt=0, replaces__isnull=False),
                name="%(class)s_replaces_from_version_1",
            ),
        ]
