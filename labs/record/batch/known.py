"""What the record holds of the patients in a file, in a fixed number of queries."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from labs.exchange import Entry
from labs.exchange.identity import KnownResults, ResultHistory, find_nature
from labs.models import Access, Clinic, Panel, Patient, PatientDetails, Result, User
from labs.models.prepared import row_of
from labs.readings import Draw

type _Window = tuple[datetime, datetime]

_AT_ONCE = 10_000  # values in one query
_DAY_ANYWHERE = timedelta(hours=24 + 26)
# Rows with the columns of a model, of whose instances one takes three times as long.
_RESULT_COLUMNS = [field.attname for field in Result._meta.concrete_fields]
_READING = ("reading", "interval", "_exam")
_ResultRow = row_of(Result, _RESULT_COLUMNS, _READING)
_PANEL_COLUMNS = [field.attname for field in Panel._meta.concrete_fields]
_PanelRow = row_of(Panel, _PANEL_COLUMNS, ("moment", "draw"))


@dataclass(eq=False, slots=True)
class PanelVersion:
    """A draw in one version: of the record, or about to be written."""

    id: int
    draw: Draw
    batch_id: int | None
    share_after: int | None  # the rule of its entry
    columns: dict[str, Any] | None = None  # of one that is about to be written

    @classmethod
    def of_row(cls, panel: Any) -> "PanelVersion":
        """Of an instance, or of a row with its columns."""
        return cls(panel.id, panel.draw, panel.batch_id, panel.share_after)

    @property
    def uid(self) -> str:
        return self.draw.id


@dataclass(eq=False, slots=True)
class ResultVersion:
    """A result in one version: of the record, or about to be written."""

    columns: dict[str, Any]  # by attribute name of the model
    panel: PanelVersion


@dataclass(eq=False)
class KnownPatient:
    """One patient of a file, and how far his record is known."""

    number: str
    ref: str
    name: str
    born: date
    patient: Patient
    details: PatientDetails | None = None  # of a record that the file opens
    results: KnownResults = field(default_factory=KnownResults)
    panels: list[PanelVersion] = field(default_factory=list)  # current, at the file's times
    rows: dict[ResultHistory, ResultVersion] = field(
        default_factory=dict
    )  # the last of each


def find_patients(
    clinic: Clinic, numbers: Collection[str], user: User | None
) -> dict[str, KnownPatient]:
    """Patients whom a person of the clinic sees, by the number that a file has.

    Never by name or birth date.
    """
    details = PatientDetails.objects.current().filter(patient__clinic=clinic)
    if clinic.access == Access.CARE_TEAM:  # in an open clinic all are seen
        details = details.filter(patient__in=Patient.objects.visible_to(user))
    return {
        row.number: KnownPatient(
            row.number, row.patient.ref, row.name, row.born, row.patient
        )
        for some in _split_parts(numbers)
        for row in details.filter(number__in=some).select_related("patient")
    }


def list_hidden(
    clinic: Clinic, numbers: Collection[str], known: Collection[str]
) -> set[str]:
    """Numbers of the clinic's patients whom the person does not see."""
    if clinic.access != Access.CARE_TEAM:
        return set()
    unknown = {*numbers} - {*known}
    details = PatientDetails.objects.current().filter(patient__clinic=clinic)
    return {
        number
        for some in _split_parts(unknown)
        for number in details.filter(number__in=some).values_list("number", flat=True)
    }


def load_results(known: Iterable[KnownPatient], entries: Collection[Entry]) -> None:
    """Load what rows may be versions of, and the draws that they may belong to."""
    by_patient = {each.patient.pk: each for each in known}
    if not by_patient or not entries:
        return
    window = _find_window(entries)
    for some in _split_parts(by_patient):
        panels = _load_versions(by_patient, some, entries)
        current = Panel.objects.current().filter(patient__in=some, misfiled=False)
        for panel in current.filter(collected_at__range=window).order_by("pk"):
            version = panels.get(panel.pk) or PanelVersion.of_row(panel)
            by_patient[panel.patient_id].panels.append(version)


def _load_versions(
    by_patient: dict[int, KnownPatient], some: list[int], entries: Collection[Entry]
) -> dict[int, PanelVersion]:
    at = Q(collected_at__range=_find_window(entries))
    if changing := _find_changing(entries):
        at |= Q(analyte__in=changing)
    if names := {entry.identity.id for entry in entries} - {""}:
        at |= Q(uid__in=names) | Q(source_id__in=names)
    found = Result.objects.filter(at, patient__in=some).values("uid")
    versions = Result.objects.filter(uid__in=found)
    # One draw, whatever the number of its results.
    of_them = Panel.objects.filter(pk__in=versions.values("panel"))
    panel_rows = map(_PanelRow._make, of_them.values_list(*_PANEL_COLUMNS))
    panels = {panel.id: PanelVersion.of_row(panel) for panel in panel_rows}
    histories: dict[str, ResultHistory] = {}
    # In order, so that of one moment the first recorded is first.
    for columns in versions.order_by("pk").values_list(*_RESULT_COLUMNS):
        row = _ResultRow._make(columns)
        patient, panel = by_patient[row.patient_id], panels[row.panel_id]
        history = histories.setdefault(row.uid, ResultHistory([], uid=row.uid))
        history.readings.append(row.reading(panel.draw))
        history.senders |= frozenset({row.source_id} - {""})
        patient.results.add(history, history.current, find_nature(history.current))
        patient.rows[history] = ResultVersion(row._asdict(), panel)
    return panels


def _find_window(entries: Iterable[Entry]) -> _Window:
    at = [entry.reading.moment.at for entry in entries]
    # A draw with a time and one without may be one: the whole day is looked at, wherever
    # on earth it began.
    return min(at) - _DAY_ANYWHERE, max(at) + _DAY_ANYWHERE


def _find_changing(entries: Iterable[Entry]) -> set[str]:
    """Analytes of which the patient's last value is looked at, whenever that was."""
    found = {entry.reading.analyte for entry in entries}
    return {analyte.key for analyte in found if analyte.jump is not None}


def _split_parts[T](values: Iterable[T]) -> Iterator[list[T]]:
    listed = list(values)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
