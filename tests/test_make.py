"""What `make` is made of: a Python that runs, steps done once, programs found or named."""

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
sys.path.append(str(ROOT / ".ci"))  # its scripts import one another, as programs do
TOOLS = ("sh", "cat", "dirname", "ls")


def script(name):
    spec = importlib.util.spec_from_file_location(f"ci_{name}", ROOT / ".ci" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def machine(tmp_path):
    """A machine with a shell and little else; programs are put on its path."""
    for tool in TOOLS:
        (tmp_path / tool).symlink_to(shutil.which(tool))

    def put(name, text="", *, is_python=False):
        text = f'exec "{sys.executable}" "$@"' if is_python else text
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)

    def ask(**more):
        env = {"PATH": str(tmp_path), "HOME": str(tmp_path)} | more
        words = [str(ROOT / ".ci" / "with-python"), "-c", "print('it runs')"]
        return subprocess.run(words, env=env, capture_output=True, text=True)

    put.ask = ask
    return put


def test_a_python_is_found_by_its_name(machine):
    machine("python3.12", is_python=True)
    assert machine.ask().stdout == "it runs\n"


def test_a_shim_that_does_not_run_is_passed_over(machine):
    machine("python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    machine("python3.12", is_python=True)
    assert machine.ask().stdout == "it runs\n"


def test_the_one_that_pyenv_holds_is_found(machine, tmp_path):
    home = tmp_path / "versions" / "3.13.0" / "bin"
    home.mkdir(parents=True)
    machine("versions/3.13.0/bin/python", is_python=True)
    assert machine.ask(PYENV_ROOT=str(tmp_path)).stdout == "it runs\n"


def test_the_one_that_uv_knows_is_found(machine, tmp_path):
    machine("theirs", is_python=True)
    machine("uv", f"echo {tmp_path}/theirs")
    assert machine.ask().stdout == "it runs\n"


def test_plain_python3_is_never_taken(machine):
    machine("python3", is_python=True)
    machine("python", is_python=True)
    refused = machine.ask()
    assert refused.returncode == 1
    assert "needs Python 3.12 or 3.13" in refused.stderr


def test_one_that_is_too_old_is_passed_over(machine):
    machine("python3.13", "exit 1")  # says of itself that it is not good
    assert machine.ask().returncode == 1


def test_who_names_a_python_gets_it(machine, tmp_path):
    machine("mine", is_python=True)
    assert machine.ask(PYTHON=str(tmp_path / "mine")).stdout == "it runs\n"


def test_a_step_stands_until_the_content_of_its_files_changes(tmp_path, monkeypatch):
    setup = script("setup")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path)
    lock = tmp_path / "lock"
    lock.write_text("one")
    assert not setup.Step("x", ["lock"]).stands
    setup.Step("x", ["lock"]).done()
    os.utime(lock, (1, 1))
    assert setup.Step("x", ["lock"]).stands
    assert not setup.Step("x", ["lock"], "another Python").stands
    lock.write_text("two")
    assert not setup.Step("x", ["lock"]).stands


def test_a_program_shows_that_it_lives_and_what_it_fetches(capfd, monkeypatch):
    setup = script("setup")
    monkeypatch.setattr(setup, "SILENT_SECONDS", 0.2)
    says = """
import time
print("Collecting x", flush=True)
print("  Downloading x-1-none-any.whl (8 MB)", flush=True)
time.sleep(0.7)
print("Installing collected packages: x, y", flush=True)
print("not for a person", flush=True)
"""
    setup.run([sys.executable, "-c", says])
    lines = capfd.readouterr().out.splitlines()
    assert [line for line in lines if "..." not in line] == [
        "  Downloading x-1-none-any.whl (8 MB)",
        "  Putting 2 packages in place",
    ]
    assert 1 <= sum("..." in line for line in lines) <= 10


def test_a_program_that_fails_ends_the_run_with_all_that_it_said():
    says = "print('no such hash'); exit('and why')"
    ending = r"no such hash\nand why\nThis did not work: .*exit"
    with pytest.raises(SystemExit, match=ending):
        script("setup").run([sys.executable, "-u", "-c", says])


@pytest.fixture
def front_end(tmp_path, monkeypatch):
    """The commands that would make the front end, with npm or without."""

    def front_end(*, has_npm):
        setup, asked = script("setup"), []
        monkeypatch.setattr(setup, "VENV", tmp_path)
        monkeypatch.setattr(setup, "runs", lambda command: has_npm)
        monkeypatch.setattr(setup, "run", lambda words, **more: asked.append((words, more)))
        setup.install_front_end()
        return asked

    return front_end


def test_node_is_not_installed_where_npm_is(front_end, tmp_path):
    ((words, at),) = front_end(has_npm=True)
    assert words[:2] == ["npm", "ci"]
    assert Path(at["npm_config_cache"]).is_relative_to(tmp_path)  # never in HOME


def test_node_is_borrowed_where_npm_is_not(front_end):
    (pip, _), (npm, at) = front_end(has_npm=False)
    assert pip[-2:] == ["-r", "requirements-node.lock"]
    assert "--require-hashes" in pip
    place = Path(pip[pip.index("--target") + 1])
    assert at == {"PYTHONPATH": str(place), "npm_config_cache": str(place)}
    assert "ci" in npm
    assert not place.exists()


def test_what_runs_needs_no_node():
    locked = (
        (ROOT / "requirements.lock").read_text(),
        (ROOT / "requirements-dev.lock").read_text(),
    )
    assert not any("nodejs" in text for text in locked)
    assert "nodejs" in (ROOT / "requirements-node.lock").read_text()


