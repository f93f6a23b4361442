"""Who signs in, and where: User, Clinic, Membership."""

from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models

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

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


def known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError("No time zone of this name is known.") from error


def analytes_on() -> list[str]:
    return list(ON)


class Clinic(models.Model):
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    zone = models.CharField("time zone", max_length=64, validators=[known_zone])
    units = models.JSONField(default=dict, blank=True)  # analyte key -> UCUM, to show
    analytes = models.JSONField(default=analytes_on, blank=True)  # keys switched on
    phone = models.CharField(max_length=40, blank=True)
    demonstration = models.BooleanField(default=False, editable=False)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if unknown := {*self.analytes, *self.units} - set(ANALYTES):
            raise ValidationError(f"Not in the catalogue: {', '.join(sorted(unknown))}.")
        for key, unit in self.units.items():
            if unit not in ANALYTES[key].units:
                raise ValidationError(f"{ANALYTES[key].name} is not shown in {unit}.")


class Role(models.TextChoices):
    CLINICIAN = "clinician"
    NURSE = "nurse"
    ADMINISTRATOR = "administrator"


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
