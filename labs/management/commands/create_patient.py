"""Open a man's record; its reference stands alone on the last line."""

import argparse
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser

from labs import record
from labs.forms.patients import PatientForm
from labs.management.command import Answer, ClinicCommand, clinic_named, operator_in
from labs.models import Clinic
from labs.views.frame import today_in


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date, YYYY-MM-DD") from error


def _checked(clinic: Clinic, **boxes: object) -> record.patient.Details:
    """What the page *New patient* would take, and what it would refuse."""
    form = PatientForm(boxes, today=today_in(clinic), measured=clinic.analytes)
    if not form.is_valid():
        raise ValidationError([str(said) for each in form.errors.values() for said in each])
    return form.details


class Command(ClinicCommand):
    help = "Create a patient and print the reference of the record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="NUMBER", help="the clinic's own number")
        parser.add_argument("--clinic", required=True, metavar="SLUG")
        parser.add_argument("--name", required=True)
        parser.add_argument("--born", required=True, type=_day, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--clinician",
            metavar="EMAIL",
            help="first of the care team, where whoever creates the patient is none",
        )
        parser.add_argument("--as", required=True, dest="email", metavar="EMAIL")

    def answer(self, *, number: str, clinic: str, email: str, **options: Any) -> Answer:
        place = clinic_named(clinic)
        by = operator_in(place, email)
        details = _checked(place, number=number, name=options["name"], born=options["born"])
        first = (
            operator_in(place, options["clinician"]).user if options["clinician"] else None
        )
        patient = record.patient.create(place, details, by=by, clinician=first)
        facts = {"clinic": place.slug, "number": details.number, "patient": patient.ref}
        return Answer([patient.ref], facts)
