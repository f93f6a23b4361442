"""Share what is due by the rules of the clinics, where no timer does it."""

from typing import Any

from labs import record
from labs.management.command import Answer, ClinicCommand


class Command(ClinicCommand):
    help = "Share with patients what is due by the rules of their clinics."

    def answer(self, **options: Any) -> Answer:
        shared = record.release.share_due()
        return Answer([f"{shared} draws shared."], {"draws": shared})
