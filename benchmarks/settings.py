"""The settings of a benchmark: those of production, on a data directory of its own.

Nothing is made quicker than it is for people: SQLite keeps its `synchronous=FULL`.
"""

import atexit
import copy
import os
import shutil
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="hpg-bench-")
os.environ.setdefault("HPG_MODE", "demonstration")

from tracker.settings import *
from tracker.settings import DATA_DIR, DATABASES, STORAGES

atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)

DATABASES = copy.deepcopy(DATABASES)
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # on a disk, as people have it
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "bench.sqlite3")}
STORAGES = copy.deepcopy(STORAGES)
STORAGES["staticfiles"] = {  # no page waits for its static files
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
