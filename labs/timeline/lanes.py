"""Treatments in time: a lane an agent, and the days with one that acts on the axis."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from labs.readings import Episode
from labs.timeline.minutes import DAY, Minute, Span, known_span, minute_of_day

NEVER: Minute = minute_of_day(date.max)  # where what is ongoing ends


@dataclass(frozen=True)
class Lane:
    """All episodes of one agent, oldest first."""

    name: str
    episodes: tuple[Episode, ...]

    @property
    def bars(self) -> list[Span]:
        """One an episode. One that follows at once ends the bar of the one before."""
        spans = [episode_reach(one) for one in self.episodes]
        starts = [start for start, _ in spans[1:]]
        return [
            (start, following if start < following <= end + DAY else end)
            for (start, end), following in zip(spans, [*starts, NEVER], strict=True)
        ]


def list_lanes(episodes: Iterable[Episode], start: Minute, end: Minute) -> list[Lane]:
    """Of agents with a day between two minutes, in order of their first start."""
    by_agent: dict[str, list[Episode]] = {}
    for episode in sorted(episodes, key=lambda one: one.start):
        first, last = episode_reach(episode)
        if last > start and first < end and not episode.in_error:
            by_agent.setdefault(episode.agent or episode.name, []).append(episode)
    return [Lane(found[0].name, tuple(found)) for found in by_agent.values()]


def episode_reach(episode: Episode) -> Span:
    """From the first to the last minute on which it may have gone on."""
    start, _ = known_span(episode.start, episode.start_precision)
    return start, _end_span(episode)[1]


def certain_span(episode: Episode) -> Span:
    """The days on which it went on for certain; an empty span where there is none."""
    first, after = known_span(episode.start, episode.start_precision)
    before, last = _end_span(episode)
    start = after if episode.start_precision == "month" else first
    end = before if episode.stop_precision == "month" and episode.stop else last
    return start, max(start, end)


def uncertain_spans(episode: Episode) -> Iterator[Span]:
    """The months within which it began or stopped, where no day is known."""
    if episode.start_precision == "month":
        yield known_span(episode.start, "month")
    if episode.stop and episode.stop_precision == "month":
        yield known_span(episode.stop, "month")


def days_on_treatment(episodes: Iterable[Episode]) -> tuple[list[Span], list[Span]]:
    """Spans with an agent that acts on the axis: for certain, and perhaps only."""
    acting = [one for one in episodes if one.axis and not one.in_error]
    certain = _join_spans(map(certain_span, acting))
    doubtful = _join_spans(span for one in acting for span in uncertain_spans(one))
    return certain, [piece for span in doubtful for piece in _subtract_spans(span, certain)]


def _end_span(episode: Episode) -> Span:
    if episode.stop is None:
        return NEVER, NEVER
    return known_span(episode.stop, episode.stop_precision)


def _join_spans(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[1] > span[0]):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _subtract_spans(span: Span, others: Sequence[Span]) -> Iterator[Span]:
    """What of a span the others leave free."""
    start, end = span
    for first, last in others:
        if first < end and last > start:
            if first > start:
                yield start, first
            start = max(start, last)
    if start < end:
        yield start, end
