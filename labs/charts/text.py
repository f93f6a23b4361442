"""Words in a picture: how wide they are, and where they may stand.

A text stands on no mark and no other text, across no gap, and where it hides the least.
Widths come from one table, never from a browser, so that all pictures place alike.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import isqrt
from typing import NamedTuple

from labs.charts.scene import Anchor, Band, Gap, Mark, Px, Run, Segment, Shape, Stroke, Text

# Hundredths of an em, measured in the widest of the faces that a page may fall back to.
_REGULAR = (
    (28, "'ijl"),
    (32, "IJ \N{NO-BREAK SPACE},.·’"),
    (36, "/:;\\|f-"),
    (40, "()[]t!r"),
    (50, '"*_`–°'),
    (53, "sz“”?c"),
    (59, "LFkvxyP"),
    (64, "TYaeoESbdghnpquZ0123456789${}äöüéµ"),
    (70, "KAVBRXC"),
    (79, "UHNDG△▽&OQ"),
    (86, "w#+−<=>^~≠≈≤≥×→←M"),
    (100, "%mW@—…"),
)
_BOLD = (
    (35, "'ijl \N{NO-BREAK SPACE}"),
    (38, "IJ,./·’\\|"),
    (46, ":;-f!()[]"),
    (50, "tr_`–°"),
    (60, 'sz"*?c'),
    (66, "Lvxy“”"),
    (71, "akeEFToähnuü{}0123456789$é"),
    (74, "SYbdgpqCPZµ"),
    (85, "BAKRVX△▽UGDHNO"),
    (92, "w#+−<=>^~≠≈≤≥×→←Q&"),
    (110, "%mMW@—…"),
)
_WIDEST = 100
_SPACE = 32
_HOLDS = "\N{NO-BREAK SPACE}"

_AIR = 25  # between two texts, and between a text and a mark
_RISE = 74  # hundredths of an em over the base line
_FALL = 8
_PIECE = 25  # px of a line, which cost what follows where a text lies on them
_LINE_PIECE = 28
_DECISION = 160
_EDGE = 50
_CLINICIANS_EDGE = 170
_UNDER_BELOW = 250
_DEAREST = 650


def _table(groups: Iterable[tuple[int, str]]) -> dict[str, int]:
    return {letter: width for width, letters in groups for letter in letters}


_TABLES = {False: _table(_REGULAR), True: _table(_BOLD)}


@lru_cache(maxsize=8192)
def width_of(words: str, size: Px, *, bold: bool = False) -> Px:
    """Figures repeat themselves: the same values, months and names."""
    table = _TABLES[bold]
    return sum([table.get(letter, _WIDEST) for letter in words]) * size // 100


def run_width(of: Run) -> Px:
    return width_of(of.words, of.size, bold=of.bold)


def space_after(run: Run) -> Px:
    return run.size * _SPACE // 100


def line_width(of: Sequence[Run]) -> Px:
    """A whole line, with a word space between its runs."""
    return sum(map(run_width, of)) + sum(map(space_after, of[:-1]))


def hold_together(words: str) -> str:
    """Words that stay on one line."""
    return words.replace(" ", _HOLDS)


@lru_cache(maxsize=8192)
def wrap(words: str, size: Px, room: Px, *, bold: bool = False) -> tuple[str, ...]:
    """Broken into lines that fit, never at a space that holds two words together."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size, bold=bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(line.replace(_HOLDS, " ") for line in lines)


class Rect(NamedTuple):
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

    def within(self, other: "Rect") -> bool:
        return (
            self.x0 >= other.x0
            and self.x1 <= other.x1
            and self.y0 >= other.y0
            and self.y1 <= other.y1
        )


class Candidate(NamedTuple):
    """One place for a text: its anchor, and what it costs to stand there."""

    x: Px
    y: Px
    anchor: Anchor
    cost: int


