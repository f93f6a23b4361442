"""From rows to a course: one man's record, detached from the database, in few queries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    FETCH_RAISE,
    BooleanField,
    ExpressionWrapper,
    Max,
    Min,
    Q,
    QuerySet,
)
from django.utils import timezone

from labs.analytes import ANALYTES
from labs.exchange import NameAlias, UnitAlias
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
from labs.models.prepared import Prepared
from labs.models.snapshot import snapshot
from labs.models.treatment import FACTS as EPISODE_FACTS
from labs.readings import (
    CIRCUMSTANCES,
    BaselineFact,
    Course,
    DecisionFact,
    Draw,
    Episode,
    Laboratories,
    LaboratoryTestFact,
    Pin,
    Reading,
    RecordedTestes,
    SupersededVersion,
    in_force,
)
from labs.readings import ClinicianRangeFact as RangeFact
from labs.timeline import (
    AS_USUAL,
    About,
    RememberedView,
    Timeline,
    Who,
    build_timeline,
    in_order,
    view_of,
)

_IN_ERROR = "entered-in-error"
_ALL = Q()


@snapshot()
def load_course(
    patient: Patient, *, today: date, who: Who = Who.STAFF, reader: User | None = None
) -> Course:
    """All that stands of his record, as its reader may see it; `patient` is named."""
    rows = _load_rows(patient, who, reader)
    chains = _group_versions(rows.results)
    return Course(
        readings=tuple(_build_readings(rows, chains, who)),
        episodes=_list_episodes(rows.treatments),
        decisions=tuple(_build_decisions(rows.decisions)),
        baselines=tuple(_build_baseline(row) for row in rows.results if row.is_baseline),
        history=tuple(_list_history(rows, chains, who)),
        today=today,
        testes=RecordedTestes(patient.testis_left, patient.testis_right),
        version=rows.version(patient),
        ranges=tuple(_build_ranges(rows.ranges)),
        fresh=_find_fresh(chains, _last_review(rows, reader)) if reader else None,
        born=patient.born,
    )


@snapshot()
def entry_course(patient: Patient, *, today: date) -> Course:
    """What a new draw is entered beside: treatments, and the last draw of each kind.

    Kinds differ in laboratory, analyte, side, method, unit and the like, so that the last
    result of an analyte is there, all laboratories and methods are, and what each
    laboratory used last; but not the hundreds of draws between them.
    """
    return Course(
        readings=tuple(_read_panels(_ENTRY_PANELS.ask(patient.pk))),
        episodes=_list_episodes(_TREATMENTS.ask(patient.pk)),
        decisions=(),
        baselines=(),
        history=(),
        today=today,
        testes=RecordedTestes(patient.testis_left, patient.testis_right),
        born=patient.born,
    )


def with_draws_before(course: Course, patient: Patient, draw: Draw) -> Course:
    """An entry's course with the last draws of each kind before `draw`, and without it."""
    is_newest = all(
        reading.moment.at <= draw.moment.at and reading.draw.id != draw.id
        for reading in course.readings
    )
    if is_newest:
        return course
    before = Q(collected_at__lte=draw.moment.at) & ~Q(panel__uid=draw.id)
    known = {reading.id for reading in course.readings}
    found = _read_panels(_draws_of_each_kind(patient.pk, before))
    more = [reading for reading in found if reading.id not in known]
    return replace(course, readings=tuple(in_order([*course.readings, *more])))


def load_versions(patient: Patient) -> list[Reading]:
    """Every version of every result, to export: the oldest draw first, then as recorded."""
    rows = Result.objects.filter(patient=patient).select_related("panel")
    chains = _group_versions(rows.order_by("pk").fetch_mode(FETCH_RAISE))
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


