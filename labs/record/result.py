"""One result: added to its draw, corrected, not done, or entered in error."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied

from labs import access, audit
from labs.access import May, require_right
from labs.analytes import ANALYTES
from labs.audit import Act, Actor, user_of
from labs.models import Panel, Release, Result, User
from labs.models.snapshot import writing
from labs.readings import Reading, Value
from labs.record import rows, worklist
from labs.words import Refused, gettext

IN_ERROR = "entered-in-error"
UNFINISHED = ("pending", "preliminary")


@writing()
def add(
    panel: Panel, *readings: Reading, by: Actor, seen: int | None = None
) -> list[Result]:
    """Results that were left out of their draw; one that stands there is not added again.

    `seen`: the newest act that stood on his page; Conflict if the draw changed after it.
    """
    require_right(user_of(by), May.RECORD, panel.patient.clinic)
    with audit.open_act(panel.patient.clinic, by) as act:
        _require_not_moved(here := rows.require_current(panel))
        there = list(here.results.current())
        told = [_find_same(Result.of(here, reading), there) for reading in readings]
        new = [row for row in told if row.pk is None]
        if new and seen is not None and max(row.act for row in (here, *there)) > seen:
            raise rows.Conflict(here)
        for row in new:
            _require_left_out(row, there)
        if new:
            rows.save_rows(new, act)
            worklist.update([here.patient_id], panels=[here.uid])
            act.write("result-added", here.patient.ref, panel=here.uid, results=len(new))
    return told


@writing()
def correct(result: Result, reading: Reading, *, by: Actor, why: str) -> Result:
    """The next version of a result; one that says the same is none."""
    with audit.open_act(result.patient.clinic, by) as act:
        old = rows.require_current(result)
        _require_correction(old, by)
        new = rows.make_successor(Result.of(old.panel, reading), old)
        if (new.analyte, new.side) != (old.analyte, old.side):
            raise Refused("correction-other-analyte")
        new.source_id = new.source_id or old.source_id  # by which its file finds it again
        if _says_nothing_new(new, old):
            return old
        rows.save_row(new, act, why=rows.require_reason(why))
        _leave_event(act, "result-corrected", new)
    return new


def not_done(result: Result, absent_reason: str, *, by: Actor, why: str) -> Result:
    """It was asked for, and never measured."""
    absent = Reading.of(
        draw=result.panel.draw,
        analyte=ANALYTES[result.analyte],
        value=Value.absent(),
        unit="",
        unit_reported="",
        side=result.side,
        status="not-done",
        absent_reason=absent_reason,
    )
    return correct(result, absent, by=by, why=why)


@writing()
def enter_in_error(result: Result, *, by: Actor, why: str) -> Result:
    with audit.open_act(result.patient.clinic, by) as act:
        old = rows.require_current(result)
        _require_correction(old, by, finish=False)
        if old.status == IN_ERROR:
            return old
        new = rows.save_row(
            rows.next_version(old, status=IN_ERROR), act, why=rows.require_reason(why)
        )
        _leave_event(act, "result-entered-in-error", new)
    return new


def may_correct(
    result: Result, user: User | None, *, reviewed: bool, finish: bool = True
) -> bool:
    """To finish what is pending or preliminary is to record; all else is to correct."""
    clinic = result.patient.clinic
    if finish and result.status in UNFINISHED:
        return access.is_allowed(user, May.RECORD, clinic)
    author = {result.by_id}
    return access.may_correct(user, clinic, entered_by=author, reviewed=reviewed)


def _require_correction(result: Result, by: Actor, *, finish: bool = True) -> None:
    _require_not_moved(result.panel)
    reviews = Release.objects.of(result.panel).standing().filter(kind="reviewed")
    reviewed = reviews.filter(through__gte=result.pk).exists()
    if not may_correct(result, user_of(by), reviewed=reviewed, finish=finish):
        raise PermissionDenied(
            gettext("You can correct only your own entries, until they are reviewed.")
        )


def _find_same(row: Result, there: Sequence[Result]) -> Result:
    """The row of the draw that says the same, if there is one."""
    return next((old for old in there if rows.says_same(old, row)), row)


def _require_left_out(row: Result, there: Sequence[Result]) -> None:
    """Two of one analyte stand in a draw only where two methods tell them apart."""
    for old in there:
        alike = (old.analyte, old.side) == (row.analyte, row.side)
        apart = old.method and row.method and old.method != row.method
        if alike and not apart and old.status != IN_ERROR:
            name = f"{ANALYTES[row.analyte].name} {row.side}".strip()
            raise Refused("result-there", name=name, key=(row.analyte, row.side))


def _require_not_moved(panel: Panel) -> None:
    if panel.misfiled:
        raise Refused("draw-misfiled")


def _says_nothing_new(new: Result, old: Result) -> bool:
    """The word `corrected` alone is none: nothing was changed in the form."""
    return rows.says_same(new, old, but={"status"} if new.status == "corrected" else ())


def _leave_event(act: Act, verb: str, result: Result) -> None:
    worklist.update([result.patient_id], panels=[result.panel.uid])
    detail = {"panel": result.panel.uid, "result": result.uid, "version": result.version}
    act.write(verb, result.patient.ref, **detail)
