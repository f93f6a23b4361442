"""From rows to a course: one man's record, detached from the database, in few queries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from django.db.models import FETCH_RAISE
from django.utils import timezone

from labs.analytes import ANALYTES
from labs.models import (
    Clinic,
    ClinicianRange,
    Decision,
    Panel,
    Patient,
    PatientDetails,
    Result,
    Treatment,
    User,
)
from labs.models.recorded import Recorded
from labs.models.snapshot import snapshot
from labs.readings import Baseline as BaselineFact
from labs.readings import ClinicianRange as RangeFact
from labs.readings import (
    Course,
    Decided,
    Draw,
    Pin,
    Reading,
    RecordedTestes,
    Superseded,
    in_force,
)
from labs.series import AS_USUAL, About, Remembered, Series, Who, in_order, series, view_of

_IN_ERROR = "entered-in-error"


@snapshot()
def course(
    patient: Patient, *, today: date, who: Who = Who.STAFF, reader: User | None = None
) -> Course:
    """All that stands of his record, as its reader may see it; `patient` is named."""
    rows = _rows(patient, who, reader)
    chains = _chains(rows.results)
    return Course(
        readings=tuple(_readings(rows, chains, who)),
        episodes=tuple(row.episode for row in rows.treatments if not row.in_error),
        decisions=tuple(_decided(rows.decisions)),
        baselines=tuple(_baseline(row) for row in rows.results if row.is_baseline),
        history=tuple(_history(rows, chains, who)),
        today=today,
        testes=RecordedTestes(patient.testis_left, patient.testis_right),
        version=rows.version(patient),
        ranges=tuple(_ranges(rows.ranges)),
        fresh=_fresh(chains, _last_review(rows, reader)) if reader else None,
        born=patient.born,
    )


def versions(patient: Patient) -> list[Reading]:
    """Every version of every result, to export: the oldest draw first, then as recorded."""
    rows = Result.objects.filter(patient=patient).select_related("panel")
    chains = _chains(rows.order_by("pk").fetch_mode(FETCH_RAISE))
    catalogue = list(ANALYTES)
    chains.sort(
        key=lambda chain: (
            chain[-1].collected_at,
            chain[0].panel_id,
            catalogue.index(chain[0].analyte),
            chain[0].side,
            chain[0].pk,
        )
    )
    return [row.reading(row.panel.draw) for chain in chains for row in chain]


def series_of(
    patient: Patient,
    query: Mapping[str, str],
    *,
    today: date,
    who: Who,
    reader: User | None = None,
    remembered: Remembered = AS_USUAL,
) -> Series:
    """The one list, as an address asks for it. Nonsense is Refused, with a sentence."""
    view = view_of(query, patient.clinic.units, remembered)
    his = course(patient, today=today, who=who, reader=reader)
    on = analytes_of(patient.clinic, patient)
    return series(his, analytes=on, view=view, who=who)


def about(patient: Patient) -> About:
    clinic = patient.clinic
    return About(patient.ref, clinic.slug, clinic.zone, timezone.now())


def analytes_of(clinic: Clinic, patient: Patient | None = None) -> tuple[str, ...]:
    """What is switched on in the clinic, and for one man, in the catalogue's order."""
    on = {*clinic.analytes, *(patient.analytes if patient else ())}
    return tuple(key for key in ANALYTES if key in on)


def analytes_by_number(clinic: Clinic) -> dict[str, tuple[str, ...]]:
    """What is switched on for single men of a clinic, by their number: for files."""
    his = PatientDetails.objects.current().filter(patient__clinic=clinic)
    switched = his.exclude(analytes=[]).values_list("number", "analytes")
    return {number: tuple(keys) for number, keys in switched}


@dataclass(frozen=True)
class _Rows:
    """All rows of a record that a course is made of, each table asked once."""

    panels: dict[int, Panel]  # every version
    results: Sequence[Result]  # every version
    treatments: Sequence[Treatment]
    decisions: Sequence[Decision]  # one for each of its pins
    ranges: Sequence[ClinicianRange]  # every version

    def version(self, patient: Patient) -> int:
        """The newest act in the clinic's chain that changed this record.

        A draw is never without results, and a change of it records them again.
        """
        rows: list[Iterable[Recorded]] = [
            self.results,
            self.treatments,
            self.decisions,
            self.ranges,
        ]
        acts = [row.act for table in rows for row in table]
        acts += [row.baseline_act or 0 for row in self.results]
        acts += [row.answer_act or 0 for row in self.decisions]
        return max(patient.details_act, patient.release_act or 0, *acts)


