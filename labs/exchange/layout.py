"""Which column holds what, in three shapes: ours, a row a result, a row a draw."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass

from labs.exchange.headers import CANONICAL, fields_of, squeezed
from labs.exchange.mapping import Mapping
from labs.exchange.settings import Settings
from labs.exchange.wide import Column, columns_of, names_analyte
from labs.words import Refused

MOST_COLUMNS = 500


@dataclass(frozen=True)
class Layout:
    header: tuple[str, ...]
    fields: Dict[str, tuple[int, ...]]
    columns: tuple[Column, ...] = ()  # of results, in a file with one row a draw

    @property
    def ours(self) -> bool:
        return self.header == CANONICAL

    @property
    def shape(self) -> str:
        if self.ours:
            return "canonical"
        return "wide" if self.columns else "long"

    def heading(self, field: str) -> str:
        at = self.fields.get(field)
        return self.header[at[0]].strip() if at else field


def score(cells: list[str], settings: Settings) -> int:
    """How many fields a line names as a header: none of them makes it none."""
    if len(cells) > MOST_COLUMNS:
        return 0
    fields = _fields(cells, settings.mapping)
    if {"collected_at", "patient"} & set(fields) and not {"analyte", "code"} & set(fields):
        mapped = settings.mapping.analytes
        return len(fields) + sum(names_analyte(cell, mapped) for cell in cells)
    return len(fields)


def layout(cells: list[str], settings: Settings) -> Layout:
    """Refused where something is missing without which no row can be read."""
    if len(cells) > MOST_COLUMNS:
        raise Refused("columns-too-many", most=MOST_COLUMNS)
    header = tuple(cells)
    fields = _fields(cells, settings.mapping)
    _check_mapping(header, fields, settings.mapping)
    columns: tuple[Column, ...] = ()
    if not {"analyte", "code"} & set(fields):
        columns = _wide(cells, fields, settings.mapping)
    missing = _missing(fields, columns, settings)
    if missing:
        raise Refused(
            "columns-missing",
            missing=", ".join(missing),
            headings=", ".join(cell.strip() for cell in header if cell.strip()),
        )
    return Layout(header, fields, columns)


def _fields(cells: list[str], mapping: Mapping) -> dict[str, tuple[int, ...]]:
    fields = fields_of(cells, mapping.columns)
    if not {"result_id", "version"} <= set(fields):
        # Elsewhere a panel is the name of an order, and says nothing about the draw.
        fields.pop("panel", None)
    return fields


def _wide(
    cells: list[str], fields: Dict[str, tuple[int, ...]], mapping: Mapping
) -> tuple[Column, ...]:
    taken = {at for columns in fields.values() for at in columns}
    columns = columns_of(cells, taken, mapping.analytes)
    return columns if any(column.named for column in columns) else ()


def _missing(
    fields: Dict[str, tuple[int, ...]], columns: tuple[Column, ...], settings: Settings
) -> list[str]:
    needed = {
        "patient": "patient" in fields or settings.patient,
        "collected_at": "collected_at" in fields,
        "analyte": "analyte" in fields or "code" in fields or columns,
        "reported": "reported" in fields or "value" in fields or columns,
    }
    return [field for field, found in needed.items() if not found]


def _check_mapping(
    header: tuple[str, ...], fields: Dict[str, tuple[int, ...]], mapping: Mapping
) -> None:
    """A mapping may know more columns than this file has, if no field is lost by it."""
    present = set(map(squeezed, header))
    for heading, field in mapping.columns.items():
        if field and heading not in present and field not in fields:
            raise Refused(
                "mapping-column-missing", heading=mapping.headings[heading], field=field
            )
