"""The one list as JSON: the shape of `series.json`. Numbers are strings, as printed."""

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from labs.readings import Episode, Exam, Interval, Reading, RecordedTestes, Superseded
from labs.series import relative
from labs.series.flowsheet import why_empty
from labs.series.listing import Series
from labs.series.over import Over
from labs.series.point import Point
from labs.series.shape import About, Derived, Lettered, Row
from labs.words import gettext

SCHEMA = "hpg.series/1"

type Json = dict[str, Any]


def to_json(series: Series, about: About) -> Json:
    """What may be left out (null, false, "" and []) is left out."""
    body = _body(series, words=True)
    return {
        "schema": SCHEMA,
        "patient": about.patient,
        "clinic": about.clinic,
        "timezone": about.timezone,
        "as_of": _instant(about.as_of, about.timezone),
        "version": series.version,
        "digest": _digest(_without_words(body)),
        **body,
    }


def digest(series: Series) -> str:
    """SHA-256 over all of the list but its sentences, which say nothing that is not there.

    Two printouts with the same digest show the same. Anybody can compute it again from
    `series.json`: without what tells whose it is and as of when, and without each key
    `words`; keys sorted, no blanks, UTF-8.
    """
    return _digest(_body(series, words=False))


def _body(series: Series, *, words: bool) -> Json:
    return {
        "analytes": [_analyte(row) for row in series.rows],
        "points": [_point(point, words) for point in series.points],
        "pending": [_without(reading, words) for reading in series.pending],
        "absent": [_without(reading, words) for reading in series.absent],
        "treatments": [_treatment(episode) for episode in series.episodes],
        "decisions": [_decision(lettered) for lettered in series.decisions],
        "derived": [_derived(derived, words) for derived in series.derived],
        "history": [_version(version) for version in series.history],
        **({"testes": testes} if (testes := _testes(series.course.testes)) else {}),
        **({"over": _over(series.over, series, words)} if series.over else {}),
        **({"relative": _relative(series, words)} if series.view.relative else {}),
    }


def _without_words(fact: Any) -> Any:
    """The same without each key `words`, at any depth."""
    if isinstance(fact, dict):
        return {k: _without_words(v) for k, v in fact.items() if k != "words"}
    return [_without_words(each) for each in fact] if isinstance(fact, list) else fact


def _over(over: Over, series: Series, words: bool) -> Json:
    """Which draws are laid over, and by which event; optional in the schema."""
    return {
        "event": over.event.id,
        "date": over.event.day.isoformat(),
        "since": over.origin.day.isoformat(),
        "panels": [d.draw.id for d in series.drawn if over.has(d.draw.moment)],
        **({"words": over.event.words} if words else {}),
    }


def _relative(series: Series, words: bool) -> Json:
    """Each stands beside its own interval; which have none to stand in. Optional."""
    without = [point.id for point in relative.all_without(series.rows)]
    said = (
        {
            "words": gettext(
                "Each result is drawn between the ends of its own reference range, "
                "not by its value: this is a drawing, not a judgement."
            )
        }
        if words
        else {}
    )
    return {**said, "without": without}


def _testes(testes: RecordedTestes) -> Json:
    """The state of each side, where one is recorded. Optional."""
    return _lean({"left": testes.left, "right": testes.right})


def _digest(body: Json) -> str:
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _analyte(row: Row) -> Json:
    unit = row.analyte.units[row.unit]
    return _lean(
        {
            "key": row.analyte.key,
            "name": row.analyte.name,
            "loinc": row.analyte.loinc_for(row.unit),
            "unit": unit.code,
            "unit_text": unit.text,
            "decimals": unit.decimals,
        }
    )


def _point(point: Point, words: bool) -> Json:
    reading = point.reading
    return _lean(
        {
            **_which(reading),
            "reported": reading.value.reported,
            "comparator": reading.value.comparator,
            "value": reading.value.digits,
            "unit": reading.unit,
            "unit_reported": reading.unit_reported,
            "shown": _shown(point),
            "range": _range(reading.interval, reading.unit),
            "clinician_range": _own(point),
            "state": point.state.value,
            "below_detection": reading.below_detection,
            "above_detection": reading.above_detection,
            **_source(reading),
            "treatments": [episode.id for episode in point.episodes],
            "treatments_uncertain": [episode.id for episode in point.uncertain],
            "baseline": point.baseline,
            "flags": list(reading.flags),
            "to_previous": _to_previous(point, words),
            "reviewed": reading.reviewed,
            "released": reading.released,
            "words": point.words if words else "",
        }
    )


