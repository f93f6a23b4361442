"""What the one list holds; figure, table, JSON, CSV and the patient's page read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from labs.analytes import Analyte
from labs.readings import DecisionFact, Draw, Episode, Reading
from labs.timeline import prose
from labs.timeline.point import Point
from labs.words import gettext, gettext_noop

# Of derived values, by their key.
_NAMES = {
    "t_lh": gettext_noop("Testosterone : LH"),
    "t_e2": gettext_noop("Testosterone : estradiol, by mass"),
    "t_e2_molar": gettext_noop("Testosterone : estradiol, by moles"),
    "total_volume": gettext_noop("Total volume"),
    "mean_volume": gettext_noop("Mean volume"),
    "percent_of_baseline": gettext_noop("% of baseline"),
    "days_on": gettext_noop("Days on {agent}"),
    "days_off": gettext_noop("Days off {agent}"),
    "since_dose": gettext_noop("Time since the last dose"),
}
_FORMULAS = {
    "t_lh": gettext_noop("testosterone in nmol/L divided by LH in IU/L"),
    "t_e2": gettext_noop("testosterone in ng/dL divided by estradiol in pg/mL"),
    "t_e2_molar": gettext_noop("testosterone divided by estradiol, both in nmol/L"),
    "total_volume": gettext_noop("left plus right"),
    "mean_volume": gettext_noop("half of left plus right"),
    "percent_of_baseline": gettext_noop("100 times the value, divided by the baseline"),
    "days_on": gettext_noop(
        "day of the draw minus the first day; episodes that follow on by the day are one"
    ),
    "days_off": gettext_noop("day of the draw minus the last day"),
    "since_dose": gettext_noop("as recorded with the draw"),
}
_ONE_OF_UNIT = {"d": gettext_noop("day"), "h": gettext_noop("hour")}
_MORE_OF_UNIT = {"d": gettext_noop("days"), "h": gettext_noop("hours")}


@dataclass(frozen=True)
class About:
    """Whose course it is, and as of when."""

    patient: str  # ref
    clinic: str  # slug
    timezone: str
    as_of: datetime


@dataclass(frozen=True)
class Row:
    """The points of one analyte, both sides, oldest first."""

    analyte: Analyte
    unit: str
    unit_text: str
    points: tuple[Point, ...]
    # Volume by two instruments in turn: one row each, each compared within itself.
    instruments: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetteredDecision:
    decided: DecisionFact
    letter: str
    needs_attention: bool


@dataclass(frozen=True)
class Event:
    """Something that days can be counted from."""

    id: str
    day: date
    words: str


@dataclass(frozen=True)
class Derived:
    """Computed, never measured: without band, colour, sign or word of judgement."""

    key: str
    panel: str
    value: str | None
    unit: str
    inputs: tuple[str, ...]  # ids of points
    reason: str = ""  # why there is no value
    words: str = ""  # both states of treatment, where they differ
    analyte: str = ""  # of percent of baseline
    side: str = ""
    agent: str = ""  # of time on it, and off it
    about: str = ""  # its inputs, where they are no points

    @property
    def name(self) -> str:
        return gettext(_NAMES[self.key], agent=self.agent)

    @property
    def unit_text(self) -> str:
        """As written beside the value: `1 day`, `36 hours`."""
        if self.unit not in _ONE_OF_UNIT:
            return self.unit
        named = _ONE_OF_UNIT if self.value == "1" else _MORE_OF_UNIT
        return gettext(named[self.unit])

    @property
    def formula(self) -> str:
        return gettext(_FORMULAS[self.key])


@dataclass(frozen=True)
class Computed:
    """A derived value, and the points that it was computed from."""

    derived: Derived
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Column:
    """One column of the flowsheet: an analyte, or one side of it."""

    analyte: Analyte
    side: str
    title: str
    unit_text: str


@dataclass(frozen=True)
class Cell:
    """What one draw says about one column; words where there is no result."""

    column: Column
    points: tuple[Point, ...]
    without: tuple[Reading, ...]  # pending, not done: shown as a reading is
    words: str


@dataclass(frozen=True)
class DrawRow:
    """One draw; what a page holds of the newest only is made when it is asked for."""

    draw: Draw
    build_cells: Callable[[], Iterable[Cell]] = field(repr=False, compare=False)
    speak: Callable[[], str] = field(repr=False, compare=False)
    points: tuple[Point, ...]
    absent: tuple[Reading, ...]
    pending: tuple[Reading, ...]
    episodes: tuple[Episode, ...]  # active on its day
    uncertain: tuple[Episode, ...]
    letters: tuple[str, ...]  # of decisions that pinned it
    since: str  # how long after the last decision
    reviewed: bool
    released: bool
    laid_over: str = ""  # that it belongs to an earlier attempt, and to which day of it

    @cached_property
    def circumstances(self) -> tuple[str, ...]:
        return tuple(map(str, self.draw.circumstances.words))

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(self.build_cells())

    @cached_property
    def words(self) -> str:
        """The whole draw, spoken."""
        laid_over = f" {prose.first_up(self.laid_over)}." if self.laid_over else ""
        return f"{self.speak()}{laid_over}"

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All of it that stands, results and words in place of results."""
        return (*(point.reading for point in self.points), *self.absent, *self.pending)

    @property
    def baseline(self) -> bool:
        """Whether every result of it is a baseline: it is said once, of the draw."""
        return bool(self.points) and all(point.baseline for point in self.points)

    @property
    def new(self) -> bool:
        """Whether anything of it is new to its reader."""
        return any(point.new for point in self.points)
