"""Make a token, by which a program reads; it is printed once."""

from typing import Any

from django.core.management.base import CommandParser

from labs.management.command import (
    REFUSED,
    Answer,
    ClinicCommand,
    Stop,
    clinic_named,
    operator_in,
)
from labs.models import Clinic, Patient
from labs.models.snapshot import writing
from labs.record import token as tokens


class Command(ClinicCommand):
    help = "Make a token of a clinic or, with --patient, of one patient; print it once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", required=True, metavar="SLUG")
        parser.add_argument(
            "--as", required=True, dest="email", metavar="EMAIL", help="an administrator"
        )
        parser.add_argument(
            "--patient",
            metavar="REF",
            help="read what was shared with this patient, and nothing else",
        )
        parser.add_argument(
            "--days",
            type=int,
            default=tokens.USUAL_DAYS,
            metavar="N",
            help=f"how long it works, {tokens.MOST_DAYS} at most; else %(default)s",
        )
        parser.add_argument(
            "--label", default="issue_token", metavar="TEXT", help="what it is for"
        )
        parser.add_argument(
            "--confirmed-by",
            metavar="EMAIL",
            help="the clinician whose rights it carries; else it waits for one",
        )

    def answer(self, *, clinic: str, email: str, days: int, **options: Any) -> Answer:
        place = clinic_named(clinic)
        by, clinician = operator_in(place, email), options["confirmed_by"]
        man = _find_patient(place, options["patient"]) if options["patient"] else None
        if man and clinician:
            raise Stop(
                REFUSED, "token-of-patient", "No clinician confirms a patient’s token."
            )
        lender = operator_in(place, clinician) if clinician else None
        with writing():
            token, secret = tokens.issue(place, options["label"], days, by=by, patient=man)
            if lender:
                tokens.confirm(token, by=lender)
        facts = {
            "clinic": place.slug,
            "patient": man.ref if man else None,
            "token": secret,
            "id": token.uid,
            "expires_at": token.expires_at.isoformat(timespec="seconds"),
            "waits_for_clinician": man is None and lender is None,
        }
        until = token.expires_at.date().isoformat()
        lines = [f"A token of {place.slug}, until {until}. It is not shown again."]
        if facts["waits_for_clinician"]:
            lines += ["It reads nothing before a clinician confirms it, on the worklist."]
        return Answer([*lines, secret], facts)


def _find_patient(clinic: Clinic, ref: str) -> Patient:
    patient = Patient.objects.filter(clinic=clinic, ref=ref).first()
    if patient is None:
        raise Stop(REFUSED, "patient-unknown", f"No record {ref!r} in {clinic.slug}.")
    return patient
