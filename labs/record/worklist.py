"""The worklist's rows, kept beside the record: `update` in each act, `rebuild` from all.

Every door that records a draw, a sign-off or a decision ends with `update`, which asks
anew for what it touched alone: its cost does not grow with the record or the clinic.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import batched
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from labs import audit
from labs.audit import Operator
from labs.models import (
    Clinic,
    Decision,
    DecisionAnswer,
    Panel,
    Patient,
    Result,
    WorklistItem,
)
from labs.models.prepared import Prepared, PreparedModels
from labs.models.snapshot import snapshot
from labs.record import rows

# Keys in one statement, and patients whose items are compared at once.
_AT_ONCE = 500


class NewPanel(NamedTuple):
    """A draw in its first version: keys of its rows, when, and whether it is flagged."""

    panel: int
    patient: int
    clinic: int
    collected_at: datetime
    flagged: bool


def update(
    patients: Collection[int],
    *,
    new_panels: Iterable[NewPanel] = (),
    panels: Collection[str] = (),
    decisions: Collection[str] = (),
) -> None:
    """Ask anew what waits of draws and decisions that an act has touched.

    `patients`: primary keys of all whose record it touched; their checks are asked for
    as well. `new_panels`: draws that it recorded as their first version; nobody can have
    signed them off. `panels`: uids
    of other draws of which it recorded a version, a result or a sign-off, or took one
    back. `decisions`: uids of decisions that it recorded, corrected or answered. Those
    that pin a result of the draws are found here.
    """
    new = list(new_panels)
    keys = [panel.panel for panel in new]
    due = [each for some in batched(keys, _AT_ONCE) for each in _list_due("pk", some)]
    rows.insert_rows(WorklistItem, [*(_open_draw(*panel) for panel in new), *due])
    touched = {*decisions} | _list_pinning(panels) | _list_closed(decisions)
    checked = _patients_with_checks(patients)
    if not (panels or touched or checked):
        return
    concerned = Q(kind="check") | Q(panel__uid__in=panels)
    concerned |= Q(kind="reopened", decision__uid__in=touched)
    there = WorklistItem.objects.filter(concerned, patient__in=patients)
    expected: list[WorklistItem] = []
    if panels:
        expected += _open_draws("uid", panels)
        expected += _due_items("uid", panels)
    if touched:
        expected += _list_reopened(uid__in=touched)
    if checked:
        expected += _list_checks(patient__in=checked)
    _replace_items(there, expected)


def update_many(
    patients: Iterable[int],
    *,
    new_panels: Iterable[NewPanel],
    panels: Mapping[int, Collection[str]],
) -> None:
    """The same for a file's many patients, in few statements for any number of rows.

    `panels`: by primary key of the patient.
    """
    update((), new_panels=new_panels)
    for some in batched(patients, _AT_ONCE):
        update(some, panels=[uid for pk in some for uid in panels.get(pk, ())])


@dataclass(frozen=True)
class Rebuilt:
    """How many rows a clinic has after `rebuild`, and how many were added or removed."""

    clinic: str
    items: int
    differed: int


def rebuild(clinic: Clinic) -> Rebuilt:
    """Make the rows of a clinic say what its record says, and tell how many did not.

    It is compared without the clinic's lock, which is taken for the patients alone of
    whom something differs.
    """
    keys = Patient.objects.filter(clinic=clinic).order_by("pk").values_list("pk", flat=True)
    wrong = [
        pk for some in batched(list(keys), _AT_ONCE) for pk in _patients_that_differ(some)
    ]
    differed = 0
    if wrong:
        with audit.open_act(clinic, Operator(None)) as act:
            for some in batched(wrong, _AT_ONCE):
                there = WorklistItem.objects.filter(patient__in=some)
                differed += _replace_items(there, list(expected_items(some)))
            act.write("worklist-rebuilt", differed=differed)
    items = WorklistItem.objects.filter(clinic=clinic).count()
    return Rebuilt(clinic.slug, items, differed)


def expected_items(patients: Collection[int]) -> Iterator[WorklistItem]:
    """What waits of these patients, as their records say it now; unsaved."""
    yield from _open_draws("patient", patients)
    yield from _due_items("patient", patients)
    yield from _list_reopened(patient__in=patients)
    yield from _list_checks(patient__in=patients)


@snapshot()
def _patients_that_differ(patients: Collection[int]) -> list[int]:
    expected = {item.facts: item.patient_id for item in expected_items(patients)}
    there = WorklistItem.objects.filter(patient__in=patients)
    found = {item.facts: item.patient_id for item in there}
    differing = expected.keys() ^ found.keys()
    return sorted({(expected | found)[facts] for facts in differing})


def _replace_items(there: QuerySet[WorklistItem], expected: list[WorklistItem]) -> int:
    """Leave rows that say what they should; answers how many were removed and added."""
    wanted = {item.facts: item for item in expected}
    gone = [item.pk for item in there if wanted.pop(item.facts, None) is None]
    if gone:
        WorklistItem.objects.filter(pk__in=gone).delete()
    if wanted:
        WorklistItem.objects.bulk_create(wanted.values(), batch_size=_AT_ONCE)
    return len(gone) + len(wanted)


def _list_pinning(panels: Collection[str]) -> set[str]:
    """Decisions that pin a result of these draws."""
    if not panels:
        return set()
    pinning = Decision.objects.current().filter(pins__result__panel__uid__in=panels)
    return {*pinning.values_list("uid", flat=True)}


def _list_closed(decisions: Collection[str]) -> set[str]:
    """Decisions that these answered: one that is entered in error answers no more."""
    if not decisions:
        return set()
    answers = DecisionAnswer.objects.filter(new_decision__uid__in=decisions)
    return {*answers.values_list("decision__uid", flat=True)}


def _patients_with_checks(patients: Collection[int]) -> set[int]:
    """Those of whom a decision has ever set a day for a check."""
    if not patients:
        return set()
    setting = Decision.objects.filter(patient__in=patients, next_check__isnull=False)
    return {*setting.values_list("patient", flat=True)}


def _unread_panels(**which: object) -> QuerySet[Panel]:
    """Draws that nobody has signed off as they stand, and whether one `is_flagged`."""
    flagged = Result.objects.current().filter(panel=OuterRef("pk")).exclude(flags=[])
    standing = Panel.objects.current().with_review().annotate(is_flagged=Exists(flagged))
    return standing.filter(Q(is_reviewed=False, **which))


# Nearly every act touches one draw. Writing the SQL took longer than all else in it.
_UNREAD_COLUMNS = ("pk", "patient", "patient__clinic", "collected_at", "is_flagged")
_UNREAD = Prepared(Panel, _UNREAD_COLUMNS, lambda uid: _unread_panels(uid=uid))


def _open_draws(
    key: str, asked: Collection[str] | Collection[int]
) -> Iterator[WorklistItem]:
    """Those of `_unread_panels`; `key` is the column of a draw that `asked` holds."""
    found: Iterable[Any] = (
        _UNREAD.ask(*asked)
        if key == "uid" and len(asked) == 1
        else _unread_panels(**{f"{key}__in": asked}).values_list(*_UNREAD_COLUMNS)
    )
    for row in found:
        yield WorklistItem(**_open_draw(*row))


def _open_draw(
    panel: int, patient: int, clinic: int, collected_at: datetime, flagged: bool
) -> rows.Columns:
    return {
        "clinic_id": clinic,
        "patient_id": patient,
        "kind": "draw",
        "panel_id": panel,
        "flagged": flagged,
        "sort_at": collected_at,
    }


def _due_items(key: str, asked: Collection[str] | Collection[int]) -> list[WorklistItem]:
    return [WorklistItem(**columns) for columns in _list_due(key, asked)]


def _waiting_results(**which: object) -> QuerySet[Result]:
    waiting = Result.objects.current().waiting_for_rule().filter(**which)
    return waiting.select_related("panel", "patient__clinic")


_WAITING = {
    "pk": PreparedModels(lambda pk: _waiting_results(panel__pk=pk)),
    "uid": PreparedModels(lambda uid: _waiting_results(panel__uid=uid)),
}


def _list_due(key: str, asked: Collection[str] | Collection[int]) -> list[rows.Columns]:
    """Draws of which the clinic's rule will share a result, at the first one's time."""
    if key in _WAITING and len(asked) == 1:
        waiting: Iterable[Result] = _WAITING[key].ask(*asked)
    else:
        waiting = _waiting_results(**{f"panel__{key}__in": asked})
    first: dict[int, Result] = {}
    for row in waiting:
        earlier = first.setdefault(row.panel_id, row)
        if row.due and earlier.due and row.due < earlier.due:
            first[row.panel_id] = row
    return [
        {
            "clinic_id": row.patient.clinic_id,
            "patient_id": row.patient_id,
            "kind": "due",
            "panel_id": panel,
            "flagged": False,
            "sort_at": row.due,
        }
        for panel, row in first.items()
    ]


def _list_reopened(**which: object) -> Iterator[WorklistItem]:
    """Decisions that stand on a result of which there is a later, unanswered version."""
    standing = Decision.objects.current().with_attention().filter(in_error=False)
    reopened = standing.filter(Q(needs_attention=True, **which))
    for row in reopened.values_list("pk", "patient", "patient__clinic", "date"):
        yield _item_of_decision("reopened", *row)


def _list_checks(**which: object) -> Iterator[WorklistItem]:
    """The day set by the last decision of each, until a draw of that day is signed off.

    A later decision that sets a day of its own takes the place of the earlier one.
    """
    set_by = Decision.objects.current().filter(in_error=False, next_check__isnull=False)
    later = set_by.filter(
        Q(date__gt=OuterRef("date")) | Q(date=OuterRef("date"), pk__gt=OuterRef("pk")),
        patient=OuterRef("patient"),
    )
    draws = Panel.objects.current().filter(patient=OuterRef("patient"), misfiled=False)
    signed_off = draws.with_review().filter(Q(is_reviewed=True))
    done = signed_off.filter(collected_on__gte=OuterRef("next_check"))
    newest = draws.filter(collected_on__gt=OuterRef("date")).order_by("-collected_on")
    waiting = set_by.filter(~Exists(later), ~Exists(done), **which)
    waiting = waiting.annotate(last_draw=Subquery(newest.values("collected_on")[:1]))
    columns = ("pk", "patient", "patient__clinic", "next_check", "last_draw")
    for row in waiting.values_list(*columns):
        yield _item_of_decision("check", *row)


def _item_of_decision(
    kind: str,
    decision: int,
    patient: int,
    clinic: int,
    day: date,
    last_draw: date | None = None,
) -> WorklistItem:
    return WorklistItem(
        clinic_id=clinic,
        patient_id=patient,
        kind=kind,
        decision_id=decision,
        sort_at=datetime.combine(day, time(), UTC),
        last_draw=last_draw,
    )
