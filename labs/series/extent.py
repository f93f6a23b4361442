"""From when to when a course is shown, before any figure adds room for its marks."""

from collections.abc import Iterator
from datetime import timedelta

from labs.readings import Moment
from labs.series.listing import Series
from labs.series.minutes import DAY, Minute, Span, midnight, span

AROUND = 14 * DAY  # beside the first and the last draw
_BACK = 180 * DAY  # an event this shortly before the first draw is shown with it
_BEFORE_A_STOP = 45 * DAY


def extent(series: Series) -> Span:
    """The dates that were asked for; else two weeks around what there is to show."""
    start, end = _needed(series)
    if series.view.start:
        start = midnight(series.view.start)
    if series.view.end:
        end = midnight(series.view.end + timedelta(days=1))
    return start, max(end, start + DAY)


def draw_span(moment: Moment, series: Series) -> Span:
    """When a draw was taken; of a course that is laid over, on the days of this one."""
    start, end = span(moment)
    over = series.over
    moved = over.days * DAY if over and over.has(moment) else 0
    return start + moved, end + moved


def _needed(series: Series) -> Span:
    """Two weeks around what is in view, and back to what shortly came before it."""
    draws = [at for one in series.drawn for at in draw_span(one.draw.moment, series)]
    events = list(_events(series))
    first = min(draws or events or [midnight(series.today)])
    last = max([first, *draws, *(at for at in events if at >= first)])
    return min([first - AROUND, *_before(series, first)]), last + AROUND


def _events(series: Series) -> Iterator[Minute]:
    """Decisions, and what began or ended: they are part of the course."""
    yield from (midnight(one.decided.date) for one in series.decisions)
    for episode in series.episodes:
        yield midnight(episode.start)
        if episode.stop:
            yield midnight(episode.stop)


def _before(series: Series, first: Minute) -> Iterator[Minute]:
    if series.origin:
        yield midnight(series.origin.day) - AROUND
    if series.over:  # what came before is not in view
        return
    for one in series.decisions:
        if first - _BACK <= midnight(one.decided.date) < first:
            yield midnight(one.decided.date) - AROUND
    for episode in series.episodes:
        if episode.stop and first - _BACK <= midnight(episode.stop) < first:
            yield midnight(episode.stop) - _BEFORE_A_STOP
