"""The four exit codes and the one JSON object, whatever the command."""

import json
import sqlite3

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from labs.management.command import (
    CANNOT_RUN,
    REFUSED,
    USAGE,
    Answer,
    ClinicCommand,
    Stop,
    clinic_named,
    operator_in,
)

EVERY = ("create_clinic", "create_patient", "create_user", "seed_demo", "verify_audit")


class Failing(ClinicCommand):
    error: Exception

    def answer(self, **options):
        raise self.error


def _end(error, capsys, *arguments):
    failing = Failing()
    failing.error = error
    with pytest.raises(SystemExit) as end:
        failing.run_from_argv(["manage.py", "failing", *arguments])
    return end.value.code, *capsys.readouterr()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Stop(REFUSED, "why", "No."), 2),
        (ValidationError("Not so."), 2),
        (PermissionDenied("You may not."), 3),
        (CommandError("Unknown."), 3),
        (OperationalError("disk I/O error"), 4),
        (OSError("No space left"), 4),
    ],
)
def test_every_ending_has_its_exit_code(connected, error, code, capsys):
    ended, out, err = _end(error, capsys)
    assert (ended, out) == (code, "")
    assert err.strip()


def test_who_meets_another_writer_is_told_to_run_it_again(connected, capsys):
    for cause in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CONSTRAINT_UNIQUE):
        error = OperationalError("UNIQUE constraint failed: labs_user.email")
        error.__cause__ = sqlite3.OperationalError()
        error.__cause__.sqlite_errorcode = cause
        code, _, said = _end(error, capsys)
        assert (code, said.split(".")[0]) == (4, "Somebody else writes to the database now")


def test_a_database_that_is_not_migrated_is_told_with_what_to_do(connected, capsys):
    gone = OperationalError("no such column: labs_result.later")
    assert "no such column" in _end(gone, capsys)[2]
    newest = MigrationRecorder.Migration.objects.filter(app="labs").latest("name")
    MigrationRecorder(connection).record_unapplied("labs", newest.name)
    code, out, err = _end(gone, capsys, "--json")
    assert (code, json.loads(out)["error"]["code"]) == (4, "not-migrated")
    assert err.startswith("The database is older than this program. Run manage.py migrate")
    assert _end(OSError("No space left"), capsys)[2].endswith("No space left\n")


def test_a_failure_with_json_is_one_object(run):
    outcome = run("create_clinic", "x", "--json")
    assert outcome.code == 3
    assert outcome.json["error"]["code"] == "usage"


def test_a_mistake_of_ours_is_not_dressed_up_as_an_answer(capsys):
    failing = Failing()
    failing.error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        failing.run_from_argv(["manage.py", "failing"])


@pytest.mark.parametrize("name", EVERY)
def test_an_unknown_option_is_wrong_usage(run, name):
    assert run(name, "--nonsense").code == USAGE


def test_facts_are_printed_only_when_asked_for(capsys):
    class Speaking(ClinicCommand):
        def answer(self, **options):
            return Answer(["a line"], {"a": "ü"}, CANNOT_RUN)

    for arguments, said in (([], "a line\n"), (["--json"], '{"a": "ü"}\n')):
        with pytest.raises(SystemExit, match="4"):
            Speaking().run_from_argv(["manage.py", "speaking", *arguments])
        assert capsys.readouterr().out == said


def test_an_unknown_clinic_is_named(db):
    with pytest.raises(Stop, match="nowhere") as stop:
        clinic_named("nowhere")
    assert stop.value.returncode == USAGE


@pytest.mark.parametrize("email", ["nobody@harbour.example", "elsewhere@harbour.example"])
def test_nobody_acts_in_a_clinic_where_he_does_not_work(clinic, email, django_user_model):
    django_user_model.objects.create_user("elsewhere@harbour.example", name="Synthetic")
    with pytest.raises(Stop, match=email):
        operator_in(clinic, email)


def test_who_was_deactivated_acts_no_longer(clinic, work_in):
    user = work_in("clinician", "was@harbour.example")
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(Stop):
        operator_in(clinic, user.email)
