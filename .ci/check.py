"""What can be said about the code without running its tests. Stops at the first fault."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS = (
    ("format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["-m", "ruff", "check", "--quiet", "."]),
    ("types", ["-m", "mypy"]),
    ("floors", [BIN / "lint-imports"]),
    ("migrations", ["manage.py", "makemigrations", "--check", "--dry-run"]),
)


DEPLOY = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def main():
    with tempfile.TemporaryDirectory(prefix="hpg-check-") as place:
        env = os.environ | {"DATA_DIR": place}
        for name, words in CHECKS:
            check(name, words, env)
        check("deploy", DEPLOY, env | make_production(place))


def check(name, words, env):
    print(f"== {name}", flush=True)
    if subprocess.run([sys.executable, *words], cwd=ROOT, env=env).returncode:
        sys.exit(f"{name}: not as it must be, see above.")


def make_production(place):
    """What a clinic's environment holds."""
    made = subprocess.check_output([sys.executable, "manage.py", "make_keys"], text=True)
    return dict(line.split("=", 1) for line in made.split()) | {
        "HPG_MODE": "production",
        "ALLOWED_HOSTS": "tracker.clinic.example",
        "AUDIT_ANCHOR": f"{place}/audit-anchor.jsonl",
        "EMAIL_URL": "smtp+tls://tracker:password@mail.clinic.example",
    }


if __name__ == "__main__":
    main()
