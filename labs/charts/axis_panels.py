"""A course on one time axis: treatments, a row an analyte, decisions through all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from labs.charts import flags, hovers, lanes, panels, ticks, to_read, widths
from labs.charts.frame import Frame, Unread, frame
from labs.charts.key import key
from labs.charts.palette import OVER
from labs.charts.panels import Made
from labs.charts.say import say
from labs.charts.scene import Anchor, Line, Px, Run, Scene, Text, Tick
from labs.charts.sizes import (
    DRAWS,
    FLAGS,
    LANE,
    NOTE,
    SIZES,
    TIME_AXIS,
    TIMES,
    UNDER_PANEL,
    Size,
)
from labs.charts.strands import Strand, strands
from labs.series import DrawRow, Series

__all__ = ["SIZES", "scene", "scenes"]

_OVER_LANES = 40
_UNDER_TIMES = 70
_TIMES_BASE = 130
_DRAW_TOP, _DRAW_LONG = 60, 60
_DRAW_WORDS = 200
_TICK_LONG = 40
_MONTH_BASE, _YEAR_BASE = 150, 300
_HEAD_BASE = 140
_NOTE_BASE = 150
_DRAWN_OUT = 40  # the least that a day-wide tick is wide


def scene(series: Series, *, size: str = "desk", unread: Unread | None = None) -> Scene:
    rows = tuple(strands(series))
    made = replace(frame(series, SIZES[size]), unread=unread or {})
    return laid_out(made, f"course-{size}", rows)


def scenes(series: Series) -> tuple[Scene, ...]:
    """One of each size; the page shows the one that fits, and prints the one for paper."""
    return tuple(scene(series, size=size) for size in SIZES)


def pictures(series: Series, unread: Unread | None = None) -> tuple[Scene, ...]:
    """The same for writers that nobody points at: without what boxes say."""
    rows = tuple(strands(series))
    frames = {name: frame(series, size) for name, size in SIZES.items()}
    return tuple(
        laid_out(replace(of, pointed=False, unread=unread or {}), f"course-{name}", rows)
        for name, of in frames.items()
    )


def laid_out(frame: Frame, name: str, rows: Sequence[Strand]) -> Scene:
    return _Maker(frame, name, rows).scene()


class _Maker:
    """Goes down the page: flags, lanes, times, rows, draws, times again."""

    def __init__(self, frame: Frame, name: str, rows: Sequence[Strand]) -> None:
        self.frame = frame
        self.name = name
        self.size: Size = frame.size
        self.flags = flags.flags(frame)
        self.lanes = lanes.lanes(frame)
        self.ticks = ticks.ticks(frame.axis, frame.size)
        self.lanes_top = (FLAGS if frame.for_staff else 0) + _OVER_LANES
        self.lanes_bottom = self.lanes_top + len(self.lanes) * LANE
        self.rows = list(self._rows(rows))

    def scene(self) -> Scene:
        drawn = lanes.drawn(self.lanes, self.frame, self.lanes_top)
        made = tuple(row.panel for row in self.rows)
        written = (
            sum(row.written for row in self.rows),
            sum(row.values for row in self.rows),
        )
        note = list(self._note(written))
        lines = (*drawn.lines, *self._lines())
        return Scene(
            id=self.name,
            size=self.size.name,
            width=self.size.width,
            height=self._bottom + DRAWS + TIME_AXIS + len(note) * NOTE,
            axis=self.frame.axis,
            ticks=self.ticks,
            panels=made,
            boxes=drawn.boxes,
            lines=lines,
            flags=self.flags,
            texts=(*drawn.texts, *self._texts(), *note),
            key=(*key(made, drawn.boxes, self.flags), *to_read.key(lines)),
            steps=hovers.steps(self.frame) if self.frame.pointed else (),
            written=written,
            dense=self.frame.dense,
        )

    @property
    def _bottom(self) -> Px:
        """Of the last row."""
        last = self.rows[-1].panel.bottom if self.rows else self._rows_top
        return last + UNDER_PANEL

    @property
    def _rows_top(self) -> Px:
        return self.lanes_bottom + TIMES + _UNDER_TIMES

    def _rows(self, rows: Sequence[Strand]) -> Iterator[Made]:
        top = self._rows_top
        for strand in rows:
            made = panels.panel(strand, self.frame, top)
            yield made
            top = made.panel.bottom + UNDER_PANEL

    def _lines(self) -> Iterator[Line]:
        yield from flags.leaders(self.flags)
        reaches = [(row.panel.top, row.panel.bottom) for row in self.rows]
        yield from flags.lines(self.frame, [(FLAGS, self.lanes_bottom), *reaches])
        yield from self._draw_ticks()
        yield from to_read.dots(self.frame, self._bottom)
        top = self._bottom + DRAWS
        for tick in self.ticks:
            yield Line("tick", tick.x, top, tick.x, top + _TICK_LONG, "muted")

    def _draw_ticks(self) -> Iterator[Line]:
        """A date without a time is as wide as its day."""
        top = self._bottom + _DRAW_TOP
        for spot in self.frame.draws.spots:
            colour = OVER if spot.over else "ink"
            if spot.day_wide:
                axis = self.frame.axis
                half = max(axis.x(spot.end) - axis.x(spot.start), _DRAWN_OUT) // 2
                y = top + _DRAW_LONG // 2
                yield Line("day-draw", spot.x - half, y, spot.x + half, y, colour)
            else:
                yield Line("draw", spot.x, top, spot.x, top + _DRAW_LONG, colour)

    def _texts(self) -> Iterator[Text]:
        yield from self._times(self.lanes_bottom + _TIMES_BASE, _above)
        top = self._bottom + DRAWS
        yield from self._times(top + _MONTH_BASE, _below)
        yield from self._times(top + _YEAR_BASE, _second)
        yield from self._draw_words()
        if self.size.has_column:
            small = self.size.small
            head = Run(say("latest-head"), "muted", small)
            yield Text("head", self.size.latest, _HEAD_BASE, (head,))
            count = Run(_counted(len(self.frame.draws.rows)), "muted", small)
            yield Text("head", self.size.latest, self._bottom + _DRAW_WORDS, (count,))

    def _times(self, base: Px, said: Callable[[Tick, Size], Run]) -> Iterator[Text]:
        """In the middle under its tick, or as far aside as keeps it in the picture."""
        for tick in self.ticks:
            label = said(tick, self.size)
            if label.words:
                half = widths.run(label) // 2
                x = min(max(tick.x, half), self.frame.axis.right + self.size.right - half)
                yield Text("time", x, base, (label,), "middle")

    def _draw_words(self) -> Iterator[Text]:
        """`baseline` and `new`, where they hold for a whole draw; and `date only`."""
        taken: list[tuple[Px, Px]] = []
        base = self._bottom + _DRAW_WORDS
        draws = zip(self.frame.draws.rows, self.frame.draws.spots, strict=True)
        for row, spot in reversed(list(draws)):
            words = ", ".join(_words(row, self.frame))
            run = Run(words, "ink", self.size.small, bold=words == say("new"))
            placed = _beside(spot.x, widths.run(run), self.frame)
            if words and all(
                placed.end < first or placed.start > last for first, last in taken
            ):
                taken.append((placed.start, placed.end))
                yield Text("draw", placed.x, base, (run,), placed.anchor)

    def _note(self, written: tuple[int, int]) -> Iterator[Text]:
        some, all_of = written
        if some == all_of:
            return
        code = "written" if self.frame.for_staff else "written-plain"
        words = say(code, written=some, values=all_of)
        room = self.size.width - self.frame.axis.left
        top = self._bottom + DRAWS + TIME_AXIS
        for place, line in enumerate(widths.wrapped(words, self.size.small, room)):
            run = Run(line, "muted", self.size.small)
            yield Text(
                "note", self.frame.axis.left, top + _NOTE_BASE + place * NOTE, (run,)
            )


@dataclass(frozen=True)
class _Placed:
    start: Px
    end: Px
    x: Px
    anchor: Anchor


def _beside(x: Px, wide: Px, frame: Frame) -> _Placed:
    """Under its tick, pushed in from the edges."""
    start = min(max(x - wide // 2, 0), frame.axis.right + 60 - wide)
    return _Placed(start, start + wide, start + wide // 2, "middle")


def _words(row: DrawRow, frame: Frame) -> Iterator[str]:
    if row.draw.id in frame.baselines:
        yield say("baseline")
    if row.draw.moment.time is None:
        yield say("month-only" if row.draw.moment.precision == "month" else "date-only")
    if row.draw.id in frame.news:
        yield say("new")


def _above(tick: Tick, size: Size) -> Run:
    return Run(tick.above, "muted", size.small)


def _below(tick: Tick, size: Size) -> Run:
    return Run(tick.below, "ink", size.value)


def _second(tick: Tick, size: Size) -> Run:
    return Run(tick.second, "muted", size.small)


def _counted(draws: int) -> str:
    return say("one-draw") if draws == 1 else say("draws", draws=draws)
