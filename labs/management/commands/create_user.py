"""Let a person work in a clinic."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from labs.audit import Operator
from labs.management.command import (
    REFUSED,
    Answer,
    ClinicCommand,
    Stop,
    clinic_named,
)
from labs.models import Membership, Role
from labs.record import people


class Command(ClinicCommand):
    help = "Give a person a role in a clinic; print a link to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--clinic", required=True, metavar="SLUG")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--name", default="", help="else the part before the @")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password, print no link"
        )

    def answer(self, *, email: str, clinic: str, role: str, **options: Any) -> Answer:
        place = clinic_named(clinic)
        held = Membership.objects.filter(clinic=place, role=role)
        if held.filter(user__email__iexact=email).exists():
            raise Stop(REFUSED, "role-held", f"{email} is already {role} of {clinic}.")
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else None
        user = people.add(
            place,
            people.NewPerson(email, options["name"] or email.split("@")[0]),
            Role(role),
            by=Operator(None),
            password=password,
        )
        facts = {"email": user.email, "clinic": place.slug, "role": role}
        if password is not None:
            return Answer([f"{user.email} is {role} of {place.slug}."], facts)
        link = settings.PUBLIC_URL + people.password_link(user)
        return Answer(
            [
                f"{user.email} is {role} of {place.slug}. To choose a password (once):",
                link,
            ],
            facts | {"link": link},
        )
