"""From one database to another: nothing can be written here while it is copied there."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from labs.backup.contents import Tell
from labs.backup.databases import Database, building, list_clinics
from labs.backup.drafts import drafting
from labs.backup.restore import CheckedBackup, check_backup, load_backup
from labs.backup.sealed_file import KEY_BYTES
from labs.backup.write import record_in_each, write_contents
from labs.models.snapshot import writing
from labs.words import Refused


def move_database(target: Database, tell: Tell) -> CheckedBackup:
    """Copy all rows into `target`, which holds no clinic, and mark the source as moved.

    The last event of each chain is the move, in both: what somebody writes to the source
    afterwards by mistake does not fit the anchors. On the way rows lie in a file in
    DATA_DIR, under a key that nobody keeps.
    """
    if clinics := list_clinics(target):
        raise Refused("restore-not-empty", clinics=", ".join(clinics))
    key = os.urandom(KEY_BYTES)
    with drafting(Path(settings.DATA_DIR)) as folder, writing():
        _keep_writers_out()
        record_in_each("moved")
        path = folder / "contents"
        with path.open("xb") as file:
            write_contents(file, key, tell)
        copied = check_backup(path, key, tell)
        with building(target):
            load_backup(copied, tell)
    return copied


def _keep_writers_out() -> None:
    """Of any chain, until the end. SQLite's transaction does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("LOCK TABLE labs_auditevent IN SHARE ROW EXCLUSIVE MODE")
