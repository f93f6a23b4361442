"""Keys that are made at the first start and kept beside the data, for their owner only."""

import os
import secrets
from pathlib import Path


def read_key(path: Path) -> str:
    """Return the key in this file, or nothing where there is no such file."""
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def read_or_make_key(path: Path) -> str:
    """Return the key in this file, made if it is not there.

    Of two processes that start together both get the same: the first link wins.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
