"""What waits for somebody in a clinic: the rows of its worklist, in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, Max, Model, OuterRef, Q, QuerySet, Subquery

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
)
from labs.models.snapshot import snapshot
from labs.readings import Reading

MOST = 50  # draws to review on one page
_COMING = timedelta(days=7)
# A pinned result and two corrections of it come with the pin; a third costs a query.
_VERSIONS = (
    "result__panel",
    "result__replaced_by__panel",
    "result__replaced_by__replaced_by__panel",
)
_CATALOGUE = {key: place for place, key in enumerate(ANALYTES)}


@dataclass(frozen=True)
class Man:
    """Whose row it is: two men may share a name, so never the name alone."""

    ref: str
    name: str
    number: str
    born: date
    account_id: int | None  # of his login, if he has one


@dataclass(frozen=True)
class Change:
    """A result that a decision rests on, then and now."""

    was: Result
    now: Result

    @property
    def moved(self) -> bool:
        return self.was.panel.moment != self.now.panel.moment

    @property
    def was_reading(self) -> Reading:
        return self.was.reading(self.was.panel.draw)

    @property
    def now_reading(self) -> Reading:
        return self.now.reading(self.now.panel.draw)


@dataclass(frozen=True)
class Reopened:
    """A decision that rests on results which were corrected and not answered for since."""

    man: Man
    decision: Decision
    changes: list[Change]

    @property
    def version(self) -> int:
        """The newest act that is told of it."""
        return max(self.decision.act, *(change.now.act for change in self.changes))


@dataclass(frozen=True)
class Drawn:
    """A draw that nobody has signed off as it stands."""

    man: Man
    panel: Panel
    results: list[Result]

    @property
    def readings(self) -> list[Reading]:
        draw = self.panel.draw
        kept = [result for result in self.results if not _in_error(result)]
        return [result.reading(draw) for result in sorted(kept, key=_place)]

    @property
    def in_error(self) -> bool:
        return all(_in_error(result) for result in self.results)

    @property
    def flagged(self) -> bool:
        return any(result.flags for result in self.results)

    @property
    def newest(self) -> Result:
        """The last that was recorded of the draw: who, and when."""
        return max(self.results, key=lambda result: result.pk)


@dataclass(frozen=True)
class Check:
    """A day that a clinician set, in his own words."""

    man: Man
    decision: Decision
    days: int  # from today; less than 0: past
    drawn: date | None  # the newest draw since the decision


@dataclass(frozen=True)
class Waiting:
    """Everything that waits for a person and has a man."""

    reopened: list[Reopened]
    draws: list[Drawn]
    to_review: int  # of which `draws` are the first
    checks: list[Check]

    @property
    def refs(self) -> set[str]:
        """Whose records it shows something of."""
        men = [
            *(row.man for row in self.reopened),
            *(row.man for row in self.draws),
            *(row.man for row in self.checks),
        ]
        return {man.ref for man in men}


@dataclass(frozen=True)
class Parked:
    """Rows of one file that found no man."""

    batch: str
    filename: str
    rows: int
    reason: str


def men(user: User, clinic: Clinic, *, mine: bool = False) -> QuerySet[Patient]:
    """The patients of the clinic that he may see; `mine`: those he has recorded for."""
    visible = Patient.objects.visible_to(user).filter(clinic=clinic)
    if not mine:
        return visible
    decided = Decision.objects.filter(patient=OuterRef("pk"), by=user)
    entered = Panel.objects.filter(patient=OuterRef("pk"), by=user)
    return visible.filter(Q(Exists(decided)) | Q(Exists(entered)))


@snapshot()
def waiting(men: QuerySet[Patient], today: date, *, most: int | None = MOST) -> Waiting:
    draws, count = to_review(men, most=most)
    return Waiting(reopened(men), draws, count, checks(men, today))


def reopened(men: QuerySet[Patient]) -> list[Reopened]:
    """Decisions that stand on a result of which there is a later, unanswered version."""
    changed = DecisionPin.objects.changed().filter(
        decision__replaced_by=None, decision__in_error=False, decision__patient__in=men
    )
    changed = changed.select_related("decision", *_VERSIONS)
    pins = _with_man(changed, "decision__patient")
    found = pins.order_by("decision__date", "decision", "result")
    return [
        Reopened(_man(of[0]), decision, [_change(pin.result) for pin in of])
        for decision, of in _grouped(found, "decision")
    ]


def reopened_of(patient: Patient) -> list[Reopened]:
    """Those of one man."""
    return reopened(Patient.objects.filter(pk=patient.pk))


def _change(was: Result) -> Change:
    now = was
    while later := getattr(now, "replaced_by", None):
        now = later
    return Change(was, now)


def to_review(
    men: QuerySet[Patient], *, most: int | None = MOST
) -> tuple[list[Drawn], int]:
    """Draws that nobody has signed off, and how many there are in all.

    With a guard's flag first, then the oldest.
    """
    flagged = Result.objects.current().filter(panel=OuterRef("pk")).exclude(flags=[])
    panels = Panel.objects.current().with_review().annotate(is_flagged=Exists(flagged))
    panels = panels.filter(Q(patient__in=men, is_reviewed=False))
    first = panels.order_by("-is_flagged", "collected_at", "pk").values("pk")[:most]
    of_clinic = panels.order_by().values("patient__clinic").values(count=Count("pk"))
    results = Result.objects.current().with_release().filter(panel__in=first)
    results = results.annotate(count=Subquery(of_clinic)).select_related("panel")
    rows = list(_with_man(results, "patient").order_by("panel", "pk"))
    drawn = [Drawn(_man(of[0]), panel, of) for panel, of in _grouped(rows, "panel")]
    drawn.sort(key=lambda row: (not row.flagged, row.panel.collected_at))
    return drawn, rows[0].count if rows else 0


def checks(men: QuerySet[Patient], today: date) -> list[Check]:
    """Past, today and in the coming days, until a draw of that day is signed off.

    A later decision that sets a day of its own takes the place of the earlier one.
    """
    of_him = Decision.objects.current().filter(
        patient=OuterRef("patient"), in_error=False, next_check__isnull=False
    )
    later = of_him.filter(
        Q(date__gt=OuterRef("date")) | Q(date=OuterRef("date"), pk__gt=OuterRef("pk"))
    )
    draws = Panel.objects.current().filter(patient=OuterRef("patient"), misfiled=False)
    signed_off = draws.with_review().filter(Q(is_reviewed=True))
    done = signed_off.filter(collected_on__gte=OuterRef("next_check"))
    newest = draws.filter(collected_on__gt=OuterRef("date")).order_by("-collected_on")
    due = Decision.objects.current().filter(
        ~Exists(later),
        ~Exists(done),
        patient__in=men,
        in_error=False,
        next_check__lte=today + _COMING,
    )
    due = due.annotate(drawn=Subquery(newest.values("collected_on")[:1]))
    return [
        Check(_man(row), row, (row.next_check - today).days, row.drawn)
        for row in _with_man(due, "patient").order_by("next_check", "pk")
    ]


def parked(clinic: Clinic) -> list[Parked]:
    rows = ParkedRow.objects.filter(batch__clinic=clinic).values("batch__uid")
    files = rows.annotate(
        name=F("batch__filename"),
        rows=Count("pk"),
        reason=Max("reason"),
        last=Max("batch__at"),
    )
    return [
        Parked(file["batch__uid"], file["name"], file["rows"], file["reason"])
        for file in files.order_by("-last")
    ]


def _with_man(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Join whose row it is."""
    current = rows.filter(**{f"{path}__details__replaced_by": None})
    named: QuerySet[Any] = current.annotate(
        man_ref=F(f"{path}__ref"),
        man_name=F(f"{path}__details__name"),
        man_number=F(f"{path}__details__number"),
        man_born=F(f"{path}__details__born"),
        man_account=F(f"{path}__details__account"),
    )
    return named


def _man(row: Any) -> Man:
    return Man(row.man_ref, row.man_name, row.man_number, row.man_born, row.man_account)


def _grouped[M: Model](rows: Iterable[M], noun: str) -> list[tuple[Any, list[M]]]:
    """Neighbours that hang on one panel or one decision."""
    by_key = groupby(rows, key=lambda row: getattr(row, f"{noun}_id"))
    groups = [list(group) for _, group in by_key]
    return [(getattr(group[0], noun), group) for group in groups]


def _place(result: Result) -> tuple[int, str]:
    """In the order of the catalogue, left before right."""
    return _CATALOGUE[result.analyte], result.side


def _in_error(result: Result) -> bool:
    return result.status == "entered-in-error"
