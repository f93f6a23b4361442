"""Which database is asked, and how one is built without touching what is there."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend

from labs.backup.drafts import drafting
from labs.models import Clinic
from labs.words import Refused

type Database = dict[str, Any]  # as in `DATABASES`

_SCHEMES = {"sqlite", *environ.Env.POSTGRES_FAMILY}
_LOCK_SECONDS = 5
# Nobody else reads what is being built, and it is thrown away where it fails.
_BUILT = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF"


def parse_url(url: str) -> Database:
    try:
        known = url.partition(":")[0] in _SCHEMES
        found = environ.Env.db_url_config(url) if known else {}
    except (ImproperlyConfigured, ValueError):
        found = {}
    engine, name = found.get("ENGINE", ""), found.get("NAME", "")
    if engine == "django.db.backends.sqlite3" and name not in ("", ":memory:"):
        return found
    if engine == "django.db.backends.postgresql" and name:
        seconds = {
            "connect_timeout": _LOCK_SECONDS,
            "options": f"-c lock_timeout={_LOCK_SECONDS}s",
        }
        return found | {"OPTIONS": seconds | found.get("OPTIONS", {})}
    raise Refused("database-url-unfit")


@contextmanager
def asking(database: Database) -> Iterator[None]:
    """Inside, the default connection is one of its own to this database.

    So do models, doors and migrations ask it, which name no connection.
    """
    whole = connections.configure_settings({"default": dict(database)})["default"]
    other = load_backend(whole["ENGINE"]).DatabaseWrapper(whole, "default")
    usual = connections["default"]
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = usual
        other.close()


def list_clinics(database: Database) -> list[str]:
    """By slug; none where there is no database yet, or one without tables."""
    if _is_sqlite(database) and not Path(database["NAME"]).exists():
        return []
    with asking(database):
        if Clinic._meta.db_table not in connection.introspection.table_names():
            return []
        return list(Clinic.objects.order_by("slug").values_list("slug", flat=True))


@contextmanager
def building(database: Database) -> Iterator[None]:
    """Inside, an empty database is asked; at the end it takes the place of this one.

    Where anything is raised, nothing was changed. SQLite: another file is built, and then
    copied over in one transaction, whoever has the old one open. PostgreSQL: one
    transaction from the first table that is dropped.
    """
    if not _is_sqlite(database):
        with asking(database), transaction.atomic():
            _drop_tables()
            yield
        return
    path = Path(database["NAME"])
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with drafting(path.parent) as folder:
        built = folder / "db.sqlite3"
        with asking(database | {"NAME": str(built), "OPTIONS": {"init_command": _BUILT}}):
            yield
        copy_sqlite(built, path)


def copy_database(database: Database, folder: Path) -> None:
    """Keep what is about to be replaced, where it is a file."""
    if _is_sqlite(database) and Path(database["NAME"]).exists():
        copy_sqlite(Path(database["NAME"]), folder / Path(database["NAME"]).name)


def copy_sqlite(source: Path, target: Path) -> None:
    """Page by page in one transaction, so that others see the old one or the new one."""
    end = time.monotonic() + _LOCK_SECONDS

    def give_up(status: int, remaining: int, total: int) -> None:
        if (
            status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            and time.monotonic() > end
        ):
            raise DatabaseError("database is locked")

    target.touch(mode=0o600)
    try:
        with (
            closing(sqlite3.connect(source)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new, progress=give_up)
    except sqlite3.Error as error:
        raise DatabaseError(str(error)) from error
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _drop_tables() -> None:
    """Those of this program; what else stands in the database is left."""
    ours = {
        *connection.introspection.django_table_names(only_existing=True),
        MigrationRecorder.Migration._meta.db_table,
        settings.CACHES["default"]["LOCATION"],
    }
    with connection.cursor() as cursor:
        for table in sorted(ours):
            name = connection.ops.quote_name(table)
            cursor.execute(f"DROP TABLE IF EXISTS {name} CASCADE")


def _is_sqlite(database: Database) -> bool:
    return database["ENGINE"] == "django.db.backends.sqlite3"
