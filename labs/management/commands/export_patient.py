"""Write one man's results, every version of them."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandParser

from labs import audit
from labs.access import May, require_right
from labs.courses import load_versions
from labs.exchange import FORMATS
from labs.management.command import REFUSED, USAGE, Answer, ClinicCommand, Stop, operator_in
from labs.models import Patient
from labs.models.snapshot import snapshot
from labs.readings import Reading
from labs.words import Refused

_LATER = ("fhir", "pdf")  # announced; `FORMATS` has those that can be written


class Command(ClinicCommand):
    help = "Write one patient's results, in every version, to a file or standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ref", metavar="REF")
        parser.add_argument("--format", choices=(*_writers(), *_LATER), default="csv")
        parser.add_argument("--out", metavar="FILE", help="is made; never overwritten")
        parser.add_argument("--as", required=True, dest="email", metavar="EMAIL")

    def answer(self, *, ref: str, email: str, **options: Any) -> Answer:
        with snapshot():
            patient = Patient.objects.named().filter(ref=ref).first()
            if patient is None:
                raise Stop(USAGE, "record-unknown", f"No record {ref!r}.")
            by = operator_in(patient.clinic, email)
            require_right(by.user, May.SEE, patient.clinic)
            if not Patient.objects.visible_to(by.user).filter(pk=patient.pk).exists():
                raise Stop(USAGE, "record-unknown", f"No record {ref!r}.")
            if options["format"] in _LATER:
                raise Refused("export-later", format=options["format"])
            readings = load_versions(patient)
        name = options["format"]
        text = _writers()[name](patient.number, readings)
        told = {"format": name, "rows": len(readings)}
        facts = {"patient": patient.ref, **told}
        if not options["out"]:
            audit.record_read("record-exported", by=by, patient=patient, **told)
            return Answer([text], facts | {"content": text})
        with _new(options["out"]) as file:
            audit.record_read("record-exported", by=by, patient=patient, **told)
            file.write(text.encode())
        line = f"{len(readings)} rows written to {options['out']}."
        return Answer([line], facts | {"file": options["out"]})


def _writers() -> dict[str, Callable[[str, Iterable[Reading]], str]]:
    """The formats that results can be written in, by name."""
    return {name: each.write for name, each in FORMATS.items() if each.write}


def _new(name: str) -> BinaryIO:
    """Readable by its owner alone, from the first byte on."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        return os.fdopen(os.open(Path(name), flags, 0o600), "wb")
    except FileExistsError:
        raise Stop(
            REFUSED, "file-exists", f"{name} already exists and is not overwritten."
        ) from None
