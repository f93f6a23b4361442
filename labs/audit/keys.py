"""What is signed under AUDIT_KEY, and which of the keys it was signed under."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from labs.models import AuditEvent, Clinic

KEY_MISSING = (
    "The audit key is missing. Put back the file audit-key in DATA_DIR, or set AUDIT_KEY: "
    "without it nothing is recorded, and the audit cannot be verified."
)


def make_first_key() -> None:
    """Make the key where nothing was recorded yet; of two that start together one wins.

    Where something was, a key that is missing stays missing: a new one would hide that.
    """
    if settings.AUDIT_KEY or Path(settings.AUDIT_ANCHOR).exists():
        return
    if Clinic.objects.exists() or AuditEvent.objects.exists():
        return
    path = Path(settings.DATA_DIR) / "audit-key"
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    settings.AUDIT_KEY = path.read_text(encoding="ascii").strip()


def current_key() -> str:
    if not settings.AUDIT_KEY:
        raise ImproperlyConfigured(KEY_MISSING)
    return str(settings.AUDIT_KEY)


def find_key(name: str) -> str | None:
    """The key of this name: the one in use, or an earlier one that is listed."""
    known = [settings.AUDIT_KEY, *settings.AUDIT_KEYS_EARLIER]
    return next((key for key in known if key and name_key(key) == name), None)


def name_key(key: str) -> str:
    """Eight digits by which a key is told from others, and not guessed."""
    return start_mac("the name of a key", key).hexdigest()[:8]


def start_mac(purpose: str, key: str | None = None) -> hmac.HMAC:
    """An HMAC-SHA-256 that says what it is for: one of a line is none of a row."""
    return hmac.new(
        (key or current_key()).encode(), f"{purpose}\n".encode(), hashlib.sha256
    )


def sign(purpose: str, text: str, key: str | None = None) -> str:
    mac = start_mac(purpose, key)
    mac.update(text.encode())
    return mac.hexdigest()


def is_signed(mac: object, purpose: str, text: str, key: str | None) -> bool:
    """Whether it is the HMAC of the text under this key; of no key nothing is."""
    if key is None or not isinstance(mac, str) or not mac.isascii():
        return False
    return hmac.compare_digest(mac, sign(purpose, text, key))
