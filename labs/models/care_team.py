"""Who sees a patient's record in a clinic that works by care teams."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from labs.models.patient import Patient
from labs.models.people import User
from labs.models.recorded import Recorded, RecordedQuerySet


class CareTeamMember(Recorded):
    """One chain of versions for a patient and a person: joined, left, joined again."""

    patient = models.ForeignKey(
        Patient, models.PROTECT, related_name="care_team", db_index=False
    )
    member = models.ForeignKey(User, models.PROTECT, related_name="+")
    left = models.BooleanField(default=False)

    objects = RecordedQuerySet.as_manager()

    class Meta(Recorded.Meta):
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["patient", "member", "version"], name="care_team_one_a_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {'left' if self.left else 'joined'}"


class BreakGlassQuerySet(RecordedQuerySet["BreakGlass"]):
    def running(self, user: User, now: datetime) -> "BreakGlassQuerySet":
        """What lets this person see a patient's record at this moment.

        None that begins later than now: the clock was set back meanwhile, and nobody knows
        how much of the hour is left.
        """
        return self.current().filter(by=user, at__lte=now, until__gt=now)


class BreakGlass(Recorded):
    """One emergency access of a clinician, from `at` of its first version to `until`.

    `why` of the first version is the reason. Ended early, the next version says when.
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="break_glasses")
    until = models.DateTimeField()

    objects = BreakGlassQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name_plural = "break-glass accesses"
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=Q(version__gt=0) | ~Q(why=""), name="break_glass_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} until {self.until}"
