"""What a clinic's server is told by its environment, and what is wrong with that.

All that is missing or unfit is said at once, each in a sentence that says what to do.
"""

import binascii
import difflib
import ipaddress
import os
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

REQUIRED = (
    *("SECRET_KEY", "ALLOWED_HOSTS", "AUDIT_KEY", "AUDIT_ANCHOR", "EMAIL_URL"),
    "BACKUP_KEY",
)
OPTIONAL = (
    *("HPG_MODE", "DATA_DIR", "DATABASE_URL", "PORT", "BIND", "TRUSTED_PROXIES"),
    *("METRICS_BIND", "MAIL_FROM", "BACKUP_DIR"),
    *("AUDIT_KEYS_EARLIER", "SECRET_KEYS_EARLIER"),
)
MAKE_KEYS = ".venv/bin/python manage.py make_keys prints one"
FEWEST = {"SECRET_KEY": 50, "AUDIT_KEY": 32}  # characters; fewer could be guessed
BACKUP_KEY_BYTES = 32
BACKENDS = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
MAIL_SECONDS = 10  # so that no page waits longer for a mail server
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})*", re.IGNORECASE)

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network
type Check = Callable[[str], str | None]


def explain_faults(
    environment: Mapping[str, str], data_dir: Path, other_keys: set[str]
) -> list[str]:
    """Everything that keeps this environment from running a clinic; empty when it may.

    `other_keys` are known to others, as those that the demonstration made.
    """
    faults = list(_find_misspelt(environment))
    for name in (*REQUIRED, *OPTIONAL):
        value = environment.get(name, "").strip()
        if not value:
            if name in REQUIRED:
                faults.append(f"{name} is missing: {_WANTED[name]}.")
        elif name in FEWEST:
            faults.extend(_explain_key(name, value, environment, other_keys))
        elif (check := _CHECKS.get(name)) and (fault := check(value)):
            faults.append(fault)
    if fault := _explain_data_dir(data_dir):
        faults.append(fault)
    return faults


_WANTED = {
    "SECRET_KEY": f"it signs sessions and links. {MAKE_KEYS}",
    "AUDIT_KEY": f"it seals the audit trail. {MAKE_KEYS}",
    "BACKUP_KEY": f"it encrypts backups. {MAKE_KEYS}",
    "ALLOWED_HOSTS": "name the server as browsers call it, such as tracker.clinic.example",
    "AUDIT_ANCHOR": "name a file for the heads of the audit trail, outside DATA_DIR, such "
    "as /var/lib/hpg-tracker-anchor/audit-anchor.jsonl",
    "EMAIL_URL": "name the mail server, such as smtp+tls://user:password@mail.example:587",
}


def _find_misspelt(environment: Mapping[str, str]) -> list[str]:
    """Variables that are close to one of ours, which is not set."""
    ours = (*REQUIRED, *OPTIONAL)
    unset = [name for name in ours if not environment.get(name) and len(name) > 4]
    faults = []
    for name in sorted(set(environment) - set(ours)):
        if close := difflib.get_close_matches(name, unset, 1, cutoff=0.85):
            faults.append(f"{name} is not a variable of ours: write {close[0]}.")
        elif name.startswith("HPG_"):
            faults.append(f"{name} is not a variable of ours: remove it.")
    return faults


def _explain_key(
    name: str, value: str, environment: Mapping[str, str], other_keys: set[str]
) -> list[str]:
    few = FEWEST[name]
    if value in other_keys:
        return [f"{name} is the demonstration's: make another. {MAKE_KEYS}."]
    if len(value) < few or len(set(value)) < 10 or value.startswith("django-insecure-"):
        return [f"{name} is too weak: it needs {few} random characters. {MAKE_KEYS}."]
    others = {key: environment.get(key, "").strip() for key in (*FEWEST, "BACKUP_KEY")}
    if same := [key for key, other in others.items() if key > name and other == value]:
        return [f"{name} and {same[0]} are the same: make one for each. {MAKE_KEYS}."]
    return []


def _explain_backup_key(value: str) -> str | None:
    try:
        decoded = urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except (binascii.Error, ValueError):
        decoded = b""
    if len(decoded) == BACKUP_KEY_BYTES:
        return None
    return f"BACKUP_KEY is not 32 bytes in URL-safe base64: make another. {MAKE_KEYS}."


def split_list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _explain_hosts(value: str) -> str | None:
    for host in split_list(value):
        if "*" in host or host.startswith("."):
            return f"ALLOWED_HOSTS holds {host!r}, which lets any name in: write each name."
        if not _HOST.fullmatch(host) and not re.fullmatch(r"\[[0-9a-f:]+\]", host):
            return (
                f"ALLOWED_HOSTS holds {host!r}, which is no host name: write it without "
                "https:// and without a port, with commas between several."
            )
    return None if split_list(value) else f"ALLOWED_HOSTS: {_WANTED['ALLOWED_HOSTS']}."


