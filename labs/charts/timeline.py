"""The time axis: how far it reaches."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from labs.charts.clock import DAY, midnight
from labs.charts.draws import span
from labs.charts.scene import Axis, Minute, Px
from labs.charts.sizes import MARGIN, Size
from labs.series import Series

_AROUND = 14 * DAY
_BACK = 180 * DAY
_BEFORE_A_STOP = 45 * DAY


def axis(series: Series, size: Size) -> Axis:
    start, end = _extent(series)
    left, right = size.left, size.width - size.right
    if series.view.start is None and series.view.end is None:
        start, end = _with_margin(start, end, right - left)
    zero = midnight(series.origin.day) if series.origin else 0
    return Axis(start, end, left, right, zero=zero, counts_days=series.origin is not None)


def _extent(series: Series) -> tuple[Minute, Minute]:
    start, end = _needed(series)
    view = series.view
    if view.start:
        start = midnight(view.start)
    if view.end:
        end = midnight(view.end + timedelta(days=1))
    return start, max(end, start + DAY)


def _needed(series: Series) -> tuple[Minute, Minute]:
    """Two weeks around what is in view, and back to what shortly came before it."""
    draws = [at for row in series.draws for at in span(row, series)]
    events = list(_events(series))
    first = min(draws or events or [midnight(series.today)])
    last = max([first, *draws, *(at for at in events if at >= first)])
    return min([first - _AROUND, *_before(series, first)]), last + _AROUND


def _events(series: Series) -> Iterator[Minute]:
    """Decisions, and what began or ended: they are part of the course."""
    yield from (midnight(one.decided.date) for one in series.decisions)
    for episode in series.episodes:
        yield midnight(episode.start)
        if episode.stop:
            yield midnight(episode.stop)


def _before(series: Series, first: Minute) -> Iterator[Minute]:
    if series.origin:
        yield midnight(series.origin.day) - _AROUND
    if series.over:  # what came before is not in view
        return
    for one in series.decisions:
        if first - _BACK <= midnight(one.decided.date) < first:
            yield midnight(one.decided.date) - _AROUND
    for episode in series.episodes:
        if episode.stop and first - _BACK <= midnight(episode.stop) < first:
            yield midnight(episode.stop) - _BEFORE_A_STOP


def _with_margin(start: Minute, end: Minute, room: Px) -> tuple[Minute, Minute]:
    """So that the first mark and the last one stand clear of the edges."""
    least = round(Fraction((end - start) * MARGIN, room - 2 * MARGIN))
    missing = max(least - _AROUND, 0)
    return start - missing, end + missing
