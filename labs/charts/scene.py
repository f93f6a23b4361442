"""What a picture holds, in data units and pixels. Writers draw it; they decide nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from labs.charts.palette import OVER

type Px = int  # tenths of a CSS pixel, from the picture's top left corner
type Minute = int  # wall clock time, since 1970

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
class Line:
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
    strokes: tuple[Line, ...] = ()
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
    edges: tuple[Line, ...]


@dataclass(frozen=True)
class Rung:
    """A tick of a value axis; a minor one has no words and no line across the panel."""

    value: Fraction
    y: Px
    words: str = ""


@dataclass(frozen=True)
class Tick:
    """A tick of the time axis, with its words above the rows and under them."""

    at: Minute
    x: Px
    above: str
    below: str
    second: str = ""  # the line under that


@dataclass(frozen=True)
class Hover:
    """What the one box of a draw says for one panel."""

    at: Minute
    x: Px
    value: Fraction
    words: str


@dataclass(frozen=True)
class Panel:
    """One analyte (or one instrument of it) over the common time axis."""

    key: str
    name: str
    colour: str
    top: Px
    bottom: Px
    log: bool
    low: Fraction
    high: Fraction
    rungs: tuple[Rung, ...]
    bands: tuple[Band, ...]
    hatches: tuple[Box, ...]
    gaps: tuple[Gap, ...]
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]  # ticks of results in words
    rails: tuple[Box, ...]
    texts: tuple[Text, ...]
    hovers: tuple[Hover, ...]


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
    """One draw, as hover, keyboard and speech walk through them."""

    at: Minute
    x: Px
    title: str
    about: str  # agents and the time since the last decision
    words: str


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
        return self.left + round(
            Fraction((at - self.start) * (self.right - self.left), span)
        )

    def at(self, x: Px) -> Minute:
        share = Fraction(x - self.left, self.right - self.left)
        return self.start + round((self.end - self.start) * share)

    def shows(self, at: Minute) -> bool:
        return self.start <= at <= self.end

    def clip(self, at: Minute) -> Minute:
        return min(max(at, self.start), self.end)


@dataclass(frozen=True)
class Scene:
    """A whole picture."""

    id: str
    size: str
    width: Px
    height: Px
    axis: Axis
    ticks: tuple[Tick, ...]
    panels: tuple[Panel, ...]
    boxes: tuple[Box, ...]  # lanes
    lines: tuple[Line, ...]  # lanes' edges, decisions, day 0, draws
    flags: tuple[Flag, ...]
    texts: tuple[Text, ...]
    key: tuple[Sign, ...]
    steps: tuple[Step, ...]
    written: tuple[int, int]  # how many of how many values have their text
    dense: bool = False

    def every_text(self) -> Iterator[Text]:
        yield from self.texts
        for panel in self.panels:
            yield from panel.texts

    def marks(self) -> Iterator[Mark]:
        for panel in self.panels:
            yield from panel.marks
