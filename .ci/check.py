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
    ("deploy", ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
)


def main():
    with tempfile.TemporaryDirectory(prefix="hpg-check-") as place:
        env = os.environ | {"DATA_DIR": place}
        for name, words in CHECKS:
            print(f"== {name}", flush=True)
            if subprocess.run([sys.executable, *words], cwd=ROOT, env=env).returncode:
                sys.exit(f"{name}: not as it must be, see above.")


if __name__ == "__main__":
    main()
