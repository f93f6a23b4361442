"""The texts of one subplot: which values are written, in which order, and where.

Texts are placed one after the other, and the cheapest free place wins: first the reasons of
gaps, then values by their rank, then the numbers of ranges. Results in words stand in a
strip of their own under the row, so that they have no height.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from labs.charts.joins import PointMarks
from labs.charts.layout import STRIP, FigureLayout
from labs.charts.marks import group_points
from labs.charts.palette import OVER
from labs.charts.scene import Anchor, Band, Gap, Mark, Px, Run, Segment, Stroke, Text
from labs.charts.text import (
    Board,
    Candidate,
    Rect,
    fall,
    line_width,
    mark_rect,
    rise,
    text_extent,
    text_rect,
)
from labs.charts.time_axis import DrawPosition
from labs.readings import Reading, show_value
from labs.timeline import Point
from labs.timeline.hover_words import both_sides, write_dashed
from labs.timeline.range_steps import RangeStep
from labs.timeline.traces import Trace
from labs.words import gettext

_OFF = 30  # from the mark to its text
_INSET = 40
_LINE = 130
_FAR = 220
_DEAREST_DENSE = 220
_EQUAL_DENSE = 1500
_DEAREST_GAP = 160
_FREE = 0
_CLEAR = 60  # of the strokes across a line
_UNDER_RAIL = 55  # where the strip begins
_STRIP_TICK = 70
_BESIDE_TICK = 50


class Rank(IntEnum):
    """The lower, the earlier a text is placed."""

    LATEST = 1
    CHANGED = 2  # corrected, preliminary, off scale
    FIRST = 3
    RUN_BEGINS = 4
    EXTREME = 5
    BESIDE_CENSORED = 6
    RUN_ENDS = 7
    BESIDE_GAP = 8
    OTHER = 9


_DENSE = (*range(Rank.LATEST, Rank.EXTREME + 1), Rank.RUN_ENDS)


@dataclass(frozen=True)
class ValueText:
    """One text: of one result, or of both sides of one examination."""

    points: tuple[Point, ...]
    marks: tuple[Mark, ...]
    runs: tuple[Run, ...]
    rank: int

    @property
    def x(self) -> Px:
        return self.marks[0].place.x

    @property
    def censored(self) -> bool:
        return any(mark.shape.censored for mark in self.marks)

    @property
    def words(self) -> str:
        return self.runs[0].words


def value_texts(
    trace: Trace, marks: PointMarks, runs: Sequence[Sequence[Mark]], layout: FigureLayout
) -> list[ValueText]:
    """Those that are to be written, in the order in which they are placed."""
    groups = group_points(trace)
    current = [points for points in groups if not marks[points[0].id].laid_over]
    laid = [points for points in groups if marks[points[0].id].laid_over]
    ranks = _Ranks(current, marks, runs)
    ranked = [(ranks.of(place), points) for place, points in enumerate(current)]
    ranked += [(Rank.OTHER, points) for points in laid]
    made = [
        ValueText(
            points,
            tuple({marks[point.id].point: marks[point.id] for point in points}.values()),
            _build_runs(points, marks, trace, layout),
            rank,
        )
        for rank, points in ranked
        if not layout.dense or rank in _DENSE
    ]
    return sorted(made, key=lambda value: value.rank)


def count_values(trace: Trace) -> int:
    """Of all, written or not."""
    return len(group_points(trace)) + len(trace.without)


def _build_runs(
    points: Sequence[Point], marks: Mapping[str, Mark], trace: Trace, layout: FigureLayout
) -> tuple[Run, ...]:
    said = both_sides(points) if trace.sided else points[0].shown.text
    return (
        Run(said, marks[points[0].id].colour, layout.size.value),
        *(
            Run(words, "muted", layout.size.small)
            for words in _list_beside(points, marks, layout)
        ),
    )


def _list_beside(
    points: Sequence[Point], marks: Mapping[str, Mark], layout: FigureLayout
) -> Iterator[str]:
    first = points[0]
    roomy = layout.size.roomy and not layout.dense
    if first.was and roomy:
        yield gettext("was {reported}", reported=first.was.reported)
    if any(marks[point.id].off_scale for point in points):
        yield gettext("off scale")
    if roomy:
        yield from _list_apart(points, first.reading.draw.id, layout)


def _list_apart(points: Sequence[Point], draw: str, layout: FigureLayout) -> Iterator[str]:
    """What holds for this analyte, and not for the whole draw."""
    if draw not in layout.baselines and any(point.baseline for point in points):
        yield gettext("baseline")
    if draw not in layout.news and any(point.new for point in points) and layout.for_staff:
        yield gettext("new")


class _Ranks:
    def __init__(
        self,
        groups: Sequence[Sequence[Point]],
        marks: PointMarks,
        runs: Sequence[Sequence[Mark]],
    ) -> None:
        self._groups = groups
        self._marks = [[marks[point.id] for point in points] for points in groups]
        self._censored = [any(mark.shape.censored for mark in m) for m in self._marks]
        self._begins = {run[0].point for run in runs}
        self._ends = {run[-1].point for run in runs}
        self._extremes = self._found_extremes()

    def of(self, place: int) -> Rank:
        return next((rank for rank, holds in self._tests(place) if holds), Rank.OTHER)

    def _tests(self, place: int) -> Iterator[tuple[Rank, bool]]:
        ids = {mark.point for mark in self._marks[place]}
        yield Rank.LATEST, place == len(self._groups) - 1
        yield Rank.CHANGED, any(mark.ring or mark.off_scale for mark in self._marks[place])
        yield Rank.FIRST, place == 0
        yield Rank.RUN_BEGINS, bool(ids & self._begins)
        yield Rank.EXTREME, place in self._extremes
        yield Rank.BESIDE_CENSORED, self._beside_censored(place)
        yield Rank.RUN_ENDS, bool(ids & self._ends)
        yield Rank.BESIDE_GAP, self._beside_gap(place)

    def _beside_censored(self, place: int) -> bool:
        near = self._censored[max(place - 1, 0) : place + 2]
        return any(near) and not self._censored[place]

    def _beside_gap(self, place: int) -> bool:
        here = self._groups[place : place + 2]
        return any(point.verdict.kind == "broken" for points in here for point in points)

    def _found_extremes(self) -> set[int]:
        """The highest and the lowest of what was measured."""
        measured = [
            (mark.place.value, place)
            for place, marks in enumerate(self._marks)
            for mark in marks
            if not mark.shape.censored
        ]
        if not measured:
            return set()
        highest = max(measured, key=lambda one: one[0])
        return {min(measured)[1], highest[1]}


def place_gap_words(
    gaps: Sequence[Gap], board: Board, layout: FigureLayout
) -> Iterator[Text]:
    """Beside the line, at the top; with little room the first reason, or the sign alone."""
    for gap in gaps:
        for words in (gap.why, gap.why.split(",")[0], gap.why.split()[0]):
            runs = (Run(words, "muted", layout.size.small),)
            offers = _beside_gap(gap, board, layout.size.small)
            if found := board.cheapest(runs, offers, _DEAREST_GAP):
                yield board.place("gap", runs, found)
                break


def place_values(
    values: Sequence[ValueText], board: Board, layout: FigureLayout
) -> Iterator[Text]:
    """The values that find a place. Never smaller, never turned, never abbreviated."""
    stands: list[tuple[str, Px]] = []
    near = _EQUAL_DENSE if layout.dense else layout.size.equal
    for value in values:
        if value.censored and _is_said(value, stands, near):
            continue
        for offered in _list_shorter(value):
            if found := _find_cheapest(offered, board, _highest_price(value, layout)):
                if value.censored:
                    stands.append((value.words, value.x))
                yield board.place("value", offered.runs, found)
                break


def _list_shorter(value: ValueText) -> Iterator[ValueText]:
    """What counts is never left out for want of room for the words beside it."""
    yield value
    if len(value.runs) > 1 and value.rank <= Rank.RUN_BEGINS:
        yield replace(value, runs=value.runs[:1])


def place_range_numbers(
    steps: Sequence[RangeStep], drawn: Sequence[Band], board: Board, layout: FigureLayout
) -> Iterator[Text]:
    """Where a range begins or changes, if it covers nothing there."""
    for step, band in zip(steps, drawn, strict=True):
        printed = step.point.interval_text
        if not printed or not step.changed or layout.dense:
            continue
        said = write_dashed(printed)
        runs = (Run(said, "muted", layout.size.small),)
        offers = _list_along(band, layout.size.small, line_width(runs))
        if found := board.cheapest(runs, offers, _FREE):
            yield board.place("range", runs, found)


def place_noted_words(
    segments: Sequence[Segment], board: Board, layout: FigureLayout
) -> Iterator[Text]:
    """Over or under the strokes, if they cover nothing there."""
    size = layout.size.small
    for segment in segments:
        if not segment.why:
            continue
        runs = (Run(segment.why, "muted", size),)
        x = (segment.start.x + segment.end.x) // 2
        y = (segment.start.y + segment.end.y) // 2
        offers = (
            Candidate(x, y - _CLEAR - fall(size), "middle", 0),
            Candidate(x, y + _CLEAR + rise(size), "middle", 0),
        )
        if found := board.cheapest(runs, offers, _FREE):
            yield board.place("noted", runs, found)


def place_one_so_far(
    value: ValueText, board: Board, layout: FigureLayout
) -> Iterator[Text]:
    runs = (Run(gettext("one result so far"), "muted", layout.size.small),)
    mark = mark_rect(value.marks[0])
    y = (mark.y0 + mark.y1 + rise(layout.size.small)) // 2
    offers = (
        Candidate(mark.x1 + _FAR, y, "start", 0),
        Candidate(mark.x0 - _FAR, y, "end", 0),
    )
    if found := board.cheapest(runs, offers, _DEAREST_GAP):
        yield board.place("note", runs, found)


def _is_said(value: ValueText, stands: Sequence[tuple[str, Px]], near: Px) -> bool:
    return any(value.words == words and abs(value.x - x) <= near for words, x in stands)


def _highest_price(value: ValueText, layout: FigureLayout) -> int:
    early, middle, late = layout.size.dearest
    if layout.dense:
        return min(early, _DEAREST_DENSE)
    if value.rank <= Rank.RUN_BEGINS:
        return early
    return late if value.rank >= Rank.BESIDE_GAP else middle


def _find_cheapest(value: ValueText, board: Board, dearest: int) -> Candidate | None:
    best, least, extent = None, dearest + 1, text_extent(value.runs)
    for offer in _list_around(value):
        if offer.cost >= least:  # from here on they only grow dearer
            break
        covered = text_rect(extent, offer)
        if board.is_free(covered, of=value.x):
            cost = offer.cost + board.cost(covered, below=_under_limit(value, offer))
            if cost < least:
                best, least = offer, cost
    return best


def _under_limit(value: ValueText, offer: Candidate) -> bool:
    """Where a censored value may lie: its text there would hide the stem."""
    return value.censored and offer.y > value.marks[0].place.y + value.runs[0].size


def _list_around(value: ValueText) -> Iterator[Candidate]:
    """Above, below, beside, then the diagonals."""
    rects = [mark_rect(mark) for mark in value.marks]
    x0, x1 = min(one.x0 for one in rects), max(one.x1 for one in rects)
    y0, y1 = min(one.y0 for one in rects), max(one.y1 for one in rects)
    up, down = rise(value.runs[0].size), fall(value.runs[0].size)
    above, below = y0 - _OFF - down, y1 + _OFF + up
    beside = (y0 + y1 + up - down) // 2
    yield Candidate(value.x, above, "middle", 0)
    yield Candidate(value.x, below, "middle", 50)
    yield Candidate(x1 + _OFF, beside, "start", 80)
    yield Candidate(x0 - _OFF, beside, "end", 100)
    yield Candidate(value.x - 20, above, "start", 140)
    yield Candidate(value.x + 20, above, "end", 160)
    yield Candidate(value.x - 20, below, "start", 200)
    yield Candidate(value.x + 20, below, "end", 240)


def _beside_gap(gap: Gap, board: Board, size: Px) -> Iterator[Candidate]:
    top = board.room.y0 + rise(size) + _OFF
    for y in (top, top + _LINE, top + 2 * _LINE):
        yield Candidate(gap.x + _INSET, y, "start", 0)
        yield Candidate(gap.x - _INSET, y, "end", 0)


def _list_along(band: Band, size: Px, wide: Px) -> Iterator[Candidate]:
    """Inside the stretch of the band, along its edges."""
    box, up, down = band.box, rise(size), fall(size)
    if wide + 2 * _INSET > box.x1 - box.x0:
        return
    heights: list[Px] = []
    if band.high is not None:
        heights += [box.y0 + up + _OFF, box.y0 - down - _OFF]
    if band.low is not None:
        heights += [box.y1 - down - _OFF, box.y1 + up + _OFF]
    ends: tuple[tuple[Px, Anchor], ...] = (
        (box.x0 + _INSET, "start"),
        (box.x1 - _INSET, "end"),
    )
    for x, anchor in ends:
        for y in heights:
            yield Candidate(x, y, anchor, 0)


@dataclass(frozen=True)
class StripText:
    """What a laboratory printed instead of a number, or why there is none."""

    position: DrawPosition
    words: str
    result: bool  # printed; else not done, or to come
    without: bool = False  # a number, but no range with two ends to stand in

    @property
    def kind(self) -> str:
        return "without" if self.without else "words"

    @property
    def offers(self) -> tuple[str, ...]:
        """What it may say: with little room a number stands without its reason."""
        if not self.without:
            return (self.words,)
        return gettext("{value}, no two-sided range", value=self.words), self.words

    def role(self, colour: str) -> str:
        """Of its colour; that of the row, but for an earlier course."""
        return OVER if self.position.over else colour


def strip_texts(trace: Trace, layout: FigureLayout) -> list[StripText]:
    """Results in words, and why a draw has no result; from left to right."""
    printed = [
        StripText(layout.draws.of[point.id], *_printed_value(point, trace))
        for point in trace.in_words
    ]
    return sorted(
        [*printed, *_build_missing(trace, layout)], key=lambda one: one.position.x
    )


def strip_ticks(told: Sequence[StripText], bottom: Px, colour: str) -> Iterator[Stroke]:
    """Where each result in words was drawn, under the `bottom` of its row."""
    top = bottom + _UNDER_RAIL
    for one in told:
        if one.result:
            x = one.position.x
            yield Stroke(f"{one.kind}-tick", x, top, x, top + _STRIP_TICK, one.role(colour))


def place_strip_texts(
    told: Sequence[StripText], bottom: Px, layout: FigureLayout, colour: str
) -> Iterator[Text]:
    """The printed ones first; no words cover another number's tick."""
    size, axis = layout.size.small, layout.axis
    top = bottom + _UNDER_RAIL
    board = Board(room=Rect(axis.left, top, axis.right, top + STRIP))
    ticked = [one.position.x for one in told if one.without]
    board.taken += [Rect(x, top, x, top + _STRIP_TICK) for x in ticked]
    base = top + rise(size) + 20
    for one in sorted(told, key=lambda each: not each.result):
        role, x = one.role(colour) if one.result else "muted", one.position.x
        for words in one.offers:
            runs = (Run(words, role, size, italic=not one.without),)
            offers = (
                Candidate(x + _BESIDE_TICK, base, "start", 0),
                Candidate(x - _BESIDE_TICK, base, "end", 0),
            )
            if place := board.cheapest(runs, offers):
                yield board.place(one.kind, runs, place)
                break


def _printed_value(point: Point, trace: Trace) -> tuple[str, bool, bool]:
    if point in trace.without:
        return point.shown.text, True, True
    text = show_value(point.reading, point.reading.unit).text
    numeric = point.reading.value.number is not None  # in a unit that does not convert
    return f"{text} {point.shown.unit_text}" if numeric else text, True, False


def _build_missing(trace: Trace, layout: FigureLayout) -> Iterator[StripText]:
    """Why a draw has no result here; a side without one is told beside the other's."""
    if layout.dense:
        return
    drawn = {point.reading.draw.id for point in trace.points}
    for row, position in zip(layout.draws.rows, layout.draws.positions, strict=True):
        if row.draw.id in drawn:
            continue
        words = {
            show_value(reading, "").text
            for reading in (*row.absent, *row.pending)
            if reading.analyte == trace.row.analyte and _same_instrument(reading, trace)
        }
        yield from (StripText(position, text, False) for text in sorted(words))


def _same_instrument(reading: Reading, trace: Trace) -> bool:
    return not trace.instrument or reading.method.split("-")[0] == trace.instrument
