"""Let a person work in a clinic."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.urls import reverse

from labs.audit import Operator
from labs.management.command import REFUSED, Answer, ClinicCommand, Stop, clinic_named
from labs.models import Clinic, Invitation, Membership, Role
from labs.record import people


class Command(ClinicCommand):
    help = "Give a person a role in a clinic; print a one-time link to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--clinic", required=True, metavar="SLUG")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--name", default="", help="else the part before the @")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password, print no link"
        )

    def answer(self, *, email: str, clinic: str, role: str, **options: Any) -> Answer:
        place, given = clinic_named(clinic), Role(role)
        held = Membership.objects.filter(clinic=place, role=role)
        if held.filter(user__email__iexact=email).exists():
            raise Stop(REFUSED, "role-held", f"{email} is already {role} of {clinic}.")
        person = people.NewPerson(email, options["name"] or email.split("@")[0])
        if options["password_stdin"] or people.find_login(email):
            return _add(place, person, given, options["password_stdin"])
        return _invite(place, person, given)


def _add(clinic: Clinic, person: people.NewPerson, role: Role, reads: bool) -> Answer:
    """Who has a login keeps it, and its password where none is read."""
    password = sys.stdin.readline().rstrip("\n") if reads else None
    user = people.add(clinic, person, role, by=Operator(None), password=password)
    facts = {"email": user.email, "clinic": clinic.slug, "role": role.value}
    lines = [f"{user.email} is {role.value} of {clinic.slug}."]
    if reads or user.has_usable_password():
        return Answer(lines, facts)
    link = settings.PUBLIC_URL + people.password_link(user)
    lines += ["To choose a password (once, within an hour):", link]
    return Answer(lines, facts | {"link": link})


def _invite(clinic: Clinic, person: people.NewPerson, role: Role) -> Answer:
    """With the roles of an invitation that is open already: its link dies with this one."""
    rows = Invitation.objects.filter(clinic=clinic).addressed_to(person.email).open()
    roles = {role, *(given for row in rows for given in row.given_roles)}
    invited, token = people.invite(clinic, person, roles, by=Operator(None))
    link = settings.PUBLIC_URL + reverse("invitation_link", args=[token])
    named = ", ".join(given.value for given in invited.given_roles)
    return Answer(
        [
            f"{invited.email} is invited to {clinic.slug} as {named}.",
            "Open this address, once, within 7 days, to choose a password:",
            link,
        ],
        {
            "email": invited.email,
            "clinic": clinic.slug,
            "role": role.value,
            "link": link,
            "expires_at": invited.expires_at.isoformat(timespec="seconds"),
        },
    )
