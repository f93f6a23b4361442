"""From a row of a table to the results in it, as texts by our fields."""

from collections.abc import Iterator
from datetime import tzinfo

from labs.exchange import dates
from labs.exchange.assemble import Assembler, FileFacts
from labs.exchange.csv.layout import OF_RESULT, Layout
from labs.exchange.csv.table import FileLine, TableBody
from labs.exchange.csv.wide import WideColumn
from labs.exchange.parsed import Entry, Problem, Row
from labs.exchange.raw import RawResult
from labs.exchange.settings import Settings
from labs.exchange.values import Decimals, is_empty_cell
from labs.readings import Reading
from labs.words import Refused


class RowReader:
    """Reads the rows below one header."""

    def __init__(
        self, settings: Settings, layout: Layout, body: TableBody, decimals: Decimals
    ) -> None:
        self._layout = layout
        self._width = len(layout.header)
        facts = collect_facts(settings, layout, body, decimals)
        self._assembler = Assembler(settings, facts)
        self._single = [(f, at[0]) for f, at in layout.fields.items() if len(at) == 1]
        self._several = {f: at for f, at in layout.fields.items() if len(at) > 1}
        self._headings = {field: layout.heading(field) for field in layout.fields}

    def read_row(self, line: FileLine) -> Iterator[Row]:
        """One row for each result of the line; one problem for a line that is too long."""
        beyond = line.cells[self._width :]
        if beyond and any(cell.strip() for cell in beyond):
            yield self._refuse_long(line)
            return
        raw = self._raw_result(line)
        if self._layout.columns:
            yield from self._read_draw(line, raw)
        elif self._layout.dates:
            for at in self._layout.dates:
                if result := self._under_date(line, raw, at):
                    yield self._assembler.assemble(result)
        else:
            yield self._assembler.assemble(raw)

    def _raw_result(self, line: FileLine) -> RawResult:
        cells = line.cells
        texts = {field: cells[at] for field, at in self._single}
        raw = RawResult(texts, line.number, None, self._headings)
        if self._several:
            raw.disagreeing = self._join_columns(cells, texts)
        return raw

    def _join_columns(self, cells: list[str], texts: dict[str, str]) -> dict[str, str]:
        """Add the fields of several columns; answers where these disagree, and which."""
        disagreeing = {}
        for field, columns in self._several.items():
            said = dict.fromkeys(filter(None, (cells[at] for at in columns)))
            texts[field] = " / ".join(said)
            if len(said) > 1:
                headings = ", ".join(self._layout.header[at] for at in columns)
                disagreeing[field] = headings
        return disagreeing

    def _read_draw(self, line: FileLine, raw: RawResult) -> Iterator[Row]:
        """The results of a row; two columns that differ on one result refuse it."""
        read: dict[tuple[str, str], Entry] = {}
        for column in self._layout.columns:
            if not (result := self._under_column(line, raw, column)):
                continue
            row = self._assembler.assemble(result)
            if isinstance(row, Entry):
                first = read.setdefault(row.reading.key, row)
                if not _says_the_same(first.reading, row.reading):
                    refused = _refuse_second(first, column)
                    row = self._assembler.refuse(result, refused, field="reported")
            yield row

    def _under_date(self, line: FileLine, raw: RawResult, at: int) -> RawResult | None:
        """One cell of a row with the results of one test, under the date of its draw."""
        text = line.cell(at)
        if is_empty_cell(text):
            return None
        heading = self._layout.header[at]
        return RawResult(
            {**raw.texts, "collected_at": heading, "reported": text},
            line.number,
            heading,
            {**raw.headings, "collected_at": heading, "reported": heading},
            raw.disagreeing,
        )

    def _under_column(
        self, line: FileLine, raw: RawResult, column: WideColumn
    ) -> RawResult | None:
        """One cell of a row with several results, with what belongs to it alone."""
        text = line.cell(column.at)
        if is_empty_cell(text):
            return None
        header = self._layout.header
        of_result = dict.fromkeys(OF_RESULT, "") | {"reported": text, "unit": column.unit}
        of_result |= {field: line.cell(at) for field, at in column.beside}
        headings = dict.fromkeys(OF_RESULT, column.heading)
        headings |= {field: header[at] for field, at in column.beside}
        return RawResult(
            {**raw.texts, **of_result},
            line.number,
            column.heading,
            {**raw.headings, **headings},
            {field: at for field, at in raw.disagreeing.items() if field not in of_result},
            column.named,
            column.refused,
        )

    def _refuse_long(self, line: FileLine) -> Problem:
        refused = Refused("row-too-long", cells=len(line.cells), columns=self._width)
        source = self._assembler.locate(self._raw_result(line))
        return Problem(line.number, refused.code, str(refused), None, source)


