"""One consistent state of the database into one file, while others write."""

import fcntl
import hmac
import os
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from labs import audit
from labs.audit import Operator
from labs.backup.contents import (
    ANCHORS,
    BATCH,
    ContentsWriter,
    Header,
    Row,
    StoredTable,
    TableSum,
    Tell,
)
from labs.backup.drafts import drafting, opened
from labs.backup.sealed_file import SealedWriter
from labs.backup.tables import list_models, store_table
from labs.models import Clinic
from labs.models.snapshot import snapshot, writing
from labs.models.unusable import is_busy
from labs.words import Refused

DEMONSTRATION = "demonstration"
_PATIENCE = 12  # times five seconds, which one question waits for a lock


@dataclass(frozen=True)
class WrittenBackup:
    file: Path
    sha256: str
    tables: list[TableSum]

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables)


def write_backup(path: Path, key: bytes | None, tell: Tell) -> WrittenBackup:
    """Write the file `path`, which appears whole or not at all and replaces nothing.

    The event of each clinic is written before it appears. Raises `Refused` where there is
    such a file, OSError where it cannot be written.
    """
    _write_patiently(audit.anchor_heads)
    with _new_file(path) as file:
        sums, sha256 = write_contents(file, key, tell)
        file.flush()
        os.fsync(file.fileno())
        written = WrittenBackup(path, sha256, sums)
        _write_patiently(
            partial(record_in_each, "backed-up", file=sha256, rows=written.rows)
        )
    return written


def _write_patiently(act: Callable[[], object]) -> None:
    """Ask for the lock again while others hold it: nobody waits at a page for a backup."""
    for _ in range(_PATIENCE):
        try:
            act()
        except DatabaseError as error:
            if not is_busy(error):
                raise
        else:
            return
    act()


def write_contents(
    file: BinaryIO, key: bytes | None, tell: Tell
) -> tuple[list[TableSum], str]:
    """The sums of all tables, and the SHA-256 of the file."""
    with ExitStack() as reading:
        with _anchors_held() as anchors:
            reading.enter_context(snapshot())
            header = _describe()  # the first question, from which the snapshot is
        contents = ContentsWriter(SealedWriter(file, key), header, tell)
        contents.write_table(StoredTable(ANCHORS, ["line"], None, anchors))
        for model in list_models(apps):
            contents.write_table(store_table(model))
        return contents.close()


def sign_key(audit_key: str) -> str:
    """What tells whether a key is the same, and nothing else of it."""
    return hmac.new(audit_key.encode(), b"hpg.backup", "sha256").hexdigest()


def record_in_each(verb: str, **detail: Any) -> None:
    """One event in each clinic's chain, all in one transaction."""
    with writing():
        for clinic in Clinic.objects.order_by("slug"):
            with audit.open_act(clinic, Operator(None)) as act:
                act.write(verb, **detail)


def _describe() -> Header:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    applied = MigrationRecorder(connection).applied_migrations()
    demonstration = settings.HPG_MODE == DEMONSTRATION
    return Header(
        made_at=timezone.now().isoformat(timespec="seconds"),
        program=project["version"],
        mode=settings.HPG_MODE,
        migrations=sorted(list(each) for each in applied),
        audit_key=sign_key(settings.AUDIT_KEY),
        keys={"audit-key": settings.AUDIT_KEY, "secret-key": settings.SECRET_KEY}
        if demonstration
        else {},
    )


@contextmanager
def _anchors_held() -> Iterator[Iterator[list[Row]]]:
    """The lines of the anchor file as it stands; inside, nobody anchors.

    An anchor of what the snapshot does not hold would look like a cut chain, and one that
    the database remembers and the lines do not hold like a removed one.
    """
    path = Path(settings.AUDIT_ANCHOR)
    if not path.exists():
        yield iter(())
        return
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield map(list, batched(_read_lines(path, path.stat().st_size), BATCH))


def _read_lines(path: Path, size: int) -> Iterator[Row]:
    """The whole lines within its first bytes: more may be added while they are read."""
    with path.open("rb") as file:
        while (line := file.readline()).endswith(b"\n") and file.tell() <= size:
            yield [line.decode("latin-1")[:-1]]  # bytes, one for one


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A draft beside it, for its owner alone, that gets the name at the end."""
    if path.exists():
        raise Refused("backup-file-exists", file=str(path))
    with drafting(path.parent) as place:
        draft = place / path.name
        draft.touch(mode=0o600)
        with draft.open("wb") as file:
            yield file
        _name_file(draft, path)
    with opened(path.parent) as folder:
        os.fsync(folder)


def _name_file(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise Refused("backup-file-exists", file=str(path)) from None
    except OSError:  # a disk without hard links, such as a stick
        if path.exists():
            raise Refused("backup-file-exists", file=str(path)) from None
        draft.rename(path)
