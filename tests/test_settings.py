"""The settings refuse what is unsafe, and what they promise holds."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as in_use
from django.core import mail
from django.db import connection

from tracker import settings as ours
from tracker.keys import read_or_make_key


def manage(tmp_path, *words, **changes):
    mine = {
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DATA_DIR": str(tmp_path / "data"),
    }
    env = os.environ | mine | changes
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=ours.BASE_DIR, env=env, capture_output=True, text=True
    )


def test_a_mode_that_does_not_exist_is_refused_by_name(tmp_path):
    refused = manage(tmp_path, "migrate", HPG_MODE="productoin")
    assert refused.returncode == 4
    assert "'productoin'" in refused.stderr


def test_keys_are_their_owners_alone(tmp_path):
    read_or_make_key(tmp_path / "key")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_key_is_made_once(tmp_path):
    first = read_or_make_key(tmp_path / "key")
    assert len(first) > 80
    assert read_or_make_key(tmp_path / "key") == first
    assert read_or_make_key(tmp_path / "other") != first


def test_processes_that_start_together_get_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(read_or_make_key, [tmp_path / "key"] * 64))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_what_is_kept_is_kept_in_a_directory_of_its_owners_alone(tmp_path):
    asked = "from django.conf import settings; print(settings.HAS_KEYS)"
    shell = [tmp_path, "shell", "--no-imports", "-c", asked]
    assert manage(*shell).stdout == "False\n"
    assert list((tmp_path / "data").iterdir()) == []  # only who starts it makes keys
    assert manage(tmp_path, "serve", PORT="none").returncode == 1
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]


def test_an_audit_key_that_was_lost_is_not_made_anew(tmp_path):
    """Anchors without a key say that something was recorded here."""
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "audit-anchor.jsonl").touch()
    assert manage(tmp_path, "migrate", AUDIT_KEY="").returncode == 0
    refused = manage(tmp_path, "seed_demo", AUDIT_KEY="")
    assert refused.returncode == 4
    assert "The audit key is missing." in refused.stderr
    assert not (tmp_path / "data" / "audit-key").exists()


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="says how SQLite is opened")
def test_sqlite_waits_for_writers_and_a_commit_is_on_the_disk():
    options = ours.DATABASES["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 5
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_a_database_is_chosen_by_its_address(tmp_path):
    asked = "from django.db import connection; print(connection.vendor)"
    address = "postgres://somebody@127.0.0.1:1/clinic"
    said = manage(tmp_path, "shell", "--no-imports", "-c", asked, DATABASE_URL=address)
    assert (said.stdout, said.stderr) == ("postgresql\n", "")


def test_the_tests_run_on_the_database_that_was_asked_for(db):
    wanted = "postgresql" if "DATABASE_URL" in os.environ else "sqlite"
    assert connection.vendor == wanted


def test_the_policy_allows_nothing_inline_and_nobody_else(client):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("img-src") == "'self' data:"
    assert rules.pop("default-src") == "'none'"
    assert set(rules.values()) == {"'self'", "'none'"}
    assert {"script-src", "style-src", "connect-src", "base-uri", "form-action"} <= set(
        rules
    )


def test_another_host_name_is_refused(client):
    assert client.get("/healthz", headers={"host": "tracker.example"}).status_code == 400
    assert client.get("/healthz", headers={"host": "localhost"}).status_code == 200


def test_pages_are_never_served_with_the_debugger_on():
    assert in_use.DEBUG is False
    assert ours.DEBUG is False


def test_mail_of_the_demonstration_is_written_to_its_outbox(settings):
    settings.MAILERS = ours.MAILERS
    mail.EmailMessage("Synthetic", "Words", to=["nobody@north.example"]).send()
    (written,) = (ours.DATA_DIR / "outbox").iterdir()
    assert "Subject: Synthetic" in written.read_text()
