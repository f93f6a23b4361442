"""A course on one time axis: treatments, a row an analyte, decisions through them all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from labs.charts import column, flags, lanes
from labs.charts.layout import (
    DESK,
    FLAGS,
    LANE,
    PORTAL_SIZES,
    UPPER_TIMES,
    FigureLayout,
    Size,
    build_layout,
)
from labs.charts.palette import OVER
from labs.charts.scene import (
    Box,
    Flag,
    Px,
    Ring,
    Run,
    Scene,
    Shape,
    Sign,
    Stroke,
    Subplot,
    Text,
)
from labs.charts.subplots import BuiltSubplot, build_subplot
from labs.charts.text import run_width
from labs.charts.time_axis import time_ticks
from labs.timeline import DrawRow, Timeline
from labs.timeline.traces import Trace, build_traces
from labs.words import gettext, gettext_noop

_OVER_LANES = 40
_UNDER_TIMES = 70
_TIMES_BASE = 130
_UNDER_ROWS = 100  # from the last row, where it has a strip, to the ticks of draws
_TICKS_TOP, _TICKS_LONG = 60, 60
_DAY_WIDE = 40  # the least that a day-wide tick is wide
_DRAWS = 220  # the ticks of draws and their words
_DRAW_WORDS = 200
_TIME_TICK = 40
_MONTH_BASE, _YEAR_BASE = 150, 300
_UNDER_HEADING = 20
_KEY = {
    "circle": gettext_noop("no treatment"),
    "square": gettext_noop("on treatment, or possibly"),
    "below": gettext_noop("below detection limit"),
    "above": gettext_noop("above detection limit"),
    "sides": gettext_noop("left | right"),
    "corrected": gettext_noop("corrected"),
    "preliminary": gettext_noop("preliminary"),
    "words": gettext_noop("result in words"),
    "without": gettext_noop("no two-sided range"),
    "over": gettext_noop("earlier course"),
    "dotted": gettext_noop("level between not known"),
    "noted": gettext_noop("joined, conditions differ"),
    "gap": gettext_noop("not comparable"),
    "band": gettext_noop("reference range"),
    "clinician": gettext_noop("clinician’s range"),
    "rail": gettext_noop("days on treatment"),
    "rail-uncertain": gettext_noop("days not known"),
    "decision": gettext_noop("decision"),
    "decision-again": gettext_noop("decision, a draw it used was corrected"),
}


def build_scene(timeline: Timeline, size: Size = DESK, *, steps: bool = True) -> Scene:
    """`steps`: with what each draw says to whom a script serves."""
    layout = build_layout(timeline, size)
    return _FigureBuilder("c", layout, list(build_traces(timeline))).build(steps=steps)


def build_patient_scenes(timeline: Timeline, analyte: str) -> tuple[Scene, ...]:
    """One test over time, for the man himself, in two sizes; none without any number.

    It is linear, for a logarithmic axis would mislead him, and has the names of treatments,
    never a dose.
    """
    one_test = replace(
        timeline,
        view=replace(timeline.view, log=False, relative=False),
        rows=tuple(row for row in timeline.rows if row.analyte.key == analyte),
        drawn=tuple(
            drawn
            for drawn in timeline.drawn
            if any(point.reading.analyte.key == analyte for point in drawn.points)
        ),
        decisions=(),
        origin=None,
        over=None,
    )
    rows = list(build_traces(one_test))
    made = (
        _FigureBuilder(f"{analyte}-{name}", build_layout(one_test, size), rows).build()
        for name, size in PORTAL_SIZES.items()
        if any(trace.drawn for trace in rows)
    )
    return tuple(made)


class _FigureBuilder:
    """Goes down the page: flags, lanes, times, rows, draws, times again."""

    def __init__(self, name: str, layout: FigureLayout, traces: Sequence[Trace]) -> None:
        self.name = name
        self.layout = layout
        self.size = layout.size
        self.traces = traces
        self.flags = flags.build_flags(layout)
        self.lanes = lanes.build_lanes(layout)
        self.ticks = time_ticks(layout.axis, self.size.ticks, roomy=self.size.roomy)
        self.heading = list(column.column_heading(layout)) if self.size.has_column else []
        self.lanes_top = (FLAGS if layout.for_staff else 0) + _OVER_LANES
        self.lanes_bottom = self.lanes_top + len(self.lanes) * LANE
        self.rows: list[BuiltSubplot] = []
        top = self._rows_top
        for trace in traces:
            self.rows.append(build_subplot(trace, layout, top))
            top = self.rows[-1].end
        self.bottom = top - self.size.under + _UNDER_ROWS if self.size.gutter else top

    def build(self, *, steps: bool = False) -> Scene:
        drawn = lanes.draw_lanes(self.lanes, self.layout, self.lanes_top)
        subplots = tuple(row.subplot for row in self.rows)
        lines = (*drawn.lines, *self._lines())
        rooms = [row.room for row in self.rows]
        told = column.build_steps(self.traces, rooms, self.layout) if steps else ()
        return Scene(
            id=self.name,
            size=self.size.name,
            gutter=self.size.gutter,
            width=self.size.width,
            height=self.bottom + _DRAWS + self.size.time_labels,
            column=self.size.column if self.size.has_column else None,
            axis=self.layout.axis,
            ticks=self.ticks,
            subplots=subplots,
            boxes=drawn.boxes,
            lines=lines,
            flags=self.flags,
            texts=(*drawn.texts, *self.heading, *self._texts()),
            key=tuple(_build_key(subplots, drawn.boxes, self.flags)),
            steps=told,
            written=(
                sum(row.written for row in self.rows),
                sum(row.values for row in self.rows),
            ),
            dense=self.layout.dense,
        )

    @property
    def _rows_top(self) -> Px:
        """Under the lanes and their times, and under the heading of the column."""
        below = [text.y + _UNDER_HEADING for text in self.heading]
        return max(self.lanes_bottom + UPPER_TIMES + _UNDER_TIMES, *below, 0)

    def _lines(self) -> Iterator[Stroke]:
        yield from flags.flag_leaders(self.flags)
        reaches = [(row.subplot.top, row.subplot.bottom) for row in self.rows]
        lanes_reach = (FLAGS, self.lanes_bottom)
        yield from flags.decision_lines(self.layout, [lanes_reach, *reaches])
        yield from self._draw_ticks()
        top = self.bottom + _DRAWS
        for tick in self.ticks:
            yield Stroke("tick", tick.x, top, tick.x, top + _TIME_TICK, "muted")

    def _draw_ticks(self) -> Iterator[Stroke]:
        """A date without a time is as wide as its day."""
        top, axis = self.bottom + _TICKS_TOP, self.layout.axis
        for one in self.layout.draws.positions:
            colour = OVER if one.over else "ink"
            if one.day_wide:
                half = max(axis.x(one.end) - axis.x(one.start), _DAY_WIDE) // 2
                y = top + _TICKS_LONG // 2
                yield Stroke("day-draw", one.x - half, y, one.x + half, y, colour)
            else:
                yield Stroke("draw", one.x, top, one.x, top + _TICKS_LONG, colour)

    def _texts(self) -> Iterator[Text]:
        small, value = self.size.small, self.size.value
        yield from self._times(self.lanes_bottom + _TIMES_BASE, "above", "muted", small)
        top = self.bottom + _DRAWS
        if self.size.gutter and not self.layout.axis.counts_days:
            yield from self._times(top + _MONTH_BASE, "above", "muted", small)
        elif self.size.gutter:
            yield from self._times(top + _MONTH_BASE, "below", "ink", value)
        else:
            yield from self._times(top + _MONTH_BASE, "below", "ink", value)
            yield from self._times(top + _YEAR_BASE, "second", "muted", small)
        yield from self._draw_words()

    def _times(self, base: Px, part: str, colour: str, size: Px) -> Iterator[Text]:
        """In the middle under its tick, or as far aside as keeps it in the picture."""
        for tick in self.ticks:
            run = Run(getattr(tick, part), colour, size)
            if run.words:
                half = run_width(run) // 2
                right = self.layout.axis.right + self.size.right
                x = min(max(tick.x, half), right - half)
                yield Text("time", x, base, (run,), "middle")

    def _draw_words(self) -> Iterator[Text]:
        """`baseline` and `new`, where they hold for a whole draw; and `date only`."""
        taken: list[tuple[Px, Px]] = []
        right = self.layout.axis.right + 60
        draws = self.layout.draws
        for row, one in zip(reversed(draws.rows), reversed(draws.positions), strict=True):
            words = ", ".join(self._words_of(row))
            run = Run(words, "ink", self.size.small, bold=words == gettext("new"))
            wide = run_width(run)
            start = min(max(one.x - wide // 2, 0), right - wide)
            end = start + wide
            if words and all(end < first or start > last for first, last in taken):
                taken.append((start, end))
                base = self.bottom + _DRAW_WORDS
                yield Text("draw", start + wide // 2, base, (run,), "middle")

    def _words_of(self, row: DrawRow) -> Iterator[str]:
        if row.draw.id in self.layout.baselines:
            yield gettext("baseline")
        if row.draw.moment.time is None:
            month = row.draw.moment.precision == "month"
            yield gettext("month only") if month else gettext("date only")
        if row.draw.id in self.layout.news:
            yield gettext("new")


def _build_key(
    subplots: Sequence[Subplot], boxes: Sequence[Box], flags: Sequence[Flag]
) -> Iterator[Sign]:
    """Only the signs that a figure uses, each with its words."""
    marks = [mark for subplot in subplots for mark in subplot.marks]
    segments = [segment for subplot in subplots for segment in subplot.segments]
    kinds = {line.kind for subplot in subplots for line in subplot.lines}
    fills = {box.kind for box in boxes}
    fills |= {box.kind for subplot in subplots for box in subplot.rails}
    whose = {band.whose for subplot in subplots for band in subplot.bands}
    filled = any(flag.filled for flag in flags)
    shapes, rings = {mark.shape for mark in marks}, {mark.ring for mark in marks}
    used = {
        "circle": Shape.CIRCLE in shapes,
        "square": Shape.SQUARE in shapes,
        "below": Shape.BELOW in shapes,
        "above": Shape.ABOVE in shapes,
        "sides": any(mark.side for mark in marks),
        "corrected": Ring.CORRECTED in rings,
        "preliminary": Ring.PRELIMINARY in rings,
        "words": "words-tick" in kinds,
        "without": "without-tick" in kinds,
        "over": any(mark.laid_over for mark in marks),
        "dotted": any(segment.style == "dotted" for segment in segments),
        "noted": any(segment.strokes for segment in segments),
        "gap": any(subplot.gaps for subplot in subplots),
        "band": "laboratory" in whose,
        "clinician": "clinician" in whose,
        "rail": "rail" in fills,
        "rail-uncertain": bool({"rail-uncertain", "month"} & fills),
        "decision": bool(flags) and not filled,
        "decision-again": filled,
    }
    yield from (Sign(sign, gettext(_KEY[sign])) for sign in _KEY if used[sign])
