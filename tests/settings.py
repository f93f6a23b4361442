"""The settings of a test run: a data directory of its own, and nothing slow."""

import atexit
import copy
import os
import shutil
import tempfile
from pathlib import Path

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="hpg-test-")
os.environ.setdefault("AUDIT_KEY", "the key of a test run")
os.environ.setdefault("HPG_MODE", "demonstration")

from tests.network import loopback_only
from tracker.keys import FILES, read_or_make_key

for name in FILES:
    read_or_make_key(Path(os.environ["DATA_DIR"]) / name)

from tracker.settings import *
from tracker.settings import DATA_DIR, DATABASES, STORAGES

loopback_only()
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)

DATABASES = copy.deepcopy(DATABASES)
STORAGES = copy.deepcopy(STORAGES)
# A file: the live server's threads need connections of their own.
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"
    )
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
# Files are looked for when they are asked for, not all of them before every test.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = None  # type: ignore[assignment]  # nothing is gathered
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
