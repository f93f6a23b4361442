"""Keys of the demonstration, kept beside the data; and new ones for a clinic."""

import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

FILES = ("secret-key", "audit-key")


def read_key(path: Path) -> str:
    """Return the key in this file, or nothing where there is no such file."""
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def read_or_make_key(path: Path) -> str:
    """Return the key in this file, made if it is not there.

    Of two processes that start together both get the same: the first link wins.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        try:
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
    return read_key(path)


def write_environment() -> str:
    """Three new keys of chance, as lines of an environment file."""
    backup = urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return "\n".join(
        [
            f"SECRET_KEY={secrets.token_urlsafe(64)}",
            f"AUDIT_KEY={secrets.token_urlsafe(64)}",
            f"BACKUP_KEY={backup}",
        ]
    )
