"""Columns from which nothing is read, and what in them would change what was read.

A sign, a unit, a material or a status in a column that nobody reads makes another result of
the one that was taken. Such a column refuses the file until a mapping says what it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from labs.exchange.comparators import is_comparison, says_nothing_found
from labs.exchange.csv.cell_checks import (
    EARLIER,
    OF_PEOPLE_AND_PLACES,
    OF_RESULT,
    RANGE,
    Check,
    Finding,
    contradict,
    find_checks,
    find_digit_checks,
    names_value,
)
from labs.exchange.csv.layout import Layout
from labs.exchange.csv.table import FileLine
from labs.exchange.intervals import has_digit
from labs.exchange.mapping import Mapping
from labs.exchange.names import mentions_analyte
from labs.exchange.parsed import Entry, Problem, Row, UnreadColumn
from labs.exchange.values import Decimals, is_blank, read_value, without_unit
from labs.readings import Reading
from labs.words import Refused
from labs.words.fold import fold

_SAMPLE = 3
_DIGIT = re.compile(r"\d")
_MOST_SHAPES = 4096
_LONGEST = 80


@dataclass(frozen=True)
class UnreadColumns:
    """The unread columns of one file, beside the rows that were read from it."""

    layout: Layout
    lines: Sequence[FileLine]
    mapping: Mapping
    decimals: Decimals

    @property
    def columns(self) -> tuple[UnreadColumn, ...]:
        """In the file's order; one without heading and cells is none."""
        columns = (UnreadColumn(self._heading(at), self._sample(at)) for at in self._unread)
        return tuple(each for each in columns if each.heading or any(each.sample))

    def problems(self, rows: Sequence[Row]) -> Iterator[Problem]:
        """One for each column that may change what was read, at the first such line."""
        if self.layout.ours:  # each of our columns is read, and holds what we wrote
            return
        entries = [row for row in rows if isinstance(row, Entry)]
        for at in self._looked_at():
            yield from self._problem(at, entries)

    def _looked_at(self) -> list[int]:
        """Columns that may change what was read, unless a mapping leaves them out."""
        comments = {
            at for c in self.layout.columns for field, at in c.beside if field == "comment"
        }
        comments |= set(self.layout.fields.get("comment", ()))
        found = sorted({*self._unread, *self._put_aside, *comments})
        header = self.layout.header
        return [at for at in found if not self.mapping.leaves_out(header[at])]

    def _problem(self, at: int, entries: Sequence[Entry]) -> Iterator[Problem]:
        heading, read = self._heading(at), at in self.layout.read
        comment = read and at not in self._put_aside
        column = _Column(heading, self.layout, self.decimals, read=read, comment=comment)
        for entry in entries:
            line = self._by_number[entry.source.line]
            cell = line.cell(at)
            if found := column.finding(cell, entry.reading):
                code, facts = found
                refused = Refused(code, heading=heading or str(at + 1), cell=cell, **facts)
                yield Problem(line.number, code, str(refused), heading)
                return

    @cached_property
    def _by_number(self) -> dict[int | None, FileLine]:
        return {line.number: line for line in self.lines}

    def _heading(self, at: int) -> str:
        return self.layout.header[at].strip()

    @cached_property
    def _unread(self) -> tuple[int, ...]:
        read = self.layout.read
        return tuple(at for at in range(len(self.layout.header)) if at not in read)

    @cached_property
    def _put_aside(self) -> frozenset[int]:
        """Columns of results that may not be ours; a lone sign in them is no result."""
        return frozenset(column.at for column in self.layout.columns if column.refused)

    def _sample(self, at: int) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for line in self.lines:
            cell = line.cell(at)
            found[cell if len(cell) <= _LONGEST else f"{cell[:_LONGEST]}…"] = None
            if len(found) == _SAMPLE:
                break
        return tuple(found)


class _Column:
    """What one unread column says of the results in its rows."""

    def __init__(
        self, heading: str, layout: Layout, decimals: Decimals, *, read: bool, comment: bool
    ) -> None:
        """`read`: as a `comment`, or as results that are put aside."""
        self._decimals = decimals
        said = fold(heading)
        # A column that is not named after a test belongs to no one result of a row.
        several = layout.shape == "wide" or len(layout.dates) > 1
        self._comparison = "unread-comparison-of-many" if several else "unread-comparison"
        # In a file with one row a draw another test may have its own `<1`.
        named = names_value(said) or mentions_analyte(heading)
        self._apart = layout.shape == "wide" and not named
        self._of_ranges = bool(RANGE.search(said)) and not OF_RESULT.search(said)
        self._of_earlier = bool(EARLIER.search(said))
        self._abbreviated = not OF_PEOPLE_AND_PLACES.search(said)
        self._looks: list[Check] = (
            [self._sign_alone] if read else [*find_checks(heading, said)]
        )
        self._of_digits: list[Check] = [] if read else [*find_digit_checks(heading)]
        if not read:
            (self._of_digits if self._apart else self._looks).append(self._sign)
        if not read and names_value(said) and len(layout.columns) < 2:
            self._of_digits.append(self._other_value)
        if comment:
            self._of_digits.append(self._same_censored)
        self._clean: set[tuple[object, ...]] = set()

    def finding(self, cell: str, reading: Reading) -> Finding | None:
        """Most cells of a column differ in digits alone, and are looked at once."""
        if is_blank(cell) or len(cell) > _LONGEST:
            return None
        shape = _DIGIT.sub("0", cell)
        measured = reading.value.number is not None
        key = shape, reading.analyte.key, reading.unit, reading.status, measured
        looks = self._of_digits
        if key not in self._clean:
            looks = [*self._looks, *looks]
        found = next(filter(None, (look(cell, reading) for look in looks)), None)
        if not found and len(self._clean) < _MOST_SHAPES:
            self._clean.add(key)
        return found

    def _sign(self, cell: str, reading: Reading) -> Finding | None:
        number = reading.value.number
        if self._of_ranges and has_digit(cell):
            return None
        if self._of_earlier and any(map(str.isalnum, cell)):
            return None
        if is_comparison(cell, abbreviated=self._abbreviated):
            differs = (
                self._apart and has_digit(cell) and self._number(cell, reading)[1] != number
            )
            return None if differs else (self._comparison, {})
        if number is not None and not self._apart and says_nothing_found(cell):
            return contradict(reading.value.reported)
        return None

    def _sign_alone(self, cell: str, reading: Reading) -> Finding | None:
        return None if any(map(str.isalnum, cell)) else self._sign(cell, reading)

    def _same_censored(self, cell: str, reading: Reading) -> Finding | None:
        """`<0.1` as the whole comment on a 0.1."""
        if reading.value.comparator or not has_digit(cell):
            return None
        sign, number = self._number(cell, reading)
        same = sign and number is not None and number == reading.value.number
        return (self._comparison, {}) if same else None

    def _other_value(self, cell: str, reading: Reading) -> Finding | None:
        """A second column of results that says another one."""
        said = self._number(cell, reading)
        read = reading.value.comparator, reading.value.number
        same = said[1] is None or said == read
        return None if same else contradict(reading.value.reported)

    def _number(self, cell: str, reading: Reading) -> tuple[str, Decimal | None]:
        bare, _ = without_unit(cell, reading.analyte, self._decimals.sign_for(cell))
        try:
            value = read_value(bare, self._decimals.sign_for(bare))
        except Refused:
            return "", None
        return value.comparator, value.number
