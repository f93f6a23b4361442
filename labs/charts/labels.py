"""The texts of one panel, placed one after the other: the cheapest free place wins."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from labs.charts import placing, widths
from labs.charts.bands import Cell
from labs.charts.frame import Frame
from labs.charts.own import numbers
from labs.charts.placing import Board, Candidate
from labs.charts.say import say
from labs.charts.scene import Anchor, Band, Gap, Px, Run, Segment, Text
from labs.charts.values import Rank, Value

_OFF = 30  # from the mark to its text
_INSET = 40
_LINE = 130
_FAR = 220
_DEAREST_DENSE = 220
_EQUAL_DENSE = 1500
_DEAREST_GAP = 160
_FREE = 0
_CLEAR = 60  # of the strokes across a line


def gap_words(gaps: Sequence[Gap], board: Board, frame: Frame) -> Iterator[Text]:
    """Beside the line, at the top; with little room the first reason, or the sign alone."""
    for gap in gaps:
        for words in (gap.why, gap.why.split(",")[0], gap.why.split()[0]):
            runs = (Run(words, "muted", frame.size.small),)
            offers = _beside_gap(gap, board, frame.size.small)
            if found := board.least(runs, offers, _DEAREST_GAP):
                yield board.place("gap", runs, found)
                break


def written(values: Sequence[Value], board: Board, frame: Frame) -> Iterator[Text]:
    """The values that find a place. Never smaller, never turned, never abbreviated."""
    stands: list[tuple[str, Px]] = []
    near = _EQUAL_DENSE if frame.dense else frame.size.equal
    for value in values:
        if value.censored and _said(value, stands, near):
            continue
        for offered in _shorter(value):
            if found := _cheapest(offered, board, _dearest(value, frame)):
                if value.censored:
                    stands.append((value.words, value.x))
                yield board.place("value", offered.runs, found)
                break


def _shorter(value: Value) -> Iterator[Value]:
    """What counts is never left out for want of room for the words beside it."""
    yield value
    if len(value.runs) > 1 and value.rank <= Rank.RUN_BEGINS:
        yield replace(value, runs=value.runs[:1])


def interval_numbers(
    cells: Sequence[Cell], drawn: Sequence[Band], board: Board, frame: Frame
) -> Iterator[Text]:
    """Where an interval begins or changes, if it covers nothing there."""
    for cell, band in zip(cells, drawn, strict=True):
        interval = cell.point.interval_text
        if not interval or not cell.changed or frame.dense:
            continue
        said = numbers(interval)
        runs = (Run(said, "muted", frame.size.small),)
        offers = _along(band, frame.size.small, widths.runs(runs))
        if found := board.least(runs, offers, _FREE):
            yield board.place("interval", runs, found)


def noted_words(segments: Sequence[Segment], board: Board, frame: Frame) -> Iterator[Text]:
    """Over or under the strokes, if they cover nothing there."""
    size = frame.size.small
    for segment in segments:
        if not segment.why:
            continue
        runs = (Run(segment.why, "muted", size),)
        x = (segment.start.x + segment.end.x) // 2
        y = (segment.start.y + segment.end.y) // 2
        offers = (
            Candidate(x, y - _CLEAR - placing.fall(size), "middle", 0),
            Candidate(x, y + _CLEAR + placing.rise(size), "middle", 0),
        )
        if found := board.least(runs, offers, _FREE):
            yield board.place("noted", runs, found)


def one_so_far(value: Value, board: Board, frame: Frame) -> Iterator[Text]:
    runs = (Run(say("one-result"), "muted", frame.size.small),)
    mark = placing.rect_of(value.marks[0])
    y = (mark.y0 + mark.y1 + placing.rise(frame.size.small)) // 2
    offers = (
        Candidate(mark.x1 + _FAR, y, "start", 0),
        Candidate(mark.x0 - _FAR, y, "end", 0),
    )
    if found := board.least(runs, offers, _DEAREST_GAP):
        yield board.place("note", runs, found)


def _said(value: Value, stands: Sequence[tuple[str, Px]], near: Px) -> bool:
    return any(value.words == words and abs(value.x - x) <= near for words, x in stands)


def _dearest(value: Value, frame: Frame) -> int:
    early, middle, late = frame.size.dearest
    if frame.dense:
        return min(early, _DEAREST_DENSE)
    if value.rank <= Rank.RUN_BEGINS:
        return early
    return late if value.rank >= Rank.BESIDE_GAP else middle


def _cheapest(value: Value, board: Board, dearest: int) -> Candidate | None:
    best, least = None, dearest + 1
    for offer in _around(value):
        covered = placing.rect(value.runs, offer)
        if offer.cost < least and board.free(covered, of=value.x):
            cost = offer.cost + board.cost(covered, below=_under_limit(value, offer))
            if cost < least:
                best, least = offer, cost
    return best


def _under_limit(value: Value, offer: Candidate) -> bool:
    """Where a censored value may lie: its text there would hide the stem."""
    return value.censored and offer.y > value.marks[0].place.y + value.runs[0].size


def _around(value: Value) -> Iterator[Candidate]:
    """Above, below, beside, then the diagonals."""
    rects = [placing.rect_of(mark) for mark in value.marks]
    x0, x1 = min(one.x0 for one in rects), max(one.x1 for one in rects)
    y0, y1 = min(one.y0 for one in rects), max(one.y1 for one in rects)
    rise, fall = placing.rise(value.runs[0].size), placing.fall(value.runs[0].size)
    above, below = y0 - _OFF - fall, y1 + _OFF + rise
    beside = (y0 + y1 + rise - fall) // 2
    yield Candidate(value.x, above, "middle", 0)
    yield Candidate(value.x, below, "middle", 50)
    yield Candidate(x1 + _OFF, beside, "start", 80)
    yield Candidate(x0 - _OFF, beside, "end", 100)
    yield Candidate(value.x - 20, above, "start", 140)
    yield Candidate(value.x + 20, above, "end", 160)
    yield Candidate(value.x - 20, below, "start", 200)
    yield Candidate(value.x + 20, below, "end", 240)


def _beside_gap(gap: Gap, board: Board, size: Px) -> Iterator[Candidate]:
    top = board.room.y0 + placing.rise(size) + _OFF
    for y in (top, top + _LINE, top + 2 * _LINE):
        yield Candidate(gap.x + _INSET, y, "start", 0)
        yield Candidate(gap.x - _INSET, y, "end", 0)


def _along(band: Band, size: Px, wide: Px) -> Iterator[Candidate]:
    """Inside the stretch of the band, along its edges."""
    box, rise, fall = band.box, placing.rise(size), placing.fall(size)
    if wide + 2 * _INSET > box.x1 - box.x0:
        return
    heights: list[Px] = []
    if band.high is not None:
        heights += [box.y0 + rise + _OFF, box.y0 - fall - _OFF]
    if band.low is not None:
        heights += [box.y1 - fall - _OFF, box.y1 + rise + _OFF]
    ends: tuple[tuple[Px, Anchor], ...] = (
        (box.x0 + _INSET, "start"),
        (box.x1 - _INSET, "end"),
    )
    for x, anchor in ends:
        for y in heights:
            yield Candidate(x, y, anchor, 0)