def load_timeline(
    patient: Patient,
    query: Mapping[str, str],
    *,
    today: date,
    who: Who,
    reader: User | None = None,
    remembered: RememberedView = AS_USUAL,
) -> Timeline:
    """The one list, as an address asks for it. Nonsense is Refused, with a sentence."""
    view = view_of(query, patient.clinic.units, remembered)
    his = load_course(patient, today=today, who=who, reader=reader)
    on = analytes_of(patient.clinic, patient)
    return build_timeline(his, analytes=on, view=view, who=who)


def build_about(patient: Patient) -> About:
    clinic = patient.clinic
    return About(patient.ref, clinic.slug, clinic.zone, timezone.now())


def analytes_of(clinic: Clinic, patient: Patient | None = None) -> tuple[str, ...]:
    """What is switched on in the clinic, in its order; behind it what is for one man."""
    on = dict.fromkeys([*clinic.analytes, *(patient.analytes if patient else ())])
    return tuple(key for key in on if key in ANALYTES)


def aliases_of(clinic: Clinic) -> list[NameAlias | UnitAlias]:
    """The clinic's own spellings of tests and units: for files."""
    return [
        UnitAlias(row.text, row.analyte, row.unit)
        if row.unit
        else NameAlias(row.text, row.analyte, row.side)
        for row in clinic.aliases.order_by("pk")
    ]


@snapshot()
def load_laboratories(clinic: Clinic) -> Laboratories:
    """The clinic's laboratories and what each prints, in one query; in none without any."""
    if not clinic.has_laboratories:
        return Laboratories()
    columns = ("name", *(f"tests__{name}" for name in _OF_TEST))
    rows = clinic.laboratories.order_by("folded", "tests__pk").values_list(*columns)
    names: dict[str, None] = {}
    tests = []
    for name, analyte, withdrawn, *told in rows:
        names[name] = None
        if analyte in ANALYTES and not withdrawn:
            facts = dict(zip(_OF_TEST[2:], told, strict=True))
            test = LaboratoryTestFact(laboratory=name, analyte=ANALYTES[analyte], **facts)
            tests.append(test)
    return Laboratories(tuple(names), tuple(tests))


def analytes_by_number(clinic: Clinic) -> dict[str, tuple[str, ...]]:
    """What is switched on for single men of a clinic, by their number: for files."""
    his = PatientDetails.objects.current().filter(patient__clinic=clinic)
    switched = his.exclude(analytes=[]).values_list("number", "analytes")
    return {number: tuple(keys) for number, keys in switched}


_OF_TEST = (
    *("analyte", "withdrawn", "unit", "method", "detection_limit", "reference_range"),
    *("valid_from", "valid_to"),
)
_SIGNATURE = ("uid", "version", "act", "by_name", "at")
_OF_PANEL = (
    *("id", "uid", "version", "collected_on", "collected_time", "zone"),
    *("offset_minutes", "precision", "collected_reported", "laboratory"),
    *("report_number", *CIRCUMSTANCES),
)
_PANELS = Prepared(
    Panel,
    (*_OF_PANEL, "is_reviewed", "signed_act"),
    lambda patient, reader=None: (
        Panel.objects.filter(patient=patient).with_review().signed_by(reader)
    ),
    properties=("moment", "draw"),
)
_AS_RECORDED = (
    *(*_SIGNATURE, "why", "panel_id", "analyte", "side", "kind", "reported"),
    *("comparator", "value", "decimals", "unit", "unit_reported", "range_low"),
    *("range_low_inclusive", "range_high", "range_high_inclusive", "range_text"),
    *("range_unit", "range_source", "status", "source_status", "absent_reason"),
    *("comment", "method", "diameters", "operator", "flags", "source_id"),
)
_OF_RESULT = (*_AS_RECORDED, "is_released", "is_baseline", "baseline_act")
_READING = ("reading", "interval", "_exam")
_RESULTS = {
    Who.STAFF: Prepared(
        Result,
        _OF_RESULT,
        lambda patient: (
            Result.objects.filter(patient=patient)
            .with_release()
            .with_baseline()
            .order_by("pk")
        ),
        properties=_READING,
    ),
    Who.PATIENT: Prepared(
        Result,
        (*_OF_RESULT, "was_seen"),
        lambda patient: (
            Result.objects.filter(patient=patient)
            .with_release()
            .with_baseline()
            .with_seen()
            .order_by("pk")
        ),
        properties=_READING,
    ),
}
_TREATMENTS = Prepared(
    Treatment,
    (*_SIGNATURE, *EPISODE_FACTS),
    lambda patient: (
        Treatment.objects.current().filter(patient=patient).order_by("start", "pk")
    ),
    properties=("episode",),
)
_DECISIONS = Prepared(
    Decision,
    (
        *(*_SIGNATURE, "id", "by_id", "date", "kind", "what", "reasons"),
        *("reason_words", "expected", "next_check", "next_check_words", "in_error"),
        *("pinned", "pinned_version", "pinned_draw", "pin_changed", "answer_act"),
    ),
    lambda patient: Decision.objects.current().filter(patient=patient).by_pin(),
    properties=("decided",),
)
_RANGES = Prepared(
    ClinicianRange,
    (*_SIGNATURE, "analyte", "low", "high", "unit", "since", "ended"),
    lambda patient: ClinicianRange.objects.filter(patient=patient).order_by("pk"),
    properties=("interval", "fact"),
)


