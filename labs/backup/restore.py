"""A backup into a database: all of it is checked before, and again in the database."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps
from django.utils import timezone

from labs import audit
from labs.backup.contents import (
    ANCHORS,
    Contents,
    Header,
    TableSum,
    Tell,
    sum_rows,
)
from labs.backup.databases import Database, asking, building, copy_database, list_clinics
from labs.backup.drafts import drafting
from labs.backup.tables import empty_tables, list_models, load_table, read_batches
from labs.backup.write import record_in_each, sign_key
from labs.models import guards
from labs.words import Refused


@dataclass(frozen=True)
class CheckedBackup:
    """A file that was read once from its first byte to its last, and holds."""

    contents: Contents
    header: Header
    tables: list[TableSum]
    sha256: str

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables)


@dataclass(frozen=True)
class RestoredBackup:
    backup: CheckedBackup
    clinics: list[str]
    kept: Path | None  # the folder with what was replaced


def check_backup(path: Path, key: bytes | None, tell: Tell) -> CheckedBackup:
    contents = Contents(path, key)
    tables, sha256 = contents.check(tell)
    header = contents.read_header()
    if header.mode != settings.HPG_MODE:
        raise Refused("restore-other-mode", made=header.mode, here=settings.HPG_MODE)
    known = [settings.AUDIT_KEY, *getattr(settings, "AUDIT_KEYS_EARLIER", ())]
    if not header.keys and header.audit_key not in map(sign_key, known):
        raise Refused("restore-audit-key-other")
    if unknown := _list_unknown(header):
        raise Refused("restore-newer", program=header.program, migration=unknown[-1])
    return CheckedBackup(contents, header, tables, sha256)


def _list_unknown(header: Header) -> list[str]:
    """Migrations of installed apps that only a newer program has."""
    loader = MigrationLoader(None)
    return sorted(
        f"{app}.{name}"
        for app, name in header.migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )


def restore_backup(
    backup: CheckedBackup,
    database: Database,
    tell: Tell,
    *,
    replace: bool = False,
    broken_audit: bool = False,
) -> RestoredBackup:
    """Build the database anew from the backup; where anything is refused it stays.

    Anchors and, in demonstration, keys take their places when the database has taken its
    own. `broken_audit` also takes a chain that did not hold when it was backed up.
    """
    if (clinics := list_clinics(database)) and not replace:
        raise Refused("restore-not-empty", clinics=", ".join(clinics))
    stamp = timezone.now().strftime("%Y%m%dT%H%M%SZ")
    kept = Path(settings.DATA_DIR, f"before-restore-{stamp}") if clinics else None
    with _keys_and_anchors(backup, kept):
        with building(database):
            broken = load_backup(backup, tell, broken_audit=broken_audit)
            record_in_each("restored", file=backup.sha256, rows=backup.rows, broken=broken)
            if kept:
                kept.mkdir(mode=0o700)
                copy_database(database, kept)
        with asking(database):
            if broken:
                audit.anchor_anew()  # what does not hold cannot be anchored further
            else:
                audit.anchor_heads()
    return RestoredBackup(backup, list_clinics(database), kept)


def load_backup(backup: CheckedBackup, tell: Tell, *, broken_audit: bool = False) -> int:
    """Into the empty database that is asked: rows as they were, then later migrations.

    Returns how many audit chains do not hold, which `broken_audit` must allow.
    """
    _load_rows(backup, _migrate_to(backup.header), tell)
    # PostgreSQL alters no table whose references are still to be checked.
    connection.check_constraints()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    guards.install(connection)
    tell("labs.auditevent", 0)
    verdict = audit.verify_audit()
    broken = [chain for chain in verdict.chains if not chain.ok]
    if verdict.problems and not broken_audit:
        raise Refused("restore-audit-broken", problem=verdict.problems[0])
    if broken and not broken_audit:
        first = broken[0]
        raise Refused("restore-chain-broken", clinic=first.clinic, problem=first.problem)
    return len(broken) + len(verdict.problems)


def _migrate_to(header: Header) -> StateApps:
    """Make the tables as they were when the backup was made; returns their models."""
    executor = MigrationExecutor(connection)
    made = {(app, name) for app, name in header.migrations}
    graph = executor.loader.graph
    targets = [
        node
        for node in sorted(made & graph.nodes.keys())
        if not any(child.key in made for child in graph.node_map[node].children)
    ]
    return executor.migrate(targets).apps


def _load_rows(backup: CheckedBackup, apps: StateApps, tell: Tell) -> None:
    models = {model._meta.label_lower: model for model in list_models(apps)}
    with transaction.atomic():
        guards.lift(connection)
        empty_tables(apps)
        for stored in backup.contents.read_tables():
            if stored.table == ANCHORS:
                sum_rows(ANCHORS, stored.batches, tell)
            elif stored.table in models:
                load_table(models[stored.table], stored, tell)
            else:
                raise Refused("restore-columns-other", table=stored.table)
    for each in backup.tables:
        if each.table != ANCHORS:
            batches = read_batches(models[each.table])
            if sum_rows(each.table, batches, tell) != each:
                raise Refused("restore-rows-differ", table=each.table)


@contextmanager
def _keys_and_anchors(backup: CheckedBackup, kept: Path | None) -> Iterator[None]:
    """Inside, the chains are held against the backup's anchors, and sealed into them.

    At the end they take the place of those here, and so do the keys that it carries.
    """
    usual = settings.AUDIT_ANCHOR, settings.AUDIT_KEY
    path = Path(settings.AUDIT_ANCHOR)
    path.parent.mkdir(parents=True, exist_ok=True)
    with drafting(path.parent) as folder:
        anchors = folder / path.name
        _write_anchors(backup.contents, anchors)
        settings.AUDIT_ANCHOR = anchors
        settings.AUDIT_KEY = backup.header.keys.get("audit-key", settings.AUDIT_KEY)
        try:
            yield
        finally:
            settings.AUDIT_ANCHOR, settings.AUDIT_KEY = usual
        _put_in_place(anchors, path, kept)
        for name, key in backup.header.keys.items():
            fresh = folder / name
            fresh.touch(mode=0o600)
            fresh.write_text(key, encoding="ascii")
            _put_in_place(fresh, Path(settings.DATA_DIR, name), kept)


def _write_anchors(contents: Contents, path: Path) -> None:
    stored = next(contents.read_tables())
    path.touch(mode=0o600)
    with path.open("a", encoding="latin-1", newline="\n") as file:  # bytes, one for one
        file.writelines(f"{line}\n" for rows in stored.batches for (line,) in rows)


def _put_in_place(fresh: Path, path: Path, kept: Path | None) -> None:
    if kept and path.exists():
        shutil.copy2(path, kept / path.name)
    shutil.move(fresh, path)  # by renaming, on one disk
