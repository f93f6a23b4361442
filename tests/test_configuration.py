"""A clinic's environment: each fault is a sentence that says what to do, all at once."""

import pytest
from django.conf import settings

from tracker import keys
from tracker.configuration import explain_faults, read_mailer

ANOTHER = "0Aa1Bb2Cc3Dd4Ee5Ff6Gg7Hh8Ii9Jj0Kk1Ll2Mm3Nn4Oo5Pp6Qq7Rr"


@pytest.fixture
def faults(tmp_path):
    """What is said of an environment that is whole, with these changes."""
    whole = dict(line.split("=", 1) for line in keys.write_environment().splitlines()) | {
        "HPG_MODE": "production",
        "PATH": "/usr/bin",
        "ALLOWED_HOSTS": "tracker.clinic.example",
        "AUDIT_ANCHOR": str(tmp_path / "anchor" / "audit-anchor.jsonl"),
        "EMAIL_URL": "smtp+tls://user:p%40ss@mail.clinic.example",
    }

    def faults(**changes):
        return explain_faults(whole | changes, tmp_path / "data", {ANOTHER})

    return faults


def test_nothing_is_said_of_an_environment_that_is_whole(faults):
    assert faults() == []
    assert faults(DATABASE_URL="postgres://user:word@127.0.0.1/clinic") == []
    assert faults(TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/24", BIND="::1", PORT="80") == []
    assert faults(METRICS_BIND="127.0.0.1:9100", ALLOWED_HOSTS="a.example,10.0.0.1") == []


def test_all_that_is_missing_is_named_at_once(tmp_path):
    said = explain_faults({}, tmp_path, set())
    names = ["SECRET_KEY", "ALLOWED_HOSTS", "AUDIT_KEY", "AUDIT_ANCHOR", "EMAIL_URL"]
    missing = [line.split(" is missing: ")[0] for line in said if " is missing: " in line]
    assert missing == [*names, "BACKUP_KEY"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "is too weak: it needs 50 random characters"),
        ("SECRET_KEY", "a" * 60, "is too weak"),
        ("SECRET_KEY", "django-insecure-" + ANOTHER[::-1], "is too weak"),
        ("SECRET_KEY", ANOTHER, "is the demonstration's: make another"),
        ("AUDIT_KEY", ANOTHER, "is the demonstration's: make another"),
        ("AUDIT_KEY", "0123456789", "is too weak: it needs 32 random characters"),
        ("BACKUP_KEY", "abc", "is not 32 bytes in URL-safe base64"),
        ("BACKUP_KEY", "A" * 64, "is not 32 bytes in URL-safe base64"),
        ("ALLOWED_HOSTS", "*", "which lets any name in: write each name"),
        ("ALLOWED_HOSTS", "a.example,.example", "which lets any name in"),
        ("ALLOWED_HOSTS", "https://a.example", "without https:// and without a port"),
        ("ALLOWED_HOSTS", "a.example:8000", "without https:// and without a port"),
        ("ALLOWED_HOSTS", ",", "name the server as browsers call it"),
        ("AUDIT_ANCHOR", "anchor.jsonl", "write the whole path of a file"),
        ("AUDIT_ANCHOR", "/tmp", "write the whole path of a file"),
        ("AUDIT_ANCHOR", f"{__file__}/a.jsonl", "does not let this account write to it"),
        ("EMAIL_URL", "ftp://mail.example", "its scheme must be smtp, smtp+tls or"),
        ("EMAIL_URL", "smtp://", "it names no mail server"),
        ("EMAIL_URL", "smtp://mail.example:port", "its scheme must be"),
        ("DATABASE_URL", "mysql://host/name", "Write postgres://user:password@host/name"),
        ("DATABASE_URL", "name", "Write postgres://user:password@host/name"),
        ("DATABASE_URL", "sqlite://:memory:", "names no database that is kept"),
        ("TRUSTED_PROXIES", "0.0.0.0/0", "and never all of them"),
        ("TRUSTED_PROXIES", "proxy.example", "write the addresses of your proxies"),
        ("BIND", "here", "write an IP address of this machine"),
        ("PORT", "http", "it can be a number from 1 to 65535"),
        ("METRICS_BIND", "0.0.0.0:9100", "write a local address and port"),
        ("METRICS_BIND", "9100", "write a local address and port"),
    ],
)
def test_what_is_unfit_is_told_in_one_sentence(faults, name, value, sentence):
    (said,) = faults(**{name: value})
    assert said.startswith(name)
    assert sentence in said
    assert said.endswith(".")
    assert name not in ("SECRET_KEY", "AUDIT_KEY", "BACKUP_KEY") or value not in said


def test_one_key_may_not_serve_for_two(faults):
    (said,) = faults(SECRET_KEY=ANOTHER[::-1], AUDIT_KEY=ANOTHER[::-1])
    assert said.startswith("AUDIT_KEY and SECRET_KEY are the same: make one for each.")


def test_a_variable_that_is_misspelt_is_named_beside_the_one_that_is_meant(faults):
    said = faults(ALLOWED_HOSTS="", ALOWED_HOSTS="a.example", TRUSTED_PROXYS="::1")
    assert said[:2] == [
        "ALOWED_HOSTS is not a variable of ours: write ALLOWED_HOSTS.",
        "TRUSTED_PROXYS is not a variable of ours: write TRUSTED_PROXIES.",
    ]
    assert faults(HPG_DEBUG="1") == ["HPG_DEBUG is not a variable of ours: remove it."]
    assert faults(AUDIT_KEYS="x") == []  # another program's: the one of ours is there


def test_a_folder_that_others_can_open_is_refused(faults, tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    assert faults() == []
    (tmp_path / "data").chmod(0o750)
    (said,) = faults()
    assert said.endswith(f"is open to other accounts: chmod 700 {tmp_path / 'data'}.")
    (tmp_path / "data").rmdir()
    (tmp_path / "data").touch()
    assert "is no folder that this account can write to" in faults()[0]


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://u:p%40ss@mail.example", 587, True, False),
        ("smtp+ssl://u:p%40ss@mail.example", 465, False, True),
        ("smtp+tls://u:p%40ss@mail.example:2525", 2525, True, False),
    ],
)
def test_a_mail_server_is_read_from_its_address(url, port, tls, ssl):
    options = read_mailer(url)["OPTIONS"]
    assert options["host"] == "mail.example"
    assert (options["port"], options["use_tls"], options["use_ssl"]) == (port, tls, ssl)
    assert options["password"] == ("p@ss" if "@ss" in url or "%40" in url else "")
    assert options["timeout"] == 10


def test_the_environment_of_deploy_names_our_variables_and_no_others(faults):
    text = (settings.BASE_DIR / "deploy" / "env").read_text()
    lines = [line.lstrip("#") for line in text.splitlines()]
    given = dict(line.split("=", 1) for line in lines if line[:2].isupper() and "=" in line)
    assert faults(**given | {"AUDIT_ANCHOR": "/tmp/a"}) == []
