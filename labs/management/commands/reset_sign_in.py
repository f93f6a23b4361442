"""Let a person who cannot sign in any more choose a new password."""

from typing import Any

from django.core.management.base import CommandParser

from labs.audit import Operator
from labs.management.command import REFUSED, USAGE, Answer, ClinicCommand, Stop
from labs.models import User
from labs.record import sign_in


class Command(ClinicCommand):
    help = (
        "Remove a person's password, second factors and sessions; print a one-time link to "
        "choose a new password, which works for an hour."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def answer(self, *, email: str, **options: Any) -> Answer:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise Stop(USAGE, "person-unknown", f"Nobody signs in as {email}.")
        if not user.is_active:
            raise Stop(REFUSED, "inactive", f"{user.email} is inactive.")
        link = sign_in.reset(user, by=Operator(None))
        said = (
            f"{user.email} is signed out. To choose a new password (once, within an hour):"
        )
        return Answer([said, link], {"email": user.email, "link": link})
