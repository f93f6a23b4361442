"""Take results from a file, all or nothing."""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandParser
from django.utils import timezone

from labs import record
from labs.access import May, require_right
from labs.audit import Operator
from labs.courses import aliases_of, analytes_by_number, analytes_of
from labs.exchange import (
    FORMATS,
    LATER,
    MOST_BYTES,
    Mapping,
    Settings,
    UnreadColumn,
    add_aliases,
    parse_mapping,
    read_file,
)
from labs.exchange.dates import check_date_format
from labs.exchange.report import FileSummary, Outcome, build_report, report_failure
from labs.management.command import (
    DONE,
    REFUSED,
    USAGE,
    Answer,
    ClinicCommand,
    Stop,
    clinic_named,
    operator_in,
)
from labs.models import Clinic
from labs.record.batch import FileOutcome, IncomingFile
from labs.words import Refused, gettext


class Command(ClinicCommand):
    help = "Import results from a laboratory's file, as a whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="- is standard input")
        parser.add_argument("--clinic", required=True, metavar="SLUG")
        parser.add_argument("--as", required=True, dest="email", metavar="EMAIL")
        parser.add_argument("--format", choices=(*FORMATS, *LATER), help="guessed without")
        parser.add_argument("--mapping", metavar="FILE", help="JSON, see docs/formats.md")
        parser.add_argument("--patient", metavar="NUMBER", help="of a file of one man")
        parser.add_argument("--date-format", metavar="FORMAT", help="such as %%d/%%m/%%Y")
        parser.add_argument(
            "--assigner",
            action="append",
            metavar="TEXT",
            help="whose identifiers are this clinic's numbers; a CSV file names none",
        )
        parser.add_argument(
            "--create-patients",
            action="store_true",
            help="open records for unknown numbers with a name and a birth date",
        )
        parser.add_argument("--conflicts", choices=("refuse", "queue"), default="refuse")
        parser.add_argument("--dry-run", action="store_true", help="keep nothing")

    def failed(self, stop: Stop) -> dict[str, Any]:
        return report_failure(FileSummary(""), stop.code, str(stop))

    def answer(self, *, file: str, clinic: str, email: str, **options: Any) -> Answer:
        place = clinic_named(clinic)
        by = operator_in(place, email)
        require_right(by.user, May.IMPORT, place)
        if options["conflicts"] == "queue":
            raise _usage(Refused("conflicts-queue-later"))
        settings, mapping = _settings(place, by, options)
        data = _bytes(file)
        incoming = IncomingFile(
            read_file(data, settings, options["format"] or ""),
            _sha256(data),
            filename="" if file == "-" else Path(file).name,
            mapping=mapping,
            create_patients=options["create_patients"],
        )
        settle = (
            record.batch.preview_file if options["dry_run"] else record.batch.import_file
        )
        return _answer(incoming, settle(place, incoming, by=by), options["dry_run"])


def _settings(
    clinic: Clinic, by: Operator, options: dict[str, Any]
) -> tuple[Settings, dict[str, Any]]:
    mapping, given = Mapping(), {}
    try:
        if options["mapping"]:
            text = _bytes(options["mapping"]).decode("utf-8", "replace")
            mapping, given = parse_mapping(text), json.loads(text.removeprefix("\ufeff"))
        date_format = (
            check_date_format(options["date_format"]) if options["date_format"] else ""
        )
    except Refused as refused:
        raise _usage(refused) from None
    number = (options["patient"] or "").strip()
    if (
        number
        and not options["create_patients"]
        and not record.batch.knows_number(clinic, number, by=by)
    ):
        raise _usage(Refused("patient-of-file-unknown", number=number))
    settings = Settings(
        zone=clinic.zone,
        now=timezone.now(),
        analytes=analytes_of(clinic),
        also=analytes_by_number(clinic),
        mapping=add_aliases(mapping, aliases_of(clinic)),
        patient=number,
        date_format=date_format,
        people=options["create_patients"],
    )
    return settings, given


def _bytes(name: str) -> bytes:
    """One byte more than a file may have tells that it has too many."""
    try:
        if name == "-":
            return _all(sys.stdin.buffer)
        with Path(name).open("rb") as file:
            return _all(file)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "not the name of a file"
        raise Stop(USAGE, "file-unreadable", f"{ascii(name)}: {why}.") from None


def _all(file: BinaryIO) -> bytes:
    return file.read(MOST_BYTES + 1)


def _sha256(data: bytes) -> str:
    """Of the file; none where only its beginning was read."""
    return hashlib.sha256(data).hexdigest() if len(data) <= MOST_BYTES else ""


def _usage(refused: Refused) -> Stop:
    return Stop(USAGE, refused.code, str(refused))


def _answer(file: IncomingFile, outcome: FileOutcome, dry_run: bool) -> Answer:
    summary = FileSummary(
        format=file.parsed.format,
        sha256=file.sha256,
        batch=outcome.batch.uid if outcome.batch else "",
        kept=outcome.kept,
        dry_run=dry_run,
        unread=file.parsed.unread,
    )
    return Answer(
        [*_lines(outcome, dry_run), *map(_unread, file.parsed.unread)],
        build_report(summary, outcome.outcomes),
        REFUSED if outcome.refused else DONE,
    )


def _lines(outcome: FileOutcome, dry_run: bool) -> Iterator[str]:
    if outcome.refused:
        verdict = gettext("Refused. Nothing is saved.")
    elif dry_run:
        verdict = gettext("The file can be imported. Nothing is saved in a dry run.")
    else:
        verdict = gettext("Imported.")
    yield verdict
    yield ", ".join(f"{count} {outcome}" for outcome, count in outcome.counts.items())
    for at in outcome.outcomes:
        if at.text and at.outcome != "ignored":
            yield _line(at)
    if outcome.batch:
        yield f"Batch {outcome.batch.uid}"


def _unread(column: UnreadColumn) -> str:
    if sample := ", ".join(f"“{cell}”" for cell in column.sample if cell):
        return gettext(
            "Not read: column “{heading}”, with {sample}.",
            heading=column.heading,
            sample=sample,
        )
    return gettext("Not read: column “{heading}”, which is empty.", heading=column.heading)


def _line(at: Outcome) -> str:
    where = f"line {at.source.line}, " if at.source.line else ""
    return f"{where}{at.outcome}: {at.text}"
