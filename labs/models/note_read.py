"""A note that a clinician has read beside one man's results, as it was called then."""

from collections.abc import Iterable
from functools import cached_property
from typing import Self

from django.db import models

from labs.models.patient import Patient
from labs.models.recorded import Recorded, RecordedQuerySet


class NoteRead(Recorded):
    """One chain of versions for a man, a reader and a note; unread again, it is empty."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="notes_read")
    note = models.CharField(max_length=64)  # its key
    marks = models.TextField(blank=True)  # of what it was shown with, each a word

    objects = RecordedQuerySet.as_manager()

    class Meta(Recorded.Meta):
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["patient", "by", "note", "version"], name="note_read_one_a_reader"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note} by {self.by_name}"

    @classmethod
    def of(cls, patient: Patient, note: str, marks: Iterable[str]) -> Self:
        return cls(patient=patient, note=note, marks=" ".join(sorted({*marks})))

    @cached_property
    def covered(self) -> frozenset[str]:
        """What was read: the same words called by the same facts are not new."""
        return frozenset(self.marks.split())
