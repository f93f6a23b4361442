"""Programs that the tests need beside Python: found, installed where we may, or named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def postgres():
    """The directory of initdb and postgres, or None when it may be skipped."""
    return _find(_postgres, "PostgreSQL", "postgresql", "the whole suite on PostgreSQL")


def chromium():
    """A Chromium, or None when it may be skipped."""
    return _find(_chromium, "Chromium", "chromium", "the tests in the browser")


def _postgres():
    named = [shutil.which("initdb"), *Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    homes = [Path(each).resolve().parent for each in named if each]
    found = [home for home in homes if (home / "postgres").exists()]
    return max(found, key=_release, default=None)


def _release(home):
    text = subprocess.check_output([home / "postgres", "--version"], text=True)
    return float(text.split()[2])


def _chromium():
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def _find(look, name, package, tests):
    found = look() or (_install(package) and look())
    if found:
        return found
    if os.environ.get("ALLOW_SKIP") == "1" and not os.environ.get("CI"):
        print(f"SKIPPED, for {name} is not installed: {tests}", flush=True)
        return None
    sys.exit(
        f"{name} is missing, and {tests} need it. Install it (on Debian: apt-get install "
        f"{package}). To go on without, and not in CI: ALLOW_SKIP=1 make test"
    )


def _install(package):
    """With apt, as root; elsewhere it is for the person at the machine to decide."""
    if os.geteuid() or not shutil.which("apt-get"):
        return False
    print(f"Installing {package}", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    for words in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        subprocess.run([*apt, *words], env=env, stdout=subprocess.DEVNULL)
    return True
