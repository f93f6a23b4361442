"""Files of invented laboratories, read without a database."""

import json
from datetime import UTC, datetime

import pytest

from labs.analytes import ON
from labs.exchange import (
    FORMATS,
    Entry,
    Mapping,
    Problem,
    Settings,
    SkippedRow,
    parse_mapping,
)

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)


def reading_of(found):
    """The one reading of a file in which nothing is wrong."""
    assert not found.problems, found.problems
    (entry,) = (row for row in found.rows if isinstance(row, Entry))
    return entry.reading


@pytest.fixture
def read():
    """All that is in a file, text or bytes; `mapping` as a mapping file would say it.

    `mapping_told` is a mapping that was made already, with a clinic's spellings, say.
    """

    def read(data, *, mapping=None, on=(), zone="Europe/Berlin", now=NOW, **told):
        parsed = parse_mapping(json.dumps(mapping)) if mapping else Mapping()
        settings = Settings(
            zone=zone,
            now=now,
            analytes=(*ON, *on),
            mapping=told.pop("mapping_told", parsed),
            **told,
        )
        return FORMATS["csv"].read(
            data.encode() if isinstance(data, str) else data, settings
        )

    return read


@pytest.fixture
def readings(read):
    """The readings of a file in which nothing is wrong."""

    def readings(data, **told):
        found = read(data, **told)
        assert not found.problems, found.problems
        return [row.reading for row in found.rows if isinstance(row, Entry)]

    return readings


@pytest.fixture
def problems(read):
    """Line and code of what refuses a file."""

    def problems(data, **told):
        return [(problem.line, problem.code) for problem in read(data, **told).problems]

    return problems


@pytest.fixture
def outcome(read):
    """What becomes of the only row of a file, before any record is asked."""

    def outcome(data, **told):
        (row,) = read(data, **told).rows
        match row:
            case SkippedRow():
                return row.outcome, row.code
            case Problem():
                return "rejected", row.code
        return "read", row.reading.analyte.key

    return outcome


@pytest.fixture
def one(readings):
    """The reading of a row: `one(reported="<0.1")` changes one cell of a plain row."""

    def one(told=None, **cells):
        (reading,) = readings(row(**cells), **(told or {}))
        return reading

    return one


@pytest.fixture
def refusal(problems):
    """The code by which a row is refused."""

    def refusal(told=None, **cells):
        ((_, code),) = problems(row(**cells), **(told or {}))
        return code

    return refusal


def row(**cells):
    """One row of a file with one row a result."""
    plain = {
        "patient": "N-1",
        "collected_at": "2026-03-02 08:10",
        "analyte": "testosterone",
        "reported": "12.1",
        "unit": "nmol/L",
    } | cells
    plain = {name: plain[name] for name in plain if plain[name] is not None}
    quoted = ['"{}"'.format(cell.replace('"', '""')) for cell in plain.values()]
    return f"{';'.join(plain)}\n{';'.join(quoted)}\n"
