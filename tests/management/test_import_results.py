"""`import_results` as interfaces 5 has it: options, report, exit codes."""

import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError

from labs import record
from labs.exchange import NameAlias, UnitAlias
from labs.exchange.report import OUTCOMES
from labs.management.commands import import_results
from labs.models import AuditEvent, Batch, Patient, Result

SAMPLES = Path(settings.BASE_DIR) / "tests/samples/csv"
GOOD = (
    "patient,collected_at,analyte,reported,unit\r\n"
    "H-1,2026-02-03T08:00:00+01:00,lh,<0.1,mIU/mL\r\n"
    'H-1,2026-02-03T08:00:00+01:00,testosterone,"23,70",nmol/L\r\n'
)
BAD = GOOD + "H-1,2026-02-03T08:00:00+01:00,estradiol,NaN,pmol/L\r\n"
REPORT = {
    "schema",
    "batch",
    "kept",
    "file_sha256",
    "format",
    "dry_run",
    *OUTCOMES,
    "unread_columns",
    "rows",
    "problems",
}
ROW = {
    "line": 2,
    "path": None,
    "patient": "H-1",
    "analyte": "lh",
    "side": None,
    "kind": "censored",
    "comparator": "<",
    "value": "0.1",
    "reported": "<0.1",
    "unit": "[IU]/L",
    "unit_reported": "mIU/mL",
    "collected_at": "2026-02-03T08:00:00+01:00",
    "precision": "minute",
    "status": "final",
    "range_low": None,
    "range_high": None,
    "range_low_inclusive": None,
    "range_high_inclusive": None,
    "range_text": None,
    "laboratory": None,
    "method": None,
    "comment": None,
    "flags": [],
    "outcome": "created",
    "reason": None,
    "code": None,
}
WHO = ("--clinic", "harbour", "--as", "nora@harbour.example")


@pytest.fixture(autouse=True)
def nurse(work_in):
    return work_in("nurse", "nora@harbour.example")


@pytest.fixture(autouse=True)
def man(run, nurse):
    born = ("--name", "Synthetic Otto", "--born", "1980-02-29")
    return run("create_patient", "H-1", *born, *WHO).out.split()[-1]


@pytest.fixture
def take(run):
    """The exit code and the report of an import from standard input."""

    def take(data, *options, who=WHO):
        outcome = run("import_results", "-", *who, "--json", *options, stdin=data)
        report = outcome.json
        assert set(report) == REPORT
        return outcome.code, report

    return take


def _counts(report):
    return {key: report[key] for key in OUTCOMES if report[key]}


def test_a_file_is_taken_and_told_row_by_row(take, man):
    code, report = take(GOOD)
    assert code == 0
    assert report["rows"][0] == ROW | {"patient_ref": man}
    assert report["rows"][1]["value"] == "23.70"
    assert report["rows"][1]["reported"] == "23,70"
    assert _counts(report) == {"created": 2}
    assert (report["kept"], report["format"], report["dry_run"]) == (True, "csv", False)
    assert report["batch"] == Batch.objects.get().uid
    assert report["file_sha256"] == hashlib.sha256(GOOD.encode()).hexdigest()
    assert report["problems"] == []


def test_the_same_file_twice_is_unchanged(take):
    take(GOOD)
    code, report = take(GOOD)
    assert (code, _counts(report)) == (0, {"unchanged": 2})
    assert (report["kept"], report["batch"]) == (True, None)
    assert Result.objects.count() == 2


def test_a_spelling_of_the_clinics_own_is_read(take, work_in, clinic):
    own = GOOD.replace("testosterone", "Testo LIA neu").replace("nmol/L", "nmol je Liter")
    assert _counts(take(own, "--dry-run")[1]) == {"created": 1, "unmatched": 1}
    boss = work_in("administrator", "ada@harbour.example")
    for alias in (
        NameAlias("Testo LIA neu", "testosterone"),
        UnitAlias("nmol je Liter", "testosterone", "nmol/L"),
    ):
        record.clinic.add_alias(clinic, alias, by=boss)
    code, report = take(own)
    assert (code, _counts(report)) == (0, {"created": 2})
    row = report["rows"][1]
    told = (row["analyte"], row["unit"], row["unit_reported"], row["reported"])
    assert told == ("testosterone", "nmol/L", "nmol/L", "23,70")


def test_a_bad_row_refuses_the_file_and_says_what_would_have_been(take):
    code, report = take(BAD)
    assert (code, _counts(report)) == (2, {"created": 2, "rejected": 1})
    assert (report["kept"], report["batch"]) == (False, None)
    (problem,) = report["problems"]
    assert (problem["line"], problem["path"]) == (4, None)
    assert problem["code"] == "value-not-a-result"
    assert problem["text"].startswith("reported: “NaN”")
    row = report["rows"][2]
    assert (row["outcome"], row["analyte"], row["reported"]) == (
        "rejected",
        "estradiol",
        "NaN",
    )
    assert row["value"] is None
    assert not Result.objects.exists()