def _draws_of_each_kind(patient: int, which: Q = _ALL) -> QuerySet[Panel]:
    """The last draws, of those in question, of which some results are of one kind.

    Of volumes the first of each method too: they tell whether instruments took turns.
    """
    standing = Result.objects.current().exclude(status=_IN_ERROR)
    results = standing.filter(which, patient=patient)
    ranged = Q(range_low__gt="") | Q(range_high__gt="") | Q(range_text__gt="")
    kinds = results.annotate(
        ranged=ExpressionWrapper(ranged, output_field=BooleanField())
    ).values(
        *("panel__laboratory", "analyte", "side", "method", "unit_reported"),
        *("kind", "status", "ranged"),
    )
    newest = kinds.annotate(last=Max("collected_at")).values("last")
    volumes = results.exclude(side="").values("method")
    oldest = volumes.annotate(first=Min("collected_at")).values("first")
    moments = Q(collected_at__in=newest) | Q(collected_at__in=oldest)
    return Panel.objects.current().filter(moments, patient=patient)


_ENTRY_PANELS = Prepared(
    Panel, _OF_PANEL, _draws_of_each_kind, properties=("moment", "draw")
)


# By how many draws there are: a few dozen questions at most.
_ENTRY_RESULTS = Prepared(
    Result,
    ("id", *_AS_RECORDED),
    lambda *panels: (
        Result.objects.current().filter(panel__in=panels).exclude(status=_IN_ERROR)
    ),
    properties=_READING,
)


def _read_panels(panels: Iterable[Any]) -> list[Reading]:
    """The readings of whole draws, in order."""
    draws = {panel.id: panel.draw for panel in panels}
    rows = _ENTRY_RESULTS.ask(*draws) if draws else []
    # Sorted here: to order by id, SQLite with statistics reads the table from its start.
    recorded = sorted(rows, key=lambda row: row.id)
    return in_order([row.reading(draws[row.panel_id]) for row in recorded])


def _list_episodes(rows: Iterable[Any]) -> tuple[Episode, ...]:
    return tuple(row.episode for row in rows if not row.in_error)


@dataclass(frozen=True)
class _Rows:
    """All rows of a record that a course is made of, each table asked once."""

    panels: dict[int, Any]  # every version
    results: Sequence[Any]  # every version
    treatments: Sequence[Any]
    decisions: Sequence[Any]  # one for each of its pins
    ranges: Sequence[Any]  # every version

    def version(self, patient: Patient) -> int:
        """The newest act in the clinic's chain that changed this record.

        A draw is never without results, and a change of it records them again.
        """
        tables = [self.results, self.treatments, self.decisions, self.ranges]
        acts = [row.act for table in tables for row in table]
        acts += [row.baseline_act or 0 for row in self.results]
        acts += [row.answer_act or 0 for row in self.decisions]
        return max(patient.details_act, patient.release_act or 0, *acts)


