"""Treatments: a lane an agent, and a rail under each row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from labs.charts.layout import BAR, LANE, FigureLayout
from labs.charts.palette import OVER
from labs.charts.scene import Anchor, Box, Px, Run, Stroke, Text
from labs.charts.text import fall, rise, run_width
from labs.readings import Episode
from labs.timeline import dates
from labs.timeline.lanes import (
    Lane,
    certain_span,
    days_on_treatment,
    episode_reach,
    list_lanes,
    uncertain_spans,
)
from labs.timeline.minutes import Span
from labs.words import gettext

_INSET = 60
_RAIL = 30
_UNDER = 15


@dataclass(frozen=True)
class LaneDrawing:
    """What lanes leave in the picture."""

    boxes: tuple[Box, ...] = ()
    lines: tuple[Stroke, ...] = ()
    texts: tuple[Text, ...] = ()

    def __add__(self, other: "LaneDrawing") -> "LaneDrawing":
        return LaneDrawing(
            self.boxes + other.boxes, self.lines + other.lines, self.texts + other.texts
        )


@dataclass(frozen=True)
class DrawnLane:
    """One agent in one bar; `over`: of an earlier course, at its own days."""

    lane: Lane
    over: bool = False

    @property
    def edge(self) -> str:
        return OVER if self.over else "muted"


def build_lanes(layout: FigureLayout) -> list[DrawnLane]:
    """In order of first start; under them those of an earlier course that is laid over."""
    view = layout.axis.start, layout.until
    current = list_lanes(layout.episodes, *view)
    earlier = list_lanes(_laid_over(layout), *view)
    return [*map(DrawnLane, current), *(DrawnLane(lane, over=True) for lane in earlier)]


def _laid_over(layout: FigureLayout) -> Iterator[Episode]:
    """What was recorded in an earlier course, moved to where its draws are drawn."""
    over = layout.timeline.over
    if over is None:
        return
    last, moved = over.until - timedelta(days=1), timedelta(days=over.days)
    for episode in layout.episodes:
        if episode.start > last or (episode.stop and episode.stop < over.start):
            continue
        stop, precision = last, "date"
        if episode.stop and episode.stop <= last:
            stop, precision = episode.stop, episode.stop_precision
        start = max(episode.start, over.start)
        yield replace(
            episode, start=start + moved, stop=stop + moved, stop_precision=precision
        )


def draw_lanes(found: Sequence[DrawnLane], layout: FigureLayout, top: Px) -> LaneDrawing:
    whole = LaneDrawing()
    for place, lane in enumerate(found):
        y = top + place * LANE + (LANE - BAR) // 2
        for span, episode in zip(lane.lane.bars, lane.lane.episodes, strict=True):
            whole += _build_bar(span, episode, lane.edge, layout, y)
        whole += LaneDrawing(texts=tuple(_build_names(lane, layout, y)))
    return whole


def build_rails(layout: FigureLayout, bottom: Px) -> tuple[Box, ...]:
    """Days with an agent that acts on the axis; dashed where known to the month only."""
    certain, doubtful = days_on_treatment(layout.episodes)
    top = bottom + _UNDER
    return tuple(
        Box(kind, layout.axis.x(start), top, layout.axis.x(end), top + _RAIL)
        for kind, spans in (("rail", certain), ("rail-uncertain", doubtful))
        for start, end in _clip_spans(spans, layout)
    )


def _clip_spans(spans: Iterable[Span], layout: FigureLayout) -> Iterator[Span]:
    for start, end in spans:
        first, last = layout.axis.clip(start), min(layout.axis.clip(end), layout.until)
        if last > first:
            yield first, last


def _build_bar(
    span: Span, episode: Episode, edge: str, layout: FigureLayout, y: Px
) -> LaneDrawing:
    """Without an edge where it began before the view or continues after it."""
    axis, (start, end) = layout.axis, span
    x0, x1 = axis.x(axis.clip(start)), axis.x(min(axis.clip(end), layout.until))
    lines = [Stroke("lane-edge", x0, at, x1, at, edge) for at in (y, y + BAR)]
    lines += [
        Stroke("lane-edge", axis.x(at), y, axis.x(at), y + BAR, edge)
        for at in (start, end)
        if axis.start < at < axis.end
    ]
    hatched = [
        Box("month", axis.x(first), y, axis.x(last), y + BAR, edge)
        for first, last in _clip_spans(uncertain_spans(episode), layout)
    ]
    return LaneDrawing((Box("lane", x0, y, x1, y + BAR, "lane"), *hatched), tuple(lines))


@dataclass(frozen=True)
class LanePart:
    """Episodes of one agent that follow each other at once, with their bars."""

    episodes: tuple[Episode, ...]
    bars: tuple[Span, ...]
    room: tuple[Px, Px]  # between the parts before and after it

    def facts(self, layout: FigureLayout) -> list[str]:
        return list(_list_facts(self.episodes, layout))


def _build_names(drawn: DrawnLane, layout: FigureLayout, y: Px) -> Iterator[Text]:
    """Beside each part what its bar cannot show; the bare name once, if nothing else."""
    base = y + (BAR + rise(layout.size.small) - fall(layout.size.small)) // 2
    lane = drawn.lane
    parts = _build_parts(lane, layout)
    if drawn.over:
        yield from _build_bare(
            gettext("{agent}, earlier course", agent=lane.name), parts, layout, base
        )
        return
    texts = [text for part in parts for text in _build_told(lane, part, layout, base)]
    yield from texts or _build_bare(lane.name, parts, layout, base)


def _build_told(
    lane: Lane, part: LanePart, layout: FigureLayout, base: Px
) -> Iterator[Text]:
    if facts := part.facts(layout):
        yield from _build_written(", ".join([lane.name, *facts]), part, layout, base)


def _build_bare(
    words: str, parts: Sequence[LanePart], layout: FigureLayout, base: Px
) -> Iterator[Text]:
    """In or beside the first part that has room; at worst across a bar."""
    written = (text for part in parts for text in _build_written(words, part, layout, base))
    run = Run(words, "ink", layout.size.small)
    yield next(written, Text("lane", layout.axis.left + _INSET, base, (run,)))


def _build_written(
    words: str, part: LanePart, layout: FigureLayout, base: Px
) -> Iterator[Text]:
    run = Run(words, "ink", layout.size.small)
    if found := _find_place(part, layout, run_width(run)):
        x, anchor, halo = found
        yield Text("lane", x, base, (run,), anchor, halo)


def _find_place(
    part: LanePart, layout: FigureLayout, wide: Px
) -> tuple[Px, Anchor, str] | None:
    """Inside a bar, but never on the hatching of a month; else right of it, else left."""
    axis = layout.axis
    plain = (
        (max(bar[0], certain[0]), min(bar[1], certain[1]))
        for bar, certain in zip(part.bars, map(certain_span, part.episodes), strict=True)
    )
    for start, end in _clip_spans(plain, layout):
        if wide + 2 * _INSET <= axis.x(end) - axis.x(start):
            return axis.x(start) + _INSET, "start", "lane"
    shown = list(_clip_spans(part.bars, layout))
    first, last = axis.x(shown[0][0]), axis.x(shown[-1][1])
    left, right = part.room
    if last + 2 * _INSET + wide <= right:
        return last + _INSET, "start", "paper"
    return (first - _INSET, "end", "paper") if first - _INSET - wide >= left else None


def _build_parts(lane: Lane, layout: FigureLayout) -> list[LanePart]:
    """With the room that their neighbours leave."""
    groups: list[list[tuple[Span, Episode]]] = []
    for bar in zip(lane.bars, lane.episodes, strict=True):
        if groups and groups[-1][-1][0][1] == bar[0][0]:
            groups[-1].append(bar)
        else:
            groups.append([bar])
    axis = layout.axis
    ends = [axis.x(axis.clip(group[-1][0][1])) for group in groups]
    starts = [axis.x(axis.clip(group[0][0][0])) for group in groups]
    rooms = zip([axis.left, *ends], [*starts[1:], axis.right + _INSET], strict=False)
    return [
        LanePart(tuple(e for _, e in group), tuple(span for span, _ in group), room)
        for group, room in zip(groups, rooms, strict=True)
    ]


def _list_facts(episodes: Sequence[Episode], layout: FigureLayout) -> Iterator[str]:
    first, last = episodes[0], episodes[-1]
    if any(list(_clip_spans(uncertain_spans(one), layout)) for one in episodes):
        yield from _by_month(first, last)
        return
    if episode_reach(first)[0] < layout.axis.start:
        yield gettext("from {day}", day=dates.month(first.start))
    if episode_reach(last)[1] > layout.axis.end:
        yield gettext("ongoing")


def _by_month(first: Episode, last: Episode) -> Iterator[str]:
    start = dates.as_known(first.start, first.start_precision)
    if last.stop is None:
        yield gettext("from {day}", day=start)
        yield gettext("ongoing")
    else:
        yield gettext(
            "{start} to {stop}",
            start=start,
            stop=dates.as_known(last.stop, last.stop_precision),
        )
    yield gettext("days not known")
