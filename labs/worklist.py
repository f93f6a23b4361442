"""A clinic's worklist: what waits for somebody, read from the rows kept for it.

`labs.record.worklist` writes those rows with every act. Here nothing is looked for in the
record, so that a page costs what it shows, however many results the clinic holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from labs.analytes import ANALYTES
from labs.models import (
    Batch,
    Clinic,
    Decision,
    DecisionPin,
    Notice,
    Panel,
    ParkedRow,
    Patient,
    Result,
    User,
    WorklistItem,
)
from labs.models.prepared import Prepared, row_of
from labs.models.snapshot import snapshot
from labs.models.worklist_item import WorklistItemQuerySet
from labs.readings import CIRCUMSTANCES, Reading

MOST = 50  # draws to review on one page
_DAYS_AHEAD = timedelta(days=7)  # a check is listed from a week before its day on
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
    decision: Any  # columns of the version that stands
    changes: list[ResultChange]

    @property
    def version(self) -> int:
        """The newest act that a page with this row shows."""
        return max(self.decision.act, *(change.now.act for change in self.changes))


@dataclass(frozen=True)
class OpenDraw:
    """A draw that nobody has signed off as it stands."""

    patient: PatientSummary
    panel: Any  # columns of the version that stands
    results: list[Any]  # and those of its results

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
    def newest(self) -> Any:
        """The last that was recorded of the draw: who, and when."""
        return max(self.results, key=attrgetter("id"))


@dataclass(frozen=True)
class DueCheck:
    """A day that a clinician set for the next check, in the words typed with it."""

    patient: PatientSummary
    decision: Any  # columns of the version that stands
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
    user: User, clinic: Clinic, today: date, *, mine: bool = False, most: int | None = MOST
) -> Worklist:
    """What waits in a clinic for somebody who works there.

    `mine`: only of patients for whom `user` recorded a draw or a decision.
    `most`: how many open draws are read; None for all of them.
    """
    if not (user.is_authenticated and user.is_active):  # whom the questions do not know
        return Worklist([], [], 0, [])
    keys = user.pk, clinic.pk, timezone.now()
    last = datetime.combine(today + _DAYS_AHEAD, time(), UTC)
    decisions = _DECISIONS[mine].ask(*keys, last)
    draws = _prepared_draws(mine, most).ask(*keys)
    return Worklist(
        _list_reopened(decisions),
        _open_draws(draws),
        draws[0].count if draws else 0,
        _due_checks(decisions, today),
    )


def read_reopened(patient: Patient) -> list[ReopenedDecision]:
    """Decisions of one patient that a later version of a result has opened again."""
    return _list_reopened(_REOPENED.ask(patient.pk))


def read_parked(user: User, clinic: Clinic) -> list[ParkedFile]:
    """Files with rows that matched no patient of the clinic, the newest file first."""
    seen = Batch.objects.visible_to(user, clinic)
    rows = ParkedRow.objects.filter(batch__in=seen).values("batch__uid")
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


def list_notices(clinic: Clinic) -> list[Notice]:
    """What the administrators of the clinic have not seen, the newest first."""
    waiting = Notice.objects.filter(clinic=clinic, seen_by=None).select_related("patient")
    return list(waiting.order_by("-at", "-pk"))


def list_without_clinician(clinic: Clinic) -> list[str]:
    """References of patients on whose care team no clinician of the clinic stands."""
    waiting = Patient.objects.filter(clinic=clinic).without_clinician()
    return list(waiting.order_by("pk").values_list("ref", flat=True))


def _select_items(
    user: int, clinic: int, now: datetime, mine: bool
) -> WorklistItemQuerySet:
    """What waits of the patients whom a person of the clinic may see, by primary key."""
    visible = Patient.objects.visible_to(User(pk=user), now).filter(clinic=clinic)
    items = WorklistItem.objects.filter(clinic=clinic).of(visible)
    if not mine:
        return items
    recorded = {"patient": OuterRef("patient"), "by": user}
    decided = Decision.objects.filter(**recorded)
    entered = Panel.objects.filter(**recorded)
    return items.filter(Q(Exists(decided)) | Q(Exists(entered)))


_NAMES = {
    "patient_ref": "patient__ref",
    "patient_name": "patient__details__name",
    "patient_number": "patient__details__number",
    "patient_born": "patient__details__born",
    "patient_account": "patient__details__account",
}


def _with_patient(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Join who the patient of each row is now."""
    current: QuerySet[Any] = rows.filter(patient__details__replaced_by=None)
    return current.annotate(**{name: F(path) for name, path in _NAMES.items()})


def _read_patient(row: Any) -> PatientSummary:
    return PatientSummary(*(getattr(row, name) for name in _NAMES))


_OF_DECISION = (
    *("id", "uid", "act", "by_name", "date", "kind", "what", "next_check"),
    "next_check_words",
)
_DecisionRow = row_of(Decision, _OF_DECISION)
_OF_ITEM = (
    *(*_NAMES, "id", "kind", "last_draw", "pinned", "pinned_uid", "pin_changed"),
    *(f"decision__{name}" for name in _OF_DECISION),
)