@pytest.fixture
def needs(monkeypatch):
    """On a machine that has neither program, and where nothing may be installed."""
    needs = script("needs")
    monkeypatch.setattr(needs, "_install", lambda package: False)
    monkeypatch.setattr(
        needs, "NEEDS", [replace(n, look=lambda: None) for n in needs.NEEDS]
    )
    for name in ("CI", "ALLOW_SKIP"):
        monkeypatch.delenv(name, raising=False)
    return needs


def test_missing_programs_fail_the_run_and_are_named_at_once(needs):
    with pytest.raises(SystemExit, match="apt-get install postgresql chromium"):
        needs.require_all()


def test_missing_programs_may_be_skipped_aloud(needs, monkeypatch, capsys):
    monkeypatch.setenv("ALLOW_SKIP", "1")
    needs.require_all()
    said = capsys.readouterr().out
    assert "SKIPPED, for Chromium is not installed" in said
    assert "SKIPPED, for PostgreSQL is not installed" in said


def test_nothing_is_skipped_in_ci(needs, monkeypatch):
    monkeypatch.setenv("ALLOW_SKIP", "1")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit, match="Chromium is missing"):
        needs.require_all()


def test_missing_programs_are_named_before_anything_is_installed(monkeypatch):
    setup = script("setup")
    done = []
    for name in ("make_environment", "install_packages", "install_front_end"):
        monkeypatch.setattr(setup, name, lambda *_: done.append("installed"))
    monkeypatch.setattr(setup.needs, "require_all", lambda: sys.exit("missing"))
    with pytest.raises(SystemExit, match="missing"):
        setup.main("test")
    assert done == []
    setup.main("run")  # which needs none of them
    assert done


def test_of_two_that_set_up_one_folder_the_second_waits_and_says_so():
    """Both are real processes: the first holds the folder until it is told to go on."""
    wait = "import sys; sys.path.insert(0, '.ci'); import setup\nwith setup.alone(): "
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    first = [sys.executable, "-c", f"{wait}print('in', flush=True); input()"]
    second = [sys.executable, "-c", f"{wait}print('after', flush=True)"]
    with subprocess.Popen(first, **pipes) as one:
        assert one.stdout.readline() == "in\n"
        with subprocess.Popen(second, **pipes) as two:
            said = two.stdout.readline()
            assert said.startswith("Another make is setting up this folder")
            assert two.poll() is None
            one.communicate("\n")
            assert two.stdout.readline() == "after\n"


@pytest.fixture
def short_path():
    """A folder that another user may enter, for the server is not run as root; a socket's
    address has a hundred characters at most."""
    with tempfile.TemporaryDirectory(prefix="hpg-") as place:
        Path(place).chmod(0o755)
        yield Path(place)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_of_the_tests_ends_with_them(short_path, ending):
    """However `make test` ends while its tests on PostgreSQL run."""
    program = f"""
import os, sys
sys.path.insert(0, "{ROOT}/.ci")
import test
test.check.main = lambda: None
address = "import os; print(os.environ['DATABASE_URL'], flush=True); input()"
test.PYTEST = [sys.executable, "-c", address]
test.main()
"""
    env = os.environ | {"TMPDIR": str(short_path)}
    run = [sys.executable, "-c", program]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    pipes |= {"cwd": ROOT, "env": env}
    with subprocess.Popen(run, **pipes) as tests:
        url = next(line for line in tests.stdout if line.startswith("postgres://"))
        port = int(url.rpartition(":")[2].partition("/")[0])
        socket.create_connection(("127.0.0.1", port), 5).close()
        tests.send_signal(ending)
        tests.wait(30)
    deadline = time.monotonic() + 30
    while _answers(port):
        assert time.monotonic() < deadline, "PostgreSQL still answers"
        time.sleep(0.05)
    if ending == signal.SIGTERM:
        assert list(short_path.glob("hpg-postgres-*")) == []


def _answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionRefusedError:
        return False
    return True


def test_the_first_check_that_fails_ends_the_run(monkeypatch):
    check = script("check")
    checks = [("first", ["-c", "raise SystemExit(3)"]), ("second", ["-c", "print()"])]
    monkeypatch.setattr(check, "CHECKS", checks)
    with pytest.raises(SystemExit, match="first: not as it must be"):
        check.main()


def test_every_script_that_make_calls_is_there():
    called = set(re.findall(r"\.ci/[\w.-]+", (ROOT / "Makefile").read_text()))
    assert {".ci/setup.py", ".ci/test.py", ".ci/with-python"} <= called
    assert [name for name in called if not (ROOT / name).exists()] == []
    assert os.access(ROOT / ".ci" / "with-python", os.X_OK)


def test_ci_runs_attackers_and_faults_then_what_make_test_runs():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[-2:] == ["make attack crash", "exec make test"]
    assert "set -euo pipefail" in lines


@pytest.fixture
def attack(monkeypatch):
    """The script of `make attack` where no network namespace can be made."""
    monkeypatch.syspath_prepend(ROOT / ".ci")
    attack = script("attack")
    monkeypatch.setattr(attack.needs, "chromium", lambda: "chromium")
    monkeypatch.setattr(attack.os, "unshare", Mock(side_effect=PermissionError("no")))
    monkeypatch.setattr(attack.os, "execv", Mock())
    monkeypatch.setenv("CHROMIUM", "")
    return attack


def test_attackers_never_meet_a_network_in_ci(attack, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit, match="No network namespace can be made here"):
        attack.main()
    assert not attack.os.execv.called


def test_attackers_that_could_reach_a_network_say_so(attack, monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)
    attack.main()
    assert "Attackers reach the network" in capsys.readouterr().out
    assert attack.os.execv.called


def test_a_run_ends_with_pytest_itself():
    """Its last line and its exit code are pytest's: nothing comes after."""
    text = (ROOT / ".ci" / "test.py").read_text()
    assert "os.execv(PYTEST[0]" in text
