"""What a clinic's laboratories print, set by its administrator.

A version that held is never overwritten: it ends, and the next one begins.
"""

import hashlib
import json
from datetime import date, timedelta

from labs import audit
from labs.access import May
from labs.audit import Act, Actor
from labs.models import Clinic, Laboratory, LaboratoryTest
from labs.models.snapshot import writing
from labs.readings import LaboratoryTestFact
from labs.readings.text import require_printable
from labs.record.clinic import require_manager
from labs.record.rows import Conflict
from labs.timeline import dates
from labs.words import Refused
from labs.words.fold import fold

# Pages list them all, and a draw's form reads them.
MOST_LABORATORIES = 100
MOST_TESTS = 500  # of one laboratory, all versions
_LONGEST_NAME = 200


@writing()
def add(clinic: Clinic, name: str, *, by: Actor) -> Laboratory:
    with audit.open_act(clinic, by) as act:
        require_manager(by, May.SETTINGS, clinic)
        if clinic.laboratories.count() >= MOST_LABORATORIES:
            raise Refused("laboratories-too-many", most=MOST_LABORATORIES)
        laboratory = Laboratory(clinic=clinic)
        _name_laboratory(laboratory, name)
        laboratory.full_clean()
        laboratory.save(force_insert=True)
        Clinic.objects.filter(pk=clinic.pk).update(has_laboratories=True)
        act.write("laboratory-added", laboratory=laboratory.uid)
    return laboratory


@writing()
def rename(laboratory: Laboratory, name: str, *, seen: str, by: Actor) -> None:
    """Spell its name as its reports do. `seen`: the name that was on the page."""
    with audit.open_act(laboratory.clinic, by) as act:
        require_manager(by, May.SETTINGS, laboratory.clinic)
        now = Laboratory.objects.select_related("clinic").get(pk=laboratory.pk)
        if now.name != seen:
            raise Conflict(now)
        _name_laboratory(now, name)
        now.full_clean()
        now.save(update_fields=["name", "folded"])
        act.write("laboratory-renamed", laboratory=now.uid, text=_hash(seen, name))


@writing()
def add_test(
    laboratory: Laboratory, fact: LaboratoryTestFact, *, by: Actor
) -> LaboratoryTest:
    with audit.open_act(laboratory.clinic, by) as act:
        require_manager(by, May.SETTINGS, laboratory.clinic)
        test = _insert_test(laboratory, fact, act)
        act.write("laboratory-test-added", **_describe_test(test))
    return test


@writing()
def change_test(
    test: LaboratoryTest, fact: LaboratoryTestFact, *, version: int, by: Actor
) -> LaboratoryTest:
    """Let the next version hold from its first day on; the one before ends the day before.

    From the same day as that one, it takes its place: that one was mistyped, and stays to
    be read. `version`: of the one that was on the page.
    """
    with audit.open_act(test.laboratory.clinic, by) as act:
        require_manager(by, May.SETTINGS, test.laboratory.clinic)
        old = _require_standing(test, version)
        if fact.valid_from < old.valid_from:
            raise Refused("laboratory-test-too-early", first=dates.day(old.valid_from))
        if fact.valid_from == old.valid_from:
            old.withdrawn = True
        else:
            before = fact.valid_from - timedelta(days=1)
            old.valid_to = min(before, old.valid_to or before)
        _save_end(old)
        new = _insert_test(old.laboratory, fact, act)
        act.write("laboratory-test-changed", **_describe_test(new), before=old.uid)
    return new


@writing()
def end_test(test: LaboratoryTest, last_day: date, *, version: int, by: Actor) -> None:
    with audit.open_act(test.laboratory.clinic, by) as act:
        require_manager(by, May.SETTINGS, test.laboratory.clinic)
        now = _require_standing(test, version)
        _require_order(now.valid_from, last_day)
        now.valid_to = last_day
        _require_free(now)
        _save_end(now)
        act.write("laboratory-test-ended", **_describe_test(now))


def _name_laboratory(laboratory: Laboratory, name: str) -> None:
    require_printable(name, "The name", _LONGEST_NAME)
    laboratory.name, laboratory.folded = name.strip(), fold(name)
    if not laboratory.folded:
        raise Refused("laboratory-name-missing")
    there = Laboratory.objects.filter(clinic=laboratory.clinic, folded=laboratory.folded)
    if taken := there.exclude(pk=laboratory.pk).first():
        raise Refused("laboratory-name-taken", name=taken.name)


def _insert_test(
    laboratory: Laboratory, fact: LaboratoryTestFact, act: Act
) -> LaboratoryTest:
    fact.check()
    if fact.valid_to:
        _require_order(fact.valid_from, fact.valid_to)
    if laboratory.tests.count() >= MOST_TESTS:
        raise Refused("laboratory-tests-too-many", most=MOST_TESTS)
    test = LaboratoryTest(
        laboratory=laboratory,
        analyte=fact.analyte.key,
        method=fact.method,
        method_folded=fold(fact.method),
        unit=fact.unit,
        detection_limit=fact.detection_limit,
        reference_range=fact.reference_range,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        at=act.at,
        by_name=act.by.name,
    )
    _require_free(test)
    test.full_clean()
    test.save(force_insert=True)
    return test


def _require_standing(test: LaboratoryTest, version: int) -> LaboratoryTest:
    """The row as it is now, under the clinic's lock."""
    rows = LaboratoryTest.objects.select_related("laboratory__clinic")
    now = rows.get(pk=test.pk)
    if now.version != version or now.withdrawn:
        raise Conflict(now)
    return now


def _require_order(first: date, last: date) -> None:
    if last < first:
        raise Refused("laboratory-test-days", first=dates.day(first), last=dates.day(last))


def _require_free(test: LaboratoryTest) -> None:
    """Of one analyte and method only one version holds on a day."""
    others = test.laboratory.tests.filter(analyte=test.analyte, withdrawn=False)
    for other in others.exclude(pk=test.pk):
        if other.fact.overlaps(test.fact):
            first = dates.day(other.valid_from)
            last = dates.day(other.valid_to) if other.valid_to else ""
            code = "laboratory-test-there" if last else "laboratory-test-stands"
            raise Refused(code, analyte=test.get_analyte_display(), first=first, last=last)


def _save_end(test: LaboratoryTest) -> None:
    test.version += 1
    test.save(update_fields=["valid_to", "withdrawn", "version"])


def _describe_test(test: LaboratoryTest) -> dict[str, str]:
    """Which test, and a hash of what was typed: it may be anything."""
    days = f"{test.valid_from}", f"{test.valid_to or ''}"
    printed = test.unit, test.method, test.detection_limit, test.reference_range
    return {
        "laboratory": test.laboratory.uid,
        "test": test.uid,
        "analyte": test.analyte,
        "text": _hash(*printed, *days),
    }


def _hash(*texts: str) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()
