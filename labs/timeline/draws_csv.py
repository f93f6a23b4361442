"""The flowsheet as a spreadsheet: a row a draw, texts and units as shown, newest first."""

import csv
import io
import re
from collections.abc import Iterator

from labs.readings import State
from labs.timeline import prose
from labs.timeline.point import Point
from labs.timeline.shape import Cell, Column, DrawRow
from labs.timeline.timeline import Timeline
from labs.words import gettext

_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def write_csv(timeline: Timeline) -> str:
    """The whole file, with the line ends that spreadsheets expect."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(list_rows(timeline))
    return file.getvalue()


def list_rows(timeline: Timeline) -> Iterator[list[str]]:
    """The heading and the draws, each cell made safe."""
    yield [*map(guard_cell, _write_heading(timeline))]
    for row in timeline.draws:
        yield [*map(guard_cell, _write_draw(row, timeline))]


def guard_cell(cell: str) -> str:
    """A leading quote keeps a spreadsheet from reading a text as a formula."""
    risky = cell.startswith(_FORMULA) and not _PLAIN_NUMBER.fullmatch(cell)
    return f"'{cell}" if risky else cell


def _write_heading(timeline: Timeline) -> Iterator[str]:
    yield from (gettext("Draw"), gettext("Time"))
    yield from (gettext("Laboratory"), gettext("Agents recorded"))
    for column in timeline.columns:
        yield from _write_titles(
            column, clinician_range=_has_clinician_range(timeline, column)
        )
    yield from (gettext("Circumstances"), gettext("Other drug"), gettext("Notes"))
    if timeline.over:
        yield gettext("Laid over")


def _write_titles(column: Column, *, clinician_range: bool) -> Iterator[str]:
    title = column.title
    yield f"{title} ({column.unit_text})"
    yield gettext("{column} as reported", column=title)
    yield gettext("{column} state", column=title)
    yield gettext("{column} range", column=title)
    yield gettext("{column} change", column=title)
    yield gettext("{column} status", column=title)
    yield gettext("{column} comment", column=title)
    if clinician_range:
        yield gettext("{column} clinician’s range", column=title)


def _has_clinician_range(timeline: Timeline, column: Column) -> bool:
    """A column of its own, for whom a clinician has set a range of this analyte."""
    return any(each.analyte == column.analyte.key for each in timeline.ranges)


def _write_draw(row: DrawRow, timeline: Timeline) -> Iterator[str]:
    moment, circumstances = row.draw.moment, row.draw.circumstances
    yield moment.date.isoformat() if moment.precision != "month" else f"{moment.date:%Y-%m}"
    yield moment.clock
    yield row.draw.laboratory
    yield prose.name_agents(row.episodes, row.uncertain)
    for cell in row.cells:
        yield from _write_cell(cell)
        if _has_clinician_range(timeline, cell.column):
            yield " | ".join(
                filter(None, (point.clinician_range_words for point in cell.points))
            )
    yield from (", ".join(row.circumstances), circumstances.other_drug, circumstances.notes)
    if timeline.over:
        yield row.laid_over


def _write_cell(cell: Cell) -> Iterator[str]:
    """Two results of one draw in one cell are told apart by a bar."""
    points = cell.points
    unit = cell.column.unit_text
    yield " | ".join(point.shown.under(unit) for point in points) or cell.words
    yield " | ".join(_write_reported(point) for point in points)
    yield " | ".join(_write_state(point) for point in points)
    yield " | ".join(point.interval_text for point in points)
    yield " | ".join(point.compared_words for point in points)
    yield " | ".join(point.reading.status for point in points)
    yield " | ".join(filter(None, (point.reading.comment for point in points)))


def _write_state(point: Point) -> str:
    """Nothing is unknown where no interval was printed."""
    printed = point.interval and point.interval.has_ends
    return (point.state if printed else State.NO_RANGE).value


def _write_reported(point: Point) -> str:
    reading = point.reading
    return f"{reading.value.reported.strip()} {reading.unit_reported}".strip()
