"""What a file holds: results, rows that are no result of ours, and what cannot be read."""

from dataclasses import dataclass, field
from datetime import date

from labs.analytes import Analyte
from labs.readings import Moment, Reading
from labs.words import Refused


@dataclass(frozen=True)
class Source:
    """Where a row stands, and as much of it as was understood."""

    line: int | None = None  # physical, the first one is 1
    path: str | None = None  # the column, where one row holds several results
    patient: str = ""
    reported: str = ""
    unit: str = ""  # as printed
    analyte: Analyte | None = None
    side: str = ""
    moment: Moment | None = None
    beside: dict[str, str] = field(default_factory=dict, hash=False)  # as printed
    cells: dict[str, str] = field(default_factory=dict, hash=False)  # by our field


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


@dataclass(frozen=True)
class Entry:
    """A row that can be taken."""

    source: Source
    reading: Reading
    identity: Identity = Identity()
    person: Person | None = None


@dataclass(frozen=True)
class Aside:
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


type Row = Entry | Aside | Problem


@dataclass(frozen=True)
class UnreadColumn:
    """A column that nothing was taken from, with a few different cells of it."""

    heading: str
    sample: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A file as it was read, whole, in its own order."""

    format: str
    rows: tuple[Row, ...] = ()
    understood: str = ""  # "semicolons, UTF-8, one row a result"
    unitless: tuple[str, ...] = ()  # analytes whose unit the file does not tell
    dates_open: bool = False  # dates like 03/04/2026 that no row settles
    unread: tuple[UnreadColumn, ...] = ()  # a format without columns has none

    @classmethod
    def refused(cls, name: str, refused: Refused) -> "Found":
        """Nothing in it could be read."""
        line = refused.facts.get("line")
        at = line if isinstance(line, int) else None
        return cls(name, (Problem(at, refused.code, str(refused)),))

    @property
    def problems(self) -> list[Problem]:
        return [row for row in self.rows if isinstance(row, Problem)]