def _rows(patient: Patient, who: Who, reader: User | None) -> _Rows:
    panels = Panel.objects.filter(patient=patient).with_review().signed_by(reader)
    results = Result.objects.filter(patient=patient).with_release().with_baseline()
    if who is Who.PATIENT:
        results = results.with_seen()
    return _Rows(
        panels={panel.pk: panel for panel in panels.fetch_mode(FETCH_RAISE)},
        results=list(results.order_by("pk").fetch_mode(FETCH_RAISE)),
        treatments=list(
            Treatment.objects.current()
            .filter(patient=patient)
            .order_by("start", "pk")
            .fetch_mode(FETCH_RAISE)
        ),
        decisions=_decisions(patient) if who is Who.STAFF else [],
        ranges=list(patient.ranges.order_by("pk").fetch_mode(FETCH_RAISE)),
    )


def _decisions(patient: Patient) -> list[Decision]:
    """Once for each pin, so that decisions and pins are one query."""
    mine = Decision.objects.current().filter(patient=patient)
    return list(mine.by_pin().fetch_mode(FETCH_RAISE))


def _chains(results: Iterable[Result]) -> list[list[Result]]:
    """The versions of each result, oldest first; results as they were first recorded."""
    chains: dict[str, list[Result]] = {}
    for row in results:
        chains.setdefault(row.uid, []).append(row)
    return list(chains.values())


def _readings(rows: _Rows, chains: Sequence[list[Result]], who: Who) -> list[Reading]:
    """In point order: chains begin as recorded, so do draws of one instant."""
    draws = {pk: panel.draw for pk, panel in rows.panels.items()}
    standing = [chain[-1] for chain in chains if _shown(chain[-1], who)]
    return in_order([_reading(row, rows, draws) for row in standing])


def _reading(row: Result, rows: _Rows, draws: Mapping[int, Draw]) -> Reading:
    panel = rows.panels[row.panel_id]
    return row.reading(draws[panel.pk], reviewed=panel.is_reviewed)


def _shown(row: Result, who: Who) -> bool:
    return row.status != _IN_ERROR and (who is Who.STAFF or row.is_released)


def _history(rows: _Rows, chains: Sequence[list[Result]], who: Who) -> Iterator[Superseded]:
    """Versions that were replaced, and those entered in error; a man's, as he saw them."""
    for chain in chains:
        if who is Who.PATIENT and not chain[-1].is_released:
            continue
        for old, new in pairwise(chain):
            if who is Who.STAFF or old.was_seen:
                yield _superseded(old, new, rows)
        if chain[-1].status == _IN_ERROR:
            yield _superseded(chain[-1], chain[-1], rows)


def _superseded(old: Result, by: Result, rows: _Rows) -> Superseded:
    """What stood, and the act that ended it, on the clock of the draw."""
    panel = rows.panels[old.panel_id]
    return Superseded(
        point=old.uid,
        version=old.version,
        reported=old.reported,
        unit_reported=old.unit_reported,
        by=by.by_name,
        at=by.at.astimezone(ZoneInfo(panel.zone)),
        reason=by.why,
        analyte=old.analyte,
        side=old.side,
        panel=panel.uid,
        status=old.status,
    )


def _last_review(rows: _Rows, reader: User) -> int | None:
    """The reader's own last sign-off or decision, as an act of the clinic's chain."""
    signed = [panel.signed_act for panel in rows.panels.values() if panel.signed_act]
    decided = [row.act for row in rows.decisions if row.by_id == reader.pk]
    return max([*signed, *decided], default=None)


def _fresh(chains: Sequence[list[Result]], last: int | None) -> frozenset[str] | None:
    if last is None:
        return None
    return frozenset(chain[-1].uid for chain in chains if chain[-1].act > last)


def _decided(rows: Sequence[Decision]) -> Iterator[Decided]:
    for _, pinned in groupby(rows, key=lambda row: row.pk):
        decision, *more = pinned
        of_it = [decision, *more]
        if not decision.in_error:
            yield decision.decided(
                _pins(of_it), needs_attention=any(row.pin_changed for row in of_it)
            )


def _pins(rows: Iterable[Decision]) -> Iterator[Pin]:
    for row in rows:
        if row.pinned:
            yield Pin(row.pinned, row.pinned_version, row.pinned_draw)


def _baseline(row: Result) -> BaselineFact:
    return BaselineFact(row.analyte, row.side, row.uid, row.version)


def _ranges(rows: Sequence[ClinicianRange]) -> Iterator[RangeFact]:
    by_analyte: dict[str, list[RangeFact]] = {}
    for row in rows:
        by_analyte.setdefault(row.analyte, []).append(row.fact)
    for versions in by_analyte.values():
        yield from in_force(versions)
