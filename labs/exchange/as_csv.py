"""Comma-separated values: laboratories' tables in, one man's results out and in again."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from labs.exchange.decode import decode
from labs.exchange.entry import Found, Problem, Row
from labs.exchange.guard import guarded
from labs.exchange.headers import CANONICAL
from labs.exchange.layout import Layout, could_head, layout, score, settled, without_headers
from labs.exchange.rows import Reader
from labs.exchange.settings import Settings
from labs.exchange.table import Table, table
from labs.exchange.unread import Unread
from labs.readings import Interval, Reading
from labs.words import Refused

LABEL = "CSV"
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SHAPES = {
    "canonical": "this program's own columns",
    "long": "one row a result",
    "wide": "one row a draw",
    "dates": "one row a test, one column a date",
}


def read(data: bytes, settings: Settings) -> Found:
    """All rows of a file in its order; never an exception for what a file may hold."""
    try:
        decoded = decode(data)
        found = table(
            decoded.text, settings.mapping.delimiter, lambda c: score(c, settings)
        )
        if any(could_head(line.cells, settings) for line in found.above):
            raise Refused("header-again", line=found.header.number)
        plan = layout(found.header.cells, settings)
        lines = without_headers(plan, found.lines, settings)
        plan = settled(plan, lines, settings)
        reader = Reader(settings, plan, lines, semicolons=found.delimiter == ";")
        rows = tuple(row for line in lines for row in reader.rows(line))
        if not rows:
            raise Refused("file-without-rows")
    except Refused as refused:
        return Found.refused("csv", refused)
    unread = Unread(plan, lines, settings.mapping, reader.decimals)
    rows = (*unread.problems(rows), *rows)
    return replace(_described(rows, decoded.encoding, found, plan), unread=unread.columns)


def _described(rows: tuple[Row, ...], encoding: str, found: Table, plan: Layout) -> Found:
    problems = [row for row in rows if isinstance(row, Problem)]
    return Found(
        format="csv",
        rows=rows,
        understood=f"{_DELIMITERS[found.delimiter]}, {encoding}, {_SHAPES[plan.shape]}",
        unitless=tuple(_unitless(problems)),
        dates_open=any(problem.code.startswith("date-ambiguous") for problem in problems),
    )


def _unitless(problems: list[Problem]) -> dict[str, None]:
    return {
        problem.source.analyte.key: None
        for problem in problems
        if problem.code == "unit-missing" and problem.source and problem.source.analyte
    }


def write(number: str, readings: Iterable[Reading]) -> str:
    """Result versions of one man, in the order given, as interfaces say."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CANONICAL)
    for reading in readings:
        row = cells(number, reading)
        writer.writerow([guarded(row[field]) for field in CANONICAL])
    return out.getvalue()


def cells(number: str, reading: Reading) -> dict[str, str]:
    """One result version by the fields of our own files."""
    draw, value = reading.draw, reading.value
    return {
        "patient": number,
        "collected_at": draw.moment.iso,
        "precision": draw.moment.precision,
        "laboratory": draw.laboratory,
        "method": reading.method,
        "fasting": _truth(draw.circumstances.fasting),
        "since_dose": draw.circumstances.since_dose,
        "analyte": reading.analyte.key,
        "side": reading.side,
        "reported": value.reported,
        "comparator": value.comparator,
        "value": value.digits,
        "unit": reading.unit,
        "unit_reported": reading.unit_reported,
        **range_cells(reading),
        "status": reading.status,
        "source_status": reading.source_status,
        "absent_reason": reading.absent_reason,
        "comment": reading.comment,
        "result_id": reading.id,
        "version": str(reading.version),
        "replaces": str(reading.version - 1) if reading.version else "",
        "panel": draw.id,
    }


def range_cells(reading: Reading) -> dict[str, str]:
    """An interval in another unit than its result's is a text that names the unit."""
    interval = reading.interval
    if interval is None:
        return dict.fromkeys(_RANGE, "")
    if interval.has_ends and interval.unit not in ("", reading.unit):
        text = _with_unit(interval, reading)
        return dict.fromkeys(_RANGE, "") | {
            "range_text": text,
            "range_source": interval.source,
        }
    low, high = (_end(end) for end in (interval.low, interval.high))
    return {
        "range_low": low,
        "range_low_inclusive": _truth(interval.low_inclusive) if low else "",
        "range_high": high,
        "range_high_inclusive": _truth(interval.high_inclusive) if high else "",
        "range_text": interval.text,
        "range_source": interval.source,
    }


def _with_unit(interval: Interval, reading: Reading) -> str:
    read = Interval.read(interval.text, reading.unit, analyte=reading.analyte)
    told = read is not None and read.unit == interval.unit
    return interval.text if told else f"{interval.plain} {interval.unit}"


def _end(end: Decimal | None) -> str:
    return "" if end is None else f"{end:f}"


def _truth(said: bool | None) -> str:
    return "" if said is None else str(said).lower()


_RANGE = tuple(field for field in CANONICAL if field.startswith("range_"))
