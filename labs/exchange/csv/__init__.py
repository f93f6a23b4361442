"""Comma-separated values: laboratories' tables in, one patient's results out and in."""

import csv
import io
from collections.abc import Iterable
from functools import partial

from labs.exchange.csv.decode import decode_table
from labs.exchange.csv.layout import (
    could_head,
    drop_headers,
    find_layout,
    score_header,
    settle_layout,
)
from labs.exchange.csv.rows import RowReader, collect_decimals
from labs.exchange.csv.table import find_table, guard_cell
from labs.exchange.csv.unread import UnreadColumns
from labs.exchange.fields import RESULT_FIELDS, write_fields
from labs.exchange.format import Format
from labs.exchange.parsed import ParsedFile
from labs.exchange.settings import Settings
from labs.readings import Reading
from labs.words import Refused

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SHAPES = {
    "canonical": "this program's own columns",
    "long": "one row a result",
    "wide": "one row a draw",
    "dates": "one row a test, one column a date",
}


def read(data: bytes, settings: Settings) -> ParsedFile:
    """All rows of a file in its order; never an exception for what a file may hold."""
    try:
        decoded = decode_table(data)
        table = find_table(
            decoded.text,
            settings.mapping.delimiter,
            partial(score_header, settings=settings),
        )
        if any(could_head(line.cells, settings) for line in table.above):
            raise Refused("header-again", line=table.header.number)
        layout = find_layout(table.header.cells, settings)
        body = drop_headers(layout, table.lines, settings)
        layout = settle_layout(layout, body, settings)
        decimals = collect_decimals(settings, layout, body, table.delimiter)
        reader = RowReader(settings, layout, body, decimals)
        rows = tuple(row for line in body.lines for row in reader.read_row(line))
        if not rows:
            raise Refused("file-without-rows")
    except Refused as refused:
        return ParsedFile.refused("csv", refused)
    unread = UnreadColumns(layout, body.lines, settings.mapping, decimals)
    rows = (*unread.problems(rows), *rows)
    sign = _DELIMITERS[table.delimiter]
    return ParsedFile(
        format="csv",
        rows=rows,
        understood=f"{sign}, {decoded.encoding}, {_SHAPES[layout.shape]}",
        unread=unread.columns,
    )


def write(number: str, readings: Iterable[Reading]) -> str:
    """Result versions of one patient, in the order given, as interfaces say."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(RESULT_FIELDS)
    for reading in readings:
        texts = write_fields(number, reading)
        writer.writerow([guard_cell(texts[field]) for field in RESULT_FIELDS])
    return out.getvalue()


def recognises(data: bytes) -> bool:
    """Whatever is none of the formats with a signature of their own."""
    return True


FORMAT = Format("CSV", recognises, read, write)
