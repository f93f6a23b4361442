"""From bytes to text: how much, in which encoding, and whether it is a table at all."""

import codecs
import re
from dataclasses import dataclass

from labs.exchange.format import MOST_BYTES, find_signature
from labs.words import Refused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The code of each signature that no table begins with.
_NO_TABLES = {
    "zip": "file-is-zip",
    "gzip": "file-is-gzip",
    "pdf": "file-is-pdf",
    "xls": "file-is-xls",
    "xml": "file-is-xml",
    "fhir": "file-is-fhir",
    "hl7v2": "file-is-hl7v2",
}
# Umlauts and accents of DOS code page 850, where cp1252 would read a sign inside a word.
_DOS = re.compile(rb"[A-Za-z][\x81\x82\x84\x8a\x94][A-Za-z]|\x99[a-z]")


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str  # as a person knows it


def decode_table(data: bytes) -> Decoded:
    """The text of a table. Refused: too large, empty, not a table, not a text."""
    if len(data) > MOST_BYTES:
        raise Refused("file-too-large", most=MOST_BYTES // (1024 * 1024))
    if signature := find_signature(data):
        raise Refused(_NO_TABLES[signature])
    decoded = _decode(data)
    text = decoded.text.rstrip("\x1a")  # DOS wrote its end of file into the file
    if not text.strip():
        raise Refused("file-empty")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Refused("file-not-text", line=line)
    return Decoded(text, decoded.encoding)


def _decode(data: bytes) -> Decoded:
    if encoding := _find_encoding(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            raise Refused("file-damaged", encoding=_known_as(encoding)) from None
        return Decoded(text.removeprefix("\ufeff"), _known_as(encoding))
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _of_one_byte(data)


def _find_encoding(data: bytes) -> str:
    """The encoding that the first bytes tell: by a mark, or by every second one being 0."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    start = data[:64]
    if start[1::2].strip(b"\0") == b"" and len(start) > 1:
        return "utf-16-le"
    if start[::2].strip(b"\0") == b"" and len(start) > 1:
        return "utf-16-be"
    return ""


def _of_one_byte(data: bytes) -> Decoded:
    if _DOS.search(data):
        return Decoded(data.decode("cp850"), "code page 850")
    # Five bytes mean nothing in it; what they were is lost, and shown as lost.
    return Decoded(data.decode("cp1252", "replace"), "Windows-1252")


def _known_as(encoding: str) -> str:
    return "UTF-16" if encoding.startswith("utf-16") else "UTF-8"
