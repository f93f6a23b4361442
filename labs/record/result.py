"""One result: added to its draw, corrected, not done, or entered in error."""

from django.db import transaction

from labs import audit
from labs.access import May, require, require_correction
from labs.analytes import ANALYTES
from labs.audit import Act, Actor, login
from labs.models import Panel, Release, Result
from labs.readings import Reading, Value
from labs.record import rows
from labs.words import Refused

IN_ERROR = "entered-in-error"
UNFINISHED = ("pending", "preliminary")


@transaction.atomic
def add(panel: Panel, reading: Reading, *, by: Actor) -> Result:
    """A result that was left out of its draw; the same one twice is one."""
    require(login(by), May.RECORD, panel.patient.clinic)
    with audit.act(panel.patient.clinic, by) as act:
        _still_his(here := rows.standing(panel))
        new = Result.of(here, reading)
        for there in here.results.current():
            if rows.same(there, new):
                return there
        rows.keep(new, act)
        _write(act, "result-added", new)
    return new


@transaction.atomic
def correct(result: Result, reading: Reading, *, by: Actor, why: str) -> Result:
    """The next version of a result; one that says the same is none."""
    with audit.act(result.patient.clinic, by) as act:
        old = rows.standing(result)
        _may_correct(old, by)
        new = rows.after(Result.of(old.panel, reading), old)
        if (new.analyte, new.side) != (old.analyte, old.side):
            raise Refused("correction-other-analyte")
        new.source_id = new.source_id or old.source_id  # by which its file finds it again
        if _no_news(new, old):
            return old
        rows.keep(new, act, why=rows.reason(why))
        _write(act, "result-corrected", new)
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


@transaction.atomic
def enter_in_error(result: Result, *, by: Actor, why: str) -> Result:
    with audit.act(result.patient.clinic, by) as act:
        old = rows.standing(result)
        _may_correct(old, by, finish=False)
        if old.status == IN_ERROR:
            return old
        new = rows.keep(rows.again(old, status=IN_ERROR), act, why=rows.reason(why))
        _write(act, "result-entered-in-error", new)
    return new


def _may_correct(result: Result, by: Actor, *, finish: bool = True) -> None:
    """To finish what is pending or preliminary is to record; all else is to correct."""
    clinic = result.patient.clinic
    _still_his(result.panel)
    if finish and result.status in UNFINISHED:
        return require(login(by), May.RECORD, clinic)
    reviews = Release.objects.of(result.panel).standing().filter(kind="reviewed")
    require_correction(
        login(by),
        clinic,
        entered_by=[result.by_id],
        reviewed=reviews.filter(through__gte=result.pk).exists(),
    )


def _still_his(panel: Panel) -> None:
    if panel.misfiled:
        raise Refused("draw-misfiled")


def _no_news(new: Result, old: Result) -> bool:
    """The word `corrected` alone is none: nothing was changed in the form."""
    return rows.same(new, old, but={"status"} if new.status == "corrected" else ())


def _write(act: Act, verb: str, result: Result) -> None:
    detail = {"panel": result.panel.uid, "result": result.uid, "version": result.version}
    act.write(verb, result.patient.ref, **detail)
