"""What the record holds of the men in a file, in a fixed number of queries."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from labs.exchange import Entry
from labs.exchange.identity import Chain, Record
from labs.models import Clinic, Panel, Patient, PatientDetails, Result

type _Window = tuple[datetime, datetime]

_AT_ONCE = 10_000  # values in one query
_DAY_ANYWHERE = timedelta(hours=24 + 26)


@dataclass(eq=False)
class Man:
    """One man of a file, and how far his record is known."""

    number: str
    ref: str
    name: str
    born: date
    patient: Patient
    details: PatientDetails | None = None  # of a record that the file opens
    record: Record = field(default_factory=Record)
    panels: list[Panel] = field(default_factory=list)  # current ones, at the file's moments
    rows: dict[Chain, Result] = field(default_factory=dict)  # the last version of each


def men(clinic: Clinic, numbers: Collection[str]) -> dict[str, Man]:
    """The clinic's men, by the number that a file has: never by name or birth date."""
    details = PatientDetails.objects.current().filter(patient__clinic=clinic)
    return {
        row.number: Man(row.number, row.patient.ref, row.name, row.born, row.patient)
        for some in _parts(numbers)
        for row in details.filter(number__in=some).select_related("patient")
    }


def remember(known: Iterable[Man], entries: Collection[Entry]) -> None:
    """Load what rows may be versions of, and the draws that they may belong to."""
    by_patient = {man.patient.pk: man for man in known}
    if not by_patient or not entries:
        return
    window = _window(entries)
    for some in _parts(by_patient):
        _results(by_patient, some, entries)
        panels = Panel.objects.current().filter(patient__in=some, misfiled=False)
        for panel in panels.filter(collected_at__range=window).order_by("pk"):
            panel.patient = by_patient[panel.patient_id].patient
            by_patient[panel.patient_id].panels.append(panel)


def _results(
    by_patient: dict[int, Man], some: list[int], entries: Collection[Entry]
) -> None:
    at = Q(collected_at__range=_window(entries))
    if changing := _changing(entries):
        at |= Q(analyte__in=changing)
    if names := _names(entries):
        at |= Q(uid__in=names) | Q(source_id__in=names)
    found = Result.objects.filter(at, patient__in=some).values("uid")
    versions = Result.objects.filter(uid__in=found)
    # One object a draw, whatever the number of its results.
    panels = {p.pk: p for p in Panel.objects.filter(pk__in=versions.values("panel"))}
    for panel in panels.values():
        panel.patient = by_patient[panel.patient_id].patient
    draws = {pk: panel.draw for pk, panel in panels.items()}
    chains: dict[str, Chain] = {}
    for row in versions.order_by("uid", "version"):
        man = by_patient[row.patient_id]
        row.panel = panels[row.panel_id]
        chain = chains.setdefault(row.uid, Chain([], uid=row.uid))
        chain.readings.append(row.reading(draws[row.panel_id]))
        chain.senders |= {row.source_id} - {""}
        man.record.add(chain, chain.current)
        man.rows[chain] = row


def _window(entries: Iterable[Entry]) -> _Window:
    at = [entry.reading.moment.at for entry in entries]
    # A draw with a time and one without may be one: the whole day is looked at, wherever
    # on earth it began.
    return min(at) - _DAY_ANYWHERE, max(at) + _DAY_ANYWHERE


def _changing(entries: Iterable[Entry]) -> set[str]:
    """Analytes of which the man's last value is looked at, whenever that was."""
    found = {entry.reading.analyte for entry in entries}
    return {analyte.key for analyte in found if analyte.jump is not None}


def _names(entries: Iterable[Entry]) -> set[str]:
    return {entry.identity.id for entry in entries} - {""}


def _parts[T](values: Iterable[T]) -> Iterator[list[T]]:
    listed = list(values)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
