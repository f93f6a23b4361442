"""From one row of a table to its results, or to the sentence that says why not."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cache

from labs.exchange import dates, people, specimens
from labs.exchange.cells import Cells
from labs.exchange.entry import Aside, Entry, Identity, Person, Problem, Row, Source
from labs.exchange.layout import OF_RESULT, Layout, cell_at
from labs.exchange.names import Named, identify
from labs.exchange.numbers import Decimals
from labs.exchange.results import Results
from labs.exchange.settings import Settings
from labs.exchange.table import Line
from labs.exchange.values import is_empty_cell
from labs.exchange.wide import Column
from labs.exchange.yesno import truth
from labs.readings import (
    Circumstances,
    Draw,
    Moment,
    Reading,
    has_short_year,
    since_dose,
)
from labs.readings.text import printable
from labs.words import Refused, Words

LONGEST_NUMBER = 40
LONGEST_ID = 200
BESIDE = ("range_low", "range_high", "range_text", "laboratory", "method", "comment")
# Rows that are no result of ours do not refuse a file: their outcome and code.
_ASIDE = {
    "analyte-unknown": ("ignored", "analyte-unknown"),
    "analyte-off": ("ignored", "analyte-off"),
    "row-no-result": ("ignored", "row-no-result"),
    "analyte-unclear": ("unmatched", "analyte-unclear"),
    "specimen-other": ("unmatched", "analyte-unclear"),
    "analyte-contradicted": ("unmatched", "analyte-unclear"),
}


@dataclass
class _Draft:
    """As much of a row as has been understood so far."""

    cells: Cells
    line: int
    path: str | None
    named: Named | None = None
    side: str = ""
    moment: Moment | None = None

    def source(self, patient: str, *, beside: bool = False) -> Source:
        """`beside`: with what a reading would tell, for a row that made none."""
        said = self.cells.said
        return Source(
            line=self.line,
            path=self.path,
            patient=said("patient") or patient,
            reported=said("reported") or said("value"),
            unit=said("unit_reported") or said("unit"),
            analyte=self.named.analyte if self.named else None,
            side=self.side or (self.named.side if self.named else ""),
            moment=self.moment,
            beside={field: said(field) for field in BESIDE} if beside else {},
        )


class Reader:
    """Reads the rows of one file; what repeats in it is read once."""

    def __init__(
        self,
        settings: Settings,
        layout: Layout,
        lines: list[Line],
        *,
        semicolons: bool = False,
    ) -> None:
        self._settings = settings
        self._layout = layout
        wide = layout.shape == "wide"
        self.decimals = Decimals(
            _numbers(layout, lines), settings.mapping.decimal, semicolons=semicolons
        )
        self._results = Results(settings.mapping, self.decimals, wide)
        told = settings.date_format or settings.mapping.date_format
        self._date_format = told or _format(layout, lines, "collected_at")
        self._born_format = told or _format(layout, lines, "born")
        self._offset = _offset(layout)
        self._without_time = _without_time(layout, lines, self._date_format)
        self._identify = cache(self._identified)
        self._read_moment = cache(self._moment)
        self._draw = cache(Draw)

    def rows(self, line: Line) -> Iterator[Row]:
        if self._too_long(line):
            yield self._misaligned(line)
        elif self._layout.columns:
            yield from self._of_one_draw(line)
        elif self._layout.dates:
            for at in self._layout.dates:
                if cells := _of_date(self._layout, line, at):
                    heading = self._layout.header[at]
                    yield self._row(_Draft(cells, line.number, heading))
        else:
            yield self._row(_Draft(Cells(self._layout, line.cells), line.number, None))

    def _of_one_draw(self, line: Line) -> Iterator[Row]:
        """The results of a row; two columns that differ on one result refuse it."""
        read: dict[tuple[str, str], Entry] = {}
        for column in self._layout.columns:
            if not (cells := _of_column(self._layout, line, column)):
                continue
            draft = _Draft(cells, line.number, column.heading)
            row = self._row(draft, column)
            if isinstance(row, Entry):
                first = read.setdefault(row.reading.key, row)
                if not _says_the_same(first.reading, row.reading):
                    cells.at = "reported"
                    row = self._refused(draft, _one_result(first, column))
            yield row

    def _row(self, draft: _Draft, column: Column | None = None) -> Row:
        try:
            return self._entry(draft, column)
        except Refused as refused:
            return self._refused(draft, refused)

    def _refused(self, draft: _Draft, refused: Refused) -> Row:
        heading = draft.cells.heading
        if draft.moment is None:  # nobody needs it; told where it can be read
            with suppress(Refused):
                draft.moment, _ = self._when(draft.cells)
        source = draft.source(self._settings.patient, beside=True)
        if aside := _ASIDE.get(refused.code):
            outcome, code = aside
            if outcome == "unmatched":
                source = replace(source, cells=draft.cells.by_field())
            return Aside(source, outcome, code, _why_aside(refused))
        text = f"{heading}: {refused}"
        return Problem(draft.line, refused.code, text, draft.path, source)

    def _entry(self, draft: _Draft, column: Column | None) -> Entry:
        cells = draft.cells
        if column and column.refused:
            raise column.refused
        named = draft.named = column.named if column else self._name(cells)
        assert named is not None
        if not self._is_on(named.analyte.key, cells):
            raise Refused("analyte-off", analyte=named.analyte.name)
        material = cells.get("specimen").strip()
        if specimens.matters_for(named.analyte) and specimens.is_other(material):
            raise Refused("specimen-other", specimen=material)
        patient = self._patient(cells)
        draft.moment, flags = self._when(cells)
        reading = self._results.reading(
            cells, named, self._drawn(cells, draft.moment), flags=flags
        )
        draft.side = reading.side
        source = replace(draft.source(self._settings.patient), patient=patient)
        return Entry(source, reading, _identity(cells), self._person(cells))

    def _name(self, cells: Cells) -> Named:
        name, code = cells.get("analyte").strip(), cells.get("code").strip()
        cells.at = "analyte" if cells.has("analyte") else "code"
        if not name and not code:
            raise Refused("row-without-analyte")
        return self._identify(name, code)

    def _identified(self, name: str, code: str) -> Named:
        return identify(name, code, self._settings.mapping.analytes)

    def _is_on(self, analyte: str, cells: Cells) -> bool:
        """In the clinic; else for the man of the row, where it is so for anybody."""
        if analyte in self._settings.analytes:
            return True
        men = [man for man, keys in self._settings.also.items() if analyte in keys]
        if not men:
            return False
        at, number = cells.at, cells.get("patient").strip()
        cells.at = at
        return (number or self._settings.patient) in men

    def _patient(self, cells: Cells) -> str:
        number = cells.get("patient").strip()
        printable(number, "The number", LONGEST_NUMBER)
        told = self._settings.patient
        if told and number not in ("", told):
            raise Refused("patient-disagrees", number=number, told=told)
        if not number and not told:
            raise Refused("patient-missing")
        return number or told

    def _when(self, cells: Cells) -> tuple[Moment, tuple[str, ...]]:
        clock = cells.get("time")
        precision = cells.get("precision").strip()
        day = cells.get("collected_at")
        if not day.strip():
            raise Refused("collected-missing")
        moment, doubled = self._read_moment(day, clock, precision)
        return moment, ("doubled-hour",) if doubled else ()

    def _moment(self, day: str, clock: str, precision: str) -> tuple[Moment, bool]:
        moment, doubled = dates.read(
            day,
            clock,
            self._settings.zone,
            self._date_format,
            date_only=self._is_date_only(day, clock, precision),
            offset=self._offset,
        )
        moment = dates.as_precise(moment, precision)
        if moment.is_after(self._settings.now):
            if has_short_year(day):
                raise Refused("date-short-year", text=day.strip())
            at = f"{moment.date} {moment.clock}".rstrip()
            raise Refused("draw-in-future", at=at)
        return moment, doubled

    def _is_date_only(self, day: str, clock: str, precision: str) -> bool:
        """Whether a midnight means no time; another time is never taken away here."""
        if ("time" if clock.strip() else "collected_at") in self._without_time:
            return True
        said = precision in ("date", "month")
        return said and dates.is_midnight(day, clock, self._date_format)

    def _drawn(self, cells: Cells, moment: Moment) -> Draw:
        fasting = truth(cells.get("fasting"))
        since = since_dose(cells.get("since_dose"))
        laboratory = cells.get("laboratory")
        circumstances = Circumstances(fasting=fasting, since_dose=since)
        return self._draw(moment=moment, laboratory=laboratory, circumstances=circumstances)

    def _person(self, cells: Cells) -> Person | None:
        if not self._settings.people:
            return None
        return people.person(cells, self._settings.zone, self._born_format)

    def _too_long(self, line: Line) -> bool:
        return any(cell.strip() for cell in line.cells[len(self._layout.header) :])

    def _misaligned(self, line: Line) -> Problem:
        refused = Refused(
            "row-too-long", cells=len(line.cells), columns=len(self._layout.header)
        )
        draft = _Draft(Cells(self._layout, line.cells), line.number, None)
        source = draft.source(self._settings.patient)
        return Problem(line.number, refused.code, str(refused), None, source)


def _why_aside(refused: Refused) -> str:
    """A name in a file is not a name that somebody typed: there is nothing to mend."""
    if refused.code == "analyte-unknown":
        return str(Words.of("row-other-test", **refused.facts))
    return str(refused)


def _says_the_same(first: Reading, second: Reading) -> bool:
    one, other = first.value, second.value
    if one.number is None or other.number is None:
        return one.reported == other.reported
    return (one.comparator, one.number, first.unit) == (
        other.comparator,
        other.number,
        second.unit,
    )


def _one_result(first: Entry, column: Column) -> Refused:
    return Refused(
        "columns-one-result",
        first=first.source.path or "",
        second=column.heading,
        analyte=first.reading.analyte.name,
    )


def _of_date(layout: Layout, line: Line, at: int) -> Cells | None:
    """One cell of a row with the results of one test, under the date of its draw."""
    text = cell_at(line, at)
    if is_empty_cell(text):
        return None
    heading = layout.header[at]
    return Cells(
        layout,
        line.cells,
        {"collected_at": (heading, heading), "reported": (heading, text)},
    )


def _of_column(layout: Layout, line: Line, column: Column) -> Cells | None:
    """One cell of a row with several results, with what belongs to it alone."""
    text = cell_at(line, column.at)
    if is_empty_cell(text):
        return None
    beside = dict.fromkeys(OF_RESULT, (column.heading, ""))
    beside |= {"reported": (column.heading, text), "unit": (column.heading, column.unit)}
    beside |= {field: (layout.header[at], cell_at(line, at)) for field, at in column.beside}
    return Cells(layout, line.cells, beside)


def _identity(cells: Cells) -> Identity:
    version = cells.get("version").strip()
    if version and not (version.isascii() and version.isdigit() and len(version) < 6):
        raise Refused("version-unreadable", version=version)
    name = cells.get("result_id").strip()
    printable(name, "The number of the result", LONGEST_ID)
    return Identity(
        id=name,
        version=int(version) if version else None,
        panel=cells.get("panel").strip(),
    )


def _numbers(layout: Layout, lines: list[Line]) -> Iterator[str]:
    at = [*layout.of_results]
    at += [c for field in ("reported", "value") for c in layout.fields.get(field, ())]
    return (cell_at(line, column) for line in lines for column in at)


def _format(layout: Layout, lines: list[Line], field: str) -> str:
    """As the heading tells it, or as one row settles it for the others."""
    told = dates.told_by(layout.heading(field))
    return told or dates.settled(_texts(layout, lines, field))


def _offset(layout: Layout) -> tzinfo | None:
    """As a heading tells it for the clocks below; else they are the clinic's."""
    told = (dates.offset_told_by(layout.heading(at)) for at in ("time", "collected_at"))
    return next(filter(None, told), None)


def _without_time(layout: Layout, lines: list[Line], date_format: str) -> frozenset[str]:
    """The columns of which every moment is midnight: a database's way to write a date.

    Not in a file that calls a moment precise to the minute.
    """
    if "minute" in _texts(layout, lines, "precision"):
        return frozenset()
    days = ((day, "") for day in _texts(layout, lines, "collected_at"))
    clocks = ((_A_DAY, clock) for clock in _texts(layout, lines, "time") if clock)
    columns = {"collected_at": days, "time": clocks}
    return frozenset(
        field for field, at in columns.items() if dates.all_midnight(at, date_format)
    )


def _texts(layout: Layout, lines: list[Line], field: str) -> Iterator[str]:
    if field == "collected_at" and layout.dates:
        return (layout.header[at] for at in layout.dates)
    return (cell_at(line, at) for line in lines for at in layout.fields.get(field, ()))


_A_DAY = "2000-01-01"  # whichever: only the clock beside it is looked at
