"""Clinics and the people who work in them, or who own a record."""

from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse

from labs import audit
from labs.access import May, require_right
from labs.audit import Actor, Operator, user_of
from labs.models import Clinic, Membership, Role, User
from labs.models.snapshot import writing
from labs.readings.text import require_printable

_LONGEST_NAME = 200


@dataclass(frozen=True)
class NewPerson:
    email: str
    name: str


@writing()
def open_clinic(clinic: Clinic, *, by: Operator) -> Clinic:
    """From the command line alone: nobody works in it who could be asked."""
    require_printable(clinic.name, "The name", _LONGEST_NAME)
    clinic.full_clean()
    clinic.save(force_insert=True)
    with audit.open_act(clinic, by) as act:
        act.write("clinic-opened", demonstration=clinic.demonstration)
    return clinic


@writing()
def add(
    clinic: Clinic, person: NewPerson, role: Role, *, by: Actor, password: str | None = None
) -> User:
    """Let him work in the clinic; who has a login already keeps it."""
    _require_manager(by, clinic)
    user = User.objects.filter(email__iexact=person.email).first() or add_login(person)
    membership = Membership(user=user, clinic=clinic, role=role)
    membership.full_clean()
    membership.save(force_insert=True)
    with audit.open_act(clinic, by) as act:
        act.write("role-given", person=user.pk, role=role.value)
    if password is not None:
        set_password(user, password, clinic=clinic, by=by)
    return user


def add_login(person: NewPerson) -> User:
    """A login without a password: nobody can sign in with it yet."""
    require_printable(person.name, "The name", _LONGEST_NAME)
    return User.objects.create_user(person.email, None, name=person.name)


@writing()
def set_password(user: User, password: str, *, clinic: Clinic, by: Actor) -> None:
    if user_of(by) != user:
        _require_manager(by, clinic)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    with audit.open_act(clinic, by) as act:
        act.write("password-set", person=user.pk)


def password_link(user: User) -> str:
    """The path on which he chooses a password, once; a new password makes it void."""
    key = default_token_generator.make_token(user)
    parts = {"uidb36": user_pk_to_url_str(user), "key": key}
    return reverse("account_reset_password_from_key", kwargs=parts)


def _require_manager(by: Actor, clinic: Clinic) -> None:
    """Whoever holds the machine needs nobody's leave: the first people come in so."""
    if by != Operator(None):
        require_right(user_of(by), May.PEOPLE, clinic)
