"""Derived values: exact, from what one draw holds, or absent with the reason."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from labs.analytes import ANALYTES, digits
from labs.readings import Course, Kind, Reading, RecordedTestes, compare
from labs.timeline import change, speech
from labs.timeline.days import Days
from labs.timeline.durations import list_durations
from labs.timeline.point import Point
from labs.timeline.shape import Derived
from labs.words import gettext

type Place = tuple[str, str]  # analyte and side

_SIGNIFICANT = 3
_T, _E2, _LH = ("testosterone", ""), ("estradiol", ""), ("lh", "")
_LEFT, _RIGHT = ("volume", "left"), ("volume", "right")


@dataclass(frozen=True)
class Rule:
    """One derived value of two inputs, which are in their comparison units."""

    key: str
    unit: str
    inputs: tuple[Place, Place]
    compute: Callable[[Fraction, Fraction], Fraction]
    ratio: bool = True


@dataclass(frozen=True)
class Found:
    """What one draw holds of one analyte and side."""

    place: Place
    points: Sequence[Point]
    waits: bool  # the laboratory has not sent it yet

    @property
    def name(self) -> str:
        analyte, side = self.place
        return speech.name_measured(ANALYTES[analyte], side)


def _by_mass(t: Fraction, e2: Fraction) -> Fraction:
    testosterone, estradiol = ANALYTES["testosterone"], ANALYTES["estradiol"]
    mass = testosterone.convert(t, testosterone.unit, "ng/dL")
    return mass / estradiol.convert(e2, estradiol.unit, "pg/mL")


_RULES = (
    Rule("t_lh", "nmol/L per IU/L", (_T, _LH), lambda t, lh: t / lh),
    Rule("t_e2", "ng/dL per pg/mL", (_T, _E2), _by_mass),
    Rule("t_e2_molar", "mol/mol", (_T, _E2), lambda t, e2: t * 1000 / e2),
    Rule(
        "total_volume", "mL", (_LEFT, _RIGHT), lambda left, right: left + right, ratio=False
    ),
    Rule(
        "mean_volume",
        "mL",
        (_LEFT, _RIGHT),
        lambda left, right: (left + right) / 2,
        ratio=False,
    ),
)


def derive_values(course: Course, points: Sequence[Point]) -> Iterator[Derived]:
    """Draw by draw, oldest first. `points` are all of the course, in order."""
    waiting = {(r.draw.id, r.key) for r in course.readings if r.status == "pending"}
    days = Days(course.episodes)
    percents = _Percents(course, days)
    for panel, grouped in groupby(points, key=lambda point: point.reading.draw.id):
        drawn = list(grouped)
        held: dict[Place, list[Point]] = {}
        for point in drawn:
            held.setdefault(point.reading.key, []).append(point)
        for rule in _RULES:
            of_none = course.testes.none and rule.inputs == (_LEFT, _RIGHT)
            if of_none or any(place in held for place in rule.inputs):
                pair = [
                    Found(place, held.get(place, ()), (panel, place) in waiting)
                    for place in rule.inputs
                ]
                yield _derive(rule, panel, pair, course.testes)
        for points_of_one in held.values():
            yield from percents.of(points_of_one)
        yield from list_durations(drawn[0].reading.draw, course.episodes, days)


def _derive(
    rule: Rule, panel: str, pair: Sequence[Found], testes: RecordedTestes
) -> Derived:
    reason = _why_not(rule, pair, testes)
    return Derived(
        key=rule.key,
        panel=panel,
        value=None if reason else _compute_value(rule, [found.points[0] for found in pair]),
        unit=rule.unit,
        inputs=tuple(point.id for found in pair for point in found.points),
        reason=reason,
    )


def _why_not(rule: Rule, pair: Sequence[Found], testes: RecordedTestes) -> str:
    for found in pair:
        if reason := _no_testis(found, testes) or _explain_missing(found):
            return reason
        if reason := _explain_unfit(found.name, found.points[0].reading):
            return reason
    if rule.ratio:
        return _explain_zero(pair[1].name, pair[1].points[0].reading)
    methods = {found.points[0].reading.method for found in pair}
    if len(methods) > 1:
        return gettext("left and right were measured by different methods")
    return ""


def _no_testis(found: Found, testes: RecordedTestes) -> str:
    _, side = found.place
    return str(testes.clause(side)) if testes.gone(side) else ""


def _explain_missing(found: Found) -> str:
    if not found.points:
        if found.waits:
            return gettext("{name} is not there yet", name=found.name)
        return gettext("{name} was not measured", name=found.name)
    if len(found.points) > 1:
        return gettext("{name} was measured more than once", name=found.name)
    return ""


def _explain_unfit(name: str, reading: Reading) -> str:
    """Why no arithmetic is done with a reading; empty when it may be."""
    if reading.value.kind is Kind.TEXT:
        return gettext("{name} is printed in words", name=name)
    if reading.value.kind is Kind.CENSORED:
        return gettext(
            "{name} is {value}", name=name, value=speech.speak_limit(reading.value)
        )
    if reading.status == "preliminary":
        return gettext("{name} is preliminary", name=name)
    return ""


def _explain_zero(name: str, divisor: Reading) -> str:
    return "" if divisor.amount else gettext("{name} is 0", name=name)


def _compute_value(rule: Rule, pair: Sequence[Point]) -> str:
    amounts = [point.reading.amount or Fraction(0) for point in pair]
    value = rule.compute(amounts[0], amounts[1])
    if rule.ratio:
        return _write_significant(value)
    places = max(change.count_decimals(point.reading.value.digits) for point in pair)
    exact = (value * 10**places).denominator == 1
    return digits(value, places if exact else places + 1)


def _write_significant(value: Fraction) -> str:
    """Three digits, or all that stand before the point."""
    whole = len(str(int(value))) if value >= 1 else 0
    places = max(_SIGNIFICANT - whole, 0)
    while value and value * 10**places < 10 ** (_SIGNIFICANT - 1):
        places += 1
    return digits(value, places)


class _Percents:
    """Percent of the baseline that a clinician marked, for what was drawn after it."""

    def __init__(self, course: Course, days: Days) -> None:
        self._days = days
        self._marked = {baseline.result for baseline in course.baselines}
        self._standing: dict[Place, Point] = {}  # as soon as it is passed

    def of(self, held: Sequence[Point]) -> Iterator[Derived]:
        for point in held:
            if point.id in self._marked:
                self._standing[point.reading.key] = point
            elif base := self._standing.get(point.reading.key):
                yield self._percent(base, point)

    def _percent(self, base: Point, point: Point) -> Derived:
        analyte, side = point.reading.key
        days = base.reading.moment.date, point.reading.moment.date
        verdict = compare(base.reading, point.reading, self._days.concerning(*days))
        reason = _explain_unlike(base.reading, point.reading)
        if not reason and not change.is_computable(verdict):
            why = change.why_none(base.reading, point.reading, verdict)
            reason = gettext("not comparable with the baseline ({reason})", reason=why)
        return Derived(
            key="percent_of_baseline",
            panel=point.reading.draw.id,
            value=None if reason else _compute_ratio(base.reading, point.reading),
            unit="%",
            inputs=(point.id, base.id),
            reason=reason,
            words="" if reason or verdict.kind == "same" else self._states(base, point),
            analyte=analyte,
            side=side,
        )

    def _states(self, base: Point, point: Point) -> str:
        now, before = (self._days.words(each.reading.moment.date) for each in (point, base))
        return gettext("{now} now, {before} at the baseline", now=now, before=before)


def _explain_unlike(base: Reading, reading: Reading) -> str:
    name = speech.name_measured(reading.analyte, reading.side)
    if reason := _explain_unfit(name, reading):
        return reason
    reason = _explain_unfit(name, base) or _explain_zero(name, base)
    return gettext("at the baseline, {reason}", reason=reason) if reason else ""


def _compute_ratio(base: Reading, reading: Reading) -> str:
    part, whole = reading.amount, base.amount
    assert part is not None and whole
    return _write_significant(100 * part / whole)
