"""The one list as JSON: the shape of `series.json`. Numbers are strings, as printed."""

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from labs.readings import (
    Episode,
    Exam,
    Interval,
    Reading,
    RecordedTestes,
    SupersededVersion,
)
from labs.timeline import relative
from labs.timeline.flowsheet import why_empty
from labs.timeline.over import Over
from labs.timeline.point import Point
from labs.timeline.shape import About, Derived, LetteredDecision, Row
from labs.timeline.timeline import Timeline
from labs.words import gettext

SCHEMA = "hpg.series/1"

type Json = dict[str, Any]


def to_json(timeline: Timeline, about: About) -> Json:
    """What may be left out (null, false, "" and []) is left out."""
    return {
        "schema": SCHEMA,
        "patient": about.patient,
        "clinic": about.clinic,
        "timezone": about.timezone,
        "as_of": _write_instant(about.as_of, about.timezone),
        "version": timeline.version,
        "digest": compute_digest(timeline),
        **_build_body(timeline),
    }


def compute_digest(timeline: Timeline) -> str:
    """SHA-256 over what is printed of each result, and which version of what else.

    Two printouts with the same digest show the same: a version never changes, and what is
    derived or said follows from these. Anybody can compute it again from `series.json`:
    the values of these keys in this order, null where one is left out; keys sorted, no
    blanks, UTF-8.
    """
    counted: Json = {
        "analytes": [[row.analyte.key, row.unit] for row in timeline.rows],
        "points": [_counted(point) for point in timeline.points],
        "pending": [_counted_without(reading) for reading in timeline.pending],
        "absent": [_counted_without(reading) for reading in timeline.absent],
        "treatments": [[one.id, one.version] for one in timeline.episodes],
        "decisions": [
            [one.decided.id, one.decided.version, one.letter, one.needs_attention or None]
            for one in timeline.decisions
        ],
        "history": [[one.point, one.version] for one in timeline.history],
        "testes": _write_testes(timeline.course.testes),
        "over": timeline.over
        and [timeline.over.event.id, _panels_of(timeline.over, timeline)],
        "relative": timeline.view.relative or None,
    }
    canonical = json.dumps(
        counted, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _counted(point: Point) -> list[Any]:
    """id, version, panel, collected_at, reported, shown (text, unit), range (text), state,
    status, comment, laboratory, method, to_previous (kind), baseline, reviewed, released,
    clinician_range.
    """
    reading, interval = point.reading, point.reading.interval
    return [
        *(reading.id, reading.version, reading.draw.id, reading.moment.iso),
        *(reading.value.reported or None, point.shown.text, point.shown.unit or None),
        (interval.text or interval.plain or None) if interval else None,
        *(point.state, reading.status, reading.comment or None),
        *(reading.draw.laboratory or None, reading.assay.method or None),
        *(point.verdict.kind, point.baseline or None),
        *(reading.reviewed or None, reading.released or None),
        _write_clinician_range(point),
    ]


def _counted_without(reading: Reading) -> list[Any]:
    """id, version, panel, collected_at, reported, reason, status, comment, reviewed."""
    return [
        *(reading.id, reading.version, reading.draw.id, reading.moment.iso),
        *(reading.value.reported or None, reading.absent_reason or None),
        *(reading.status, reading.comment or None, reading.reviewed or None),
    ]


def _build_body(timeline: Timeline) -> Json:
    return {
        "analytes": [_write_analyte(row) for row in timeline.rows],
        "points": [_write_point(point) for point in timeline.points],
        "pending": [_write_without(reading) for reading in timeline.pending],
        "absent": [_write_without(reading) for reading in timeline.absent],
        "treatments": [_write_treatment(episode) for episode in timeline.episodes],
        "decisions": [_write_decision(lettered) for lettered in timeline.decisions],
        "derived": [_write_derived(derived) for derived in timeline.derived],
        "history": [_write_version(version) for version in timeline.history],
        **({"testes": testes} if (testes := _write_testes(timeline.course.testes)) else {}),
        **({"over": _write_over(timeline.over, timeline)} if timeline.over else {}),
        **({"relative": _write_relative(timeline)} if timeline.view.relative else {}),
    }


def _write_over(over: Over, timeline: Timeline) -> Json:
    """Which draws are laid over, and by which event; optional in the schema."""
    return {
        "event": over.event.id,
        "date": over.event.day.isoformat(),
        "since": over.origin.day.isoformat(),
        "panels": _panels_of(over, timeline),
        "words": over.event.words,
    }


def _panels_of(over: Over, timeline: Timeline) -> list[str]:
    return [d.draw.id for d in timeline.drawn if over.has(d.draw.moment)]


def _write_relative(timeline: Timeline) -> Json:
    """Each stands beside its own interval; which have none to stand in. Optional."""
    without = [point.id for point in relative.all_without(timeline.rows)]
    words = gettext(
        "Each result is drawn between the ends of its own reference range, "
        "not by its value: this is a drawing, not a judgement."
    )
    return {"words": words, "without": without}


def _write_testes(testes: RecordedTestes) -> Json:
    """The state of each side, where one is recorded. Optional."""
    return _leave_out_empty({"left": testes.left, "right": testes.right})


def _write_analyte(row: Row) -> Json:
    unit = row.analyte.units[row.unit]
    return _leave_out_empty(
        {
            "key": row.analyte.key,
            "name": row.analyte.name,
            "loinc": row.analyte.loinc_for(row.unit),
            "unit": unit.code,
            "unit_text": unit.text,
            "decimals": unit.decimals,
        }
    )


def _write_point(point: Point) -> Json:
    reading = point.reading
    return _leave_out_empty(
        {
            **_write_identity(reading),
            "reported": reading.value.reported,
            "comparator": reading.value.comparator,
            "value": reading.value.digits,
            "unit": reading.unit,
            "unit_reported": reading.unit_reported,
            "shown": _write_shown(point),
            "range": _write_range(reading.interval, reading.unit),
            "clinician_range": _write_clinician_range(point),
            "state": point.state.value,
            "below_detection": reading.below_detection,
            "above_detection": reading.above_detection,
            **_write_source(reading),
            "treatments": [episode.id for episode in point.episodes],
            "treatments_uncertain": [episode.id for episode in point.uncertain],
            "baseline": point.baseline,
            "flags": list(reading.flags),
            "to_previous": _to_previous(point),
            "reviewed": reading.reviewed,
            "released": reading.released,
            "words": point.words,
        }
    )


def _write_without(reading: Reading) -> Json:
    """What is asked for and not there: no point, and no number."""
    return _leave_out_empty(
        {
            **_write_identity(reading),
            "reported": reading.value.reported,
            "reason": reading.absent_reason,
            **_write_source(reading),
            "reviewed": reading.reviewed,
            "words": why_empty(reading),
        }
    )


def _write_identity(reading: Reading) -> Json:
    moment = reading.moment
    return {
        "id": reading.id,
        "version": reading.version,
        "panel": reading.draw.id,
        "analyte": reading.analyte.key,
        "side": reading.side,
        "kind": reading.value.kind.value,
        "collected_at": moment.iso,
        "collected_at_reported": moment.reported,
        "precision": moment.precision,
        "clinical_date": moment.date.isoformat(),
    }


def _write_source(reading: Reading) -> Json:
    """How the result came about."""
    return {
        "status": reading.status,
        "source_status": reading.source_status,
        "comment": reading.comment,
        "laboratory": reading.draw.laboratory,
        "method": reading.assay.method,
        "volume": reading.exam and _write_volume(reading.exam),
        "circumstances": _write_circumstances(reading),
    }


def _write_shown(point: Point) -> Json:
    return _leave_out_empty(
        {
            "text": point.shown.text,
            "comparator": point.shown.comparator,
            "value": point.shown.value,
            "unit": point.shown.unit,
            "converted": point.shown.converted,
        }
    )


def _write_clinician_range(point: Point) -> Json | None:
    """As the clinician typed it, with who and since when; shown in the point's unit."""
    if point.clinician_range is None or point.clinician_interval is None:
        return None
    printed = (
        _write_range(point.clinician_range.interval, point.clinician_range.interval.unit)
        or {}
    )
    shown = point.clinician_interval.plain
    return printed | _leave_out_empty(
        {
            "shown": shown if shown != printed.get("text") else "",
            "since": point.clinician_range.since.isoformat(),
            "by": point.clinician_range.by,
        }
    )


def _write_range(interval: Interval | None, unit: str) -> Json | None:
    """As the laboratory printed it, in its own unit."""
    if interval is None:
        return None
    return _leave_out_empty(
        {
            "low": _write_digits(interval.low),
            "low_inclusive": interval.low is not None and interval.low_inclusive,
            "high": _write_digits(interval.high),
            "high_inclusive": interval.high is not None and interval.high_inclusive,
            "unit": interval.unit or unit,
            "text": interval.text or interval.plain,
            "source": interval.source,
        }
    )


def _write_volume(exam: Exam) -> Json:
    return _leave_out_empty(
        {
            "method": exam.method,
            "diameters_cm": list(exam.diameters),
            "operator": exam.operator,
            "recomputed": _write_digits(exam.recomputed),
        }
    )


def _write_circumstances(reading: Reading) -> Json:
    said = asdict(reading.draw.circumstances)
    fasting = said.pop("fasting")
    said["other"] = said.pop("other_drug")
    return ({} if fasting is None else {"fasting": fasting}) | _leave_out_empty(said)


def _to_previous(point: Point) -> Json:
    return _leave_out_empty(
        {
            "point": point.previous,
            "kind": point.verdict.kind,
            "reasons": list(point.verdict.reasons),
            "delta": point.delta,
            "words": point.delta_words,
        }
    )


def _write_treatment(episode: Episode) -> Json:
    return _leave_out_empty(
        {
            "id": episode.id,
            "version": episode.version,
            "agent": episode.agent,
            "name": episode.name,
            "axis": episode.axis,
            "form": episode.form,
            "route": episode.route,
            "dose_text": episode.dose_text,
            "start": episode.start.isoformat(),
            "start_precision": episode.start_precision,
            "stop": _write_day(episode.stop),
            "stop_precision": episode.stop and episode.stop_precision,
            "reason": episode.reason,
            "stop_reason": episode.stop_reason,
        }
    )


def _write_decision(lettered: LetteredDecision) -> Json:
    decided = lettered.decided
    return _leave_out_empty(
        {
            "id": decided.id,
            "version": decided.version,
            "letter": lettered.letter,
            "date": decided.date.isoformat(),
            "kind": decided.kind,
            "what": decided.what,
            "why": decided.why,
            "reasons": list(decided.reasons),
            "expected": decided.expected,
            "pins": [pin.result for pin in decided.pins],
            "pinned_versions": [pin.version for pin in decided.pins],
            "needs_attention": lettered.needs_attention,
            "next_check": _write_day(decided.next_check),
            "next_check_words": decided.next_check_words,
            "by": decided.by,
        }
    )


def _write_derived(derived: Derived) -> Json:
    return _leave_out_empty(
        {
            "key": derived.key,
            "panel": derived.panel,
            "analyte": derived.analyte,
            "side": derived.side,
            "agent": derived.agent,
            "value": derived.value,
            "unit": derived.unit,
            "inputs": list(derived.inputs),
            "reason": derived.reason,
            "words": derived.words,
        }
    )


def _write_version(version: SupersededVersion) -> Json:
    return _leave_out_empty(
        {
            "point": version.point,
            "version": version.version,
            "panel": version.panel,
            "analyte": version.analyte,
            "side": version.side,
            "reported": version.reported,
            "unit_reported": version.unit_reported,
            "status": version.status,
            "by": version.by,
            "at": version.at and version.at.isoformat(timespec="seconds"),
            "reason": version.reason,
        }
    )


def _leave_out_empty(facts: Json) -> Json:
    return {name: fact for name, fact in facts.items() if not _left_out(fact)}


def _left_out(fact: object) -> bool:
    """Not the version 0, which equals false."""
    return fact is None or fact is False or fact in ("", [])


def _write_digits(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _write_day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _write_instant(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
