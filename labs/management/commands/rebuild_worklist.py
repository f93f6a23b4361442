"""Make the worklist's rows anew from the record, and tell how many differed."""

from dataclasses import asdict
from typing import Any

from labs import record
from labs.management.command import Answer, ClinicCommand
from labs.models import Clinic


class Command(ClinicCommand):
    help = "Rebuild the worklist of every clinic from its record."

    def answer(self, **options: Any) -> Answer:
        rebuilt = [
            record.worklist.rebuild(clinic) for clinic in Clinic.objects.order_by("slug")
        ]
        lines = [
            f"{each.clinic}: {each.items} on the worklist, {each.differed} differed."
            for each in rebuilt
        ]
        facts = {
            "clinics": [asdict(each) for each in rebuilt],
            "differed": sum(each.differed for each in rebuilt),
        }
        return Answer(lines or ["No clinic."], facts)
