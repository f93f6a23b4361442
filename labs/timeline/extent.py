"""From when to when a course is shown, before any figure adds room for its marks."""

from collections.abc import Iterator
from datetime import timedelta

from labs.readings import Moment
from labs.timeline.minutes import DAY, Minute, Span, minute_of_day, moment_span
from labs.timeline.timeline import Timeline

AROUND = 14 * DAY  # beside the first and the last draw
_BACK = 180 * DAY  # an event this shortly before the first draw is shown with it
_BEFORE_A_STOP = 45 * DAY


def find_extent(timeline: Timeline) -> Span:
    """The dates that were asked for; else two weeks around what there is to show."""
    start, end = _extent_in_view(timeline)
    if timeline.view.start:
        start = minute_of_day(timeline.view.start)
    if timeline.view.end:
        end = minute_of_day(timeline.view.end + timedelta(days=1))
    return start, max(end, start + DAY)


def draw_span(moment: Moment, timeline: Timeline) -> Span:
    """When a draw was taken; of a course that is laid over, on the days of this one."""
    start, end = moment_span(moment)
    over = timeline.over
    moved = over.days * DAY if over and over.has(moment) else 0
    return start + moved, end + moved


def _extent_in_view(timeline: Timeline) -> Span:
    """Two weeks around what is in view, and back to what shortly came before it."""
    draws = [at for one in timeline.drawn for at in draw_span(one.draw.moment, timeline)]
    events = list(_list_events(timeline))
    first = min(draws or events or [minute_of_day(timeline.today)])
    last = max([first, *draws, *(at for at in events if at >= first)])
    return min([first - AROUND, *_list_before(timeline, first)]), last + AROUND


def _list_events(timeline: Timeline) -> Iterator[Minute]:
    """Decisions, and what began or ended: they are part of the course."""
    yield from (minute_of_day(one.decided.date) for one in timeline.decisions)
    for episode in timeline.episodes:
        yield minute_of_day(episode.start)
        if episode.stop:
            yield minute_of_day(episode.stop)


def _list_before(timeline: Timeline, first: Minute) -> Iterator[Minute]:
    if timeline.origin:
        yield minute_of_day(timeline.origin.day) - AROUND
    if timeline.over:  # what came before is not in view
        return
    for one in timeline.decisions:
        if first - _BACK <= minute_of_day(one.decided.date) < first:
            yield minute_of_day(one.decided.date) - AROUND
    for episode in timeline.episodes:
        if episode.stop and first - _BACK <= minute_of_day(episode.stop) < first:
            yield minute_of_day(episode.stop) - _BEFORE_A_STOP
