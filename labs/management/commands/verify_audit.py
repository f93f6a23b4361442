"""Recompute the audit, and hold it against rows, anchors, guards and key."""

import json
from dataclasses import asdict
from typing import Any

from django.db import DatabaseError

from labs import audit
from labs.audit import Operator, search
from labs.management.command import DONE, Answer, ClinicCommand
from labs.models import Clinic

BROKEN = 1


class Command(ClinicCommand):
    help = "Verify the audit. Exit code 1 if something was done to it, with the reason."
    needs_keys = False  # it says that the key is missing

    def answer(self, **options: Any) -> Answer:
        verdict = audit.verify_audit()
        facts = {
            "chains": [asdict(chain) for chain in verdict.chains],
            "ok": verdict.ok,
            "problems": verdict.problems,
            "warnings": [*verdict.warnings, *_record_verification(verdict)],
        }
        code = DONE if verdict.ok else BROKEN
        return Answer([json.dumps(facts, indent=1)], facts, code)


def _record_verification(verdict: audit.Verdict) -> list[str]:
    """Leave an event in each clinic's chain; a warning where that cannot be."""
    slugs = set(Clinic.objects.values_list("slug", flat=True))
    try:
        for chain in verdict.chains:
            if chain.clinic in slugs and chain.events:
                search.record_verification(
                    chain.clinic, verdict.ok, chain.events, Operator(None)
                )
    except DatabaseError as error:
        return [f"The events of this verification cannot be written: {error}."]
    return []
