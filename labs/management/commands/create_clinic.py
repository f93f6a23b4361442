"""Open a clinic."""

import argparse
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import CommandParser

from labs.audit import Operator
from labs.management.command import REFUSED, Answer, ClinicCommand, Stop
from labs.models import Clinic
from labs.record import people


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(f"{name!r} is not a time zone") from error
    return name


class Command(ClinicCommand):
    help = "Create a clinic with its time zone. Give people roles in it with create_user."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "slug", metavar="SLUG", help="short name, in addresses and files"
        )
        parser.add_argument("--name", required=True)
        parser.add_argument("--timezone", required=True, type=_zone, metavar="AREA/CITY")

    def answer(self, *, slug: str, name: str, timezone: str, **options: Any) -> Answer:
        if Clinic.objects.filter(slug=slug).exists():
            raise Stop(REFUSED, "clinic-exists", f"Clinic {slug!r} already exists.")
        clinic = people.open_clinic(
            Clinic(slug=slug, name=name, zone=timezone), by=Operator(None)
        )
        return Answer(
            [
                f"Clinic {clinic.slug}, {clinic.name}, in {clinic.zone}.",
                "Now its first administrator, who invites the others:",
                f"manage.py create_user EMAIL --clinic {clinic.slug} --role administrator",
            ],
            {"clinic": clinic.slug, "name": clinic.name, "timezone": clinic.zone},
        )
