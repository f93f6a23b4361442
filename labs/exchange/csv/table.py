"""From text to rows: which delimiter, which header, and on which line a row is.

Cells that a spreadsheet would run are guarded on the way out and freed on the way in.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from labs.exchange.fields import RESULT_FIELDS
from labs.exchange.mapping import DELIMITERS
from labs.words import Refused

# A report may have lines about itself above its table.
_HEADER_WITHIN = 20
MOST_ROWS = 50_000
LONGEST_LINE = 64 * 1024  # characters
_SEP = re.compile(r"\ufeff?\"?sep=(?P<sep>[,;|\t])\"?\r?\n?", re.IGNORECASE)


class FileLine(NamedTuple):
    """A row of a file, at its first physical line; the first line is 1."""

    number: int
    cells: list[str]

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)

    def cell(self, at: int) -> str:
        """The cell of a column without blanks around it."""
        return self.cells[at].strip()


@dataclass(frozen=True)
class Table:
    header: FileLine
    lines: Iterator[FileLine]
    delimiter: str
    above: tuple[FileLine, ...] = ()


class TableBody:
    """The rows below a header, freed of guards and, in a file not ours, of blanks."""

    def __init__(self, lines: Sequence[FileLine]) -> None:
        self.lines = lines
        self.distinct = cache(self._distinct)

    def _distinct(self, at: int) -> tuple[str, ...]:
        """The different cells of a column, in the order in which they first occur."""
        return tuple(dict.fromkeys([line.cells[at].strip() for line in self.lines]))


def free_line(line: FileLine, width: int, *, exact: bool) -> FileLine:
    """The line as its sender meant it, not shorter than the header.

    `exact`: it is ours, and keeps its blanks.
    """
    told = line.cells if exact else map(str.strip, line.cells)
    cells = [unguard_cell(cell) if cell[:1] == "'" else cell for cell in told]
    if len(cells) < width:
        cells += [""] * (width - len(cells))
    return FileLine(line.number, cells)


def find_table(text: str, delimiter: str, score: Callable[[list[str]], int]) -> Table:
    """The table in a text. `score` tells how well a line does as its header."""
    if said := _SEP.match(text):
        delimiter = delimiter or said["sep"]
    chosen = delimiter or _find_delimiter(text, score)
    best = _find_header(text, chosen, score)
    lines = _list_lines(text, chosen)
    above: list[FileLine] = []
    for line in lines:
        if best and line.number == best.number:
            return Table(line, _limit_lines(lines), chosen, tuple(above))
        above.append(line)
    raise Refused("file-empty")


def _find_delimiter(text: str, score: Callable[[list[str]], int]) -> str:
    """The one with which some line reads most like a header."""
    headers = {sign: _find_header(text, sign, score) for sign in DELIMITERS}
    return max(headers, key=lambda sign: _rank_header(headers[sign], score))


def _rank_header(
    header: FileLine | None, score: Callable[[list[str]], int]
) -> tuple[int, int]:
    return (score(header.cells), len(header.cells)) if header else (-1, 0)


def _find_header(
    text: str, delimiter: str, score: Callable[[list[str]], int]
) -> FileLine | None:
    """The line most like a header; of equal ones the first that is not blank."""
    candidates = []
    for line in _list_lines(text, delimiter, careless=True):
        if line.number > _HEADER_WITHIN:
            break
        if not line.blank and not (line.number == 1 and _SEP.match(text)):
            candidates.append(line)
    return max(candidates, key=lambda line: score(line.cells), default=None)


def _list_lines(text: str, delimiter: str, *, careless: bool = False) -> Iterator[FileLine]:
    """All lines, each at its first physical line. Careless: as far as they can be read."""
    ours = text.startswith(
        ",".join(RESULT_FIELDS)
    )  # then a leading space is someone's text
    reader = csv.reader(
        _split_lines(text, whole=not careless),
        delimiter=delimiter,
        strict=True,
        skipinitialspace=not ours,
    )
    before = 0
    try:
        for cells in reader:
            yield FileLine(before + 1, cells)
            before = reader.line_num
    except csv.Error as error:
        if not careless:
            raise _build_refusal(error, before + 1) from None


def _split_lines(text: str, *, whole: bool) -> Iterable[str]:
    """The lines of a text with their ends; one that is too long is refused in its turn."""
    lines: Iterable[str] = io.StringIO(text, newline="")
    if whole:
        lines = [*lines]
        if max(map(len, lines), default=0) <= LONGEST_LINE:
            return lines
    return _up_to_long_one(lines)


def _up_to_long_one(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise Refused("line-too-long", line=number, most=LONGEST_LINE // 1024)
        yield line


def _limit_lines(lines: Iterator[FileLine]) -> Iterator[FileLine]:
    """Without blank lines, and no more of the others than a file may have."""
    count = 0
    for line in lines:
        if line.blank:
            continue
        count += 1
        if count > MOST_ROWS:
            raise Refused("file-too-many-rows", most=f"{MOST_ROWS:,}")
        yield line


def _build_refusal(error: csv.Error, line: int) -> Refused:
    quoted = any(word in str(error) for word in ("expected after", "unexpected end"))
    return Refused("line-quotes" if quoted else "line-unreadable", line=line)


_RISKY = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")


def guard_cell(cell: str) -> str:
    """A leading ' for what a spreadsheet might run, and for what has one already."""
    if cell.startswith("'"):
        return f"'{cell}"
    if cell.startswith(_RISKY) and not _PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def unguard_cell(cell: str) -> str:
    """Without the sign that `guard` puts, and only that one: 't Hart keeps his."""
    if not cell.startswith("'"):
        return cell
    return cell[1:] if cell[1:].startswith((*_RISKY, "'")) else cell
