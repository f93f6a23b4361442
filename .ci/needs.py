"""Programs that the tests need beside Python: found, installed where we may, or named."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def require_all():
    """Find or install all of them; what is missing is named, all at once.

    With ALLOW_SKIP=1, and not in CI, it is said instead which tests are skipped.
    """
    missing = [need for need in NEEDS if not need.look()]
    for need in missing:
        _install(need.package)
    missing = [need for need in missing if not need.look()]
    if not missing:
        return
    if os.environ.get("ALLOW_SKIP") == "1" and not os.environ.get("CI"):
        for need in missing:
            print(f"SKIPPED, for {need.name} is not installed: {need.tests}", flush=True)
        return
    packages = " ".join(need.package for need in missing)
    sys.exit(
        "\n".join(
            [
                *(f"{need.name} is missing: {need.tests} need it." for need in missing),
                f"Install what is missing (on Debian: apt-get install {packages}). "
                "To go on without, and not in CI: ALLOW_SKIP=1 make test",
            ]
        )
    )


def postgres():
    """The directory of initdb and postgres, or None where there is none."""
    named = [shutil.which("initdb"), *Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    homes = [Path(each).resolve().parent for each in named if each]
    found = [home for home in homes if (home / "postgres").exists()]
    return max(found, key=_release, default=None)


def _release(home):
    text = subprocess.check_output([home / "postgres", "--version"], text=True)
    return float(text.split()[2])


def chromium():
    """The path of a Chromium, or None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


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


@dataclass(frozen=True)
class Need:
    """A program that tests need beside Python, and the Debian package that holds it."""

    name: str
    package: str
    tests: str
    look: Callable


NEEDS = (
    Need("PostgreSQL", "postgresql", "the whole suite on PostgreSQL", postgres),
    Need("Chromium", "chromium", "the tests in the browser", chromium),
)
