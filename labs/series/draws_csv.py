"""The flowsheet as a spreadsheet: a row a draw, texts and units as shown, newest first."""

import csv
import io
import re
from collections.abc import Iterator

from labs.readings import State
from labs.series import prose
from labs.series.listing import Series
from labs.series.point import Point
from labs.series.shape import Cell, Column, DrawRow
from labs.words import gettext

_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def write(series: Series) -> str:
    """The whole file, with the line ends that spreadsheets expect."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows(series))
    return file.getvalue()


def rows(series: Series) -> Iterator[list[str]]:
    """The heading and the draws, each cell made safe."""
    yield [*map(guarded, _heading(series))]
    for row in series.draws:
        yield [*map(guarded, _draw(row, series))]


def guarded(cell: str) -> str:
    """A leading quote keeps a spreadsheet from reading a text as a formula."""
    risky = cell.startswith(_FORMULA) and not _PLAIN_NUMBER.fullmatch(cell)
    return f"'{cell}" if risky else cell


def _heading(series: Series) -> Iterator[str]:
    yield from (gettext("Draw"), gettext("Time"))
    yield from (gettext("Laboratory"), gettext("Agents recorded"))
    for column in series.columns:
        yield from _titles(column, own=_has_own(series, column))
    yield from (gettext("Circumstances"), gettext("Other drug"), gettext("Notes"))
    if series.over:
        yield gettext("Laid over")


def _titles(column: Column, *, own: bool) -> Iterator[str]:
    title = column.title
    yield f"{title} ({column.unit_text})"
    yield gettext("{column} as reported", column=title)
    yield gettext("{column} state", column=title)
    yield gettext("{column} range", column=title)
    yield gettext("{column} change", column=title)
    yield gettext("{column} status", column=title)
    yield gettext("{column} comment", column=title)
    if own:
        yield gettext("{column} clinician’s range", column=title)


def _has_own(series: Series, column: Column) -> bool:
    """A column of its own, for whom a clinician has set a range of this analyte."""
    return any(each.analyte == column.analyte.key for each in series.ranges)


def _draw(row: DrawRow, series: Series) -> Iterator[str]:
    moment, circumstances = row.draw.moment, row.draw.circumstances
    yield moment.date.isoformat() if moment.precision != "month" else f"{moment.date:%Y-%m}"
    yield moment.clock
    yield row.draw.laboratory
    yield prose.agents(row.episodes, row.uncertain)
    for cell in row.cells:
        yield from _cell(cell)
        if _has_own(series, cell.column):
            yield " | ".join(filter(None, (point.own_words for point in cell.points)))
    yield from (", ".join(row.circumstances), circumstances.other_drug, circumstances.notes)
    if series.over:
        yield row.laid_over


def _cell(cell: Cell) -> Iterator[str]:
    """Two results of one draw in one cell are told apart by a bar."""
    points = cell.points
    unit = cell.column.unit_text
    yield " | ".join(point.shown.under(unit) for point in points) or cell.words
    yield " | ".join(_reported(point) for point in points)
    yield " | ".join(_state(point) for point in points)
    yield " | ".join(point.interval_text for point in points)
    yield " | ".join(point.compared_words for point in points)
    yield " | ".join(point.reading.status for point in points)
    yield " | ".join(filter(None, (point.reading.comment for point in points)))


def _state(point: Point) -> str:
    """Nothing is unknown where no interval was printed."""
    printed = point.interval and point.interval.has_ends
    return (point.state if printed else State.NO_RANGE).value


def _reported(point: Point) -> str:
    reading = point.reading
    return f"{reading.value.reported.strip()} {reading.unit_reported}".strip()
