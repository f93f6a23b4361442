"""What deploy/ names is there: commands, variables, folders; limits are the program's."""

import configparser
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import get_commands

from tracker import worker
from tracker.configuration import OPTIONAL, REQUIRED

DEPLOY = settings.BASE_DIR / "deploy"
README = (settings.BASE_DIR / "README.md").read_text()
PAGES = README + (settings.BASE_DIR / "docs" / "operating.md").read_text()
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
KEPT = {"/var/lib/hpg-tracker", "/var/lib/hpg-tracker-anchor", "/var/backups/hpg-tracker"}


def read_unit(path):
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(path)
    return unit


def read_settings():
    lines = (DEPLOY / "env").read_text().splitlines()
    given = (
        line.lstrip("#").split("=", 1) for line in lines if re.match(r"#?[A-Z_]+=", line)
    )
    return dict(given)


def test_every_command_that_is_named_exists():
    text = PAGES + "".join(path.read_text() for path in UNITS)
    named = set(
        re.findall(r"(?:manage\.py|^ *hpg-tracker|`hpg-tracker) ([a-z]\w+)", text, re.M)
    )
    assert {"serve", "create_clinic", "create_user", "sendtestemail"} <= named
    assert named <= set(get_commands()) | {"make_keys"}


@pytest.mark.parametrize(
    "path", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.name
)
def test_a_service_may_write_to_its_folders_and_nowhere_else(path):
    service = read_unit(path)["Service"]
    assert service["User"] == "hpg-tracker"
    assert service["EnvironmentFile"] == "/etc/hpg-tracker/env"
    assert service["UMask"] == "0077"
    assert (service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == ("yes", "")
    assert service["ProtectSystem"] == "strict"
    folders = set(service["ReadWritePaths"].split())
    assert folders <= KEPT
    assert all(f" {folder}" in README for folder in folders)
    told = read_settings()
    assert told["DATA_DIR"] in folders
    assert told["AUDIT_ANCHOR"].rpartition("/")[0] in folders


def test_backups_are_written_where_the_service_may_write_and_the_page_made_a_folder():
    service = read_unit(DEPLOY / "hpg-tracker-backup.service")["Service"]
    assert read_settings()["BACKUP_DIR"] in service["ReadWritePaths"].split()
    timer = read_unit(DEPLOY / "hpg-tracker-backup.timer")["Timer"]
    assert timer["Persistent"] == "yes"


def test_a_service_ends_after_its_workers_have():
    service = read_unit(DEPLOY / "hpg-tracker.service")["Service"]
    assert (service["Type"], service["TimeoutStopSec"]) == ("notify", "40")
    assert service["RestartPreventExitStatus"].split() == ["2", "4"]


def test_the_settings_name_every_variable_and_no_other():
    keys = {"SECRET_KEY", "AUDIT_KEY", "BACKUP_KEY"}
    assert set(read_settings()) | keys == {*REQUIRED, *OPTIONAL}
    table = README.partition("## Configuration")[2]
    assert set(re.findall(r"`([A-Z_]{4,})`", table)) == {*REQUIRED, *OPTIONAL}


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_a_proxy_waits_as_long_and_takes_as_much_as_the_program(name):
    text = (DEPLOY / name).read_text()
    assert f"{worker.HEADER_SECONDS}s" in text
    megabytes = int(re.search(r"(?:max_size|client_max_body_size) (\d+)", text)[1])
    assert megabytes * 1_000_000 >= worker.MOST_BODY > (megabytes - 2) * 1_000_000
    assert "127.0.0.1:8000" in text
    assert "X-Request-ID" in text
    assert read_settings()["ALLOWED_HOSTS"] in text


def test_a_proxy_logs_no_address():
    nginx = (DEPLOY / "nginx.conf").read_text()
    assert nginx.count("access_log off;") == nginx.count("server {")
    assert "$proxy_add_x_forwarded_for" not in nginx  # it would hand on a stranger's own
    caddy = (DEPLOY / "Caddyfile").read_text()
    assert "request>uri delete" in caddy


@pytest.fixture
def installed(tmp_path):
    """The command with a program beside it that says how it was called."""
    (tmp_path / "deploy").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    script = (DEPLOY / "hpg-tracker").read_text().replace('"$(id -u)" = 0', '"" = 0')
    (tmp_path / "deploy" / "hpg-tracker").write_text(script)
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{SAYS}" "$@"\n')
    python.chmod(0o755)
    return tmp_path


SAYS = "import os, sys; print(sys.argv[1:], os.environ.get('EMAIL_URL'), os.getcwd())"


def test_the_command_hands_on_its_words_and_its_settings_as_they_stand(installed):
    (installed / "env").write_text(
        "# EMAIL_URL=no\n\nEMAIL_URL=smtp://a:b$(id)`id` 'c'@d\n"
    )
    said = subprocess.run(
        ["/bin/sh", installed / "deploy" / "hpg-tracker", "create_clinic", "a b", "$c"],
        env={"PATH": "/usr/bin:/bin", "HPG_TRACKER_ENV": str(installed / "env")},
        capture_output=True,
        text=True,
    )
    words = ["manage.py", "create_clinic", "a b", "$c"]
    assert said.stdout == f"{words} smtp://a:b$(id)`id` 'c'@d {installed}\n"


def test_the_command_without_settings_cannot_run(installed):
    said = subprocess.run(
        ["/bin/sh", installed / "deploy" / "hpg-tracker", "check"],
        env={"PATH": "/usr/bin:/bin", "HPG_TRACKER_ENV": "/nowhere"},
        capture_output=True,
        text=True,
    )
    assert (said.stdout, bool(said.stderr)) == ("", True)
    assert said.returncode != 0


def test_the_container_installs_as_the_page_does():
    text = (DEPLOY / "Containerfile").read_text()
    assert "RUN make install" in text
    assert "USER hpg-tracker" in text
    assert "/opt/hpg-tracker install" in README
    for path in re.findall(r'"(deploy/[^"]+|manage\.py)"', text):
        assert (settings.BASE_DIR / path).exists()
