"""Where a text may stand: on nothing, across no gap, and where it hides the least."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import isqrt

from labs.charts import widths
from labs.charts.scene import Anchor, Band, Gap, Line, Mark, Px, Run, Segment, Shape, Text

_AIR = 25  # between two texts, and between a text and a mark
_RISE = 74  # hundredths of an em over the base line
_FALL = 8
_PIECE = 25
_LINE_PIECE = 28  # for each piece of the own line under the text
_DECISION = 160
_EDGE = 50
_CLINICIANS_EDGE = 170
_UNDER_BELOW = 250
_DEAREST = 650


@dataclass(frozen=True)
class Rect:
    x0: Px
    y0: Px
    x1: Px
    y1: Px

    def grown(self, by: Px) -> "Rect":
        return Rect(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)

    def meets(self, other: "Rect") -> bool:
        return (
            self.x0 < other.x1
            and other.x0 < self.x1
            and self.y0 < other.y1
            and other.y0 < self.y1
        )

    def holds(self, x: Px, y: Px) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def within(self, other: "Rect") -> bool:
        return (
            self.x0 >= other.x0
            and self.x1 <= other.x1
            and self.y0 >= other.y0
            and self.y1 <= other.y1
        )


@dataclass(frozen=True)
class Candidate:
    """One place for a text: its anchor, and what it costs to stand there."""

    x: Px
    y: Px
    anchor: Anchor
    cost: int


@dataclass
class Board:
    """One panel while its texts are placed."""

    room: Rect
    marks: Sequence[Mark]
    gaps: Sequence[Gap]
    segments: Sequence[Segment]
    lines: Sequence[Px]  # decisions
    bands: Sequence[Band]
    taken: list[Rect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._edges = [edge for band in self.bands for edge in band.edges]
        self._rects = sorted(map(rect_of, self.marks), key=lambda rect: rect.x0)
        self._lefts = [rect.x0 for rect in self._rects]
        self._widest = max((rect.x1 - rect.x0 for rect in self._rects), default=0)
        self._segments = sorted(self.segments, key=lambda one: one.start.x)
        self._starts = [one.start.x for one in self._segments]
        self._longest = max((one.end.x - one.start.x for one in self._segments), default=0)

    def free(self, rect: Rect, *, of: Px | None = None) -> bool:
        """On no mark and no text, in the panel, and on its own side of every gap."""
        return (
            rect.within(self.room)
            and not any(rect.grown(_AIR).meets(other) for other in self.taken)
            and not self._on_mark(rect)
            and not self._across(rect, of)
        )

    def cost(self, rect: Rect, *, below: bool = False) -> int:
        """Of what lies under the text."""
        return (
            self._line_pieces(rect) * _LINE_PIECE
            + sum(_DECISION for x in self.lines if rect.x0 <= x <= rect.x1)
            + sum(_edge(edge) for edge in self._edges if _crosses(edge, rect))
            + (_UNDER_BELOW if below else 0)
        )

    def least(
        self, runs: tuple[Run, ...], offers: Iterable[Candidate], dearest: int = _DEAREST
    ) -> Candidate | None:
        """The first of the cheapest places that are free."""
        best, least = None, dearest + 1
        for offer in offers:
            covered = rect(runs, offer)
            if self.free(covered) and (cost := self.cost(covered)) < least:
                best, least = offer, cost
        return best

    def place(self, kind: str, runs: tuple[Run, ...], at: Candidate) -> Text:
        """A text at its place, which is taken from now on."""
        covered = rect(runs, at)
        self.taken.append(covered)
        return Text(kind, at.x, at.y, runs, at.anchor, self._beneath(covered))

    def _beneath(self, rect: Rect) -> str:
        """The colour of what lies under the middle of a text."""
        x, y = (rect.x0 + rect.x1) // 2, (rect.y0 + rect.y1) // 2
        boxes = [band.box for band in self.bands]
        under = [
            box.colour for box in boxes if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
        ]
        return under[-1] if under else "paper"

    def _on_mark(self, rect: Rect) -> bool:
        grown = rect.grown(_AIR)
        first = bisect_left(self._lefts, grown.x0 - self._widest)
        last = bisect_left(self._lefts, grown.x1)
        return any(grown.meets(self._rects[place]) for place in range(first, last))

    def _across(self, rect: Rect, of: Px | None) -> bool:
        start = rect.x0 if of is None else min(rect.x0, of)
        end = rect.x1 if of is None else max(rect.x1, of)
        return any(start - _AIR < gap.x < end + _AIR for gap in self.gaps)

    def _line_pieces(self, rect: Rect) -> int:
        first = bisect_left(self._starts, rect.x0 - self._longest)
        last = bisect_left(self._starts, rect.x1)
        near = self._segments[first:last]
        return sum(_pieces(one, rect) for one in near if one.end.x >= rect.x0)


def rect_of(mark: Mark) -> Rect:
    """The mark with its outline, and half a disc on its own side."""
    x, y, half = mark.place.x, mark.place.y, mark.half
    if mark.ring:
        return Rect(x, y, x, y).grown(mark.ring_radius)
    if mark.shape is Shape.BELOW:
        return Rect(x - half, y, x + half, y + mark.height)
    if mark.shape is Shape.ABOVE:
        return Rect(x - half, y - mark.height, x + half, y)
    left = x if mark.side == "right" else x - half
    right = x if mark.side == "left" else x + half
    return Rect(left, y - half, right, y + half)


def rect(runs: Iterable[Run], at: Candidate) -> Rect:
    """What a text covers."""
    told = list(runs)
    wide, size = widths.runs(told), max(run.size for run in told)
    left = at.x - {"start": 0, "middle": wide // 2, "end": wide}[at.anchor]
    return Rect(left, at.y - rise(size), left + wide, at.y + fall(size))


def rise(size: Px) -> Px:
    """How far a text stands over its base line."""
    return size * _RISE // 100


def fall(size: Px) -> Px:
    return size * _FALL // 100


def _edge(edge: Line) -> int:
    return _CLINICIANS_EDGE if edge.kind == "clinician-edge" else _EDGE


def _crosses(edge: Line, rect: Rect) -> bool:
    return Rect(edge.x0, edge.y0, edge.x1, edge.y1).grown(1).meets(rect)


def _pieces(segment: Segment, rect: Rect) -> int:
    """How many pieces of a line lie under a text."""
    return sum(rect.holds(x, y) for x, y in _points(segment, rect))


def _points(segment: Segment, rect: Rect) -> Iterator[tuple[Px, Px]]:
    start, end = segment.start, segment.end
    run, rise = end.x - start.x, end.y - start.y
    count = max(isqrt(run * run + rise * rise) // _PIECE, 1)
    first, last = 0, count
    if run > 0:
        first = max((rect.x0 - start.x) * count // run, 0)
        last = min((rect.x1 - start.x) * count // run + 1, count)
    for place in range(first, last + 1):
        yield start.x + run * place // count, start.y + rise * place // count
