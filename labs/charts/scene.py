"""What a picture holds, in data units and pixels. `svg` draws it, and decides nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from labs.charts.palette import OVER
from labs.timeline.minutes import Minute

type Px = int  # tenths of a CSS pixel, from the picture's top left corner

type Anchor = Literal["start", "middle", "end"]


class Shape(StrEnum):
    CIRCLE = "circle"  # measured; no agent that acts on the axis on that day
    SQUARE = "square"  # measured; at least one, or perhaps one
    BELOW = "below"  # censored: the value lies under the flat edge
    ABOVE = "above"

    @property
    def censored(self) -> bool:
        return self in (Shape.BELOW, Shape.ABOVE)


class Ring(StrEnum):
    """The outline off the mark."""

    NONE = ""
    CORRECTED = "corrected"
    PRELIMINARY = "preliminary"


@dataclass(frozen=True)
class Run:
    """Words in one type."""

    words: str
    colour: str = "ink"
    size: Px = 110
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Text:
    """One line; `y` is its base line. Runs stand one word space apart."""

    kind: str
    x: Px
    y: Px
    runs: tuple[Run, ...]
    anchor: Anchor = "start"
    halo: str = ""  # colour of what lies beneath

    @property
    def words(self) -> str:
        return " ".join(run.words for run in self.runs)


@dataclass(frozen=True)
class Stroke:
    """A straight line; its kind is its pen."""

    kind: str
    x0: Px
    y0: Px
    x1: Px
    y1: Px
    colour: str


@dataclass(frozen=True)
class Box:
    kind: str
    x0: Px
    y0: Px
    x1: Px
    y1: Px
    colour: str = ""


@dataclass(frozen=True)
class Place:
    """A moment and a value, and where they are drawn."""

    at: Minute
    value: Fraction
    x: Px
    y: Px


@dataclass(frozen=True)
class Mark:
    """One result. A censored one has its flat edge on the limit."""

    point: str  # the id in series.json, so that hover, table and speech agree
    place: Place
    shape: Shape
    colour: str
    radius: Px
    text: str  # as reported, or with ≈ when converted
    side: str = ""  # half a disc; empty is a whole mark
    ring: Ring = Ring.NONE
    stem: Px | None = None  # to which height the value may lie
    off_scale: bool = False

    @property
    def laid_over(self) -> bool:
        return self.colour == OVER

    @property
    def half(self) -> Px:
        """Half its width."""
        if self.shape.censored:
            return self.radius * 5 // 4
        return self.radius - 3 if self.shape is Shape.SQUARE else self.radius

    @property
    def height(self) -> Px:
        """Of a triangle, from its flat edge to its tip."""
        return self.half * 13 // 10

    @property
    def ring_radius(self) -> Px:
        return self.radius + 34


@dataclass(frozen=True)
class Segment:
    """The line between two marks; the two strokes across it say that they differ."""

    start: Place
    end: Place
    style: Literal["solid", "dotted", "left", "right"]
    colour: str
    strokes: tuple[Stroke, ...] = ()
    why: str = ""  # beside the strokes: what differs that lanes and marks do not show


@dataclass(frozen=True)
class Gap:
    """Between two results that cannot be compared: nothing joins them, and it says why."""

    at: Minute
    x: Px
    why: str


@dataclass(frozen=True)
class Band:
    """An interval that was printed or set, for as long as it holds. None: an open end."""

    whose: Literal["laboratory", "clinician"]
    start: Minute
    end: Minute
    low: Fraction | None
    high: Fraction | None
    box: Box
    edges: tuple[Stroke, ...]


@dataclass(frozen=True)
class ValueTick:
    """A tick of a value axis; a minor one has no words and no line across the panel."""

    value: Fraction
    y: Px
    words: str = ""


@dataclass(frozen=True)
class TimeTick:
    """A tick of the time axis, with its words above the rows and under them."""

    x: Px
    above: str
    below: str
    second: str = ""  # the line under that


@dataclass(frozen=True)
class Subplot:
    """One analyte (or one instrument of it) over the common time axis."""

    key: str
    name: str
    colour: str
    top: Px
    bottom: Px
    log: bool
    low: Fraction
    high: Fraction
    ticks: tuple[ValueTick, ...]
    bands: tuple[Band, ...]
    hatches: tuple[Box, ...]
    gaps: tuple[Gap, ...]
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...]
    lines: tuple[Stroke, ...]  # ticks of results in words
    latest_base: Px  # the base line of its latest value
    rails: tuple[Box, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Flag:
    """One decision, or neighbours that share a flag; `x` is pushed aside, `true` is not."""

    letters: str
    x: Px
    y: Px
    side: Px
    wide: Px
    true: tuple[Px, ...]
    filled: bool
    decision: str  # the id of the first, whose place in the list is linked
    words: str

    @property
    def base(self) -> Px:
        """The base line of its letters."""
        return self.y + self.side // 2 + 44


@dataclass(frozen=True)
class Step:
    """What one draw says where the latest values stand, to who points at it or steps to it.

    `rows` has for each subplot the value and its unit, or the day and the value where these
    stand in its title; then lines of words.
    """

    x: Px
    title: str
    about: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: str  # the whole draw, as it is spoken


@dataclass(frozen=True)
class Sign:
    """One line of the key."""

    sign: str
    words: str


@dataclass(frozen=True)
class Axis:
    """The one time axis, straight from the first minute to the last."""

    start: Minute
    end: Minute
    left: Px
    right: Px
    zero: Minute = 0  # day 0, where days are counted from an event
    counts_days: bool = False

    def x(self, at: Minute) -> Px:
        span = self.end - self.start
        run = (at - self.start) * (self.right - self.left)
        return self.left + (2 * run + span) // (2 * span)

    def at(self, x: Px) -> Minute:
        return self.start + (x - self.left) * (self.end - self.start) // (
            self.right - self.left
        )

    def shows(self, at: Minute) -> bool:
        return self.start <= at <= self.end

    def clip(self, at: Minute) -> Minute:
        return min(max(at, self.start), self.end)


@dataclass(frozen=True)
class Scene:
    """A whole picture."""

    id: str
    size: str
    gutter: bool  # names of rows stand left of them, not over them
    width: Px
    height: Px
    column: Px | None  # where the latest values stand; None: in the titles of the rows
    axis: Axis
    ticks: tuple[TimeTick, ...]
    subplots: tuple[Subplot, ...]
    boxes: tuple[Box, ...]  # lanes
    lines: tuple[Stroke, ...]  # lanes' edges, decisions, day 0, draws
    flags: tuple[Flag, ...]
    texts: tuple[Text, ...]
    key: tuple[Sign, ...]
    steps: tuple[Step, ...]
    written: tuple[int, int]  # how many of how many values have their text
    dense: bool = False

    def every_text(self) -> Iterator[Text]:
        yield from self.texts
        for subplot in self.subplots:
            yield from subplot.texts

    def marks(self) -> Iterator[Mark]:
        for subplot in self.subplots:
            yield from subplot.marks
