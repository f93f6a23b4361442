"""Faults done to a real server: on PostgreSQL, then on SQLite."""

import os
import subprocess
import sys
from pathlib import Path

import needs
from cluster import cluster

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "-m", "crash", "tests/crash"]


def main():
    os.chdir(ROOT)
    if home := needs.postgres():
        print("== faults on PostgreSQL", flush=True)
        with cluster(home) as url:
            env = os.environ | {"DATABASE_URL": url}
            if subprocess.run(PYTEST, env=env).returncode:
                sys.exit("The faults on PostgreSQL failed, see above.")
    print("== faults on SQLite", flush=True)
    os.environ.pop("DATABASE_URL", None)
    # In our place: the last line is pytest's own, and so is the exit code.
    os.execv(PYTEST[0], PYTEST)


if __name__ == "__main__":
    main()
