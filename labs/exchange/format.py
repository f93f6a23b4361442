"""What a file format is to the rest of the program."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from labs.exchange.parsed import ParsedFile
from labs.exchange.settings import Settings
from labs.readings import Reading

MOST_BYTES = 10 * 1024 * 1024  # of a file in any format

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# What a file is by its first bytes, whether or not it can be read here.
_SIGNATURES = {
    "zip": re.compile(rb"PK[\x03\x05]"),
    "gzip": re.compile(rb"\x1f\x8b"),
    "pdf": re.compile(rb"%PDF"),
    "xls": re.compile(rb"\xd0\xcf\x11\xe0"),
    "xml": re.compile(rb"\s*<[?!a-zA-Z]"),
    "fhir": re.compile(rb'\s*(?:\{\s*["}]|\[\s*[\{\]])'),
    "hl7v2": re.compile(rb"[\s\x0b]*(?:MSH|FHS|BHS)[^\w\s]"),
}


@dataclass(frozen=True)
class Format:
    """One file format: everything that a caller may ask of it.

    `read` never raises for what a file may hold: it answers with problems. `write` takes a
    patient's number and every version of his results; None where it is not written here.
    """

    label: str  # as a person calls it
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, Settings], ParsedFile]
    write: Callable[[str, Iterable[Reading]], str] | None = None


def find_signature(data: bytes) -> str:
    """`zip`, `pdf`, `fhir`, `hl7v2` and the like; empty where nothing is told."""
    start = data[:64].removeprefix(_BYTE_ORDER_MARK)
    return next((name for name, sign in _SIGNATURES.items() if sign.match(start)), "")
