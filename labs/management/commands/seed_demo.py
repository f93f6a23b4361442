"""Load the demonstration: two invented clinics, twelve invented men, once."""

import json
import secrets
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from labs.audit import KEY_MISSING, Operator, make_first_key
from labs.management import demonstration
from labs.management.command import CANNOT_RUN, REFUSED, Answer, ClinicCommand, Stop
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
    help = "Load the demonstration, unless it is already loaded."
    needs_keys = False  # it makes the first one

    def answer(self, **options: Any) -> Answer:
        if settings.HPG_MODE == "production":
            raise Stop(
                REFUSED,
                "production",
                "The demonstration is not loaded where HPG_MODE is production: its "
                "passwords stand in a file.",
            )
        make_first_key()
        if not settings.AUDIT_KEY:
            raise Stop(CANNOT_RUN, "key-missing", KEY_MISSING)
        if Clinic.objects.filter(demonstration=False).exists():
            raise Stop(
                REFUSED,
                "real-clinic",
                "A real clinic exists. The demonstration is not loaded.",
            )
        path = Path(settings.DATA_DIR) / "demo-accounts.json"
        loaded = Clinic.objects.exists()
        with transaction.atomic():
            logins = (
                demonstration.list_logins()
                if loaded
                else demonstration.load_demonstration(_tell)
            )
            wanted = not (loaded and path.exists())
            accounts = _open_accounts(logins) if wanted else []
        if accounts:
            _write(path, accounts)
        facts = {
            "clinics": sorted({at.clinic.slug for at in logins}),
            "created": not loaded,
        }
        line = "The demonstration is already loaded." if loaded else "Demonstration loaded."
        return Answer([line, f"Accounts: {path.name}"], facts)


def _tell(line: str) -> None:
    """Say what is being done, at once and beside the answer: a person waits for it."""
    print(line, file=sys.stderr, flush=True)


def _open_accounts(logins: list[Login]) -> list[Account]:
    """Give each login a password of chance; it is written down nowhere else."""
    _tell(f"Setting passwords of {len(logins)} accounts")
    accounts = []
    for at in logins:
        password, user = secrets.token_urlsafe(12), at.user
        people.set_password(user, password, clinic=at.clinic, by=Operator(None))
        slug = at.clinic.slug
        accounts.append(Account(at.role, slug, user.email, password, user.name, at.patient))
    return accounts


def _write(path: Path, accounts: list[Account]) -> None:
    """Readable by its owner from the first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(json.dumps([asdict(at) for at in accounts], indent=1) + "\n", "utf-8")
    draft.rename(path)
