"""Build the database from a backup."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import connections

from labs.backup.databases import list_clinics
from labs.backup.restore import check_backup, restore_backup
from labs.management.backups import add_plain, read_key, report_progress, table_facts
from labs.management.command import USAGE, Answer, ClinicCommand, Stop
from labs.words import gettext


class Command(ClinicCommand):
    needs_keys = False  # in demonstration the backup brings it
    help = "Build the database from a backup: all of it, or nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        add_plain(parser)
        parser.add_argument(
            "--replace", action="store_true", help="also where the database holds clinics"
        )
        parser.add_argument(
            "--broken-audit",
            action="store_true",
            help="also a backup whose audit chain did not hold when it was made",
        )

    def answer(self, *, file: str, plain: bool, replace: bool, **options: Any) -> Answer:
        path = _existing(file)
        tell = report_progress("Checking the backup")
        backup = check_backup(path, read_key(plain=plain), tell)
        database = connections["default"].settings_dict
        if replace and (clinics := list_clinics(database)):
            said = gettext(
                "Replacing the database with clinics {clinics}.", clinics=", ".join(clinics)
            )
            print(said, file=sys.stderr, flush=True)
        restored = restore_backup(
            backup,
            database,
            report_progress("Restoring"),
            replace=replace,
            broken_audit=options["broken_audit"],
        )
        lines = [
            gettext(
                "{rows} rows restored, of clinics {clinics}. The backup was made at {at}.",
                rows=backup.rows,
                clinics=", ".join(restored.clinics) or "-",
                at=backup.header.made_at,
            )
        ]
        if restored.kept:
            lines.append(gettext("What was replaced is kept in {to}.", to=restored.kept))
        facts = {
            "schema": "hpg.restore/1",
            "made_at": backup.header.made_at,
            "sha256": backup.sha256,
            "clinics": restored.clinics,
            "rows": backup.rows,
            "tables": table_facts(backup.tables),
            "replaced": str(restored.kept) if restored.kept else None,
        }
        return Answer(lines, facts)


def _existing(name: str) -> Path:
    try:
        with Path(name).open("rb"):
            return Path(name)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "not the name of a file"
        raise Stop(USAGE, "file-unreadable", f"{ascii(name)}: {why}.") from None
