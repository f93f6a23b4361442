"""Load the demonstration: two invented clinics, twelve invented men, once."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from labs.audit import Operator
from labs.management import demonstration
from labs.management.command import REFUSED, Answer, ClinicCommand, Stop
from labs.management.demonstration import Login
from labs.models import Clinic
from labs.record import people


@dataclass(frozen=True)
class Account:
    """One line of demo-accounts.json; `patient` is the reference of a patient's record."""

    role: str
    clinic: str
    email: str
    password: str
    name: str
    patient: str | None


class Command(ClinicCommand):
    help = "Load the demonstration. Where it is loaded already, nothing is done."

    def answer(self, **options: Any) -> Answer:
        if Clinic.objects.filter(demonstration=False).exists():
            raise Stop(
                REFUSED, "real-clinic", "A real clinic exists: no demonstration here."
            )
        path = Path(settings.DATA_DIR) / "demo-accounts.json"
        loaded = Clinic.objects.exists()
        tell = None if options["json"] else self._tell
        with transaction.atomic():
            logins = demonstration.logins() if loaded else demonstration.load(tell)
            if loaded and path.exists():
                accounts = []
            else:
                if tell:
                    tell(f"Making passwords for {len(logins)} accounts")
                accounts = [_opened(at) for at in logins]
        if accounts:
            _write(path, accounts)
        facts = {
            "clinics": sorted({at.clinic.slug for at in logins}),
            "created": not loaded,
        }
        line = (
            "The demonstration was loaded already." if loaded else "Demonstration loaded."
        )
        return Answer([line, f"Accounts: {path.name}"], facts)

    def _tell(self, line: str) -> None:
        """What is being done, at once: a person waits for it."""
        self.stdout.write(line)
        self.stdout.flush()


def _opened(at: Login) -> Account:
    """Give the login a password of chance; it is written down nowhere else."""
    password = secrets.token_urlsafe(12)
    people.set_password(at.user, password, clinic=at.clinic, by=Operator(None))
    user = at.user
    return Account(at.role, at.clinic.slug, user.email, password, user.name, at.patient)


def _write(path: Path, accounts: list[Account]) -> None:
    """Readable by its owner from the first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(json.dumps([asdict(at) for at in accounts], indent=1) + "\n", "utf-8")
    draft.rename(path)
