"""The file of a backup appears whole, for its owner alone, or not at all."""

import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as ours
from django.db import DatabaseError

from labs.audit import Act
from labs.backup.contents import Contents, TableSum
from labs.backup.drafts import drafting
from labs.backup.restore import check_backup
from labs.backup.tables import LEFT_OUT, list_models
from labs.backup.write import write_backup
from labs.models import AuditEvent
from labs.words import Refused
from tests.backup.conftest import KEY, say_nothing, sum_tables

# `manage.py backup FILE`, to which something is sent when a part of it is written.
END_WHILE_WRITING = """
import django, os, runpy, sys
django.setup()
from labs.backup.write import _new_file
from labs.management.commands import backup
_, file, number = sys.argv
def write_backup(path, key, tell):
    with _new_file(path) as part:
        part.write(bytes(1_000_000))
        part.flush()
        os.kill(os.getpid(), int(number))
        raise AssertionError("It went on.")
backup.write_backup = write_backup
sys.argv = ["manage.py", "backup", file, "--plain"]
runpy.run_path("manage.py", run_name="__main__")
"""


def end_while_writing(path, how):
    """Its exit code."""
    env = os.environ | {"DATA_DIR": str(path.parent / "data"), "SECRET_KEY": "a key"}
    env["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
    command = [sys.executable, "-c", END_WHILE_WRITING, path, str(int(how))]
    return subprocess.run(command, cwd=ours.BASE_DIR, env=env).returncode


def test_the_file_is_for_its_owner_alone_and_says_what_the_tables_hold(backup):
    assert stat.S_IMODE(backup.file.stat().st_mode) == 0o600
    before = {each.table: each for each in backup.tables}
    checked = check_backup(backup.file, KEY, say_nothing)
    assert (checked.tables, checked.sha256) == (backup.tables, backup.sha256)
    for name, each in sum_tables().items():
        if name != "labs.auditevent":  # the backup's own event came later
            assert (before[name].rows, before[name].sha256) == (each.rows, each.sha256)


def test_every_table_is_in_it_but_those_that_are_named():
    """A new table comes in by itself; its keys are numbers, hence in one order."""
    kept = {model._meta.label_lower for model in list_models(apps)}
    models = apps.get_models(include_auto_created=True)
    known = {model._meta.label_lower for model in models}
    assert known - kept == LEFT_OUT & known
    assert {"labs.result", "account.emailaddress", "labs.user_groups"} <= kept
    keys = {model._meta.pk.get_internal_type() for model in list_models(apps)}
    assert keys <= {"BigAutoField", "AutoField", "BigIntegerField", "OneToOneField"}


def test_an_event_of_each_clinic_names_the_file_before_it_appears(backup):
    events = AuditEvent.objects.filter(verb="backed-up")
    assert {event.chain for event in events} == {"north", "south"}
    assert all(backup.sha256 in event.detail for event in events)


def test_without_its_event_there_is_no_file(filled, tmp_path, monkeypatch):
    def fail(*arguments, **detail):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(Act, "write", fail)
    with pytest.raises(DatabaseError):
        write_backup(tmp_path / "a.backup", KEY, say_nothing)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_file_that_is_there_is_not_overwritten(backup, monkeypatch):
    content = backup.file.read_bytes()
    with pytest.raises(Refused, match="not overwritten"):
        write_backup(backup.file, KEY, say_nothing)
    exists, asked = Path.exists, []  # and one that appears meanwhile

    def exists_later(path):
        first = path == backup.file and path not in asked
        asked.append(path)
        return not first and exists(path)

    monkeypatch.setattr(Path, "exists", exists_later)
    with pytest.raises(Refused, match="not overwritten"):
        write_backup(backup.file, KEY, say_nothing)
    assert backup.file.read_bytes() == content
    assert not [*backup.file.parent.glob(".*")]


def test_a_full_disk_leaves_nothing_behind(filled, tmp_path):
    """As far as a process may write: the disk itself is not filled."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, limits[1]))
        with pytest.raises(OSError, match="too large"):
            write_backup(tmp_path / "a.backup", KEY, say_nothing)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert not AuditEvent.objects.filter(verb="backed-up").exists()


def test_whoever_is_told_to_end_while_writing_leaves_nothing(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    assert end_while_writing(folder / "a.backup", signal.SIGTERM) == 143
    assert [path.name for path in folder.iterdir()] == ["data"]


def test_what_somebody_left_who_was_killed_goes_with_the_next_backup(filled, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    assert end_while_writing(folder / "a.backup", signal.SIGKILL) == -signal.SIGKILL
    (left,) = folder.glob(".hpg-tracker-*")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (left, left / "a.backup")]
    assert modes == [0o700, 0o600]
    assert not (folder / "a.backup").exists()
    with drafting(folder) as of_somebody_else:
        write_backup(folder / "b.backup", KEY, say_nothing)
        assert of_somebody_else.exists()
    assert {path.name for path in folder.iterdir()} == {"data", "b.backup"}


def test_a_disk_without_hard_links_takes_one_too(filled, tmp_path, monkeypatch):
    def refuse(*names):
        raise PermissionError("no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "a.backup"
    written = write_backup(path, KEY, say_nothing)
    assert check_backup(path, KEY, say_nothing).sha256 == written.sha256


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
def test_a_backup_that_was_cut_or_changed_is_refused_as_a_whole(filled, tmp_path, key):
    """Its chunks are tried in test_sealed_file.py; here the whole of it is read."""
    path = tmp_path / "a.backup"
    write_backup(path, key, say_nothing)
    whole = path.read_bytes()
    for size in range(0, len(whole), len(whole) // 20):
        path.write_bytes(whole[:size])
        with pytest.raises(Refused):
            check_backup(path, key, say_nothing)
        changed = bytearray(whole)
        changed[size] ^= 1
        path.write_bytes(changed)
        with pytest.raises(Refused):
            check_backup(path, key, say_nothing)


def test_a_whole_file_whose_sums_are_wrong_is_refused(filled, tmp_path, monkeypatch):
    """As by a program with a fault: every chunk is right, one row is not counted."""
    monkeypatch.setattr("labs.backup.contents.RowSum.total", _count_less)
    write_backup(tmp_path / "a.backup", KEY, say_nothing)
    monkeypatch.undo()
    with pytest.raises(Refused, match="damaged"):
        check_backup(tmp_path / "a.backup", KEY, say_nothing)


def _count_less(total):
    return TableSum(total._table, total._rows - 1, total._hash.hexdigest())


def test_rows_that_are_left_unread_are_not_passed_over(backup):
    tables = Contents(backup.file, KEY).read_tables()
    next(tables)
    with pytest.raises(RuntimeError, match="not read"):
        list(tables)


def test_the_anchors_in_it_are_those_of_the_state_that_it_holds(backup, data_dir):
    anchors = next(Contents(backup.file, KEY).read_tables())
    lines = [line for rows in anchors.batches for (line,) in rows]
    assert lines
    text = (data_dir / "audit-anchor.jsonl").read_text()
    assert text.startswith("\n".join(lines))
