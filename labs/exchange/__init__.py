"""Quiet room: files in and out, one module a format."""

from types import ModuleType

from labs.exchange import as_csv
from labs.exchange.decode import kind
from labs.exchange.entry import (
    Aside,
    Entry,
    Found,
    Identity,
    Person,
    Problem,
    Row,
    Source,
    UnreadColumn,
)
from labs.exchange.mapping import Mapping, parse
from labs.exchange.settings import Settings

FORMATS: dict[str, ModuleType] = {"csv": as_csv}
# Announced, and answered with a sentence until their readers come.
LATER = ("fhir", "hl7v2")

__all__ = [
    "FORMATS",
    "LATER",
    "Aside",
    "Entry",
    "Found",
    "Identity",
    "Mapping",
    "Person",
    "Problem",
    "Row",
    "Settings",
    "Source",
    "UnreadColumn",
    "kind",
    "parse",
]
