"""`export_patient`: one man's results, to standard output or a file of his own."""

import stat

import pytest

from labs.models import AuditEvent, Result
from tests import factories

GOOD = (
    "patient,collected_at,laboratory,analyte,reported,unit,comment\n"
    'H-1,2026-02-03T08:00:00+01:00,Nord,lh,<0.1,mIU/mL,"=SUM(A1), ü"\n'
    "H-1,2026-02-03T08:00:00+01:00,Nord,testosterone,23.70,nmol/L,\n"
)
WHO = ("--clinic", "harbour", "--as", "nora@harbour.example")
BY = ("--as", "nora@harbour.example")


@pytest.fixture(autouse=True)
def nurse(work_in):
    return work_in("nurse", "nora@harbour.example")


@pytest.fixture
def ref(run, nurse):
    born = ("--name", "Synthetic Otto", "--born", "1980-02-29")
    ref = run("create_patient", "H-1", *born, *WHO).out.split()[-1]
    assert run("import_results", "-", *WHO, stdin=GOOD).code == 0
    return ref


def test_standard_output_is_the_file_and_nothing_else(run, ref):
    outcome = run("export_patient", ref, "--format", "csv", *BY)
    first, *rows = outcome.out.split("\r\n")
    assert outcome.code == 0
    assert first.startswith("patient,collected_at,precision,laboratory,method,")
    assert len(rows) == 3 and rows[2] == ""
    assert rows[0].startswith("H-1,2026-02-03T08:00:00+01:00,minute,Nord,")
    assert '"\'=SUM(A1), ü"' in rows[0]


def test_an_export_taken_in_again_changes_nothing(run, ref):
    text = run("export_patient", ref, *BY).out
    outcome = run("import_results", "-", *WHO, "--json", stdin=text)
    assert (outcome.code, outcome.json["unchanged"]) == (0, 2)
    assert Result.objects.count() == 2


def test_a_file_is_its_owners_alone_and_never_overwritten(run, ref, tmp_path):
    path = tmp_path / "otto.csv"
    assert run("export_patient", ref, "--out", str(path), *BY).code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    outcome = run("export_patient", ref, "--out", str(path), *BY)
    assert (outcome.code, path.read_bytes()) == (2, before)
    assert before.decode() == run("export_patient", ref, *BY).out


def test_it_answers_in_json(run, ref, tmp_path):
    answer = run("export_patient", ref, *BY, "--json").json
    assert (answer["patient"], answer["rows"]) == (ref, 2)
    assert answer["content"].startswith("patient,")
    path = str(tmp_path / "otto.csv")
    assert run("export_patient", ref, "--out", path, *BY, "--json").json["file"] == path


def test_every_export_leaves_an_event(run, ref):
    run("export_patient", ref, *BY)
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.patient) == ("record-exported", ref)


@pytest.mark.parametrize("name", ["fhir", "pdf"])
def test_formats_of_a_later_day_are_answered_with_a_sentence(run, ref, name):
    outcome = run("export_patient", ref, "--format", name, *BY)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.strip() == f"{name} cannot be written yet. Write csv."


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("nobody@harbour.example", 3),
        ("ada@harbour.example", 3),
        ("nora@harbour.example", 0),
    ],
)
def test_only_who_may_read_the_record_exports_it(run, ref, work_in, email, code):
    work_in("administrator", "ada@harbour.example")
    outcome = run("export_patient", ref, "--as", email)
    assert outcome.code == code
    assert bool(outcome.out) is (code == 0)


def test_a_record_that_is_not_there_is_wrong_usage(run):
    assert run("export_patient", "aaaaaaaaaaaa", *BY).code == 3


def test_a_record_of_another_care_team_is_answered_as_none(run, ref, clinic, work_in):
    work_in("clinician", "clara@harbour.example")
    factories.work_by_teams(clinic)
    by = ("--as", "clara@harbour.example")
    hidden, absent = (run("export_patient", of, *by) for of in (ref, "a2a2a2a2a2a2"))
    assert (hidden.code, hidden.out) == (absent.code, absent.out) == (3, "")
    assert hidden.err.replace(ref, "") == absent.err.replace("a2a2a2a2a2a2", "")
