"""A clinician's own range for one analyte of one man: given, changed, ended."""

from dataclasses import replace
from datetime import date

from labs import audit
from labs.access import May, require_right
from labs.analytes import ANALYTES
from labs.audit import Actor, user_of
from labs.models import ClinicianRange, Patient
from labs.models.snapshot import writing
from labs.readings import ClinicianRangeFact as Fact
from labs.record import rows
from labs.words import Refused


@writing()
def give(
    patient: Patient, told: Fact, *, by: Actor, why: str = "", seen: int | None = None
) -> ClinicianRange:
    """It takes the place of the range of the same analyte, if there is one.

    `seen`: the newest act that he had before him; Conflict when a later one stands.
    """
    require_right(user_of(by), May.DECIDE, patient.clinic)
    with audit.open_act(patient.clinic, by) as act:
        new = ClinicianRange.of(patient, _check_range(told))
        mine = ClinicianRange.objects.current().filter(patient=patient)
        old = mine.filter(analyte=told.analyte).first()
        if old and seen is not None and old.act > seen:
            raise rows.Conflict(old)
        if old and rows.says_same(new, old):
            return old
        why = rows.require_reason(why) if old and not old.ended else why
        rows.save_row(rows.make_successor(new, old) if old else new, act, why=why)
        act.write("range-set", patient.ref, range=new.uid)
    return new


@writing()
def end(range_: ClinicianRange, day: date, *, by: Actor, why: str) -> ClinicianRange:
    """It holds no more from a day on; ended on its own first day, it never held."""
    require_right(user_of(by), May.DECIDE, range_.patient.clinic)
    with audit.open_act(range_.patient.clinic, by) as act:
        old = rows.require_current(range_)
        if old.ended:
            return old
        if day < old.since:
            raise Refused("range-ends-before-start", since=old.since, day=day)
        new = rows.next_version(old, since=day, ended=True)
        rows.save_row(new, act, why=rows.require_reason(why))
        act.write("range-ended", old.patient.ref, range=new.uid)
    return new


def _check_range(told: Fact) -> Fact:
    """Both ends belong to it, and it has a unit of its analyte."""
    analyte = ANALYTES[told.analyte]
    if not told.interval.has_ends:
        raise Refused("range-without-ends")
    unit = analyte.unit_of(told.interval.unit).code
    ends = replace(told.interval, low_inclusive=True, high_inclusive=True)
    interval = replace(ends, unit=unit, source="clinician")
    return replace(told, interval=interval, ended=False)