def _by_pin(items: WorklistItemQuerySet) -> QuerySet[Any]:
    """Once for each result that a decision pins; once for a decision without any."""
    changed = DecisionPin.objects.changed().filter(pk=OuterRef("decision__pins"))
    pinned = items.annotate(
        pinned=F("decision__pins__result"),
        pinned_uid=F("decision__pins__result__uid"),
        pin_changed=Exists(changed),
    )
    return _with_patient(pinned).order_by(*_IN_ORDER, "decision", "decision__pins__result")


_DECISIONS = {
    mine: Prepared(
        WorklistItem,
        _OF_ITEM,
        lambda user, clinic, now, last, mine=mine: _by_pin(
            _select_items(user, clinic, now, mine).filter(
                Q(kind="reopened") | Q(kind="check", sort_at__lte=last)
            )
        ),
    )
    for mine in (True, False)
}
_REOPENED = Prepared(
    WorklistItem,
    _OF_ITEM,
    lambda patient: _by_pin(WorklistItem.objects.filter(patient=patient, kind="reopened")),
)


def _read_decision(row: Any) -> Any:
    return _DecisionRow._make(row[-len(_OF_DECISION) :])


def _list_reopened(rows: Sequence[Any]) -> list[ReopenedDecision]:
    changed = [row for row in rows if row.kind == "reopened" and row.pin_changed]
    uids = {row.pinned_uid for row in changed}
    versions = Result.objects.filter(uid__in=uids).select_related("panel").order_by("pk")
    by_pk = {result.pk: result for result in versions}
    latest = {result.uid: result for result in by_pk.values()}
    return [
        ReopenedDecision(
            _read_patient(of_it[0]),
            _read_decision(of_it[0]),
            [ResultChange(by_pk[row.pinned], latest[row.pinned_uid]) for row in of_it],
        )
        for of_it in _group_neighbours(changed, "id")
    ]


def _due_checks(rows: Sequence[Any], today: date) -> list[DueCheck]:
    """Days of the past, today and the coming ones."""
    of_checks = _group_neighbours([row for row in rows if row.kind == "check"], "id")
    return [
        DueCheck(
            _read_patient(row),
            decision := _read_decision(row),
            (decision.next_check - today).days,
            row.last_draw,
        )
        for row, *_ in of_checks
    ]


def _group_neighbours(rows: Iterable[Any], name: str) -> list[list[Any]]:
    """Rows that stand beside each other and have the same in a column."""
    return [list(group) for _, group in groupby(rows, key=attrgetter(name))]


_OF_PANEL = (
    *("id", "uid", "version", "collected_at", "collected_on", "collected_time", "zone"),
    *("offset_minutes", "precision", "collected_reported", "laboratory"),
    *("report_number", "misfiled", "batch_id", *CIRCUMSTANCES),
)
_PanelRow = row_of(Panel, _OF_PANEL, ("moment", "draw"))
_OF_RESULT = (
    *("id", "uid", "version", "by_name", "at", "panel_id", "analyte", "side", "kind"),
    *("reported", "comparator", "value", "decimals", "unit", "unit_reported"),
    *("range_low", "range_low_inclusive", "range_high", "range_high_inclusive"),
    *("range_text", "range_unit", "range_source", "status", "source_status"),
    *("absent_reason", "comment", "method", "diameters", "operator", "flags"),
    *("source_id", "is_released", "held_until", "held_by", "held_why", "count"),
    *_NAMES,
    *(f"panel__{name}" for name in _OF_PANEL),
)


def _results_of_first(items: WorklistItemQuerySet, most: int | None) -> QuerySet[Result]:
    """What stands in the first open draws, each with how many draws there are in all."""
    counted = items.values("clinic").values(count=Count("pk"))
    first = items.order_by(*_IN_ORDER).values("panel")[:most]
    results = Result.objects.current().with_release().with_hold()
    results = results.filter(panel__in=first)
    named: QuerySet[Result] = _with_patient(results.annotate(count=Subquery(counted)))
    return named.order_by("panel", "pk")


@cache
def _prepared_draws(mine: bool, most: int | None) -> Prepared:
    return Prepared(
        Result,
        _OF_RESULT,
        lambda user, clinic, now: _results_of_first(
            _select_items(user, clinic, now, mine).filter(kind="draw"), most
        ),
        properties=("reading", "interval", "_exam"),
    )


def _open_draws(rows: Sequence[Any]) -> list[OpenDraw]:
    """Those with a guard's flag stand before the others, then the oldest."""
    draws = [
        OpenDraw(
            _read_patient(of_it[0]), _PanelRow._make(of_it[0][-len(_OF_PANEL) :]), of_it
        )
        for of_it in _group_neighbours(rows, "panel_id")
    ]
    draws.sort(key=lambda row: (not row.flagged, row.panel.collected_at, row.panel.id))
    return draws


def _is_in_error(result: Any) -> bool:
    return bool(result.status == "entered-in-error")
