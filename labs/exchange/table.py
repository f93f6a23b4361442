"""From text to rows: which delimiter, which header, and on which line a row is."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from labs.exchange.decode import LONGEST_LINE, MOST_ROWS
from labs.exchange.headers import CANONICAL
from labs.exchange.mapping import DELIMITERS
from labs.words import Refused

# A report may have lines about itself above its table.
_HEADER_WITHIN = 20
_SEP = re.compile(r"\ufeff?\"?sep=(?P<sep>[,;|\t])\"?\r?\n?", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    number: int  # of its first physical line
    cells: list[str]

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Table:
    header: Line
    lines: Iterator[Line]
    delimiter: str
    above: tuple[Line, ...] = ()


def table(text: str, delimiter: str, score: Callable[[list[str]], int]) -> Table:
    """The table in a text. `score` tells how well a line does as its header."""
    if said := _SEP.match(text):
        delimiter = delimiter or said["sep"]
    chosen = delimiter or _delimiter(text, score)
    best = _header(text, chosen, score)
    lines = _lines(text, chosen)
    above: list[Line] = []
    for line in lines:
        if best and line.number == best.number:
            return Table(line, _counted(lines), chosen, tuple(above))
        above.append(line)
    raise Refused("file-empty")


def _delimiter(text: str, score: Callable[[list[str]], int]) -> str:
    """The one with which some line reads most like a header."""
    headers = {sign: _header(text, sign, score) for sign in DELIMITERS}
    return max(headers, key=lambda sign: _rank(headers[sign], score))


def _rank(header: Line | None, score: Callable[[list[str]], int]) -> tuple[int, int]:
    return (score(header.cells), len(header.cells)) if header else (-1, 0)


def _header(text: str, delimiter: str, score: Callable[[list[str]], int]) -> Line | None:
    """The line most like a header; of equal ones the first that is not blank."""
    candidates = []
    for line in _lines(text, delimiter, careless=True):
        if line.number > _HEADER_WITHIN:
            break
        if not line.blank and not (line.number == 1 and _SEP.match(text)):
            candidates.append(line)
    return max(candidates, key=lambda line: score(line.cells), default=None)


def _lines(text: str, delimiter: str, *, careless: bool = False) -> Iterator[Line]:
    """All lines, each at its first physical line. Careless: as far as they can be read."""
    ours = text.startswith(",".join(CANONICAL))  # then a leading space is someone's text
    reader = csv.reader(
        _physical(text), delimiter=delimiter, strict=True, skipinitialspace=not ours
    )
    before = 0
    try:
        for cells in reader:
            yield Line(before + 1, cells)
            before = reader.line_num
    except csv.Error as error:
        if not careless:
            raise _refused(error, before + 1) from None


def _physical(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > LONGEST_LINE:
            raise Refused("line-too-long", line=number, most=LONGEST_LINE // 1024)
        yield line


def _counted(lines: Iterator[Line]) -> Iterator[Line]:
    """Without blank lines, and no more of the others than a file may have."""
    count = 0
    for line in lines:
        if line.blank:
            continue
        count += 1
        if count > MOST_ROWS:
            raise Refused("file-too-many-rows", most=f"{MOST_ROWS:,}")
        yield line


def _refused(error: csv.Error, line: int) -> Refused:
    quoted = any(word in str(error) for word in ("expected after", "unexpected end"))
    return Refused("line-quotes" if quoted else "line-unreadable", line=line)
