"""From readings to points: in order, in the unit asked for, beside the one before."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

from labs.analytes import ANALYTES, Analyte
from labs.readings import (
    FIRST,
    WITHOUT_RESULT,
    ClinicianRangeFact,
    Course,
    Episode,
    Interval,
    Kind,
    Moment,
    Reading,
    SupersededVersion,
    Verdict,
    compare,
    show_value,
)
from labs.timeline import dates, source
from labs.timeline.days import Days
from labs.timeline.point import Point
from labs.timeline.view import View
from labs.words import gettext_noop

_CATALOGUE = {key: place for place, key in enumerate(ANALYTES)}
_DAY = timedelta(days=1)
# What a volume was measured with, as a row of the figure is titled.
INSTRUMENTS = {
    "prader": gettext_noop("orchidometer"),
    "ultrasound": gettext_noop("ultrasound"),
    "calipers": gettext_noop("calipers"),
    "other": gettext_noop("other method"),
    "unrecorded": gettext_noop("method not recorded"),
}


def in_order(readings: Sequence[Reading]) -> list[Reading]:
    """By instant, panel as recorded, catalogue, left before right."""
    panels: dict[str, int] = {}
    for reading in readings:
        panels.setdefault(reading.draw.id, len(panels))
    return sorted(
        readings,
        key=lambda reading: (
            reading.moment.at,
            panels[reading.draw.id],
            _CATALOGUE[reading.analyte.key],
            reading.side,
        ),
    )


def last_day(moment: Moment) -> date:
    """The last day that a draw may have been on."""
    known_to_the_day = moment.precision != "month"
    return moment.date if known_to_the_day else dates.next_month(moment.date) - _DAY


def is_point(reading: Reading) -> bool:
    return reading.status not in WITHOUT_RESULT and reading.value.kind is not Kind.ABSENT


def build_points(
    course: Course, readings: Sequence[Reading], view: View
) -> tuple[Point, ...]:
    """A point for each of the readings: all that a course has, in order."""
    return tuple(_Maker(course, readings, view).points())


def instruments_in_turn(readings: Sequence[Reading]) -> tuple[str, ...]:
    """The instruments of volume, when one comes back after another; else none."""
    used = filter(None, map(find_instrument, readings))
    runs = [name for name, _ in groupby(used)]
    names = tuple(dict.fromkeys(runs))
    return names if len(runs) > len(names) else ()


def find_instrument(reading: Reading) -> str:
    """A key of INSTRUMENTS, or empty; another formula is no other instrument."""
    if not reading.analyte.sides:
        return ""
    return reading.method.split("-")[0] or "unrecorded"


class _Maker:
    """Holds what all points of a course share while they are made."""

    def __init__(self, course: Course, readings: Sequence[Reading], view: View) -> None:
        self._readings = readings
        self._view = view
        self._days = Days(course.episodes)
        self._in_turn = instruments_in_turn(readings)
        self._baselines = {baseline.result for baseline in course.baselines}
        self._before = _group_versions(course.history)
        self._ranges = course.ranges
        self._fresh = course.fresh
        self._episodes = course.episodes
        self._without_testes = course.testes.none
        self._silent = {
            reading.draw.id
            for reading in readings
            if reading.analyte.key == "lh" and source.is_silent(reading)
        }
        self._intervals: dict[tuple[Interval, str, str], Interval] = {}
        self._units: dict[tuple[str, str], str] = {}

    def points(self) -> Iterator[Point]:
        last: dict[tuple[str, str, str], Point] = {}
        for reading in self._readings:
            place = self._place(reading)
            last[place] = self._point(reading, last.get(place))
            yield last[place]

    def _place(self, reading: Reading) -> tuple[str, str, str]:
        """What a reading is compared within."""
        apart = find_instrument(reading) if self._in_turn else ""
        return reading.analyte.key, reading.side, apart

    def _point(self, reading: Reading, before: Point | None) -> Point:
        unit = self._unit(reading)
        active, uncertain = self._days.on(reading.moment.date)
        # Its `__init__` sets each field of a frozen class by itself: five times as long.
        point = object.__new__(Point)
        facts = {
            "reading": reading,
            "shown": show_value(reading, unit),
            "number": _exact(reading.value.digits, reading.analyte, reading.unit, unit),
            "interval": self._interval(reading, unit),
            "state": reading.state,
            "verdict": self._verdict(reading, before),
            "earlier": before,
            "was": self._was(reading),
            "episodes": active,
            "uncertain": uncertain,
            "baseline": reading.id in self._baselines,
            "instrument": find_instrument(reading),
            "new": self._new(reading),
            "clinician_range": self._clinician_range(reading),
            "source": self._source(reading, active),
        }
        object.__setattr__(point, "__dict__", facts)
        return point

    def _source(self, reading: Reading, active: Sequence[Episode]) -> str:
        """What is told of where it came from; ongoing testosterone says it."""
        if reading.analyte.key != source.TESTOSTERONE or not source.is_not_low(reading):
            return ""
        silent = self._without_testes or reading.draw.id in self._silent
        if not silent or any(each.agent == source.TESTOSTERONE for each in active):
            return ""
        given = source.given_before(last_day(reading.moment), self._episodes)
        return "given" if given else "untold"

    def _new(self, reading: Reading) -> bool:
        """Who never reviewed this man: what nobody has signed off."""
        fresh = self._fresh
        return not reading.reviewed if fresh is None else reading.id in fresh

    def _clinician_range(self, reading: Reading) -> ClinicianRangeFact | None:
        """What held on its day; of a month, on its first day."""
        for each in self._ranges:
            mine = each.analyte == reading.analyte.key
            if mine and each.holds_on(reading.moment.date):
                return each
        return None

    def _unit(self, reading: Reading) -> str:
        analyte, own = reading.analyte, reading.unit
        if (analyte.key, own) not in self._units:
            asked = self._view.unit(analyte)
            shown_in = asked if analyte.converts(own, asked) else own
            self._units[analyte.key, own] = shown_in
        return self._units[analyte.key, own]

    def _interval(self, reading: Reading, unit: str) -> Interval | None:
        interval = reading.interval
        if interval is None or not unit:
            return interval
        key = interval, reading.analyte.key, unit
        if key not in self._intervals:
            self._intervals[key] = interval.in_unit(reading.analyte, unit)
        return self._intervals[key]

    def _was(self, reading: Reading) -> SupersededVersion | None:
        """The last version that said something else; moving a draw corrects no value."""
        for version in self._before.get(reading.id, ()):
            printed = reading.value.reported, reading.unit_reported
            if (version.reported, version.unit_reported) != printed:
                return version if version.reported else None
        return None

    def _verdict(self, reading: Reading, before: Point | None) -> Verdict:
        if before is None:
            return FIRST
        days = before.reading.moment.date, reading.moment.date
        return compare(before.reading, reading, self._days.concerning(*days))


@lru_cache(maxsize=8192)  # values of three or four digits repeat in a long record
def _exact(digits: str, analyte: Analyte, own: str, unit: str) -> Fraction | None:
    """What was printed in its own unit, in another; None where no number was."""
    return analyte.convert(Decimal(digits), own, unit) if digits else None


def _group_versions(
    history: Sequence[SupersededVersion],
) -> Mapping[str, list[SupersededVersion]]:
    """The earlier versions of each result, the latest first."""
    found: dict[str, list[SupersededVersion]] = {}
    for version in sorted(history, key=lambda each: each.version, reverse=True):
        found.setdefault(version.point, []).append(version)
    return found