def _with(heading, cell):
    head, *rows = GOOD.splitlines()
    return "\r\n".join([f"{head},{heading}", *(f"{row},{cell}" for row in rows)])


def test_columns_that_are_not_read_are_told_with_a_sample(take, run):
    data = _with("Ward", "A")
    code, report = take(data, "--dry-run")
    assert (code, report["unread_columns"]) == (0, [{"column": "Ward", "sample": ["A"]}])
    outcome = run("import_results", "-", *WHO, "--dry-run", stdin=data)
    assert "Not read: column “Ward”, with “A”." in outcome.out
    assert (
        "“Ward”, which is empty"
        in run("import_results", "-", *WHO, stdin=_with("Ward", "")).out
    )


def test_a_column_that_may_change_a_result_refuses_the_file(take, tmp_path):
    code, report = take(_with("Flag", "<"))
    assert (code, report["kept"]) == (2, False)
    (problem,) = report["problems"]
    assert (problem["line"], problem["path"]) == (2, "Flag")
    assert problem["code"] == "unread-comparison"
    assert report["unread_columns"] == [{"column": "Flag", "sample": ["<"]}]
    assert not Result.objects.exists()
    mapping = tmp_path / "nord.json"
    mapping.write_text('{"columns": {"Flag": "ignore"}}')
    assert take(_with("Flag", "<"), "--mapping", str(mapping))[0] == 0


def test_a_dry_run_keeps_nothing(take):
    code, report = take(GOOD, "--dry-run")
    assert (code, _counts(report)) == (0, {"created": 2})
    assert (report["kept"], report["batch"], report["dry_run"]) == (False, None, True)
    assert take(BAD, "--dry-run")[0] == 2
    assert not Result.objects.exists()


def test_a_number_that_nobody_has_is_parked_and_counts_as_taken(take):
    code, report = take(GOOD.replace("H-1", "X-9"))
    assert (code, _counts(report)) == (0, {"unmatched": 2})
    row = report["rows"][0]
    assert (row["patient"], row["patient_ref"]) == ("X-9", None)
    assert (row["outcome"], row["code"]) == ("unmatched", "patient-unknown")
    assert (row["value"], row["analyte"]) == ("0.1", "lh")


def test_other_tests_and_results_to_follow_count_as_taken(take):
    text = GOOD.replace("<0.1", "folgt").replace("testosterone", "potassium")
    code, report = take(text)
    assert (code, _counts(report)) == (0, {"pending": 1, "ignored": 1})
    assert report["rows"][0]["status"] == "pending"
    assert (report["rows"][1]["analyte"], report["rows"][1]["code"]) == (
        None,
        "analyte-unknown",
    )


def test_an_analyte_that_is_off_is_named(take):
    code, report = take(GOOD.replace(",lh,", ",shbg,"))
    assert (code, report["rows"][0]["outcome"]) == (0, "ignored")
    assert (report["rows"][0]["analyte"], report["rows"][0]["code"]) == (
        "shbg",
        "analyte-off",
    )


@pytest.mark.parametrize(
    ("who", "options", "code"),
    [
        (("--clinic", "nowhere", "--as", "nora@harbour.example"), (), "clinic-unknown"),
        (("--clinic", "harbour", "--as", "nobody@harbour.example"), (), "person-unknown"),
        (("--clinic", "harbour"), (), "usage"),
        (WHO, ("--nonsense",), "usage"),
        (WHO, ("--format", "xml"), "usage"),
        (WHO, ("--date-format", "day first"), "date-format-unusable"),
        (WHO, ("--mapping", "/nowhere/mapping.json"), "file-unreadable"),
        (WHO, ("--patient", "X-9"), "patient-of-file-unknown"),
        (WHO, ("--conflicts", "queue"), "conflicts-queue-later"),
    ],
)
def test_wrong_usage_ends_with_3_and_the_whole_report(take, who, options, code):
    ended, report = take(GOOD, *options, who=who)
    assert ended == 3
    assert (report["kept"], report["batch"], report["rows"]) == (False, None, [])
    assert [problem["code"] for problem in report["problems"]] == [code]
    assert not Result.objects.exists()


def test_who_may_not_import_ends_with_3(take, work_in):
    work_in("administrator", "ada@harbour.example")
    code, report = take(GOOD, who=("--clinic", "harbour", "--as", "ada@harbour.example"))
    assert (code, report["problems"][0]["code"]) == (3, "not-allowed")


@pytest.mark.parametrize("name", ["absent.csv", ".", "a\0b"])
def test_a_file_that_cannot_be_opened_is_wrong_usage(run, tmp_path, name):
    outcome = run("import_results", str(tmp_path / name), *WHO, "--json")
    assert outcome.code == 3
    assert outcome.json["problems"][0]["code"] == "file-unreadable"