def _explain_anchor(value: str) -> str | None:
    path = Path(value)
    if not path.is_absolute() or path.is_dir():
        return f"AUDIT_ANCHOR is {value!r}: write the whole path of a file, from / on."
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    if (there == path or there.is_dir()) and os.access(there, os.W_OK):
        return None
    return (
        f"AUDIT_ANCHOR cannot be written: {there} does not let this account write to "
        "it. Give it to the account that runs the server."
    )


def read_mailer(url: str) -> dict[str, Any]:
    """EMAIL_URL as an entry of MAILERS; ValueError with a sentence if it names none."""
    try:
        parsed = environ.Env.email_url_config(url)
    except (ImproperlyConfigured, ValueError) as error:
        raise ValueError("its scheme must be smtp, smtp+tls or smtp+ssl") from error
    backend = parsed["EMAIL_BACKEND"]
    if backend.endswith("filebased.EmailBackend"):
        return {
            "BACKEND": backend,
            "OPTIONS": {"file_path": f"/{parsed['EMAIL_FILE_PATH']}"},
        }
    if not backend.endswith("smtp.EmailBackend"):
        return {"BACKEND": backend}
    if not parsed["EMAIL_HOST"]:
        raise ValueError("it names no mail server")
    options = {
        "host": parsed["EMAIL_HOST"],
        "port": parsed["EMAIL_PORT"] or _PORTS[urlsplit(url).scheme],
        "username": parsed["EMAIL_HOST_USER"] or "",
        "password": parsed["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": bool(parsed.get("EMAIL_USE_TLS")),
        "use_ssl": bool(parsed.get("EMAIL_USE_SSL")),
        "timeout": MAIL_SECONDS,
    }
    return {"BACKEND": backend, "OPTIONS": options}


_PORTS = {"smtp": 25, "smtps": 587, "smtp+tls": 587, "smtp+ssl": 465}


def _explain_mail(value: str) -> str | None:
    try:
        read_mailer(value)
    except ValueError as error:
        return f"EMAIL_URL cannot be used: {error}. {_WANTED['EMAIL_URL'].capitalize()}."
    return None


def _explain_database(value: str) -> str | None:
    asked = "Write postgres://user:password@host/name, or leave it out for SQLite"
    try:
        scheme = urlsplit(value).scheme
        found = environ.Env.db_url_config(value) if scheme in DATABASE_SCHEMES else {}
    except (ImproperlyConfigured, ValueError):
        found = {}
    if found.get("ENGINE") not in BACKENDS:
        return f"DATABASE_URL names no database that can be used. {asked}."
    if found["NAME"] in ("", ":memory:"):
        return f"DATABASE_URL names no database that is kept. {asked}."
    return None


def read_networks(value: str) -> list[Network]:
    return [ipaddress.ip_network(part) for part in split_list(value)]


def _explain_proxies(value: str) -> str | None:
    try:
        networks = read_networks(value)
    except ValueError:
        networks = []
    if networks and all(network.prefixlen for network in networks):
        return None
    return (
        f"TRUSTED_PROXIES is {value!r}: write the addresses of your proxies, such as "
        "127.0.0.1,10.0.0.4, and never all of them."
    )


def read_address(value: str) -> tuple[str, int]:
    """An IP address and a port; ValueError for what is none."""
    host, _, port = value.rpartition(":")
    return str(ipaddress.ip_address(host.strip("[]"))), read_port(port)


def read_port(value: str) -> int:
    if value.isdecimal() and 0 < int(value) < 65536:
        return int(value)
    raise ValueError(f"PORT is {value!r}; it can be a number from 1 to 65535.")


def is_loopback(value: str) -> bool:
    try:
        return ipaddress.ip_address(value).is_loopback
    except ValueError:
        return False


def _explain_bind(value: str) -> str | None:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return f"BIND is {value!r}: write an IP address of this machine, as 127.0.0.1."
    return None


def explain_metrics(value: str) -> str | None:
    try:
        if is_loopback(read_address(value)[0]):
            return None
    except ValueError:
        pass
    return f"METRICS_BIND is {value!r}: write a local address and port: 127.0.0.1:9100."


def _explain_port(value: str) -> str | None:
    try:
        read_port(value)
    except ValueError as error:
        return str(error)
    return None


_CHECKS: dict[str, Check] = {
    "ALLOWED_HOSTS": _explain_hosts,
    "AUDIT_ANCHOR": _explain_anchor,
    "EMAIL_URL": _explain_mail,
    "BACKUP_KEY": _explain_backup_key,
    "DATABASE_URL": _explain_database,
    "TRUSTED_PROXIES": _explain_proxies,
    "BIND": _explain_bind,
    "METRICS_BIND": explain_metrics,
    "PORT": _explain_port,
}


def _explain_data_dir(path: Path) -> str | None:
    if not path.exists():
        above = next(folder for folder in path.parents if folder.exists())
        if os.access(above, os.W_OK):
            return None
        return f"DATA_DIR {path} does not exist, and this account cannot make it."
    if not path.is_dir() or not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return f"DATA_DIR {path} is no folder that this account can write to."
    if path.stat().st_mode & 0o077:
        return f"DATA_DIR {path} is open to other accounts: chmod 700 {path}."
    return None
