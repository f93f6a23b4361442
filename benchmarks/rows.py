"""Rows written past the record: what a database can do, and what a beginner does."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from benchmarks.data import Place
from labs.exchange import Entry, ParsedFile
from labs.models import Panel, Patient, PatientDetails, Result
from labs.models.recorded import new_uid
from labs.readings import Reading

# Far above what the sequence of PostgreSQL gives out in a run.
_FIRST = 1_000_000_000

type Row = dict[str, Any]  # by column, as the driver takes it


class Bare:
    """Draws and results as they stand in a clinic, ready to be inserted once more."""

    def __init__(self, of: Place, to: Place) -> None:
        self._by_number = dict(_people(to))
        self._number = {pk: number for number, pk in _people(of)}
        his = Patient.objects.filter(clinic=of.clinic).values("pk")
        self._panels = _stored(Panel, his)
        self._results = _stored(Result, his)

    def copies(self) -> tuple[list[Row], list[Row]]:
        """New rows of the two tables, of other men: nothing that is there is replaced."""
        panels = [*self._anew(self._panels, Panel)]
        pairs = zip(self._panels, panels, strict=True)
        moved = {old["id"]: new["id"] for old, new in pairs}
        results = self._anew(self._results, Result)
        return panels, [row | {"panel_id": moved[row["panel_id"]]} for row in results]

    def _anew(self, rows: list[Row], kind: type[Panel] | type[Result]) -> Iterator[Row]:
        last = kind.objects.aggregate(last=Max("pk"))["last"] or 0
        for pk, row in enumerate(rows, start=max(last + 1, _FIRST)):
            patient = self._by_number[self._number[row["patient_id"]]]
            yield row | {"id": pk, "uid": new_uid(), "patient_id": patient}


def insert(panels: Sequence[Row], results: Sequence[Row]) -> int:
    """One transaction, one statement a table: nothing is asked, checked or told."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in (("labs_panel", panels), ("labs_result", results)):
            columns = ", ".join(rows[0])
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})",
                [tuple(row.values()) for row in rows],
            )
    return len(results)


def save_each(where: Place, found: ParsedFile) -> int:
    """Each row validated and saved by itself, as a first version of an importer does."""
    people = {number: Patient.objects.get(pk=pk) for number, pk in _people(where)}
    panels: dict[tuple[str, object], Panel] = {}
    entries = [row for row in found.rows if isinstance(row, Entry)]
    for entry in entries:
        key = entry.source.patient, entry.reading.moment.at
        if key not in panels:
            panels[key] = save_panel(where, people[key[0]], entry.reading)
        save_result(where, panels[key], entry.reading)
    return len(entries)


def save_panel(where: Place, patient: Patient, reading: Reading) -> Panel:
    return _saved(where, Panel.of(patient, reading.draw))


def save_result(where: Place, panel: Panel, reading: Reading) -> Result:
    return _saved(where, Result.of(panel, reading))


def _saved[R: (Panel, Result)](where: Place, row: R) -> R:
    row.act, row.at = 1, timezone.now()
    row.by, row.by_name = where.by, where.by.name
    row.full_clean()
    row.save(force_insert=True)
    return row


def _people(where: Place) -> Iterable[tuple[str, int]]:
    details = PatientDetails.objects.current().filter(patient__clinic=where.clinic)
    return details.values_list("number", "patient")


def _stored(kind: type[Panel] | type[Result], his: Any) -> list[Row]:
    """Rows as the driver takes them."""
    columns = [(column.column or "", column) for column in kind._meta.concrete_fields]
    return [
        {
            name: column.get_db_prep_save(getattr(row, column.attname), connection)
            for name, column in columns
        }
        for row in kind.objects.filter(patient__in=his).order_by("pk")
    ]
