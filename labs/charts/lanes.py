"""Treatments: a lane an agent, and a rail under each row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from labs.charts import clock, placing, widths
from labs.charts.clock import DAY, midnight
from labs.charts.frame import Frame
from labs.charts.say import say
from labs.charts.scene import Anchor, Box, Line, Minute, Px, Run, Text
from labs.charts.sizes import BAR, LANE
from labs.readings import Episode
from labs.series import dates

_INSET = 60
_RAIL = 30
_UNDER = 15
_NEVER = midnight(date.max)  # goes on

type Span = tuple[Minute, Minute]


@dataclass(frozen=True)
class Lane:
    """One agent: all its episodes, in one bar."""

    name: str
    episodes: tuple[Episode, ...]


@dataclass(frozen=True)
class Drawn:
    """What lanes leave in the picture."""

    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    texts: tuple[Text, ...] = ()

    def __add__(self, other: "Drawn") -> "Drawn":
        return Drawn(
            self.boxes + other.boxes, self.lines + other.lines, self.texts + other.texts
        )


def lanes(frame: Frame) -> list[Lane]:
    """In order of first start; those with a day in view."""
    by_agent: dict[str, list[Episode]] = {}
    for episode in sorted(frame.episodes, key=lambda one: one.start):
        if _in_view(episode, frame):
            by_agent.setdefault(episode.agent or episode.name, []).append(episode)
    return [Lane(found[0].name, tuple(found)) for found in by_agent.values()]


def drawn(found: Sequence[Lane], frame: Frame, top: Px) -> Drawn:
    whole = Drawn()
    for place, lane in enumerate(found):
        y = top + place * LANE + (LANE - BAR) // 2
        for span, episode in zip(_bars(lane), lane.episodes, strict=True):
            whole += _bar(span, episode, frame, y)
        whole += Drawn(texts=tuple(_names(lane, frame, y)))
    return whole


def rails(frame: Frame, bottom: Px) -> tuple[Box, ...]:
    """Days with an agent that acts on the axis; dashed where known to the month only."""
    sure = _union(_sure(one) for one in frame.episodes if one.axis)
    perhaps = _union(span for one in frame.episodes if one.axis for span in _perhaps(one))
    open_only = [piece for span in perhaps for piece in _less(span, sure)]
    return tuple(
        Box(
            kind,
            frame.axis.x(start),
            bottom + _UNDER,
            frame.axis.x(end),
            bottom + _UNDER + _RAIL,
        )
        for kind, spans in (("rail", sure), ("rail-uncertain", open_only))
        for start, end in _clipped(spans, frame)
    )


def _in_view(episode: Episode, frame: Frame) -> bool:
    start, end = _reach(episode)
    return end > frame.axis.start and start < frame.until


def _reach(episode: Episode) -> Span:
    start, _ = clock.known(episode.start, episode.start_precision)
    return start, _end(episode)[1]


def _end(episode: Episode) -> Span:
    if episode.stop is None:
        return _NEVER, _NEVER
    return clock.known(episode.stop, episode.stop_precision)


def _sure(episode: Episode) -> Span:
    """Days on which it was active for certain."""
    first, after = clock.known(episode.start, episode.start_precision)
    before, last = _end(episode)
    start = after if episode.start_precision == "month" else first
    end = before if episode.stop_precision == "month" and episode.stop else last
    return start, max(start, end)


def _perhaps(episode: Episode) -> Iterator[Span]:
    if episode.start_precision == "month":
        yield clock.known(episode.start, "month")
    if episode.stop and episode.stop_precision == "month":
        yield clock.known(episode.stop, "month")


def _union(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _less(span: Span, others: Sequence[Span]) -> Iterator[Span]:
    """What of a span the others leave free."""
    start, end = span
    for first, last in others:
        if first < end and last > start:
            if first > start:
                yield start, first
            start = max(start, last)
    if start < end:
        yield start, end


def _clipped(spans: Iterable[Span], frame: Frame) -> Iterator[Span]:
    for start, end in spans:
        first, last = frame.axis.clip(start), min(frame.axis.clip(end), frame.until)
        if last > first:
            yield first, last


def _bars(lane: Lane) -> list[Span]:
    """An episode that follows at once ends the one before: one bar, and an edge in it."""
    spans = [_reach(one) for one in lane.episodes]
    starts = [start for start, _ in spans[1:]]
    return [
        (start, following if start < following <= end + DAY else end)
        for (start, end), following in zip(spans, [*starts, _NEVER], strict=True)
    ]


def _bar(span: Span, episode: Episode, frame: Frame, y: Px) -> Drawn:
    """Without an edge where it began before the view or goes on behind it."""
    axis, (start, end) = frame.axis, span
    x0, x1 = axis.x(axis.clip(start)), axis.x(min(axis.clip(end), frame.until))
    lines = [Line("lane-edge", x0, at, x1, at, "muted") for at in (y, y + BAR)]
    lines += [
        Line("lane-edge", axis.x(at), y, axis.x(at), y + BAR, "muted")
        for at in (start, end)
        if axis.start < at < axis.end
    ]
    hatched = [
        Box("month", axis.x(first), y, axis.x(last), y + BAR, "muted")
        for first, last in _clipped(_perhaps(episode), frame)
    ]
    return Drawn((Box("lane", x0, y, x1, y + BAR, "lane"), *hatched), tuple(lines))


@dataclass(frozen=True)
class Part:
    """Episodes of one agent that follow each other at once, with their bars."""

    episodes: tuple[Episode, ...]
    bars: tuple[Span, ...]
    room: tuple[Px, Px]  # between the parts before and after it

    def facts(self, frame: Frame) -> list[str]:
        return list(_facts(self.episodes, frame))


def _names(lane: Lane, frame: Frame, y: Px) -> Iterator[Text]:
    """Beside each part what its bar cannot show; the bare name once, if nothing else."""
    base = y + (BAR + placing.rise(frame.size.small) - placing.fall(frame.size.small)) // 2
    parts = _parts(lane, frame)
    texts = [text for part in parts for text in _told(lane, part, frame, base)]
    yield from texts or _bare(lane, parts, frame, base)


def _told(lane: Lane, part: Part, frame: Frame, base: Px) -> Iterator[Text]:
    if facts := part.facts(frame):
        yield from _written(", ".join([lane.name, *facts]), part, frame, base)


def _bare(lane: Lane, parts: Sequence[Part], frame: Frame, base: Px) -> Iterator[Text]:
    """In or beside the first part that has room; at worst across a bar."""
    written = (text for part in parts for text in _written(lane.name, part, frame, base))
    run = Run(lane.name, "ink", frame.size.small)
    yield next(written, Text("lane", frame.axis.left + _INSET, base, (run,)))


def _written(words: str, part: Part, frame: Frame, base: Px) -> Iterator[Text]:
    run = Run(words, "ink", frame.size.small)
    if found := _place(part, frame, widths.run(run)):
        x, anchor, halo = found
        yield Text("lane", x, base, (run,), anchor, halo)


def _place(part: Part, frame: Frame, wide: Px) -> tuple[Px, Anchor, str] | None:
    """Inside a bar, but never on the hatching of a month; else right of it, else left."""
    axis = frame.axis
    plain = (
        (max(bar[0], sure[0]), min(bar[1], sure[1]))
        for bar, sure in zip(part.bars, map(_sure, part.episodes), strict=True)
    )
    for start, end in _clipped(plain, frame):
        if wide + 2 * _INSET <= axis.x(end) - axis.x(start):
            return axis.x(start) + _INSET, "start", "lane"
    shown = list(_clipped(part.bars, frame))
    first, last = axis.x(shown[0][0]), axis.x(shown[-1][1])
    left, right = part.room
    if last + 2 * _INSET + wide <= right:
        return last + _INSET, "start", "paper"
    return (first - _INSET, "end", "paper") if first - _INSET - wide >= left else None


def _parts(lane: Lane, frame: Frame) -> list[Part]:
    """With the room that their neighbours leave."""
    groups: list[list[tuple[Span, Episode]]] = []
    for bar in zip(_bars(lane), lane.episodes, strict=True):
        if groups and groups[-1][-1][0][1] == bar[0][0]:
            groups[-1].append(bar)
        else:
            groups.append([bar])
    axis = frame.axis
    ends = [axis.x(axis.clip(group[-1][0][1])) for group in groups]
    starts = [axis.x(axis.clip(group[0][0][0])) for group in groups]
    rooms = zip([axis.left, *ends], [*starts[1:], axis.right + _INSET], strict=False)
    return [
        Part(tuple(e for _, e in group), tuple(span for span, _ in group), room)
        for group, room in zip(groups, rooms, strict=True)
    ]


def _facts(episodes: Sequence[Episode], frame: Frame) -> Iterator[str]:
    first, last = episodes[0], episodes[-1]
    if any(list(_clipped(_perhaps(one), frame)) for one in episodes):
        yield from _by_month(first, last)
        return
    if _reach(first)[0] < frame.axis.start:
        yield say("from", day=dates.month(first.start))
    if _reach(last)[1] > frame.axis.end:
        yield say("goes-on")


def _by_month(first: Episode, last: Episode) -> Iterator[str]:
    start = dates.as_known(first.start, first.start_precision)
    if last.stop is None:
        yield say("from", day=start)
        yield say("goes-on")
    else:
        yield say(
            "from-to", start=start, stop=dates.as_known(last.stop, last.stop_precision)
        )
    yield say("days-not-known")
