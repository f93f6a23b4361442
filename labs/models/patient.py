"""A man's record: an opaque reference for ever, and versions of who he is."""

from datetime import date, datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labs.analytes import ANALYTES
from labs.models.people import Access, Clinic, Role, User
from labs.models.recorded import Recorded, RecordedQuerySet, new_uid
from labs.readings import Moment
from labs.words import Refused
from labs.words.fold import fold

STAFF = (Role.CLINICIAN, Role.NURSE)
_NAMED = (
    "number",
    "name",
    "born",
    "account_id",
    "aim",
    "aim_words",
    "aim_on",
    "testis_left",
    "testis_right",
    "analytes",
)


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, user: User | None, now: datetime | None = None) -> Self:
        """The one scope of staff, in the clinics that he works in.

        In an open one every patient; in one of care teams those on whose team he stands,
        and those whose record he opened by emergency access. `now`: a question whose SQL
        is kept asks with a moment of its own each time.
        """
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        working = Clinic.objects.filter(memberships__user=user, memberships__role__in=STAFF)
        team: Any = Patient.care_team.field.model  # rooms above: they import this one
        mine = team.objects.current().filter(
            patient=OuterRef("pk"), member=user, left=False
        )
        glass: Any = Patient.break_glasses.field.model
        opened = glass.objects.running(user, now or timezone.now()).filter(
            patient=OuterRef("pk"),
            by__memberships__clinic=OuterRef("clinic"),
            by__memberships__role=Role.CLINICIAN,
        )
        seen = Q(clinic__access=Access.OPEN) | Q(Exists(mine)) | Q(Exists(opened))
        return self.filter(seen, clinic__in=working)

    def without_clinician(self) -> Self:
        """Those on whose care team no clinician stands who works in their clinic."""
        team: Any = Patient.care_team.field.model
        clinicians = team.objects.current().filter(
            patient=OuterRef("pk"),
            left=False,
            member__is_active=True,
            member__memberships__clinic=OuterRef("clinic"),
            member__memberships__role=Role.CLINICIAN,
        )
        return self.filter(~Exists(clinicians))

    def with_break_glass(self, user: User, now: datetime) -> Self:
        """Add `break_glass_until`: the end of this person's emergency access, or None."""
        glass: Any = Patient.break_glasses.field.model
        running = glass.objects.running(user, now).filter(patient=OuterRef("pk"))
        until = Subquery(running.order_by("-until").values("until")[:1])
        return self.annotate(break_glass_until=until)

    def owned_by(self, user: User) -> Self:
        """The one scope of patients: the records whose current account is this login."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        mine = PatientDetails.objects.current().filter(account=user)
        return self.filter(pk__in=mine.values("patient"))

    def named(self) -> Self:
        """Join who he is now: number, name, born, account_id, aim, state of the testes."""
        columns = {name: F(f"details__{name}") for name in _NAMED}
        current = self.filter(details__replaced_by=None).select_related("clinic")
        return current.annotate(
            details_version=F("details__version"), details_act=F("details__act"), **columns
        )

    def matching(self, asked: str) -> Self:
        """Of those who are `named`: by number, by a part of the name, or by birth date."""
        words = Q()
        for word in filter(None, map(fold, asked.split())):
            words &= Q(sought__contains=word)
        day = _day(asked)
        found = (words or Q(pk__in=[])) | (Q(born=day) if day else Q())
        # By annotation: a filter through `details` would look through older versions too.
        return self.annotate(sought=F("details__sought")).filter(found)

    def at_release(self) -> Self:
        """Add `release_act`: the last act of review or release on his record, or None."""
        release: Any = Patient.releases.field.model  # a room above: it imports this one
        acts = release.objects.filter(patient=OuterRef("pk"))
        return self.annotate(release_act=Subquery(acts.order_by("-act").values("act")[:1]))

    def with_last_draw(self) -> Self:
        """Add `last_draw`: the day of his newest draw, or None."""
        panel: Any = Patient.panels.field.model  # likewise
        his = panel.objects.current().filter(patient=OuterRef("pk"), misfiled=False)
        newest = his.order_by("-collected_at").values("collected_on")[:1]
        return self.annotate(last_draw=Subquery(newest))


def _day(asked: str) -> date | None:
    try:
        return Moment.read(asked, "UTC").date
    except Refused:
        return None


class Patient(models.Model):
    """Never changes: what may change about him is in his details."""

    # What `named`, `at_release` and `with_break_glass` add.
    number: str
    name: str
    born: date
    account_id: int | None
    aim: str
    aim_words: str
    aim_on: date | None
    testis_left: str
    testis_right: str
    analytes: list[str]
    details_version: int
    details_act: int
    release_act: int | None
    break_glass_until: datetime | None

    ref = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="patients")
    created_at = models.DateTimeField()

    objects = PatientQuerySet.as_manager()

    def __str__(self) -> str:
        return self.ref


def in_catalogue(keys: list[str]) -> None:
    if unknown := set(keys) - set(ANALYTES):
        raise ValidationError(f"Not in the catalogue: {', '.join(sorted(unknown))}.")


class Aim(models.TextChoices):
    NOW = "now", _("fertility wanted now")
    LATER = "later", _("fertility wanted later")
    NO = "no", _("fertility not wanted")


class Testis(models.TextChoices):
    ABSENT = "absent", _("Absent")
    PROSTHESIS = "prosthesis", _("Prosthesis")
    RETRACTILE = "retractile", _("Retractile")
    OPERATED = "operated", _("Operated")


class SoughtField(models.TextField):
    """Number and name, folded when a row is kept: SQLite by itself folds ASCII alone."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        sought = sought_by(model_instance.number, model_instance.name)
        setattr(model_instance, self.attname, sought)
        return sought


def sought_by(number: str, name: str) -> str:
    return f"{fold(number)} {fold(name)}"


class PatientDetails(Recorded):
    """Who he is, as known from one act on."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="details")
    number = models.CharField("the clinic's number", max_length=40)
    name = models.CharField(max_length=200)
    born = models.DateField("birth date")
    sought = SoughtField(blank=True, editable=False)
    account = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    aim = models.CharField(max_length=8, choices=Aim, blank=True)
    aim_words = models.CharField("his words", max_length=500, blank=True)
    aim_on = models.DateField("asked on", null=True, blank=True)
    testis_left = models.CharField(max_length=16, choices=Testis, blank=True)
    testis_right = models.CharField(max_length=16, choices=Testis, blank=True)
    # Measured in him beside what the clinic has switched on: keys of the catalogue.
    analytes = models.JSONField(default=list, blank=True, validators=[in_catalogue])

    objects = RecordedQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name_plural = "patient details"
        indexes = [models.Index(fields=["number"], name="details_number")]

    def __str__(self) -> str:
        return f"{self.name}, {self.number}"
