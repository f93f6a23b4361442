"""The one list as `series.json` tells it: what every other surface is held against."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from math import inf
from zoneinfo import ZoneInfo

from labs.analytes import ANALYTES

UNITS = {unit.code: unit.text for row in ANALYTES.values() for unit in row.units.values()}
_IN_WORDS = {
    "": "",
    "<": "less than ",
    "<=": "at most ",
    ">": "more than ",
    ">=": "at least ",
}


_NAMES = {"lh": "LH", "fsh": "FSH", "volume": "testicular volume"}


@dataclass(frozen=True)
class Told:
    """One point, and what must be read of it wherever it is shown."""

    raw: dict

    @property
    def id(self):
        return self.raw["id"]

    @property
    def panel(self):
        return self.raw["panel"]

    @property
    def key(self):
        return self.raw["analyte"], self.raw.get("side", "")

    @property
    def name(self):
        """Of its analyte, in a sentence."""
        return _NAMES.get(self.raw["analyte"], self.raw["analyte"])

    @property
    def subject(self):
        return f"{self.raw.get('side', '')} {self.name}".strip()

    @property
    def text(self):
        """Comparator and digits, or the laboratory's words: `<0.1`."""
        return self.raw["shown"]["text"]

    @property
    def unit(self):
        return self._printed(self.raw["shown"])

    @property
    def amount(self):
        return f"{self.text} {self.unit}".strip()

    @property
    def size(self):
        """As it is spoken, without a unit: `less than 0.1`."""
        shown = self.raw["shown"]
        if self.raw["kind"] == "text":
            return f"“{self.text}”"
        about = "about " if shown.get("converted") else ""
        return f"{_IN_WORDS[shown.get('comparator', '')]}{about}{shown['value']}"

    @property
    def spoken(self):
        return self.size if self.raw["kind"] == "text" else f"{self.size} {self.unit}"

    @property
    def as_reported(self):
        """In the unit that its report was written in."""
        return f"{self.raw['reported'].strip()} {self._printed(self.raw)}".strip()

    def _printed(self, where):
        """A unit belongs to digits: `not detected` has none."""
        has_digits = any(map(str.isdigit, self.raw["reported"]))
        return UNITS.get(where.get("unit", ""), "") if has_digits else ""

    @property
    def said(self):
        """Its sentence, without the day."""
        return self.raw["words"].split(". ", 1)[1]

    @property
    def sign(self):
        """The word of its state; none where no interval with ends came with it."""
        has_ends = {"low", "high"} & set(self.raw.get("range", {}))
        return self.raw["state"] if has_ends and self.raw["kind"] != "text" else ""

    @property
    def censored(self):
        return self.raw.get("comparator", "")[:1]

    @property
    def verdict(self):
        return self.raw["to_previous"]["kind"]

    @property
    def reasons(self):
        return self.raw["to_previous"].get("reasons", [])

    @property
    def change(self):
        return self.raw["to_previous"]["words"]

    @property
    def delta(self):
        return self.raw["to_previous"].get("delta")

    @property
    def before(self):
        return self.raw["to_previous"].get("point", "")

    @property
    def instrument(self):
        """Of a volume; another formula is no other instrument."""
        return self.raw.get("volume", {}).get("method", "").split("-")[0] or "unrecorded"


@dataclass(frozen=True)
class TheList:
    raw: dict

    @cached_property
    def points(self):
        return [Told(point) for point in self.raw["points"]]

    @cached_property
    def by_id(self):
        return {point.id: point for point in self.points}

    @property
    def analytes(self):
        return self.raw["analytes"]

    @property
    def absent(self):
        """What has no result yet or any more, in the order of the catalogue."""
        places = [row["key"] for row in self.analytes]
        found = [*self.raw["pending"], *self.raw["absent"]]
        return sorted(
            found, key=lambda one: (places.index(one["analyte"]), one.get("side", ""))
        )

    @cached_property
    def panels(self):
        """Every draw, oldest first, by its id."""
        found = {one["panel"]: one for one in [*self.raw["points"], *self.absent]}
        return sorted(found, key=lambda panel: instant(found[panel], self.raw["timezone"]))

    @cached_property
    def _by_place(self):
        found = {}
        for point in self.points:
            found.setdefault((point.panel, point.key), []).append(point)
        return found

    def of(self, panel, key):
        return self._by_place.get((panel, key), [])

    def laid(self, point):
        """Whether it is of an earlier attempt, laid over."""
        return point.panel in self.raw.get("over", {}).get("panels", [])

    def moved(self, point):
        """By how many minutes it is drawn later than it was taken."""
        if not self.laid(point):
            return 0
        over = self.raw["over"]
        days = datetime.fromisoformat(over["since"]) - datetime.fromisoformat(over["date"])
        return days // timedelta(minutes=1)

    @property
    def relative(self):
        """Whether results are drawn between the ends of their own intervals."""
        return "relative" in self.raw

    def has_no_ends(self, point):
        """By its own interval, as printed: volumes stand as ever."""
        printed = point.raw.get("range", {})
        ends = printed.get("low"), printed.get("high")
        apart = None not in ends and Decimal(ends[0]) != Decimal(ends[1])
        return self.relative and point.key[0] != "volume" and not apart

    def row(self, analyte):
        return next(row for row in self.analytes if row["key"] == analyte)

    @cached_property
    def latest(self):
        """The last point of every analyte and side."""
        return {point.key: point for point in self.points}

    def on_axis(self, point):
        """Whether an agent that acts on the axis was recorded on its day, or perhaps."""
        axis = {one["id"] for one in self.raw["treatments"] if one.get("axis")}
        return bool(
            axis
            & {*point.raw.get("treatments", []), *point.raw.get("treatments_uncertain", [])}
        )


def instant(raw, zone):
    """When it was collected; what has no time stands at the end of its day or month."""
    if raw["precision"] == "minute":
        return datetime.fromisoformat(raw["collected_at"])
    first = datetime.fromisoformat(raw["clinical_date"]).replace(tzinfo=ZoneInfo(zone))
    return first + timedelta(days=_days(first, raw["precision"]), microseconds=-1)


def minute(raw, low=-inf, high=inf):
    """On the wall clock, where it is drawn: a day or a month by the middle in view."""
    if raw["precision"] == "minute":
        return _minute(datetime.fromisoformat(raw["collected_at"][:16]))
    first = datetime.fromisoformat(raw["clinical_date"])
    start = _minute(first)
    end = start + _days(first, raw["precision"]) * 24 * 60
    return (max(start, low) + min(end, high)) // 2


def _days(first, precision):
    return 1 if precision == "date" else monthrange(first.year, first.month)[1]


def _minute(at):
    return (at - datetime(1970, 1, 1)) // timedelta(minutes=1)