def _load_rows(patient: Patient, who: Who, reader: User | None) -> _Rows:
    whose = [patient.pk] if reader is None else [patient.pk, reader.pk]
    return _Rows(
        panels={panel.id: panel for panel in _PANELS.ask(*whose)},
        results=_RESULTS[who].ask(patient.pk),
        treatments=_TREATMENTS.ask(patient.pk),
        decisions=_DECISIONS.ask(patient.pk) if who is Who.STAFF else [],
        ranges=_RANGES.ask(patient.pk),
    )


def _group_versions(results: Iterable[Result]) -> list[list[Result]]:
    """The versions of each result, oldest first; results as they were first recorded."""
    chains: dict[str, list[Result]] = {}
    for row in results:
        chains.setdefault(row.uid, []).append(row)
    return list(chains.values())


def _build_readings(rows: _Rows, chains: Sequence[list[Result]], who: Who) -> list[Reading]:
    """In point order: chains begin as recorded, so do draws of one instant."""
    draws = {pk: panel.draw for pk, panel in rows.panels.items()}
    standing = [chain[-1] for chain in chains if _is_shown(chain[-1], who)]
    return in_order([_build_reading(row, rows, draws) for row in standing])


def _build_reading(row: Result, rows: _Rows, draws: Mapping[int, Draw]) -> Reading:
    panel = rows.panels[row.panel_id]
    return row.reading(draws[panel.id], reviewed=panel.is_reviewed)


def _is_shown(row: Result, who: Who) -> bool:
    return row.status != _IN_ERROR and (who is Who.STAFF or row.is_released)


def _list_history(
    rows: _Rows, chains: Sequence[list[Result]], who: Who
) -> Iterator[SupersededVersion]:
    """Versions that were replaced, and those entered in error; a man's, as he saw them."""
    for chain in chains:
        if who is Who.PATIENT and not chain[-1].is_released:
            continue
        for old, new in pairwise(chain):
            if who is Who.STAFF or old.was_seen:
                yield _build_superseded(old, new, rows)
        if chain[-1].status == _IN_ERROR:
            yield _build_superseded(chain[-1], chain[-1], rows)


def _build_superseded(old: Result, by: Result, rows: _Rows) -> SupersededVersion:
    """What stood, and the act that ended it, on the clock of the draw."""
    panel = rows.panels[old.panel_id]
    return SupersededVersion(
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


def _find_fresh(chains: Sequence[list[Result]], last: int | None) -> frozenset[str] | None:
    if last is None:
        return None
    return frozenset(chain[-1].uid for chain in chains if chain[-1].act > last)


def _build_decisions(rows: Sequence[Decision]) -> Iterator[DecisionFact]:
    for _, pinned in groupby(rows, key=lambda row: row.id):
        decision, *more = pinned
        of_it = [decision, *more]
        if not decision.in_error:
            yield decision.decided(
                _build_pins(of_it), needs_attention=any(row.pin_changed for row in of_it)
            )


def _build_pins(rows: Iterable[Decision]) -> Iterator[Pin]:
    for row in rows:
        if row.pinned:
            yield Pin(row.pinned, row.pinned_version, row.pinned_draw)


def _build_baseline(row: Result) -> BaselineFact:
    return BaselineFact(row.analyte, row.side, row.uid, row.version)


def _build_ranges(rows: Sequence[ClinicianRange]) -> Iterator[RangeFact]:
    by_analyte: dict[str, list[RangeFact]] = {}
    for row in rows:
        by_analyte.setdefault(row.analyte, []).append(row.fact)
    for versions in by_analyte.values():
        yield from in_force(versions)
