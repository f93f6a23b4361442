"""Notes that a clinician has not read: a dot over the tick of their draw, and its words.

Nearly every result has a note: a sign at each mark would say nothing, and hide others.
"""

from collections.abc import Iterable, Iterator, Sequence

from labs.charts.frame import Frame
from labs.charts.say import say
from labs.charts.scene import Line, Px, Sign
from labs.charts.sizes import PRINT
from labs.series import DrawRow

_OVER, _DOT = 5, 40
_TITLES = 2  # that a box has room for


def dots(frame: Frame, foot: Px) -> Iterator[Line]:
    """`foot` of the rows. None on paper, which others read, nor where draws are dense."""
    if frame.dense or frame.size.name == PRINT.name:
        return
    for spot, rows in frame.draws.moments:
        if _titles(rows, frame):
            yield Line("unread", spot.x, foot + _OVER, spot.x, foot + _OVER + _DOT, "ink")


def key(lines: Iterable[Line]) -> Iterator[Sign]:
    if any(line.kind == "unread" for line in lines):
        yield Sign("unread", say("key-unread"))


def words(rows: Iterable[DrawRow], frame: Frame) -> str:
    """`2 notes to read: Limits of detection; Time of day`; nothing where all is read."""
    told = _titles(rows, frame)
    if not told:
        return ""
    named = list(dict.fromkeys(told))
    more = [say("unread-more")] if len(named) > _TITLES else []
    code = "unread-one" if len(told) == 1 else "unread-many"
    # Titles are joined here: a fact of a sentence is cut where it is long.
    listed = "; ".join([*named[:_TITLES], *more])
    return f"{say(code, count=len(told))}: {listed}"


def spoken(rows: Sequence[DrawRow], frame: Frame) -> Iterator[str]:
    if told := words(rows, frame):
        yield f"{told}."


def _titles(rows: Iterable[DrawRow], frame: Frame) -> list[str]:
    return [title for row in rows for title in frame.unread.get(row.draw.id, ())]