def test_a_database_that_fails_ends_with_4_and_the_whole_report(take, monkeypatch):
    def fail(*arguments, **options):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(record.batch, "import_file", fail)
    code, report = take(GOOD)
    assert (code, report["problems"][0]["code"]) == (4, "cannot-run")


@pytest.mark.parametrize(
    ("data", "options", "name", "code"),
    [
        (b'{"resourceType": "Bundle"}', (), "fhir", "format-later"),
        (b"MSH|^~\\&|", (), "hl7v2", "format-later"),
        (GOOD, ("--format", "fhir"), "fhir", "format-later"),
        (b"MSH|^~\\&|", ("--format", "csv"), "csv", "file-is-hl7v2"),
        (b"<?xml version='1.0'?>", (), "csv", "file-is-xml"),
        (b"PK\x03\x04", (), "csv", "file-is-zip"),
        (b"", (), "csv", "file-empty"),
        (b"\0\1\2", (), "csv", "file-not-text"),
        (b"a" * (10 * 1024 * 1024 + 1), (), "csv", "file-too-large"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(take, data, options, name, code):
    ended, report = take(data, *options)
    assert (ended, report["format"], report["kept"]) == (2, name, False)
    assert [problem["code"] for problem in report["problems"]] == [code]
    assert report["problems"][0]["line"] in (None, 1)
    assert _counts(report) == {}


def test_a_mapping_and_a_number_settle_a_file_that_says_neither(take, tmp_path):
    mapping = tmp_path / "mapping.json"
    units = {"lh": "IU/L", "fsh": "IU/L", "testosterone": "nmol/L", "estradiol": "pmol/L"}
    mapping.write_text(json.dumps({"units": units}))
    data = (SAMPLES / "ohk-bloods.csv").read_bytes()
    assert take(data)[0] == 2
    assert take(data, "--patient", "H-1")[0] == 2
    code, report = take(data, "--patient", "H-1", "--mapping", str(mapping))
    assert (code, _counts(report)) == (0, {"created": 12, "ignored": 12})
    assert Batch.objects.get().mapping == {"units": units}


def test_a_slip_in_a_mapping_is_wrong_usage(take, tmp_path):
    mapping = tmp_path / "mapping.json"
    mapping.write_text("{")
    code, report = take(GOOD, "--mapping", str(mapping))
    assert (code, report["problems"][0]["code"]) == (3, "mapping-unreadable")


def test_a_date_format_settles_dates(take):
    text = GOOD.replace("2026-02-03T08:00:00+01:00", "03/02/2026")
    assert take(text)[1]["problems"][0]["code"] == "date-ambiguous"
    code, report = take(text, "--date-format", "%d/%m/%Y")
    assert (code, report["rows"][0]["collected_at"]) == (0, "2026-02-03")
    assert report["rows"][0]["precision"] == "date"


def test_records_are_opened_when_asked_for(take):
    head = "patient,name,born,date,test,value,unit\n"
    text = head + "H-7,Rolf Synthetic,1980-01-02,2026-02-03,LH,2,IU/L\n"
    code, report = take(text, "--create-patients")
    assert (code, _counts(report)) == (0, {"created": 1})
    assert report["rows"][0]["patient_ref"] == Patient.objects.named().get(number="H-7").ref


def test_assigners_are_taken_and_mean_nothing_to_csv(take):
    assert take(GOOD, "--assigner", "A", "--assigner", "B")[0] == 0


def test_a_file_has_its_name_and_a_line_its_sentence(run, tmp_path):
    file = tmp_path / "labor.csv"
    file.write_text(BAD)
    outcome = run("import_results", str(file), *WHO)
    assert outcome.code == 2
    assert outcome.out.startswith("Refused. Nothing is saved.\n")
    assert "line 4, rejected: reported: “NaN”" in outcome.out
    file.write_text(GOOD)
    outcome = run("import_results", str(file), *WHO)
    assert (outcome.code, Batch.objects.get().filename) == (0, "labor.csv")
    assert f"Batch {Batch.objects.get().uid}" in outcome.out


def test_the_trail_names_the_operator(take):
    take(GOOD)
    event = AuditEvent.objects.get(verb="results-imported")
    assert event.by_name.endswith(" as nora@harbour.example")


def test_texts_beyond_ascii_are_one_line_of_json(take):
    head = "patient;datum;analyt;wert;einheit;bemerkung\n"
    code, report = take(head + 'H-1;2026-02-03;Östradiol;85;pmol/L;"ü\nœ"\n')
    assert (code, report["rows"][0]["comment"]) == (0, "ü\nœ")


def test_it_reads_no_more_of_a_file_than_a_file_may_have():
    assert import_results.MOST_BYTES == 10 * 1024 * 1024
