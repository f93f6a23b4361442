"""What the one list holds; figure, table, JSON, CSV and the patient's page read it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from labs.analytes import Analyte
from labs.readings import (
    Decided,
    Draw,
    Episode,
    Interval,
    Reading,
    Shown,
    State,
    Superseded,
    Verdict,
)
from labs.series import dates


@dataclass(frozen=True)
class About:
    """Whose course it is, and as of when."""

    patient: str  # ref
    clinic: str  # slug
    timezone: str
    as_of: datetime


@dataclass(frozen=True)
class Point:
    """One result in the unit asked for, beside the one before it."""

    reading: Reading
    shown: Shown
    interval: Interval | None  # in the shown unit
    state: State
    verdict: Verdict
    earlier: "Point | None" = field(
        repr=False, compare=False
    )  # what the verdict compares with
    delta: str | None  # in the shown unit, with its sign
    delta_words: str  # the change with both states of treatment, or why none is given
    said: str  # `LH less than 0.1 IU/L, below range 1.7 to 8.6.`
    baseline: bool
    episodes: tuple[Episode, ...]  # active on its day
    uncertain: tuple[Episode, ...]  # perhaps active: known to the month only
    number: Fraction | None  # in the shown unit
    was: Superseded | None  # what stood here before a correction
    instrument: str = ""  # of a volume: prader, ultrasound, calipers, other

    @property
    def id(self) -> str:
        return self.reading.id

    @property
    def previous(self) -> str:
        """The id of the earlier one; empty at the first."""
        return self.earlier.id if self.earlier else ""

    @property
    def words(self) -> str:
        """`14 May 2024. LH less than 0.1 IU/L, below range 1.7 to 8.6.`"""
        return f"{dates.of(self.reading.moment)}. {self.said}"

    @property
    def interval_text(self) -> str:
        return self.interval.plain if self.interval else ""

    @property
    def corrected(self) -> bool:
        return self.was is not None or self.reading.status == "corrected"

    @property
    def on_axis(self) -> bool | None:
        """Whether an agent that acts on the axis was active; None: perhaps."""
        if any(episode.axis for episode in self.episodes):
            return True
        return None if any(episode.axis for episode in self.uncertain) else False


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
class Lettered:
    decided: Decided
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
    name: str
    formula: str
    panel: str
    value: str | None
    unit: str
    inputs: tuple[str, ...]  # ids of points
    reason: str = ""  # why there is no value
    words: str = ""  # both states of treatment, where they differ
    analyte: str = ""  # of percent of baseline
    side: str = ""


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
    words: str


@dataclass(frozen=True)
class DrawRow:
    draw: Draw
    cells: tuple[Cell, ...]
    points: tuple[Point, ...]
    absent: tuple[Reading, ...]
    pending: tuple[Reading, ...]
    episodes: tuple[Episode, ...]  # active on its day
    uncertain: tuple[Episode, ...]
    letters: tuple[str, ...]  # of decisions that pinned it
    circumstances: tuple[str, ...]
    words: str  # the whole draw, spoken
    reviewed: bool
    released: bool


@dataclass(frozen=True)
class Group:
    """Neighbouring draws under one state of treatment."""

    words: str
    rows: tuple[DrawRow, ...]
