"""Recompute every audit chain and hold it against its anchors."""

import json
from dataclasses import asdict
from typing import Any

from labs import audit
from labs.management.command import DONE, Answer, ClinicCommand

BROKEN = 1


class Command(ClinicCommand):
    needs_keys = False  # that they are lost is a thing to tell
    help = "Verify the audit chains. Exit code 1 if one of them is broken."

    def answer(self, **options: Any) -> Answer:
        verdicts = audit.verify_chains()
        ok = all(verdict.ok for verdict in verdicts)
        facts = {"chains": [asdict(verdict) for verdict in verdicts], "ok": ok}
        return Answer([json.dumps(facts, indent=1)], facts, DONE if ok else BROKEN)
