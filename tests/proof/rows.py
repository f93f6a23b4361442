"""One row of a picture beside the points that it must show, and the axes it stands on."""

import re
from calendar import month_abbr
from collections import Counter
from decimal import Decimal
from math import dist, log10

from labs.analytes import ANALYTES
from tests.proof import drawn
from tests.proof.the_list import minute


class Row:
    """One row of a picture beside the points that it must show."""

    def __init__(self, the_list, row):
        self.row = row
        name, _, self.instrument = row.title.partition(", ")
        self.analyte = next(one for one in the_list.analytes if one["name"] == name)
        self.sided = self.analyte["key"] == "volume"
        self.list = the_list
        self.points = [point for point in the_list.points if self._holds(point)]
        self.drawn = [point for point in self.points if self._has_height(point)]
        self.place = {}
        self.mark = {}

    def _holds(self, point):
        mine = point.key[0] == self.analyte["key"]
        return mine and (
            not self.instrument or _INSTRUMENTS[self.instrument] == point.instrument
        )

    def _has_height(self, point):
        numeric = point.raw["kind"] in ("measured", "censored")
        shown = numeric and point.raw["shown"]["unit"] == self.analyte["unit"]
        return shown and not self.list.has_no_ends(point)

    def marks_are_the_points(self):
        """In order; equal sides of one examination share one whole mark."""
        for laid in (True, False):
            drawn = [point for point in self.drawn if self.list.laid(point) is laid]
            self._marks_are(drawn, [mark for mark in self.row.marks if mark.laid is laid])
        assert self.row.ticks == len(self.points) - len(self.drawn)

    def _marks_are(self, points, left):
        for place, point in enumerate(points):
            pair = points[place - 1] if place else None
            if pair and self._shares(pair, point):
                self.mark[point.id], self.place[point.id] = (
                    self.mark[pair.id],
                    self.place[pair.id],
                )
                continue
            mark = self._next(left, point)
            left.remove(mark)
            self.mark[point.id] = mark
            self.place[point.id] = mark.x, mark.y
        assert not left, f"marks of nothing: {left}"
        xs = [self.place[point.id][0] for point in points]
        assert xs == sorted(xs)

    def _next(self, left, point):
        """The next one along the axis; what stands at one place, by shape and side."""
        there = [mark for mark in left if mark.x == left[0].x]
        fit = [mark for mark in there if mark.shape == self._shape(point)]
        mine = [mark for mark in fit if mark.side in ("", point.key[1])]
        assert mine, (point.raw, there)
        return mine[0]

    def _shares(self, pair, point):
        """A mark before it that is whole, of the other side, in the same examination."""
        if not self.sided or pair.panel != point.panel or pair.key == point.key:
            return False
        if sum(other.panel == point.panel for other in self.drawn) != 2:
            return False
        alike = self._about(pair) == self._about(point)
        return alike and self.mark[pair.id].whole

    def _about(self, point):
        ring = (
            "preliminary"
            if point.raw["status"] == "preliminary"
            else self._corrected(point)
        )
        return float(point.raw["value"]), self._shape(point), ring

    def _corrected(self, point):
        return point.raw["status"] == "corrected" or "corrected" in point.said

    def _shape(self, point):
        if point.censored:
            return {"<": "below", ">": "above"}[point.censored]
        return "square" if self.list.on_axis(point) else "circle"

    def lines_are_the_verdicts(self):
        """Joined where comparable, parted where not; never from one limit to another."""
        joins, gaps = {}, set()
        for point in self.drawn:
            before = self._neighbour(point)
            if before is None:
                continue
            ends = self.place[before.id], self.place[point.id]
            if point.verdict == "broken":
                gaps.add(round((ends[0][0] + ends[1][0]) / 2, 1))
            elif not (before.censored and point.censored):
                joins[ends] = bool(before.censored or point.censored)
        assert self.row.joins.keys() == joins.keys()
        assert all(
            self.row.joins[ends] == "dotted" for ends, dotted in joins.items() if dotted
        )
        assert _near(self.row.gaps, gaps)

    def _neighbour(self, point):
        """What it is compared with, if that is drawn; another attempt is no neighbour."""
        before = self.list.by_id.get(point.before)
        drawn = before is not None and before.id in self.place
        return before if drawn and self.list.laid(before) is self.list.laid(point) else None

    def strokes_are_the_verdicts(self, *, dense):
        """Two across each line to one that differs, where its length and marks let them."""
        meant = {}
        for point in [] if dense else self.drawn:
            before = self._neighbour(point)
            if before and point.verdict == "noted":
                start, end = self.place[before.id], self.place[point.id]
                if dist(start, end) >= 24 and not self._seen_anyhow(before, point):
                    meant[start[0], end[0]] = (start[1] + end[1]) / 2  # of two sides, one
        middles = [
            (sum(x) / 2, sum(y) / 2)
            for one, other in zip(
                self.row.strokes[::2], self.row.strokes[1::2], strict=True
            )
            for x, y in [zip(one, other, strict=True)]
        ]
        assert _near([x for x, _ in middles], [sum(ends) / 2 for ends in meant], 0.4)
        assert _near([y for _, y in middles], meant.values(), 0.4)

    def _seen_anyhow(self, before, point):
        """No line between two limits; and marks of two shapes say it themselves."""
        if before.censored or point.censored:
            return before.censored and point.censored
        return self._shape(before) != self._shape(point)

    def words_are_the_list(self, intervals, size):
        texts = self.row.texts
        told = Counter(self.values())
        assert not Counter(runs[0] for runs in texts["value"]) - told
        assert len(texts["latest"]) <= 1
        assert all(" ".join(runs).endswith(self._latest(size)) for runs in texts["latest"])
        was = {f"was {one['reported']}" for one in self.list.raw["history"]}
        beside = {run for runs in texts["value"] for run in runs[1:]}
        assert beside <= {"off scale", "baseline", "new", *was}
        assert {runs[0] for runs in texts["words"]} <= {*self._words()}
        assert {runs[0] for runs in texts["without"]} <= {*self._without()}
        assert not self.list.relative or self.sided or self._names_both_ends()
        assert {runs[0] for runs in texts["range"]} <= intervals
        reasons = {
            f"≠ {', '.join(_REASONS.get(one, one) for one in point.reasons)}"
            for point in self.drawn
        }
        for runs in texts["gap"]:
            assert any(reason.startswith(runs[0]) for reason in reasons)
        assert {runs[0] for runs in texts["noted"]} <= {
            ", ".join(_CIRCUMSTANCES[one] for one in point.reasons if one != "treatment")
            for point in self.drawn
            if point.verdict == "noted"
        }
        if lines := [run for runs in texts["latest-line"] for run in runs]:
            last = self.of(self._own[-1].panel, self.points)
            broken = {"≠" for one in last if one.verdict == "broken"}
            assert {line.split()[0] for line in lines} & {"≠", "//"} == broken

    @property
    def _own(self):
        """Not of an earlier attempt."""
        return [point for point in self.points if not self.list.laid(point)]

    def values(self):
        """One text a result, or a draw of two sides."""
        if not self.sided:
            return [point.text for point in self.drawn]
        return [
            _both(self.of(panel, self.drawn)) for panel in {p.panel: 0 for p in self.drawn}
        ]

    def of(self, panel, points):
        return [point for point in points if point.panel == panel]

    def _latest(self, size):
        """With its unit; on a phone that stands in the title, unless it is another."""
        last = self._own[-1]
        points = self.of(last.panel, self.points)
        unit = _unit(points)
        told = _both(points) if self.sided else last.text
        in_title = size in ("phone", "narrow") and unit == self.analyte["unit_text"]
        return told if in_title or not unit else f"{told} {unit}"

    def in_title(self, panel):
        """Of a draw, in the title of a row on a phone."""
        points = self.of(panel, self.points)
        if self.sided:
            return _both(points)
        last = points[-1]
        unit = "" if last.unit == self.analyte["unit_text"] else last.unit
        return f"{last.text} {unit}".strip()

    def results(self, points):
        """Side by side, with their unit; one in another unit has its own."""
        unit = _unit(points)
        if self.sided:
            return f"{_both(points)} {unit}".strip()
        each = (p.text if p.unit in ("", unit) else p.amount for p in points)
        return f"{', '.join(each)} {unit}".strip()

    def _words(self):
        for point in self.points:
            yield from (point.text, point.as_reported)
        for one in self.list.absent:
            if one["analyte"] == self.analyte["key"]:
                yield from (one["words"], one["words"].split(":")[0], one.get("reported"))

    def _without(self):
        """What has no interval of two ends, with the reason or alone."""
        for point in self.points:
            if self.list.has_no_ends(point) and point.raw["kind"] != "text":
                yield from (point.text, f"{point.text}, no two-sided range")

    def _names_both_ends(self):
        """And no number, which could be read as a result."""
        ends = [runs[0] for runs in self.row.texts["tick"]]
        return ends == (["lower end", "upper end"] if self.drawn else [])

    def marks_stand_at_their_moment_and_value(self, axis):
        taken = {p.panel: p for p in self.list.points}.values()
        twice = Counter(minute(point.raw) + self.list.moved(point) for point in taken)
        for point in self.drawn:
            x, y = self.place[point.id]
            moved = self.list.moved(point)
            aside = 0.3 if twice[minute(point.raw) + moved] == 1 else 14
            assert abs(x - axis.x(point.raw, moved)) <= aside, (point.raw, x)
            if self.list.relative and not self.sided:
                assert axis.holds_place(y, point.raw), (point.raw, y)
            else:
                assert axis.holds(y, point.raw["shown"]), (point.raw, y)


