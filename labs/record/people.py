"""Clinics and the people who work in them, or who own a record."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db.models import F, QuerySet
from django.urls import reverse

from labs import audit
from labs.access import May
from labs.audit import Act, Actor, Operator, user_of
from labs.models import Clinic, Invitation, Membership, Patient, Role, User
from labs.models.invitation import InvitationQuerySet
from labs.models.snapshot import writing
from labs.readings.text import require_printable
from labs.record import token as tokens
from labs.record.clinic import require_manager
from labs.words import Refused

INVITED_FOR = timedelta(days=7)
_TOKEN_BYTES = 32  # 256 random bits
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
    """Let a person work in the clinic at once; who has a login already keeps it."""
    with audit.open_act(clinic, by) as act:
        require_manager(by, May.PEOPLE, clinic)
        user = find_login(person.email) or add_login(person)
        membership = Membership(user=user, clinic=clinic, role=role)
        membership.full_clean()
        membership.save(force_insert=True)
        act.write("role-given", person=user.pk, role=role.value)
    if password is not None:
        set_password(user, password, clinic=clinic, by=by)
    return user


def find_login(email: str) -> User | None:
    return User.objects.filter(email__iexact=email.strip()).first()


def add_login(person: NewPerson) -> User:
    """A login without a password: nobody can sign in with it yet."""
    require_printable(person.name, "The name", _LONGEST_NAME)
    return User.objects.create_user(person.email, None, name=person.name)


@writing()
def set_password(user: User, password: str, *, clinic: Clinic, by: Actor) -> None:
    with audit.open_act(clinic, by) as act:
        if user_of(by) != user:
            require_manager(by, May.PEOPLE, clinic)
        _save_password(user, password)
        act.write("password-set", person=user.pk)


def password_link(user: User) -> str:
    """The path on which a person chooses a password, once; a new one makes it void."""
    key = default_token_generator.make_token(user)
    parts = {"uidb36": user_pk_to_url_str(user), "key": key}
    return reverse("account_reset_password_from_key", kwargs=parts)


@writing()
def invite(
    clinic: Clinic, person: NewPerson, roles: Collection[Role], *, by: Actor
) -> tuple[Invitation, str]:
    """Invite a person to work here; answers with the token of the link, kept nowhere.

    An earlier invitation of the same address to this clinic dies with it.
    """
    require_printable(person.name, "The name", _LONGEST_NAME)
    if not roles:
        raise Refused("roles-missing")
    with audit.open_act(clinic, by) as act:
        require_manager(by, May.PEOPLE, clinic)
        user = find_login(person.email)
        if user and _in_clinic(user, clinic).exists():
            raise Refused("person-works-here", email=person.email)
        earlier = Invitation.objects.filter(clinic=clinic).addressed_to(person.email)
        _void(earlier, act.at)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        invitation = Invitation(
            clinic=clinic,
            email=person.email.strip().lower(),
            name=person.name,
            roles=[role.value for role in Role if role in roles],
            token_sha256=_hash(token),
            at=act.at,
            expires_at=act.at + INVITED_FOR,
            by=user_of(by),
            by_name=by.name,
        )
        invitation.full_clean()
        invitation.save(force_insert=True)
        act.write("person-invited", invitation=invitation.uid, roles=invitation.roles)
    return invitation, token


@writing()
def revoke(invitation: Invitation, *, by: Actor) -> None:
    """End an invitation and its link; one that is used or has ended stays as it is."""
    with audit.open_act(invitation.clinic, by) as act:
        require_manager(by, May.PEOPLE, invitation.clinic)
        revoked = _void(Invitation.objects.filter(pk=invitation.pk), act.at)
        act.write("invitation-revoked", invitation=invitation.uid, already=not revoked)


def find_invitation(token: str) -> Invitation | None:
    """The open invitation of a link; None for one that is unknown, used, void or late."""
    rows = Invitation.objects.open().filter(token_sha256=_hash(token))
    return rows.select_related("clinic").first()


@writing()
def accept(
    invitation: Invitation, *, signed_in: User | None = None, password: str = ""
) -> User:
    """Give the roles of an invitation: to the signed-in login of its address, or a new one.

    A login that exists is never given another password here: whoever invited has seen the
    link, and would come to own it.
    """
    with audit.open_act(invitation.clinic, Operator(None)) as act:
        if not Invitation.objects.open().filter(pk=invitation.pk).exists():
            raise Refused("invitation-void")
        user = find_login(invitation.email)
        if user is None:
            user = add_login(NewPerson(invitation.email, invitation.name))
            _save_password(user, password)
        elif user != signed_in:
            raise Refused("invitation-sign-in")
        elif not user.is_active:
            raise Refused("login-inactive")
        for role in invitation.given_roles:
            Membership.objects.get_or_create(user=user, clinic=invitation.clinic, role=role)
        Invitation.objects.filter(pk=invitation.pk).update(used_at=act.at)
        replace(act, by=user).write(
            "invitation-accepted",
            invitation=invitation.uid,
            person=user.pk,
            roles=invitation.roles,
        )
    return user


@writing()
def give_role(clinic: Clinic, user: User, role: Role, *, by: Actor) -> None:
    """Give a role to somebody who works in the clinic; anybody else is invited."""
    with audit.open_act(clinic, by) as act:
        require_manager(by, May.PEOPLE, clinic)
        _require_works_here(user, clinic)
        _membership, new = Membership.objects.get_or_create(
            user=user, clinic=clinic, role=role
        )
        act.write("role-given", person=user.pk, role=role.value, already=not new)


@writing()
def take_role(clinic: Clinic, user: User, role: Role, *, by: Actor) -> None:
    """The last role of a person is not taken: `remove` also ends what is open."""
    with audit.open_act(clinic, by) as act:
        require_manager(by, May.PEOPLE, clinic)
        _require_works_here(user, clinic)
        if role == Role.ADMINISTRATOR:
            _require_other_administrator(clinic, user)
        if not _in_clinic(user, clinic).exclude(role=role).exists():
            raise Refused("last-role")
        taken, _ = _in_clinic(user, clinic).filter(role=role).delete()
        if role == Role.CLINICIAN:
            tokens.end_lent(user, clinic, act)
        if role == Role.ADMINISTRATOR:
            tokens.end_asked(user, clinic, act)
        act.write("role-taken", person=user.pk, role=role.value, already=not taken)


@writing()
def remove(clinic: Clinic, user: User, *, by: Actor) -> None:
    """End a person's work in the clinic: roles, sessions, invitations to and by them, and
    the tokens that they confirmed or asked for.

    The login stays: it may work elsewhere, or own a record.
    """
    with audit.open_act(clinic, by) as act:
        require_manager(by, May.PEOPLE, clinic)
        _require_works_here(user, clinic)
        _require_other_administrator(clinic, user)
        roles = sorted(_in_clinic(user, clinic).values_list("role", flat=True))
        _in_clinic(user, clinic).delete()
        _end_access(user, clinic, act)
        act.write("person-removed", person=user.pk, roles=roles)


@writing()
def deactivate(clinic: Clinic, user: User, *, by: Actor) -> None:
    """Let nobody sign in with a login that is used in this clinic alone."""
    with audit.open_act(clinic, by) as act:
        require_manager(by, May.PEOPLE, clinic)
        _require_works_here(user, clinic)
        _require_other_administrator(clinic, user)
        User.objects.select_for_update().get(pk=user.pk)
        elsewhere = Membership.objects.filter(user=user).exclude(clinic=clinic)
        if elsewhere.exists() or Patient.objects.owned_by(user).exists():
            raise Refused("login-used-elsewhere")
        User.objects.filter(pk=user.pk).update(is_active=False)
        _end_access(user, clinic, act)
        act.write("login-deactivated", person=user.pk)


@writing()
def reactivate(clinic: Clinic, user: User, *, by: Actor) -> None:
    with audit.open_act(clinic, by) as act:
        require_manager(by, May.PEOPLE, clinic)
        _require_works_here(user, clinic)
        User.objects.filter(pk=user.pk).update(is_active=True)
        act.write("login-reactivated", person=user.pk)


@writing()
def end_sessions(user: User) -> None:
    """End every session of a login, listed or not, and every link to a new password."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])
    delete_sessions(UserSession.objects.filter(user=user))


def delete_sessions(sessions: QuerySet[UserSession]) -> None:
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()


def _end_access(user: User, clinic: Clinic, act: Act) -> None:
    end_sessions(user)
    here = Invitation.objects.filter(clinic=clinic)
    _void(here.addressed_to(user.email) | here.filter(by=user), act.at)
    tokens.end_lent(user, clinic, act)
    tokens.end_asked(user, clinic, act)


def _void(invitations: InvitationQuerySet, at: datetime) -> int:
    return invitations.open().update(revoked_at=at)


def _save_password(user: User, password: str) -> None:
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _in_clinic(user: User, clinic: Clinic) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, clinic=clinic)


def _require_works_here(user: User, clinic: Clinic) -> None:
    if not _in_clinic(user, clinic).exists():
        raise Refused("person-not-here")


def _require_other_administrator(clinic: Clinic, user: User) -> None:
    """Without this person somebody must still be able to administer the clinic."""
    managing = Membership.objects.filter(
        clinic=clinic, role=Role.ADMINISTRATOR, user__is_active=True
    )
    manages = managing.filter(user=user).exists()
    if manages and not managing.exclude(user=user).exists():
        raise Refused("last-administrator")
