"""Commands, run as the shell runs them: arguments in, exit code and two streams out."""

import io
import json
from dataclasses import dataclass

import pytest
from django.core.management import load_command_class

from labs.audit import Operator
from labs.management import command
from labs.models import Clinic, Role
from labs.record import people


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self):
        (line,) = self.out.splitlines()
        return json.loads(line)


@pytest.fixture
def connected(db, monkeypatch):
    """A test's connection outlives its commands: the transaction is rolled back later."""
    monkeypatch.setattr(command.connections, "close_all", lambda: None)


@pytest.fixture
def run(connected, capsys, monkeypatch):
    def run(name, *arguments, stdin=""):
        """`stdin` is text, or the bytes of a file."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        capsys.readouterr()
        try:
            load_command_class("labs", name).run_from_argv(["manage.py", name, *arguments])
            code = 0
        except SystemExit as end:
            code = end.code
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture
def clinic(db):
    new = Clinic(slug="harbour", name="Harbour (synthetic)", zone="Europe/Berlin")
    return people.open_clinic(new, by=Operator(None))


@pytest.fixture
def work_in(clinic):
    def work_in(role, email):
        person = people.NewPerson(email, "Synthetic Person")
        return people.add(clinic, person, Role(role), by=Operator(None))

    return work_in
