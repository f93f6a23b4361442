"""`backup`, `restore` and `move_database`, as a shell and a timer call them."""

import base64
import json
import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings as ours

from labs.models import AuditEvent
from labs.words.refusals import REFUSALS

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def backup_key(monkeypatch):
    monkeypatch.setenv("BACKUP_KEY", KEY)
    monkeypatch.delenv("TARGET_DATABASE_URL", raising=False)


@pytest.fixture
def file(tmp_path):
    return str(tmp_path / "a.backup")


def test_a_backup_tells_its_file_sum_and_counts(run, clinic, file, tmp_path):
    facts = run("backup", file, "--json").json
    assert (facts["file"], facts["encrypted"], facts["deleted"]) == (file, True, [])
    assert facts["tables"]["labs.clinic"]["rows"] == 1
    assert facts["rows"] == sum(each["rows"] for each in facts["tables"].values())
    assert facts["bytes"] == (tmp_path / "a.backup").stat().st_size
    assert facts["sha256"] in AuditEvent.objects.get(verb="backed-up").detail


def test_a_file_that_is_there_is_kept(run, clinic, file):
    assert run("backup", file).code == 0
    outcome = run("backup", file)
    assert outcome.code == 2
    assert outcome.err.strip().endswith(" already exists and is not overwritten.")


@pytest.mark.parametrize(
    ("key", "code"), [("", "backup-key-missing"), ("short", "backup-key-unfit")]
)
def test_without_a_key_plain_must_be_said(run, clinic, file, monkeypatch, key, code):
    assert run("backup", file).code == 0
    monkeypatch.setenv("BACKUP_KEY", key)
    for command in ("backup", "restore"):
        outcome = run(command, file)
        assert (outcome.code, outcome.err.strip()) == (3, REFUSALS[code])


def test_a_plain_backup_is_written_and_read_only_where_that_is_said(run, clinic, file):
    assert run("backup", file, "--plain", "--json").json["encrypted"] is False
    outcome = run("restore", file)
    assert (outcome.code, outcome.err.strip()) == (2, REFUSALS["backup-is-plain"])


def test_another_key_is_told_so(run, clinic, file, monkeypatch):
    run("backup", file)
    monkeypatch.setenv("BACKUP_KEY", base64.urlsafe_b64encode(bytes(32)).decode())
    outcome = run("restore", file, "--json")
    assert outcome.code == 2
    assert json.loads(outcome.out)["error"]["code"] == "backup-key-wrong"


@pytest.mark.parametrize(
    ("command", "file", "code"),
    [
        ("backup", "", 3),
        ("backup", "/nowhere/a.backup", 4),
        ("backup", "x" * 5000, 4),
        ("restore", "", 3),
        ("restore", "/nowhere/a.backup", 3),
        ("restore", "/dev/null", 2),
        ("restore", "x" * 5000, 3),
    ],
)
def test_a_file_that_cannot_be_is_a_sentence(run, clinic, command, file, code):
    outcome = run(command, file)
    assert outcome.code == code
    assert outcome.err.strip()
    assert "Traceback" not in outcome.err


def test_in_a_folder_the_newest_are_kept_and_nothing_else_is_touched(
    run, clinic, tmp_path, time_machine
):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "hpg-tracker-notes.txt").touch()
    for hour in (7, 8, 9):
        time_machine.move_to(f"2026-03-02T0{hour}:00:00+00:00", tick=False)
        facts = run("backup", str(folder), "--keep", "2", "--json").json
    assert facts["deleted"] == ["hpg-tracker-20260302T070000Z.backup"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "hpg-tracker-20260302T080000Z.backup",
        "hpg-tracker-20260302T090000Z.backup",
        "hpg-tracker-notes.txt",
    ]


@pytest.mark.parametrize("keep", ["0", "-1", "x", "9" * 50])
def test_how_many_are_kept_is_a_number_from_one_in_a_folder(run, clinic, tmp_path, keep):
    assert run("backup", str(tmp_path), "--keep", keep).code == 3
    assert not list(tmp_path.iterdir())


def test_a_file_alone_keeps_no_others(run, clinic, file):
    outcome = run("backup", file, "--keep", "3")
    assert (outcome.code, outcome.err.strip()) == (
        3,
        REFUSALS["backup-keep-without-folder"],
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "database-url-missing"),
        (["--to", "env:NOT_SET"], "database-url-missing"),
        (["--to", "postgres://tracker:secret@db/tracker"], "database-url-secret"),
        (["--to", "postgres://db/tracker?password=secret"], "database-url-secret"),
        (["--to", "mysql://db/tracker"], "database-url-unfit"),
        (["--to", "sqlite://:memory:"], "database-url-unfit"),
        (["--to", "nonsense"], "database-url-unfit"),
        (["--to", "postgres://[x"], "database-url-unfit"),
    ],
)
def test_where_to_is_an_address_that_nobody_else_reads(run, clinic, arguments, code):
    outcome = run("move_database", *arguments)
    assert (outcome.code, outcome.err.strip()) == (3, REFUSALS[code])


@pytest.mark.once
def test_on_an_empty_machine_a_restore_brings_all_that_a_clinic_needs(
    run, clinic, file, tmp_path
):
    """In processes of their own: keys, anchors and the database of a fresh DATA_DIR."""
    run("backup", file)
    data = tmp_path / "fresh"
    outcome = _manage(data, "restore", file, "--json")
    assert json.loads(outcome.stdout)["clinics"] == ["harbour"], outcome.stderr
    names = ("db.sqlite3", "audit-anchor.jsonl", "audit-key", "secret-key")
    assert {stat.S_IMODE((data / name).stat().st_mode) for name in names} == {0o600}
    assert (data / "audit-key").read_text() == ours.AUDIT_KEY
    verified = _manage(data, "verify_audit", "--json")
    assert verified.returncode == 0
    (chain,) = json.loads(verified.stdout)["chains"]
    assert (chain["ok"], chain["unanchored"]) == (True, 0)


def _manage(data, *arguments):
    env = {name: each for name, each in os.environ.items() if name != "DATABASE_URL"}
    env |= {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ours.BASE_DIR, env=env, capture_output=True, text=True
    )