@dataclass
class Board:
    """One subplot, or the strip under it, while its texts are placed."""

    room: Rect
    marks: Sequence[Mark] = ()
    gaps: Sequence[Gap] = ()
    segments: Sequence[Segment] = ()
    lines: Sequence[Px] = ()  # decisions
    bands: Sequence[Band] = ()
    taken: list[Rect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._edges = [(e, _edge_cost(e)) for band in self.bands for e in band.edges]
        self._rects = sorted(map(mark_rect, self.marks))
        self._lefts = [rect.x0 for rect in self._rects]
        self._widest = max((rect.x1 - rect.x0 for rect in self._rects), default=0)
        self._segments = sorted(self.segments, key=lambda one: one.start.x)
        self._starts = [one.start.x for one in self._segments]
        self._longest = max((one.end.x - one.start.x for one in self._segments), default=0)

    def is_free(self, rect: Rect, *, of: Px | None = None) -> bool:
        """On no mark and no text, in its room, and on its own side of every gap."""
        return (
            rect.within(self.room)
            and not self._on_text_or_mark(rect.grown(_AIR))
            and not self._across_gap(rect, of)
        )

    def cost(self, rect: Rect, *, below: bool = False) -> int:
        """Of what lies under the text."""
        lines = sum(rect.x0 <= x <= rect.x1 for x in self.lines)
        edges = sum(cost for edge, cost in self._edges if _crosses(edge, rect))
        below_limit = _UNDER_BELOW if below else 0
        return (
            self._line_pieces(rect) * _LINE_PIECE + lines * _DECISION + edges + below_limit
        )

    def cheapest(
        self, runs: Sequence[Run], offers: Iterable[Candidate], dearest: int = _DEAREST
    ) -> Candidate | None:
        """The first of the cheapest places that are free."""
        best, least, extent = None, dearest + 1, text_extent(runs)
        for offer in offers:
            covered = text_rect(extent, offer)
            if self.is_free(covered) and (cost := self.cost(covered)) < least:
                best, least = offer, cost
        return best

    def place(self, kind: str, runs: tuple[Run, ...], at: Candidate) -> Text:
        """A text at its place, which is taken from now on."""
        covered = text_rect(text_extent(runs), at)
        self.taken.append(covered)
        return Text(kind, at.x, at.y, runs, at.anchor, self._beneath(covered))

    def _beneath(self, rect: Rect) -> str:
        """The colour of what lies under the middle of a text."""
        x, y = (rect.x0 + rect.x1) // 2, (rect.y0 + rect.y1) // 2
        under = "paper"
        for band in self.bands:
            box = band.box
            if box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1:
                under = box.colour
        return under

    def _on_text_or_mark(self, grown: Rect) -> bool:
        if any(grown.meets(other) for other in self.taken):
            return True
        first = bisect_left(self._lefts, grown.x0 - self._widest)
        last = bisect_left(self._lefts, grown.x1)
        return any(grown.meets(rect) for rect in self._rects[first:last])

    def _across_gap(self, rect: Rect, of: Px | None) -> bool:
        start = rect.x0 if of is None else min(rect.x0, of)
        end = rect.x1 if of is None else max(rect.x1, of)
        return any(start - _AIR < gap.x < end + _AIR for gap in self.gaps)

    def _line_pieces(self, rect: Rect) -> int:
        first = bisect_left(self._starts, rect.x0 - self._longest)
        last = bisect_left(self._starts, rect.x1)
        near = self._segments[first:last]
        return sum(_pieces(one, rect) for one in near if one.end.x >= rect.x0)


def _edge_cost(edge: Stroke) -> int:
    """What a text costs that lies on the edge of a range."""
    return _CLINICIANS_EDGE if edge.kind == "clinician-edge" else _EDGE


def mark_rect(mark: Mark) -> Rect:
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


def text_extent(runs: Sequence[Run]) -> tuple[Px, Px]:
    """How wide a text is, and the size of its largest type."""
    return line_width(runs), max([run.size for run in runs])


def text_rect(extent: tuple[Px, Px], at: Candidate) -> Rect:
    """What a text of this extent covers."""
    wide, size = extent
    left = at.x
    if at.anchor != "start":
        left -= wide // 2 if at.anchor == "middle" else wide
    return Rect(left, at.y - rise(size), left + wide, at.y + fall(size))


def rise(size: Px) -> Px:
    """How far a text stands over its base line."""
    return size * _RISE // 100


def fall(size: Px) -> Px:
    return size * _FALL // 100


def _crosses(edge: Stroke, rect: Rect) -> bool:
    return (
        edge.x0 - 1 < rect.x1
        and rect.x0 < edge.x1 + 1
        and edge.y0 - 1 < rect.y1
        and rect.y0 < edge.y1 + 1
    )


def _pieces(segment: Segment, rect: Rect) -> int:
    """How many pieces of a line lie under a text."""
    start, end = segment.start, segment.end
    low, high = sorted((start.y, end.y))
    if high < rect.y0 or low > rect.y1:
        return 0
    run, up = end.x - start.x, end.y - start.y
    count = max(isqrt(run * run + up * up) // _PIECE, 1)
    first, last = 0, count
    if run > 0:
        first = max((rect.x0 - start.x) * count // run, 0)
        last = min((rect.x1 - start.x) * count // run + 1, count)
    found = 0
    for place in range(first, last + 1):
        x, y = start.x + run * place // count, start.y + up * place // count
        found += rect.x0 <= x <= rect.x1 and rect.y0 <= y <= rect.y1
    return found
