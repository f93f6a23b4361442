"""What all commands share: four exit codes, one JSON object when asked, one operator."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError, connections

from labs.access import roles_in
from labs.audit import Operator
from labs.models import Clinic, User
from labs.models.unusable import is_busy, is_overtaken
from labs.views import health
from labs.words import Refused

DONE, REFUSED, USAGE, CANNOT_RUN = 0, 2, 3, 4
KEYS_ARE_LOST = (
    "There are no keys in DATA_DIR: secret-key and audit-key. Put them back from your "
    "copy; in an empty folder, manage.py serve makes them."
)
_CANNOT = (DatabaseError, InterfaceError, OSError)
_NOT_MIGRATED = (
    "The database is older than this program. Run manage.py migrate, then "
    "manage.py createcachetable, and then this command again."
)
_BUSY = "Somebody else writes to the database now. Run this command again in a moment."
_ENDINGS = (
    *(CommandError, Refused, ValidationError, PermissionDenied, UnicodeError),
    *_CANNOT,
)


class Stop(CommandError):
    """The command ends here, with a code for programs and a sentence for people."""

    def __init__(self, exit_code: int, code: str, text: str) -> None:
        super().__init__(text, returncode=exit_code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What a command has to say: lines for people, facts for `--json`."""

    lines: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    exit_code: int = DONE


class ClinicCommand(BaseCommand):
    """A command answers; it never prints. `manage.py check` runs the checks, not it."""

    requires_system_checks: list[str] = []
    needs_keys = True  # to sign links, and to seal what is recorded

    def answer(self, *args: Any, **options: Any) -> Answer:
        raise NotImplementedError

    def failed(self, stop: Stop) -> dict[str, Any]:
        """What `--json` answers when there is no answer."""
        return {"error": {"code": stop.code, "text": str(stop)}}

    def create_parser(
        self, prog_name: str, subcommand: str, **kwargs: Any
    ) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument(
            "--json", action="store_true", help="answer with one JSON object"
        )
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Any ending becomes a sentence on standard error and one of four exit codes."""
        try:
            if self.needs_keys and not (settings.HAS_KEYS and settings.AUDIT_KEY):
                raise Stop(CANNOT_RUN, "key-missing", KEYS_ARE_LOST)
            options = vars(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]))
            self.execute(*options.pop("args", ()), **options)
        except _ENDINGS as error:
            stop = _build_stop(error)
            if "--json" in argv:
                self.stdout.write(json.dumps(self.failed(stop)))
            self.stderr.write(str(stop))
            sys.exit(stop.returncode)
        finally:
            connections.close_all()

    def handle(self, *args: Any, **options: Any) -> None:
        answer = self.answer(**options)
        if options["json"]:
            self.stdout.write(json.dumps(answer.facts, ensure_ascii=False))
        else:
            for line in answer.lines:
                self.stdout.write(line)
        if answer.exit_code:
            sys.exit(answer.exit_code)


def _build_stop(error: Exception) -> Stop:
    match error:
        case Stop():
            return error
        case Refused():
            return Stop(REFUSED, error.code, str(error))
        case ValidationError():
            return Stop(REFUSED, "invalid", " ".join(error.messages))
        case PermissionDenied():
            return Stop(USAGE, "not-allowed", str(error))
        case CommandError():
            return Stop(USAGE, "usage", str(error))
        case UnicodeError():  # bytes of the shell that are no characters
            return Stop(USAGE, "not-text", "The input is not UTF-8 text.")
    return _build_cannot_run(error)


def _build_cannot_run(error: Exception) -> Stop:
    if is_busy(error) or is_overtaken(error):
        return Stop(CANNOT_RUN, "busy", _BUSY)
    if isinstance(error, DatabaseError) and _waits_for_migrations():
        return Stop(CANNOT_RUN, "not-migrated", _NOT_MIGRATED)
    return Stop(CANNOT_RUN, "cannot-run", f"Cannot run: {error}")


def _waits_for_migrations() -> bool:
    try:
        return bool(health.list_unapplied())
    except DatabaseError:  # it does not answer at all
        return False


def clinic_named(slug: str) -> Clinic:
    try:
        return Clinic.objects.get(slug=slug)
    except Clinic.DoesNotExist:
        raise Stop(USAGE, "clinic-unknown", f"No clinic {slug!r}.") from None


def operator_in(clinic: Clinic, email: str) -> Operator:
    """The person of the clinic as whom the command acts; what he may, `record` asks."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None or not roles_in(user, clinic):
        raise Stop(
            USAGE, "person-unknown", f"{email} is not a member of clinic {clinic.slug}."
        )
    return Operator(user)
