"""What is told about a file: one object for programs, by the shapes of interfaces 5."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from labs.exchange.fields import write_range
from labs.exchange.parsed import Entry, Problem, Row, Source, UnreadColumn
from labs.readings import Reading
from labs.words import Refused

SCHEMA = "hpg.import/1"
OUTCOMES = (
    "created",
    "unchanged",
    "corrected",
    "conflict",
    "rejected",
    "unmatched",
    "ignored",
    "pending",
)
REFUSING = ("rejected", "conflict")


class Outcome(NamedTuple):
    """What becomes of one row, and why."""

    row: Row
    outcome: str
    code: str = ""
    text: str = ""
    ref: str = ""  # of the man whose result it is
    flags: tuple[str, ...] = ()
    before: Reading | None = None  # what a corrected row replaces

    @property
    def source(self) -> Source:
        if isinstance(self.row, Problem):
            return self.row.source or Source(line=self.row.line, path=self.row.path)
        return self.row.source

    @property
    def reading(self) -> Reading | None:
        return self.row.reading if isinstance(self.row, Entry) else None


@dataclass(frozen=True)
class FileSummary:
    """The file as a whole, and what was done with it."""

    format: str
    sha256: str = ""
    batch: str = ""
    kept: bool = False
    dry_run: bool = False
    unread: Sequence[UnreadColumn] = ()


def count_outcomes(outcomes: Iterable[Outcome]) -> dict[str, int]:
    found = Counter(at.outcome for at in outcomes if at.row.source)
    return {outcome: found[outcome] for outcome in OUTCOMES}


def build_report(summary: FileSummary, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Every key, always."""
    return {
        "schema": SCHEMA,
        "batch": summary.batch or None,
        "kept": summary.kept,
        "file_sha256": summary.sha256 or None,
        "format": summary.format or None,
        "dry_run": summary.dry_run,
        **count_outcomes(outcomes),
        "unread_columns": [
            {"column": column.heading, "sample": list(column.sample)}
            for column in summary.unread
        ],
        "rows": [_write_row(at) for at in outcomes if at.row.source],
        "problems": [_write_problem(at) for at in outcomes if at.outcome in REFUSING],
    }


def report_failure(summary: FileSummary, code: str, text: str) -> dict[str, Any]:
    """The same object where nothing was read at all."""
    return build_report(
        summary, [Outcome(Problem(None, code, text), "rejected", code, text)]
    )


def _write_problem(at: Outcome) -> dict[str, Any]:
    source = at.source
    return {"line": source.line, "path": source.path, "code": at.code, "text": at.text}


def _write_row(at: Outcome) -> dict[str, Any]:
    source, reading = at.source, at.reading
    analyte = source.analyte.key if source.analyte else None
    told = {
        **(_write_measured(source, reading) if reading else _write_unread(source)),
        "line": source.line,
        "path": source.path,
        "patient": source.patient or None,
        "patient_ref": at.ref or None,
        "analyte": analyte,
        "side": source.side or None,
        "flags": [*(reading.flags if reading else ()), *at.flags],
        "outcome": at.outcome,
        "reason": at.text or None,
        "code": at.code or None,
    }
    return {key: told[key] for key in _KEYS}


def _write_reported(source: Source, reported: str) -> str:
    """The whole cell, also where its unit was read apart; with a sign of another cell."""
    return source.reported if reported in source.reported else reported


def _write_measured(source: Source, reading: Reading) -> dict[str, Any]:
    value, draw = reading.value, reading.draw
    printed = write_range(reading)
    interval = reading.interval
    return {
        "kind": value.kind.value,
        "comparator": value.comparator,
        "value": value.digits or None,
        "reported": _write_reported(source, value.reported) or None,
        "unit": reading.unit or None,
        "unit_reported": reading.unit_reported or None,
        "collected_at": draw.moment.iso,
        "precision": draw.moment.precision,
        "status": reading.status,
        "range_low": printed["range_low"] or None,
        "range_high": printed["range_high"] or None,
        "range_low_inclusive": _read_inclusive(printed["range_low_inclusive"]),
        "range_high_inclusive": _read_inclusive(printed["range_high_inclusive"]),
        "range_text": (interval.text if interval else "") or None,
        "laboratory": draw.laboratory or None,
        "method": reading.method or None,
        "comment": reading.comment or None,
    }


def _write_unread(source: Source) -> dict[str, Any]:
    """What a row says that did not become a reading, as far as it was understood."""
    return dict.fromkeys(_KEYS) | {
        "reported": source.reported or None,
        "unit_reported": source.unit or None,
        "collected_at": source.moment.iso if source.moment else None,
        "precision": source.moment.precision if source.moment else None,
        "unit": _write_unit(source) or None,
        **{field: text or None for field, text in source.beside.items()},
    }


def _write_unit(source: Source) -> str:
    try:
        return source.analyte.unit_of(source.unit).code if source.analyte else ""
    except Refused:
        return ""


def _read_inclusive(said: str) -> bool | None:
    return {"true": True, "false": False}.get(said)


_KEYS = (
    "line",
    "path",
    "patient",
    "patient_ref",
    "analyte",
    "side",
    "kind",
    "comparator",
    "value",
    "reported",
    "unit",
    "unit_reported",
    "collected_at",
    "precision",
    "status",
    "range_low",
    "range_high",
    "range_low_inclusive",
    "range_high_inclusive",
    "range_text",
    "laboratory",
    "method",
    "comment",
    "flags",
    "outcome",
    "reason",
    "code",
)
