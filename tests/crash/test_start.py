"""A start on what cannot be used: one sentence, an exit code, and nothing left behind."""

import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import OperationalError

from tests.attack.site import free_port
from tests.served import HEEDS_MODES
from tracker.keys import read_or_make_key
from tracker.management.commands.serve import Command


def serve(data, *prefix, **more):
    """Its exit code, and the last line that it said: the others tell how far it came."""
    env = (
        os.environ
        | {"DATA_DIR": str(data), "PORT": str(free_port()), "DATABASE_URL": ""}
        | more
    )
    env["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
    command = [*prefix, sys.executable, "manage.py", "serve"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    return done.returncode, done.stderr.strip()


def test_a_folder_that_takes_nothing_is_named(tmp_path):
    (tmp_path / "file").touch()
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o500)
    heeding = [] if os.geteuid() else HEEDS_MODES
    for place, why in (
        (tmp_path / "file" / "data", "Not a directory"),
        (folder, "Permission denied"),
        (folder / "data", "Permission denied"),
    ):
        said = f"DATA_DIR {place} cannot be written to: {why}."
        assert serve(place, *heeding) == (4, said)


def test_a_database_that_is_only_readable_is_said(tmp_path):
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        database.execute("PRAGMA journal_mode = WAL")
    read_or_make_key(tmp_path / "secret-key")
    for path in (*tmp_path.iterdir(), tmp_path):
        path.chmod(path.stat().st_mode & ~0o222)
    code, said = serve(tmp_path, *([] if os.geteuid() else HEEDS_MODES))
    tmp_path.chmod(0o700)
    assert code == 4
    assert said.startswith("CommandError: The database cannot be used: ")


def test_a_database_that_is_away_is_said(tmp_path):
    code, said = serve(tmp_path, DATABASE_URL="postgres://somebody@127.0.0.1:1/clinic")
    assert (code, "connection" in said) == (4, True)
    assert said.startswith("CommandError: The database cannot be used: ")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OperationalError("database\n is locked"),
            "The database cannot be used: database is locked",
        ),
        (
            OSError(28, "No space left on device", "audit-key"),
            "The server cannot start: audit-key: No space left on device.",
        ),
    ],
)
def test_whatever_else_stands_in_its_way_is_one_line(monkeypatch, error, said):
    def prepare(_):
        raise error

    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setattr(Command, "_prepare", prepare)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("tracker.management.commands.serve.take_terminal", lambda: None)
    with pytest.raises(CommandError) as ended:
        Command().handle()
    assert (ended.value.returncode, str(ended.value)) == (4, said)


def test_a_key_that_the_disk_does_not_take_leaves_nothing(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        with pytest.raises(OSError, match="too large"):
            read_or_make_key(tmp_path / "secret-key")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
