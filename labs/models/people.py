"""Who signs in, and where: User, Clinic, Membership."""

from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from labs.analytes import ANALYTES, ON


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A login. What it may see follows from memberships and owned records alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the admin", default=False)
    # Counted up to end every session of this login: the number is part of what each holds.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session of this login holds: another one ends it at its next request.

        Django's own, which a new password changes, and `sessions_ended` as well.
        """
        return salted_hmac(
            "labs.models.User.get_session_auth_hash",
            f"{self.password} {self.sessions_ended}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    def __str__(self) -> str:
        return self.name


def known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError("No time zone of this name is known.") from error


def analytes_on() -> list[str]:
    return list(ON)


class Access(models.TextChoices):
    """Who of a clinic's clinicians and nurses sees a patient's record."""

    OPEN = "open", _("Every clinician and nurse of the clinic")
    CARE_TEAM = "care-team", _("The patient’s care team only")


class ReleaseRule(models.TextChoices):
    """When a draw is shared with its patient, where no clinician holds it."""

    AT_ONCE = "at-once", _("At once, when a draw is entered")
    ON_REVIEW = "on-review", _("On review, and after 3 days at the latest")
    AFTER_DAYS = "after-days", _("A number of days after entry")


class Clinic(models.Model):
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    zone = models.CharField("time zone", max_length=64, validators=[known_zone])
    units = models.JSONField(default=dict, blank=True)  # analyte key -> UCUM, to show
    analytes = models.JSONField(default=analytes_on, blank=True)  # keys switched on
    phone = models.CharField(max_length=40, blank=True)
    portal_text = models.CharField("text of the patient’s page", max_length=500, blank=True)
    access = models.CharField(max_length=16, choices=Access, default=Access.OPEN)
    release_rule = models.CharField(
        max_length=16, choices=ReleaseRule, default=ReleaseRule.ON_REVIEW
    )
    # Of "after-days" alone: whole days from entry to sharing.
    release_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # None is asked for where there is none: the form of a draw is opened all day.
    has_laboratories = models.BooleanField(default=False, editable=False)
    demonstration = models.BooleanField(default=False, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def share_after(self) -> int | None:
        """Whole days from the entry of a result to its sharing, where nobody holds it."""
        of_rule = {ReleaseRule.AT_ONCE: 0, ReleaseRule.ON_REVIEW: 3}
        return of_rule.get(ReleaseRule(self.release_rule), self.release_days)

    def clean(self) -> None:
        if self.slug == "system":  # the audit's chain of what belongs to no clinic
            raise ValidationError({"slug": _("This name is taken.")})
        if unknown := {*self.analytes, *self.units} - set(ANALYTES):
            raise ValidationError(f"Not in the catalogue: {', '.join(sorted(unknown))}.")
        if (self.release_rule == ReleaseRule.AFTER_DAYS) != bool(self.release_days):
            raise ValidationError(
                {
                    "release_days": _(
                        "Enter the number of days after which a draw is shared."
                    )
                }
            )
        for key, unit in self.units.items():
            if unit not in ANALYTES[key].units:
                raise ValidationError(f"{ANALYTES[key].name} is not shown in {unit}.")


# What an administrator changes of a clinic; the audit trail names a change by these.
SETTINGS = (
    *("name", "zone", "phone", "portal_text", "access", "release_rule", "release_days"),
    *("analytes", "units"),
)


class Role(models.TextChoices):
    CLINICIAN = "clinician", _("Clinician")
    NURSE = "nurse", _("Nurse")
    ADMINISTRATOR = "administrator", _("Administrator")


class Membership(models.Model):
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "clinic", "role"], name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role}, {self.clinic}"
