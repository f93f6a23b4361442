"""Write the whole database into one encrypted file."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from labs.backup.write import write_backup
from labs.management.backups import (
    add_plain,
    read_key,
    report_progress,
    stop_usage,
    table_facts,
)
from labs.management.command import USAGE, Answer, ClinicCommand, Stop
from labs.words import Refused, gettext

_NAMES = "hpg-tracker-{:%Y%m%dT%H%M%SZ}.backup"  # in the order of their age
_OURS = "hpg-tracker-????????T??????Z.backup"


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:9]) == int(text):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a number from 1")
    return int(text)


class Command(ClinicCommand):
    help = "Write the whole database into one encrypted file, also while others write."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="is made, never overwritten; or a folder"
        )
        add_plain(parser)
        parser.add_argument(
            "--keep",
            type=_count,
            metavar="N",
            help="in a folder: delete all but the newest N, once this one is written",
        )

    def answer(self, *, file: str, plain: bool, keep: int | None, **options: Any) -> Answer:
        key = read_key(plain=plain)
        if not file:  # which pathlib takes for the folder it is in
            raise Stop(USAGE, "usage", "Give the name of a file or folder.")
        place = Path(file)
        folder = place.is_dir()
        if keep and not folder:
            raise stop_usage(Refused("backup-keep-without-folder"))
        path = place / _NAMES.format(timezone.now()) if folder else place
        written = write_backup(path, key, report_progress("Backing up"))
        deleted = _delete_older(place, keep) if keep else []
        lines = [
            gettext("{rows} rows written to {file}.", rows=written.rows, file=path),
            gettext("SHA-256 {sum}", sum=written.sha256),
        ]
        if deleted:
            lines.append(gettext("Older backups deleted: {count}.", count=len(deleted)))
        facts = {
            "schema": "hpg.backup/1",
            "file": str(path),
            "bytes": path.stat().st_size,
            "sha256": written.sha256,
            "encrypted": not plain,
            "rows": written.rows,
            "tables": table_facts(written.tables),
            "deleted": deleted,
        }
        return Answer(lines, facts)


def _delete_older(folder: Path, keep: int) -> list[str]:
    older = sorted(folder.glob(_OURS))[:-keep]
    for path in older:
        path.unlink()
    return [path.name for path in older]
