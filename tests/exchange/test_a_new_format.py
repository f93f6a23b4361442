"""A format is one module and one line: a toy passes everywhere that a file is asked for."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from labs import audit
from labs.exchange import FORMATS, Format, ParsedFile, detect_format
from labs.exchange.assemble import Assembler
from labs.exchange.fields import write_fields
from labs.exchange.raw import RawResult
from labs.models import Batch, ParkedRow, Result, StagedFile

FILE = (
    b"TOY\n"
    b"patient=N-1|collected_at=2026-03-02 08:10|analyte=LH|reported=<0.1|unit=IU/L\n"
    b"patient=N-1|collected_at=2026-03-02 08:10|analyte=TSH|reported=2.1|unit=mIU/L\n"
    b"patient=X-9|collected_at=2026-03-02|code=15067-2|reported=4.1|unit=IU/L\n"
)
BAD = FILE.replace(b"|unit=IU/L", b"", 1)


def _read(data, settings):
    assembler = Assembler(settings)
    rows = []
    for number, line in enumerate(data.decode().splitlines(), start=1):
        if number > 1:
            texts = dict(part.split("=", 1) for part in line.split("|"))
            rows.append(assembler.assemble(RawResult(texts, number)))
    return ParsedFile("toy", tuple(rows))


def _write(number, readings):
    lines = []
    for reading in readings:
        texts = write_fields(number, reading).items()
        lines.append("|".join(f"{field}={text}" for field, text in texts if text))
    return "\n".join(["TOY", *lines, ""])


@pytest.fixture(autouse=True)
def toy(monkeypatch):
    """Before csv, which takes what no other recognises."""
    toy = Format("Toy", lambda data: data.startswith(b"TOY\n"), _read, _write)
    others = dict(FORMATS)
    for name in others:
        monkeypatch.delitem(FORMATS, name)
    for name, format_ in {"toy": toy, **others}.items():
        monkeypatch.setitem(FORMATS, name, format_)


def test_it_is_recognised():
    assert detect_format(FILE) == "toy"
    assert detect_format(b"patient,date\n") == "csv"


def test_the_page_previews_and_imports_it(client, nurse, patient):
    client.force_login(nurse)
    assert "Toy" in client.get(reverse("import")).content.decode()
    file = {"file": SimpleUploadedFile("a.toy", FILE)}
    shown = client.get(client.post(reverse("import"), file)["Location"])
    assert shown.context["shown"].counts == [
        ("unmatched", 1),
        ("created", 1),
        ("ignored", 1),
    ]
    staged = StagedFile.objects.get()
    page = shown.context["shown"]
    told = {"act": "take", "sha256": staged.sha256, "seen": page.outcome.seal}
    client.post(reverse("import_preview", args=[staged.uid]), told)
    assert Batch.objects.get().format == "toy"
    result = Result.objects.get()
    assert (result.reported, result.comparator, result.unit) == ("<0.1", "<", "[IU]/L")
    assert ParkedRow.objects.get().number == "X-9"
    assert all(verdict.ok for verdict in audit.verify_audit().chains)


def test_the_page_refuses_it_and_asks_for_the_unit(client, nurse, patient):
    client.force_login(nurse)
    file = {"file": SimpleUploadedFile("a.toy", BAD)}
    shown = client.get(client.post(reverse("import"), file)["Location"])
    assert shown.context["shown"].outcome.refused
    assert shown.context["shown"].unitless == ["lh"]


@pytest.mark.parametrize("named", [(), ("--format", "toy")])
def test_the_command_imports_reports_and_exports_it(
    named, tmp_path, capsys, nurse, north, patient
):
    path = tmp_path / "a.toy"
    path.write_bytes(FILE)
    who = ("--clinic", north.slug, "--as", nurse.email)
    report = _run(capsys, "import_results", str(path), *who, "--json", *named)
    assert (report["format"], report["kept"], report["created"]) == ("toy", True, 1)
    assert [row["outcome"] for row in report["rows"]] == ["created", "ignored", "unmatched"]
    again = _run(capsys, "import_results", str(path), *who, "--json", *named)
    assert (again["unchanged"], again["batch"]) == (1, None)
    exported = _run(
        capsys, "export_patient", patient.ref, "--as", nurse.email, "--json", "--format=toy"
    )
    assert "reported=<0.1" in exported["content"]


def _run(capsys, *arguments):
    capsys.readouterr()
    try:
        call_command(*arguments)
    except SystemExit as end:
        assert not end.code, capsys.readouterr()
    return json.loads(capsys.readouterr().out)
