"""What a file holds: results, rows that are no result of ours, and what cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from labs.analytes import Analyte
from labs.readings import Moment, Reading
from labs.words import Refused

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


class Source(NamedTuple):
    """Where a row stands, and as much of it as was understood."""

    line: int | None = None  # physical, the first one is 1
    path: str | None = None  # the column, where one row holds several results
    patient: str = ""
    reported: str = ""
    unit: str = ""  # as printed
    analyte: Analyte | None = None
    side: str = ""
    moment: Moment | None = None
    # Of a row that made no reading: what one would tell, and all that was understood of it.
    beside: Mapping[str, str] = _NO_TEXTS
    texts: Mapping[str, str] = _NO_TEXTS


@dataclass(frozen=True)
class Person:
    """Who a new record would be of."""

    name: str
    born: date


@dataclass(frozen=True)
class Identity:
    """The sender's own name for a result, where he gives one."""

    id: str = ""
    version: int | None = None
    panel: str = ""


class Entry(NamedTuple):
    """A row that can be taken."""

    source: Source
    reading: Reading
    identity: Identity = Identity()
    person: Person | None = None


@dataclass(frozen=True)
class SkippedRow:
    """A row that is no result of ours (`ignored`), or may not be (`unmatched`)."""

    source: Source
    outcome: str
    code: str
    text: str


@dataclass(frozen=True)
class Problem:
    """What refuses the file: one row, or, without `source`, the whole."""

    line: int | None
    code: str
    text: str
    path: str | None = None
    source: Source | None = None


type Row = Entry | SkippedRow | Problem


@dataclass(frozen=True)
class UnreadColumn:
    """A column that nothing was taken from, with a few different cells of it."""

    heading: str
    sample: tuple[str, ...]


@dataclass(frozen=True)
class ParsedFile:
    """A file as it was read, whole, in its own order."""

    format: str
    rows: tuple[Row, ...] = ()
    understood: str = ""  # "semicolons, UTF-8, one row a result"
    unread: tuple[UnreadColumn, ...] = ()  # a format without columns has none

    @classmethod
    def refused(cls, name: str, refused: Refused) -> "ParsedFile":
        """Nothing in it could be read."""
        line = refused.facts.get("line")
        at = line if isinstance(line, int) else None
        return cls(name, (Problem(at, refused.code, str(refused)),))

    @property
    def problems(self) -> list[Problem]:
        return [row for row in self.rows if isinstance(row, Problem)]

    @property
    def unitless(self) -> list[str]:
        """Keys of the analytes whose unit the file does not tell."""
        sources = (row.source for row in self.problems if row.code == "unit-missing")
        found = (each.analyte.key for each in sources if each and each.analyte)
        return [*dict.fromkeys(found)]
