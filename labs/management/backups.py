"""What the commands about whole databases share: the key, progress, what they answer."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import CommandParser

from labs.backup.contents import TableSum
from labs.backup.sealed_file import parse_key
from labs.management.command import USAGE, Stop
from labs.words import Refused

_SECONDS = 5  # between two lines of progress


def add_plain(parser: CommandParser) -> None:
    parser.add_argument("--plain", action="store_true", help="the file is not encrypted")


def read_key(*, plain: bool) -> bytes | None:
    """BACKUP_KEY, or none where the file is said to be plain."""
    if plain:
        return None
    text = os.environ.get("BACKUP_KEY", "")
    try:
        if not text:
            raise Refused("backup-key-missing")
        return parse_key(text)
    except Refused as refused:
        raise stop_usage(refused) from None


def stop_usage(refused: Refused) -> Stop:
    return Stop(USAGE, refused.code, str(refused))


def report_progress(doing: str) -> Callable[[str, int], None]:
    """A function of table and rows, which says them on standard error now and then."""
    said = time.monotonic()

    def tell(table: str, rows: int) -> None:
        nonlocal said
        if time.monotonic() - said >= _SECONDS:
            said = time.monotonic()
            where = f" {table}, {rows:,} rows" if rows else f" {table}"
            print(f"{doing}{where if table else ''}", file=sys.stderr, flush=True)

    return tell


def table_facts(sums: Iterable[TableSum]) -> dict[str, Any]:
    return {each.table: {"rows": each.rows, "sha256": each.sha256} for each in sums}
