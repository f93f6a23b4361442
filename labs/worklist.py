"""A clinic's worklist: what waits for somebody, read from the rows kept for it.

`labs.record.worklist` writes those rows with every act. Here nothing is looked for in the
record, so that a page costs what it shows, however many results the clinic holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from labs.analytes import ANALYTES
from labs.models import (
    Clinic,
    Decision,
    DecisionPin,
    Panel,
    ParkedRow,
    Patient,
    Result,
    User,
    WorklistItem,
)
from labs.models.snapshot import snapshot
from labs.models.worklist_item import WorklistItemQuerySet
from labs.readings import Reading

MOST = 50  # draws to review on one page
_DAYS_AHEAD = timedelta(days=7)  # a check is listed from a week before its day on
# A pinned result and two corrections of it come with the pin; a third costs a query.
_VERSIONS = (
    "result__panel",
    "result__replaced_by__panel",
    "result__replaced_by__replaced_by__panel",
)
_IN_ORDER = ("-flagged", "sort_at", "panel")  # the order of its index
_CATALOGUE = {key: place for place, key in enumerate(ANALYTES)}


@dataclass(frozen=True)
class PatientSummary:
    """Whose row it is. Two patients may share a name, so a list never shows it alone."""

    ref: str
    name: str
    number: str
    born: date
    account_id: int | None  # of the patient's login, if there is one


@dataclass(frozen=True)
class ResultChange:
    """A result that a decision rests on, as it read then and reads now."""

    was: Result
    now: Result

    @property
    def moved(self) -> bool:
        """Whether its draw has another date or time by now."""
        return self.was.panel.moment != self.now.panel.moment

    @property
    def was_reading(self) -> Reading:
        return self.was.reading(self.was.panel.draw)

    @property
    def now_reading(self) -> Reading:
        return self.now.reading(self.now.panel.draw)


@dataclass(frozen=True)
class ReopenedDecision:
    """A decision that rests on results which were corrected and not answered for since."""

    patient: PatientSummary
    decision: Decision
    changes: list[ResultChange]

    @property
    def version(self) -> int:
        """The newest act that a page with this row shows."""
        return max(self.decision.act, *(change.now.act for change in self.changes))


@dataclass(frozen=True)
class OpenDraw:
    """A draw that nobody has signed off as it stands."""

    patient: PatientSummary
    panel: Panel
    results: list[Result]

    @property
    def readings(self) -> list[Reading]:
        """Results that were not entered in error, in the catalogue's order, left first."""
        draw = self.panel.draw
        kept = [result for result in self.results if not _is_in_error(result)]
        kept.sort(key=lambda result: (_CATALOGUE[result.analyte], result.side))
        return [result.reading(draw) for result in kept]

    @property
    def in_error(self) -> bool:
        return all(map(_is_in_error, self.results))

    @property
    def flagged(self) -> bool:
        return any(result.flags for result in self.results)

    @property
    def newest(self) -> Result:
        """The last that was recorded of the draw: who, and when."""
        return max(self.results, key=lambda result: result.pk)


@dataclass(frozen=True)
class DueCheck:
    """A day that a clinician set for the next check, in the words typed with it."""

    patient: PatientSummary
    decision: Decision
    days: int  # from today; less than 0: past
    last_draw: date | None  # the newest draw since the decision


@dataclass(frozen=True)
class Worklist:
    """Everything on the list that belongs to a patient."""

    reopened: list[ReopenedDecision]
    draws: list[OpenDraw]
    to_review: int  # all open draws, of which `draws` are the first
    checks: list[DueCheck]

    @property
    def refs(self) -> set[str]:
        """References of the patients of whom it shows something."""
        patients = (
            *(row.patient for row in self.reopened),
            *(row.patient for row in self.draws),
            *(row.patient for row in self.checks),
        )
        return {patient.ref for patient in patients}


@dataclass(frozen=True)
class ParkedFile:
    """Rows of one file that matched no patient."""

    batch: str  # its uid
    filename: str
    rows: int
    reason: str


