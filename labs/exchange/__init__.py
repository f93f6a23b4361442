"""Quiet room: files in and out. One module reads a format; what it reads is assembled here.

A format's module hands each result as texts by our fields (`RawResult`) to an `Assembler`,
which makes readings of them; nothing behind that knows in which format they came.
"""

from labs.exchange import csv
from labs.exchange.aliases import NameAlias, UnitAlias, add_aliases, check_alias
from labs.exchange.format import MOST_BYTES, Format, find_signature
from labs.exchange.mapping import Mapping, parse_mapping
from labs.exchange.parsed import (
    Entry,
    Identity,
    ParsedFile,
    Person,
    Problem,
    Row,
    SkippedRow,
    Source,
    UnreadColumn,
)
from labs.exchange.settings import Settings
from labs.words import Refused

# The last one takes what no other recognises.
FORMATS: dict[str, Format] = {"csv": csv.FORMAT}
# Announced, and answered with a sentence until their readers come.
LATER = ("fhir", "hl7v2")


def detect_format(data: bytes) -> str:
    """The name of the format that a file is in, by its first bytes."""
    if (name := find_signature(data)) in LATER:
        return name
    return next(name for name, format_ in FORMATS.items() if format_.recognises(data))


def read_file(data: bytes, settings: Settings, name: str = "") -> ParsedFile:
    """A whole file, in the format of that name; without one, in that which it is in."""
    name = name or detect_format(data)
    if name in LATER:
        return ParsedFile.refused(name, Refused("format-later", format=name))
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        return ParsedFile.refused(name, Refused("file-too-large", most=most))
    return FORMATS[name].read(data, settings)


__all__ = [
    "FORMATS",
    "LATER",
    "MOST_BYTES",
    "Entry",
    "Format",
    "Identity",
    "Mapping",
    "NameAlias",
    "ParsedFile",
    "Person",
    "Problem",
    "Row",
    "Settings",
    "SkippedRow",
    "Source",
    "UnitAlias",
    "UnreadColumn",
    "add_aliases",
    "check_alias",
    "detect_format",
    "parse_mapping",
    "read_file",
]