def collect_decimals(
    settings: Settings, layout: Layout, body: TableBody, delimiter: str
) -> Decimals:
    """What the results of a file prove about its decimal sign."""
    columns = [*layout.of_results]
    columns += [at for f in ("reported", "value") for at in layout.fields.get(f, ())]
    cells = (cell for at in columns for cell in body.distinct(at))
    return Decimals(cells, settings.mapping.decimal, semicolons=delimiter == ";")


def collect_facts(
    settings: Settings, layout: Layout, body: TableBody, decimals: Decimals
) -> FileFacts:
    """What the headings and the rows of a file tell about all its rows."""
    date_format = _find_date_format(layout, body, "collected_at")
    return FileFacts(
        decimals=decimals,
        date_format=date_format,
        born_format=_find_date_format(layout, body, "born"),
        offset=_find_offset(layout),
        date_only=_find_date_only(layout, body, settings.told_date_format or date_format),
        exact=layout.ours,
        shared_method=layout.shape == "wide",
    )


def _find_date_format(layout: Layout, body: TableBody, field: str) -> str:
    """As the heading tells it, or as one row settles it for the others."""
    told = dates.told_by(layout.heading(field))
    return told or dates.find_date_format(_distinct_texts(layout, body, field))


def _find_offset(layout: Layout) -> tzinfo | None:
    """As a heading tells it for the clocks below; else they are the clinic's."""
    told = (dates.offset_told_by(layout.heading(at)) for at in ("time", "collected_at"))
    return next(filter(None, told), None)


def _find_date_only(layout: Layout, body: TableBody, date_format: str) -> frozenset[str]:
    """The columns of which every moment is midnight: a database's way to write a date.

    Not in a file that calls a moment precise to the minute.
    """
    if "minute" in _distinct_texts(layout, body, "precision"):
        return frozenset()
    days = ((day, "") for day in _distinct_texts(layout, body, "collected_at"))
    clocks = ((_A_DAY, at) for at in _distinct_texts(layout, body, "time") if at)
    columns = {"collected_at": days, "time": clocks}
    return frozenset(
        field for field, at in columns.items() if dates.all_midnight(at, date_format)
    )


def _distinct_texts(layout: Layout, body: TableBody, field: str) -> set[str]:
    if field == "collected_at" and layout.dates:
        return {layout.header[at] for at in layout.dates}
    return {text for at in layout.fields.get(field, ()) for text in body.distinct(at)}


def _says_the_same(first: Reading, second: Reading) -> bool:
    one, other = first.value, second.value
    if one.number is None or other.number is None:
        return one.reported == other.reported
    return (one.comparator, one.number, first.unit) == (
        other.comparator,
        other.number,
        second.unit,
    )


def _refuse_second(first: Entry, column: WideColumn) -> Refused:
    return Refused(
        "columns-one-result",
        first=first.source.path or "",
        second=column.heading,
        analyte=first.reading.analyte.name,
    )


_A_DAY = "2000-01-01"  # whichever: only the clock beside it is looked at