def _without(reading: Reading, words: bool) -> Json:
    """What is asked for and not there: no point, and no number."""
    return _lean(
        {
            **_which(reading),
            "reported": reading.value.reported,
            "reason": reading.absent_reason,
            **_source(reading),
            "reviewed": reading.reviewed,
            "words": why_empty(reading) if words else "",
        }
    )


def _which(reading: Reading) -> Json:
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


def _source(reading: Reading) -> Json:
    """How the result came about."""
    return {
        "status": reading.status,
        "source_status": reading.source_status,
        "comment": reading.comment,
        "laboratory": reading.draw.laboratory,
        "method": reading.assay.method,
        "volume": reading.exam and _volume(reading.exam),
        "circumstances": _circumstances(reading),
    }


def _shown(point: Point) -> Json:
    return _lean(
        {
            "text": point.shown.text,
            "comparator": point.shown.comparator,
            "value": point.shown.value,
            "unit": point.shown.unit,
            "converted": point.shown.converted,
        }
    )


def _own(point: Point) -> Json | None:
    """As the clinician typed it, with who and since when; shown in the point's unit."""
    if point.own is None or point.own_interval is None:
        return None
    printed = _range(point.own.interval, point.own.interval.unit) or {}
    shown = point.own_interval.plain
    return printed | _lean(
        {
            "shown": shown if shown != printed.get("text") else "",
            "since": point.own.since.isoformat(),
            "by": point.own.by,
        }
    )


def _range(interval: Interval | None, unit: str) -> Json | None:
    """As the laboratory printed it, in its own unit."""
    if interval is None:
        return None
    return _lean(
        {
            "low": _digits(interval.low),
            "low_inclusive": interval.low is not None and interval.low_inclusive,
            "high": _digits(interval.high),
            "high_inclusive": interval.high is not None and interval.high_inclusive,
            "unit": interval.unit or unit,
            "text": interval.text or interval.plain,
            "source": interval.source,
        }
    )


def _volume(exam: Exam) -> Json:
    return _lean(
        {
            "method": exam.method,
            "diameters_cm": list(exam.diameters),
            "operator": exam.operator,
            "recomputed": _digits(exam.recomputed),
        }
    )


def _circumstances(reading: Reading) -> Json:
    said = asdict(reading.draw.circumstances)
    fasting = said.pop("fasting")
    said["other"] = said.pop("other_drug")
    return ({} if fasting is None else {"fasting": fasting}) | _lean(said)


def _to_previous(point: Point, words: bool) -> Json:
    return _lean(
        {
            "point": point.previous,
            "kind": point.verdict.kind,
            "reasons": list(point.verdict.reasons),
            "delta": point.delta,
            "words": point.delta_words if words else "",
        }
    )


def _treatment(episode: Episode) -> Json:
    return _lean(
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
            "stop": _day(episode.stop),
            "stop_precision": episode.stop and episode.stop_precision,
            "reason": episode.reason,
            "stop_reason": episode.stop_reason,
        }
    )


def _decision(lettered: Lettered) -> Json:
    decided = lettered.decided
    return _lean(
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
            "next_check": _day(decided.next_check),
            "next_check_words": decided.next_check_words,
            "by": decided.by,
        }
    )


def _derived(derived: Derived, words: bool) -> Json:
    return _lean(
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
            "words": derived.words if words else "",
        }
    )


def _version(version: Superseded) -> Json:
    return _lean(
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


def _lean(facts: Json) -> Json:
    return {name: fact for name, fact in facts.items() if not _left_out(fact)}


def _left_out(fact: object) -> bool:
    """Not the version 0, which equals false."""
    return fact is None or fact is False or fact in ("", [])


def _digits(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
