"""Tokens: a program reads by one, with the rights of a person, until it ends."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from labs.models.patient import Patient, PatientDetails
from labs.models.people import Clinic, Membership, Role, User
from labs.models.recorded import new_uid


class TokenQuerySet(models.QuerySet["Token"]):
    def standing(self, now: datetime) -> Self:
        """Neither revoked nor expired; one of a clinic may still wait to be confirmed."""
        return self.filter(revoked_at=None, expires_at__gt=now)

    def waiting(self, now: datetime) -> Self:
        """Those of a clinic that no clinician has confirmed."""
        return self.standing(now).unanswered()

    def unanswered(self) -> Self:
        """The same, whether or not they have expired meanwhile."""
        return self.filter(patient=None, reader=None, revoked_at=None)

    def working(self, now: datetime) -> Self:
        """Those whose reader has, at this moment, the rights that the token carries."""
        clinician = Membership.objects.filter(
            user=OuterRef("reader"), clinic=OuterRef("clinic"), role=Role.CLINICIAN
        )
        owner = PatientDetails.objects.current().filter(
            patient=OuterRef("patient"), account=OuterRef("reader")
        )
        lent = Q(Exists(clinician), patient=None) | Q(Exists(owner))
        return self.standing(now).filter(lent, reader__is_active=True)

    def lent_by(self, user: User, now: datetime) -> Self:
        """Those by which programs read with the rights of this clinician, oldest first."""
        lent = self.working(now).filter(reader=user, patient=None)
        return lent.select_related("clinic").order_by("confirmed_at", "pk")

    def with_state(self, now: datetime) -> Self:
        """Add `works`: whether it is one of those that work."""
        working = Token.objects.working(now).filter(pk=OuterRef("pk"))
        return self.annotate(works=Exists(working))


class Token(models.Model):
    """Of its secret no more than the hash is kept, and how it begins, to recognise it.

    Of a clinic: `reader` is the clinician who confirmed it, and none before. Of a patient's
    own record: `reader` is his login, from the start.
    """

    works: bool  # what `with_state` adds

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="tokens")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="tokens")
    label = models.CharField(max_length=100)  # what it is for, as typed
    secret_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    begins = models.CharField(max_length=12, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=300)
    reader = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_name = models.CharField(max_length=300, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(patient=None, reader=None, confirmed_at=None)
                | Q(patient=None, reader__isnull=False, confirmed_at__isnull=False)
                | Q(patient__isnull=False, reader__isnull=False, confirmed_at=None),
                name="token_has_its_reader",
            )
        ]

    def __str__(self) -> str:
        return f"{self.clinic}, {self.uid}"