def _both(points):
    """Left and right of one examination; a dash for a side that was not measured."""
    sides = [[p.text for p in points if p.key[1] == side] for side in ("left", "right")]
    return " | ".join(", ".join(side) or "–" for side in sides)


def _unit(points):
    return next((point.unit for point in reversed(points) if point.unit), "")


_REASONS = {"floor": "detection limit"}
_CIRCUMSTANCES = {
    "time-of-day": "time of day",
    "since-dose": "time since dose",
    "fasting": "fasting",
}
_INSTRUMENTS = {
    "orchidometer": "prader",
    "ultrasound": "ultrasound",
    "calipers": "calipers",
    "other method": "other",
    "method not recorded": "unrecorded",
}


def _exact(raw, digits, where):
    """In the unit of the result."""
    analyte = ANALYTES[raw["analyte"]]
    unit = where.get("unit") or raw["unit"]
    return analyte.convert(Decimal(digits), unit, raw["unit"])


def _near(some, others, most=0.11):
    return len(some) == len(others) and all(
        abs(a - b) < most for a, b in zip(sorted(some), sorted(others), strict=True)
    )


class Axis:
    """Where a figure puts moments and values, by the words at the ticks of its axes."""

    def __init__(self, row, ticks, edges, zero):
        self.row = row
        self.ticks = ticks  # of time: where, and which minute or, of days, how many minutes
        self.edges = edges
        self.zero = zero  # the minute that day 0 begins with; None where dates are told

    def x(self, raw, moved=0):
        if self.zero is not None:
            return self._x(minute(raw) + moved - self.zero)
        return self._x(minute(raw, *map(self._at, self.edges)))

    def _x(self, at):
        (x0, at0), (x1, at1) = self.ticks[0], self.ticks[-1]
        return x0 + (x1 - x0) * (at - at0) / (at1 - at0)

    def _at(self, x):
        (x0, at0), (x1, at1) = self.ticks[0], self.ticks[-1]
        return at0 + (at1 - at0) * (x - x0) / (x1 - x0)

    def holds(self, y, shown):
        """Whether a height is that of the value, as far as it is rounded."""
        value, _, digits = shown["value"].partition(".")
        grain = 0.5 * 10 ** -len(digits) if shown.get("converted") else 0
        value = float(shown["value"])
        top, bottom = self._y(value + grain), self._y(max(value - grain, 0))
        return min(top, bottom) - 0.2 <= y <= max(top, bottom) + 0.2

    def holds_place(self, y, raw):
        """Whether a height is that of the value in its own interval, as printed."""
        printed = raw["range"]
        low, high = (_exact(raw, printed[end], printed) for end in ("low", "high"))
        place = (_exact(raw, raw["value"], raw) - low) / (high - low)
        (_, lower), (_, upper) = sorted(self.row.values)
        return abs(lower + (upper - lower) * float(place) - y) <= 0.2 + self._aside()

    def _aside(self):
        """By how much the names of both ends may have been moved apart."""
        (_, lower), (_, upper) = sorted(self.row.values)
        return 6 if lower - upper <= 12.1 else 0

    def _y(self, value):
        top, bottom = self.row.reach
        log = "log" in " ".join(runs[0] for runs in self.row.texts["unit"])
        if log and value <= 0:
            return bottom
        told = sorted((float(words), y) for words, y in self.row.values)
        (low, y0), (high, y1) = told[0], told[-1]
        if log:
            low, high, value = log10(low), log10(high), log10(value)
        return min(max(y0 + (y1 - y0) * (value - low) / (high - low), top), bottom)