@snapshot()
def read_worklist(
    user: User,
    clinic: Clinic,
    today: date,
    *,
    mine: bool = False,
    most: int | None = MOST,
) -> Worklist:
    """What waits in a clinic for somebody who works there.

    `mine`: only of patients for whom `user` recorded a draw or a decision.
    `most`: how many open draws are read; None for all of them.
    """
    items = WorklistItem.objects.filter(clinic=clinic)
    items = items.of(Patient.objects.visible_to(user).filter(clinic=clinic))
    if mine:
        of_patient = {"patient": OuterRef("patient"), "by": user}
        decided = Decision.objects.filter(**of_patient)
        entered = Panel.objects.filter(**of_patient)
        items = items.filter(Q(Exists(decided)) | Q(Exists(entered)))
    draws, to_review = _read_draws(items.filter(kind="draw"), most)
    last = datetime.combine(today + _DAYS_AHEAD, time(), UTC)
    due = Q(kind="reopened") | Q(kind="check", sort_at__lte=last)
    rows = _read_decisions(items.filter(due))
    return Worklist(_reopened(rows), draws, to_review, _due_checks(rows, today))


def read_reopened(patient: Patient) -> list[ReopenedDecision]:
    """Decisions of one patient that a later version of a result has opened again."""
    items = WorklistItem.objects.filter(patient=patient, kind="reopened")
    return _reopened(_read_decisions(items))


def read_parked(clinic: Clinic) -> list[ParkedFile]:
    """Files with rows that matched no patient of the clinic, the newest file first."""
    rows = ParkedRow.objects.filter(batch__clinic=clinic).values("batch__uid")
    files = rows.annotate(
        name=F("batch__filename"),
        rows=Count("pk"),
        reason=Max("reason"),
        last=Max("batch__at"),
    )
    return [
        ParkedFile(file["batch__uid"], file["name"], file["rows"], file["reason"])
        for file in files.order_by("-last")
    ]


def _read_decisions(items: WorklistItemQuerySet) -> list[Any]:
    rows = _with_patient(items).select_related("decision")
    return list(rows.order_by(*_IN_ORDER, "decision"))


def _reopened(rows: Iterable[Any]) -> list[ReopenedDecision]:
    reopened = [row for row in rows if row.kind == "reopened"]
    changes = _read_changes([row.decision_id for row in reopened])
    return [
        ReopenedDecision(_patient(row), row.decision, changes[row.decision_id])
        for row in reopened
    ]


def _due_checks(rows: Iterable[Any], today: date) -> list[DueCheck]:
    """Days of the past, today and the coming ones."""
    return [
        DueCheck(
            _patient(row),
            row.decision,
            (row.decision.next_check - today).days,
            row.last_draw,
        )
        for row in rows
        if row.kind == "check"
    ]


def _read_changes(decisions: list[int]) -> dict[int, list[ResultChange]]:
    """What reads otherwise by now, by primary key of the decision that rests on it."""
    if not decisions:
        return {}
    changed = DecisionPin.objects.changed().filter(decision__in=decisions)
    pins = changed.select_related(*_VERSIONS).order_by("decision", "result")
    by_decision = groupby(pins, key=lambda pin: pin.decision_id)
    return {key: [_change(pin.result) for pin in of_it] for key, of_it in by_decision}


def _change(was: Result) -> ResultChange:
    now = was
    while later := getattr(now, "replaced_by", None):
        now = later
    return ResultChange(was, now)


def _read_draws(
    items: WorklistItemQuerySet, most: int | None
) -> tuple[list[OpenDraw], int]:
    """The first open draws, and how many there are in all.

    Those with a guard's flag stand before the others, then the oldest.
    """
    counted = items.values("clinic").values(count=Count("pk"))
    first = items.order_by(*_IN_ORDER).values("panel")[:most]
    results = Result.objects.current().with_release().filter(panel__in=first)
    results = results.annotate(count=Subquery(counted)).select_related("panel")
    rows = list(_with_patient(results).order_by("panel", "pk"))
    by_panel = [list(of_it) for _, of_it in groupby(rows, key=lambda row: row.panel_id)]
    draws = [OpenDraw(_patient(of_it[0]), of_it[0].panel, of_it) for of_it in by_panel]
    draws.sort(key=lambda row: (not row.flagged, row.panel.collected_at, row.panel.pk))
    return draws, rows[0].count if rows else 0


def _with_patient(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Join who the patient of each row is now."""
    named: QuerySet[Any] = rows.filter(patient__details__replaced_by=None).annotate(
        patient_ref=F("patient__ref"),
        patient_name=F("patient__details__name"),
        patient_number=F("patient__details__number"),
        patient_born=F("patient__details__born"),
        patient_account=F("patient__details__account"),
    )
    return named


def _patient(row: Any) -> PatientSummary:
    return PatientSummary(
        row.patient_ref,
        row.patient_name,
        row.patient_number,
        row.patient_born,
        row.patient_account,
    )


def _is_in_error(result: Result) -> bool:
    return result.status == "entered-in-error"
