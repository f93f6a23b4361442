"""Copy everything into another database, SQLite or PostgreSQL."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import CommandParser

from labs.backup.databases import parse_url
from labs.backup.move import move_database
from labs.management.backups import report_progress, stop_usage, table_facts
from labs.management.command import Answer, ClinicCommand
from labs.words import Refused, gettext


class Command(ClinicCommand):
    help = "Copy everything into another, empty database; then DATABASE_URL can name it."

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "--to",
            metavar="URL",
            help="without a password, or env:NAME; else TARGET_DATABASE_URL is read",
        )
        where.add_argument("--to-file", metavar="FILE", help="whose one line is the URL")

    def answer(self, *, to: str | None, to_file: str | None, **options: Any) -> Answer:
        try:
            target = parse_url(_read_url(to, to_file))
        except Refused as refused:
            raise stop_usage(refused) from None
        moved = move_database(target, report_progress("Moving"))
        lines = [
            gettext("{rows} rows copied.", rows=moved.rows),
            gettext(
                "Set DATABASE_URL to the new database and start again. The old database is "
                "left as it is: write nothing to it any more."
            ),
        ]
        facts = {
            "schema": "hpg.move/1",
            "rows": moved.rows,
            "tables": table_facts(moved.tables),
        }
        return Answer(lines, facts)


def _read_url(to: str | None, to_file: str | None) -> str:
    """Where nobody else on the machine can read it, if it holds a password."""
    if to_file:
        return Path(to_file).read_text(encoding="utf-8").strip()
    if to and not to.startswith("env:"):
        if _has_password(to):
            raise Refused("database-url-secret")
        return to
    name = to.removeprefix("env:") if to else "TARGET_DATABASE_URL"
    if url := os.environ.get(name, ""):
        return url
    raise Refused("database-url-missing")


def _has_password(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.password) or "password" in parts.query
