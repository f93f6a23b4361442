"""Which column holds what: ours, a row a result, a row a draw, or a column a date."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from functools import cache, lru_cache

from labs.exchange import dates, specimens, statuses
from labs.exchange.comparators import may_be_comparator
from labs.exchange.csv.headers import (
    assign_columns,
    find_field,
    find_field_name,
    names_comparator,
)
from labs.exchange.csv.table import FileLine, TableBody, free_line
from labs.exchange.csv.wide import WideColumn, find_columns, names_analyte
from labs.exchange.fields import PERSON_FIELDS, RESULT_FIELDS
from labs.exchange.mapping import Mapping, fold_heading
from labs.exchange.settings import Settings
from labs.words import Refused

MOST_COLUMNS = 500
# A column of results says these for itself, or nobody does.
OF_RESULT = (
    *("analyte", "code", "side", "reported", "value", "comparator", "unit"),
    *("unit_reported", "range_low", "range_high", "range_text"),
)


@dataclass(frozen=True)
class Layout:
    header: tuple[str, ...]
    fields: Dict[str, tuple[int, ...]]
    columns: tuple[WideColumn, ...] = ()  # of results, in a file with one row a draw
    dates: tuple[int, ...] = ()  # of results, each under the date of its draw

    @property
    def ours(self) -> bool:
        return self.header == RESULT_FIELDS

    @property
    def shape(self) -> str:
        if self.ours:
            return "canonical"
        if self.dates:
            return "dates"
        return "wide" if self.columns else "long"

    def heading(self, field: str) -> str:
        at = self.fields.get(field)
        return self.header[at[0]].strip() if at else field

    @property
    def of_results(self) -> frozenset[int]:
        """Columns whose cells are results of their own, taken or put aside as such."""
        return frozenset((*(column.at for column in self.columns), *self.dates))

    @property
    def read(self) -> frozenset[int]:
        """Columns from which something is taken."""
        beside = {at for column in self.columns for _, at in column.beside}
        return self.of_results | beside | {at for c in self.fields.values() for at in c}


def score_header(cells: list[str], settings: Settings) -> int:
    """How many fields a line names as a header: none of them makes it none."""
    if len(cells) > MOST_COLUMNS:
        return 0
    fields = _assign_fields(cells, settings)
    if {"collected_at", "patient"} & set(fields) and not {"analyte", "code"} & set(fields):
        mapped = settings.mapping.analytes
        return len(fields) + sum(names_analyte(cell, mapped) for cell in cells)
    return len(fields)


def find_layout(cells: list[str], settings: Settings) -> Layout:
    """Refused where something is missing without which no row can be read."""
    if len(cells) > MOST_COLUMNS:
        raise Refused("columns-too-many", most=MOST_COLUMNS)
    header = tuple(cells)
    fields = _assign_fields(cells, settings)
    _check_mapping(header, fields, settings.mapping)
    if not settings.people:
        fields = {field: at for field, at in fields.items() if field not in PERSON_FIELDS}
    return _require_complete(_laid_out(header, fields, settings), settings)


def settle_layout(found: Layout, body: TableBody, settings: Settings) -> Layout:
    """The same, where what stands below a heading tells which of two things it means."""
    if found.ours:
        return found
    fields = _by_content(found.fields, found.header, body, settings)
    if fields == found.fields:
        return found
    return _require_complete(_laid_out(found.header, fields, settings), settings)


def _require_complete(found: Layout, settings: Settings) -> Layout:
    if missing := _list_missing(found, settings):
        headings = ", ".join(cell.strip() for cell in found.header if cell.strip())
        raise Refused("columns-missing", missing=", ".join(missing), headings=headings)
    return found


def could_head(cells: list[str], settings: Settings) -> bool:
    """Whether the rows below a line could be read by it."""
    fields = _assign_fields(cells, settings)
    if len(cells) > MOST_COLUMNS or not ("patient" in fields or settings.patient):
        return False
    return not _list_missing(_laid_out(tuple(cells), fields, settings), settings)


def drop_headers(found: Layout, lines: Iterable[FileLine], settings: Settings) -> TableBody:
    """The rows below a header. The same header again is passed over, another refused."""
    own = _fold_cells(found.header)

    @cache
    def is_day(cell: str) -> bool:
        """No heading begins with a digit: what does is a date, or refuses its row."""
        return cell[:1].isdigit() or _is_date(cell, settings)

    rows = [free_line(line, len(found.header), exact=found.ours) for line in lines]
    rows = [line for line in rows if not _repeats_header(line, own)]
    body = TableBody(rows)
    days = found.fields.get("collected_at", ())
    if days and all(map(is_day, body.distinct(days[0]))):
        return body
    for line in rows:
        if any(is_day(line.cell(at)) for at in days):
            continue
        if _is_other_header(found, line, settings):
            raise Refused("header-again", line=line.number)
    return body


def _repeats_header(line: FileLine, header: tuple[str, ...]) -> bool:
    return _fold_cell(line.cells[0]) == header[0] and _fold_cells(line.cells) == header


def _fold_cells(cells: Sequence[str]) -> tuple[str, ...]:
    folded = [*map(_fold_cell, cells)]
    while folded and not folded[-1]:
        folded.pop()
    return tuple(folded)


_fold_cell = lru_cache(maxsize=4096)(fold_heading)  # of many cells, few of which differ


def _is_other_header(found: Layout, line: FileLine, settings: Settings) -> bool:
    """Headings where a row has its date, or in two places where none can stand.

    A remark or a laboratory may be called like a heading: such columns do not count.
    """

    def is_heading(at: int) -> bool:
        cell = line.cell(at)
        if not cell[:1].isalpha():
            return False
        wide = bool(found.columns)
        return bool(find_field_name(cell)) or (
            wide and names_analyte(cell, settings.mapping.analytes)
        )

    told = {at for field in _NEVER_A_HEADING for at in found.fields.get(field, ())}
    headings = sum(map(is_heading, told | found.of_results))
    days = found.fields.get("collected_at", ())
    return headings > 1 or any(map(is_heading, days))


def _laid_out(
    header: tuple[str, ...], fields: Dict[str, tuple[int, ...]], settings: Settings
) -> Layout:
    if not {"analyte", "code"} & set(fields):
        if columns := _find_wide_columns(header, fields, settings.mapping):
            fields = {field: at for field, at in fields.items() if field not in OF_RESULT}
        return Layout(header, fields, columns)
    if not {"collected_at", "reported", "value"} & set(fields):
        dated = tuple(_find_dated_columns(header, fields, settings))
        if len(dated) > 1:  # one sign cannot be that of several results
            fields = {field: at for field, at in fields.items() if field != "comparator"}
        return Layout(header, fields, dates=dated)
    return Layout(header, fields)


def _assign_fields(cells: Sequence[str], settings: Settings) -> dict[str, tuple[int, ...]]:
    fields = assign_columns(cells, settings.mapping.columns)
    if not {"result_id", "version"} <= set(fields):
        # Elsewhere a panel is the name of an order, and says nothing about the draw.
        fields.pop("panel", None)
    return fields


def _by_content(
    fields: Dict[str, tuple[int, ...]],
    header: Sequence[str],
    body: TableBody,
    settings: Settings,
) -> dict[str, tuple[int, ...]]:
    """Without the columns whose heading may mean something else, if their cells do.

    *Operator* may be the person at the machine, *State* where a patient lives, *Sample* a
    number. *Prélèvement* may be the material, beside the date, and *Reported* a date.
    """

    def said(at: int, says: Callable[[str], bool]) -> bool:
        return any(map(says, body.distinct(at)))

    def is_sure(at: int) -> bool:
        heading = header[at]
        told = fold_heading(heading) in settings.mapping.columns or names_comparator(
            heading
        )
        return told or find_field(heading) == ("status", 0)

    def holds_dates(at: int) -> bool:
        """*Reported* beside the result may be the day of the report."""
        cells = [*filter(None, body.distinct(at))]
        own = fold_heading(header[at]) not in settings.mapping.columns
        return own and bool(cells) and all(_is_whole_date(cell, settings) for cell in cells)

    found = dict(fields)
    for field, says in _SAYS.items():
        columns = fields.get(field, ())
        found[field] = tuple(at for at in columns if is_sure(at) or said(at, says))
    if "value" in fields:
        found["reported"] = tuple(
            at for at in fields.get("reported", ()) if not holds_dates(at)
        )
    moments = fields.get("collected_at", ())
    materials = {at for at in moments if said(at, _is_material)}
    if materials:
        found["specimen"] += tuple(sorted(materials))
        later = [at for at, heading in enumerate(header) if _may_be_moment(heading)]
        found["collected_at"] = tuple(at for at in moments if at not in materials)
        found["collected_at"] = found["collected_at"] or tuple(later)
    return {field: columns for field, columns in found.items() if columns}


def _is_material(cell: str) -> bool:
    """Not what begins with a digit: below such a heading it is a date, or refused."""
    return not cell[:1].isdigit() and specimens.names_material(cell)


def _may_be_moment(heading: str) -> bool:
    return find_field(heading) == ("collected_at", 1)


def _find_wide_columns(
    cells: Sequence[str], fields: Dict[str, tuple[int, ...]], mapping: Mapping
) -> tuple[WideColumn, ...]:
    taken = {at for columns in fields.values() for at in columns}
    taken |= {at for at, heading in enumerate(cells) if mapping.leaves_out(heading)}
    columns = find_columns(list(cells), taken, mapping.analytes)
    return columns if any(column.named for column in columns) else ()


def _find_dated_columns(
    cells: Sequence[str], fields: Dict[str, tuple[int, ...]], settings: Settings
) -> Iterator[int]:
    """Columns under a date: the cumulative report, a row a test."""
    taken = {at for columns in fields.values() for at in columns}
    for at, heading in enumerate(cells):
        if at not in taken and _is_date(heading, settings):
            yield at


def _is_date(heading: str, settings: Settings) -> bool:
    try:
        dates.read_moment(heading, "", settings.zone, settings.told_date_format)
    except Refused as refused:
        return refused.code.startswith("date-ambiguous")
    return True


def _is_whole_date(cell: str, settings: Settings) -> bool:
    """A day with its month and year, which `12.2026` is not."""
    return len(_PARTS.findall(cell)) > len(("month", "year")) and _is_date(cell, settings)


_PARTS = re.compile(r"\w+")


def _list_missing(found: Layout, settings: Settings) -> list[str]:
    fields, results = found.fields, found.columns or found.dates
    needed = {
        "patient": "patient" in fields or settings.patient,
        "collected_at": "collected_at" in fields or found.dates,
        "analyte": "analyte" in fields or "code" in fields or found.columns,
        "reported": "reported" in fields or "value" in fields or results,
    }
    return [field for field, told in needed.items() if not told]


def _check_mapping(
    header: tuple[str, ...], fields: Dict[str, tuple[int, ...]], mapping: Mapping
) -> None:
    """A mapping may know more columns than this file has, if no field is lost by it."""
    present = set(map(fold_heading, header))
    for heading, field in mapping.columns.items():
        if field and heading not in present and field not in fields:
            raise Refused(
                "mapping-column-missing", heading=mapping.headings[heading], field=field
            )


_NEVER_A_HEADING = (
    *("patient", "collected_at", "time", "analyte", "code", "reported", "value"),
    *("comparator", "unit", "unit_reported", "range_low", "range_high", "range_text"),
    *("status", "specimen", "side"),
)
_SAYS: Dict[str, Callable[[str], bool]] = {
    "comparator": may_be_comparator,
    "status": statuses.may_be_status,
    "specimen": specimens.names_material,
}
