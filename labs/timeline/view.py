"""How somebody looks at a course: units, dates, axis; as an address says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Any
from urllib.parse import urlencode

from labs.analytes import ANALYTES, Analyte
from labs.readings import YEARS
from labs.timeline import dates
from labs.words import Refused, gettext, gettext_noop

DATE_AXIS = "date"
_SINCE = "since:"
_SPANS = {  # months
    3: gettext_noop("{months} months"),
    12: gettext_noop("{years} year"),
    36: gettext_noop("{years} years"),
}
_LOOKS = {
    "value": gettext_noop("values"),
    "linear": gettext_noop("values, all linear"),
    "relative": gettext_noop("% of reference range"),
}
_SCALES = {"log": True, "linear": False}
_PLACES = {"value": False, "relative": True}  # where a result stands
_VIEWS = {"figure": False, "explore": True}
# The two tests whose units are chosen together, each with the units that it is known by.
_PAIRED = {"testosterone": ("nmol/L", "ng/dL"), "estradiol": ("pmol/L", "pg/mL")}


class Who(StrEnum):
    """For whom a course is shown: the clinic's staff, or the man himself."""

    STAFF = "staff"
    PATIENT = "patient"


@dataclass(frozen=True)
class Link:
    """One of several ways to look; `query` is the address's part after the `?`."""

    words: str
    query: str
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """One of several ways to look, as a form sends it."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class RememberedView:
    """What a person wants where an address does not say; nothing of one patient."""

    units: Mapping[str, str] = field(default_factory=dict)  # analyte -> UCUM
    log: bool = True
    relative: bool = False
    explore: bool = False


AS_USUAL = RememberedView()


@dataclass(frozen=True)
class View:
    units: Mapping[str, str] = field(default_factory=dict)  # analyte -> UCUM, as asked
    start: date | None = None
    end: date | None = None
    axis: str = DATE_AXIS  # or since:<id of a treatment or decision>
    over: str = ""  # id of an earlier event, whose draws are laid over
    log: bool = True
    relative: bool = False  # each result stands beside its own interval
    explore: bool = False
    usual: Mapping[str, str] = field(default_factory=dict)  # the clinic's, where unasked
    remembered: RememberedView = AS_USUAL

    def unit(self, analyte: Analyte) -> str:
        return self.units.get(analyte.key) or self.usual_unit(analyte)

    @property
    def since(self) -> str:
        """The event that days are counted from; empty on an axis of dates."""
        return self.axis.removeprefix(_SINCE) if self.axis.startswith(_SINCE) else ""

    def covers(self, first: date, last: date) -> bool:
        """Whether a stretch of days lies in these dates, be it in part."""
        return (self.start is None or last >= self.start) and (
            self.end is None or first <= self.end
        )

    def query(self, *, units: Mapping[str, str] | None = None, **changes: Any) -> str:
        """This view, changed, as an address says it; what is usual is left out."""
        asked = replace(self, units={**self.units, **(units or {})}, **changes)
        return urlencode(dict(asked._said()))

    @property
    def query_of_programs(self) -> str:
        """The same list as an address that knows nothing of what is remembered."""
        units = {**self.remembered.units, **self.units}
        plain = replace(self, units=units, explore=False, remembered=AS_USUAL)
        return plain.query()

    @property
    def to_remember(self) -> RememberedView:
        """This view; of units those that are not the clinic's, for there are others."""
        asked = {**self.remembered.units, **self.units}
        usual = {key: self.usual.get(key) or ANALYTES[key].unit for key in asked}
        units = {key: unit for key, unit in asked.items() if unit != usual[key]}
        return RememberedView(units, self.log, self.relative, self.explore)

    def spans(self, today: date) -> tuple[Link, ...]:
        """The last months and years up to today, and everything."""
        links = [
            self._span(
                gettext(said, months=months, years=months // 12),
                dates.months_before(today, months),
            )
            for months, said in _SPANS.items()
        ]
        return (*links, self._span(gettext("All"), None))

    def looks(self) -> tuple[Choice, ...]:
        """How high a result stands: by its value, or between the ends of its range."""
        now = "relative" if self.relative else "value" if self.log else "linear"
        return tuple(
            Choice(value, gettext(words), value == now) for value, words in _LOOKS.items()
        )

    def unit_pairs(self) -> tuple[Choice, ...]:
        """The units of testosterone and estradiol, chosen together."""
        now = [self.unit(ANALYTES[key]) for key in _PAIRED]
        pairs = [*map(list, product(*_PAIRED.values()))]
        pairs += [] if now in pairs else [now]
        return tuple(
            Choice(",".join(pair), ", ".join(map(_unit_text, _PAIRED, pair)), pair == now)
            for pair in pairs
        )

    def units_of(self, analyte: Analyte) -> tuple[Choice, ...]:
        """Of a further test that is reported by mass and by moles; else none."""
        if analyte.molar_mass is None or analyte.key in _PAIRED:
            return ()
        shown = self.unit(analyte)
        return tuple(
            Choice(unit.code, unit.text, unit.code == shown)
            for unit in analyte.units.values()
            if analyte.converts(shown, unit.code)
        )

    def _span(self, words: str, start: date | None) -> Link:
        chosen = self.start == start and self.end is None
        chosen = chosen and not self.over
        return Link(words, self.query(start=start, end=None, over=""), chosen)

    def _said(self) -> Iterator[tuple[str, str]]:
        told = {
            "from": self.start.isoformat() if self.start else "",
            "to": self.end.isoformat() if self.end else "",
            "axis": "" if self.axis == DATE_AXIS else self.axis,
            "over": self.over,
            "lh": _write_unless(self.log, self.remembered.log, _SCALES),
            "scale": _write_unless(self.relative, self.remembered.relative, _PLACES),
            "view": _write_unless(self.explore, self.remembered.explore, _VIEWS),
        }
        yield from ((name, said) for name, said in told.items() if said)
        for key, unit in sorted(self.units.items()):
            if unit != self.usual_unit(ANALYTES[key]):
                yield f"unit.{key}", unit

    def usual_unit(self, analyte: Analyte) -> str:
        key = analyte.key
        return self.remembered.units.get(key) or self.usual.get(key) or analyte.unit


def view_of(
    query: Mapping[str, str],
    units: Mapping[str, str],
    remembered: RememberedView = AS_USUAL,
) -> View:
    """What an address asks for; `units` are the clinic's usual ones, by test.

    What it does not say is as remembered. Nonsense is refused.
    """
    start, end = _read_day(query, "from"), _read_day(query, "to")
    if start and end and start > end:
        raise Refused("view-dates-reversed", start=dates.day(start), end=dates.day(end))
    return View(
        units=dict(_read_units(query)),
        start=start,
        end=end,
        axis=_read_axis(query.get("axis") or DATE_AXIS),
        over=query.get("over", ""),
        log=_read_choice(query, "lh", _SCALES, remembered.log, "view-lh-unknown"),
        relative=_read_choice(
            query, "scale", _PLACES, remembered.relative, "view-scale-unknown"
        ),
        explore=_read_choice(
            query, "view", _VIEWS, remembered.explore, "view-view-unknown"
        ),
        usual=units,
        remembered=remembered,
    )


def since(event: str) -> str:
    """The axis that counts days from an event."""
    return f"{_SINCE}{event}"


def _read_units(query: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, asked in query.items():
        if name.startswith("unit.") and asked:
            key = name.removeprefix("unit.")
            if key not in ANALYTES:
                raise Refused("view-analyte-unknown", analyte=key)
            yield key, ANALYTES[key].unit_of(asked).code


def _read_day(query: Mapping[str, str], name: str) -> date | None:
    text = query.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise Refused("view-date-unreadable", text=text)
    if day.year not in YEARS:
        raise Refused("view-date-far", text=text, first=YEARS[0], last=YEARS[-1])
    return day


def _read_axis(text: str) -> str:
    if text == DATE_AXIS or (text.startswith(_SINCE) and text != _SINCE):
        return text
    raise Refused("view-axis-unknown", text=text)


def _read_choice(
    query: Mapping[str, str],
    name: str,
    known: Mapping[str, bool],
    usual: bool,
    refusal: str,
) -> bool:
    text = query.get(name, "")
    if text and text not in known:
        raise Refused(refusal, text=text)
    return known.get(text, usual)


def _write_unless(asked: bool, usual: bool, known: Mapping[str, bool]) -> str:
    """What an address says of a choice that is not the usual one."""
    return "" if asked == usual else next(n for n, held in known.items() if held is asked)


def _unit_text(analyte: str, unit: str) -> str:
    return ANALYTES[analyte].units[unit].text
