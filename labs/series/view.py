"""How somebody looks at a course: units, dates, axis; as an address says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from labs.analytes import ANALYTES, Analyte
from labs.readings import YEARS
from labs.series import dates
from labs.words import Refused, Words

DATE_AXIS = "date"
_SINCE = "since:"
_SPANS = (("span-months", 3), ("span-year", 12), ("span-years", 36))
_SCALES = {"log": True, "linear": False}
_PLACES = {"value": False, "relative": True}  # where a result stands
DRAWS, ANALYTES_FIRST = "draws", "analytes"  # what the rows of the table are
_TABLES = (DRAWS, ANALYTES_FIRST)


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
class View:
    units: Mapping[str, str] = field(default_factory=dict)  # analyte -> UCUM, as asked
    start: date | None = None
    end: date | None = None
    axis: str = DATE_AXIS  # or since:<id of a treatment or decision>
    over: str = ""  # id of an earlier event, whose draws are laid over
    log: bool = True
    relative: bool = False  # each result stands beside its own interval
    table: str = DRAWS
    usual: Mapping[str, str] = field(default_factory=dict)  # the clinic's, where unasked

    def unit(self, analyte: Analyte) -> str:
        return self.units.get(analyte.key) or self._usual(analyte)

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

    def spans(self, today: date) -> tuple[Link, ...]:
        """The last months and years up to today, and everything."""
        links = [
            self._span(Words.of(code, months=months, years=months // 12), start)
            for code, months in _SPANS
            for start in [dates.months_before(today, months)]
        ]
        return (*links, self._span(Words.of("span-all"), None))

    def unit_links(self, analyte: Analyte) -> tuple[Link, ...]:
        """The units to choose from; none where they are only spellings of one another."""
        if analyte.molar_mass is None:
            return ()
        shown = self.unit(analyte)
        exact = [
            unit for unit in analyte.units.values() if analyte.converts(shown, unit.code)
        ]
        return tuple(
            Link(unit.text, self.query(units={analyte.key: unit.code}), unit.code == shown)
            for unit in exact
        )

    def scales(self) -> tuple[Link, ...]:
        return tuple(
            Link(str(Words.of(f"scale-{name}")), self.query(log=log), log is self.log)
            for name, log in _SCALES.items()
        )

    def places(self) -> tuple[Link, ...]:
        return tuple(
            Link(
                str(Words.of(f"place-{name}")),
                self.query(relative=relative),
                relative is self.relative,
            )
            for name, relative in _PLACES.items()
        )

    def tables(self) -> tuple[Link, ...]:
        return tuple(
            Link(str(Words.of(f"table-{name}")), self.query(table=name), name == self.table)
            for name in _TABLES
        )

    def _span(self, words: Words, start: date | None) -> Link:
        chosen = self.start == start and self.end is None
        chosen = chosen and not self.over
        return Link(str(words), self.query(start=start, end=None, over=""), chosen)

    def _said(self) -> Iterator[tuple[str, str]]:
        told = {
            "from": self.start.isoformat() if self.start else "",
            "to": self.end.isoformat() if self.end else "",
            "axis": "" if self.axis == DATE_AXIS else self.axis,
            "over": self.over,
            "lh": "" if self.log else "linear",
            "scale": "relative" if self.relative else "",
            "table": "" if self.table == DRAWS else self.table,
        }
        yield from ((name, said) for name, said in told.items() if said)
        for key, unit in sorted(self.units.items()):
            if unit != self._usual(ANALYTES[key]):
                yield f"unit.{key}", unit

    def _usual(self, analyte: Analyte) -> str:
        return self.usual.get(analyte.key) or analyte.unit


def view_of(query: Mapping[str, str], units: Mapping[str, str]) -> View:
    """What an address asks for, beside the clinic's usual units. Nonsense is refused."""
    start, end = _day(query, "from"), _day(query, "to")
    if start and end and start > end:
        raise Refused("view-dates-reversed", start=dates.day(start), end=dates.day(end))
    return View(
        units=dict(_units(query)),
        start=start,
        end=end,
        axis=_axis(query.get("axis") or DATE_AXIS),
        over=query.get("over", ""),
        log=_log(query.get("lh") or "log"),
        relative=_relative(query.get("scale") or "value"),
        table=_table(query.get("table") or DRAWS),
        usual=units,
    )


def since(event: str) -> str:
    """The axis that counts days from an event."""
    return f"{_SINCE}{event}"


def _units(query: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, asked in query.items():
        if name.startswith("unit.") and asked:
            key = name.removeprefix("unit.")
            if key not in ANALYTES:
                raise Refused("view-analyte-unknown", analyte=key)
            yield key, ANALYTES[key].unit_of(asked).code


def _day(query: Mapping[str, str], name: str) -> date | None:
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


def _axis(text: str) -> str:
    if text == DATE_AXIS or (text.startswith(_SINCE) and text != _SINCE):
        return text
    raise Refused("view-axis-unknown", text=text)


def _table(text: str) -> str:
    if text not in _TABLES:
        raise Refused("view-table-unknown", text=text)
    return text


def _log(text: str) -> bool:
    if text not in _SCALES:
        raise Refused("view-scale-unknown", text=text)
    return _SCALES[text]


def _relative(text: str) -> bool:
    if text not in _PLACES:
        raise Refused("view-place-unknown", text=text)
    return _PLACES[text]