_DAY = re.compile(r"(?:(\d+) )?([A-Z][a-z]{2})(?: (\d{4}))?")
_MONTHS = list(month_abbr)[1:]


def _minutes(ticks):
    """Which minute each tick of the time axis names; a year is told where it is new."""
    year = ""
    for x, words in ticks:
        if told := _DAY.fullmatch(words):
            number, month, new = told.groups()
            year = new or year
            day = f"{year}-{_MONTHS.index(month) + 1:02}-{int(number or 1):02}"
            yield x, minute({"collected_at": f"{day}T00:00", "precision": "minute"})
        else:
            yield x, int(words.replace("−", "-")) * 24 * 60


def axes(of, svg):
    """Day 0, where days are counted, is the end of the first treatment, or its start."""
    ticks = drawn.days(svg)
    zero = None
    if ticks and not _DAY.fullmatch(ticks[0][1]):
        treatments = of.the_list.raw["treatments"]
        event = treatments[0].get("stop") or treatments[0]["start"]
        event = of.the_list.raw.get("over", {}).get("since", event)
        zero = minute({"collected_at": f"{event}T00:00", "precision": "minute"})
    told = list(_minutes(ticks))
    return [Axis(row, told, drawn.edges(svg), zero) for row in drawn.rows(svg)]
