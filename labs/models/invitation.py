"""An invitation to work in a clinic: one link, once, for some days."""

from typing import Self

from django.db import models
from django.utils import timezone

from labs.models.people import Clinic, Role, User
from labs.models.recorded import new_uid


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Those whose link still works."""
        never = {"used_at": None, "revoked_at": None}
        return self.filter(**never, expires_at__gt=timezone.now())

    def addressed_to(self, email: str) -> Self:
        return self.filter(email__iexact=email)


class Invitation(models.Model):
    """Its link holds a random token; of that no more than the hash is kept here."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200)
    roles = models.JSONField()  # of `Role`, those that are given by accepting it
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Nobody: it was made at the command line.
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=300)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.clinic}, {self.uid}"

    @property
    def given_roles(self) -> list[Role]:
        return [role for role in Role if role in self.roles]
