"""Every check and every test: on PostgreSQL, then on SQLite and in the browser."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import check
import needs
from cluster import cluster

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2"]
# `make attack` and `make crash` run the others.
ORDINARY = "not attack and not crash"
NO_BROWSER = ["-m", f"{ORDINARY} and not browser"]
# Quiet rooms have no database: their tests run once, with SQLite's.
OF_DATABASE = [*NO_BROWSER, "--database-only"]


def main():
    os.chdir(ROOT)
    # So that what was started is stopped as after any other ending.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    home, browser = needs.postgres(), needs.chromium()
    check.main()
    if home:
        print("== tests on PostgreSQL", flush=True)
        with cluster(home) as url:
            env = os.environ | {"DATABASE_URL": url}
            if subprocess.run([*PYTEST, *OF_DATABASE], env=env).returncode:
                sys.exit("The tests on PostgreSQL failed, see above.")
    print(f"== tests on SQLite{' and in Chromium' if browser else ''}", flush=True)
    os.environ.pop("DATABASE_URL", None)
    os.environ["CHROMIUM"] = browser or ""
    # In our place: the last line is pytest's own, and so is the exit code.
    chosen = ["-m", ORDINARY] if browser else NO_BROWSER
    os.execv(PYTEST[0], [*PYTEST, *chosen])


if __name__ == "__main__":
    main()
