"""One row of the figure: everything that stands in it, beside it, over it and under it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from labs.charts import column, joins, labels, lanes, ranges
from labs.charts.layout import STRIP, FigureLayout
from labs.charts.marks import build_marks, build_scale, trace_colour
from labs.charts.scales import UPPER_END, Scale
from labs.charts.scene import Px, Run, Subplot, Text, ValueTick
from labs.charts.text import Board, Candidate, Rect, line_width, wrap
from labs.timeline.joins import list_joins
from labs.timeline.points import INSTRUMENTS
from labs.timeline.traces import Trace
from labs.words import gettext

_NAME = 130  # type of names
_IN_GUTTER = 110  # from the top of a row to the base of its name
_NEXT_IN_GUTTER = 145
_BESIDE_TICKS = 100  # px of the gutter that tick labels need beside a name
_OVER_ROW = 70  # from the base of a title to its row
_TICK_LABEL = 70  # left of the axis
_TICK_BASE = 40  # from the middle of a tick's words to their base
_NOT_MEASURED = 90
_BETWEEN = 80
_TICKS_APART = 120


@dataclass(frozen=True)
class BuiltSubplot:
    """A subplot, how many of how many values are written in it, and where it ends."""

    subplot: Subplot
    written: int
    values: int
    end: Px
    room: Px  # that its title leaves at its right


def build_subplot(trace: Trace, layout: FigureLayout, top: Px) -> BuiltSubplot:
    """With its title, which begins at `top`."""
    return _SubplotBuilder(trace, layout, top).build()


class _SubplotBuilder:
    """Holds what the parts of one subplot share while they are made."""

    def __init__(self, trace: Trace, layout: FigureLayout, top: Px) -> None:
        self.trace = trace
        self.layout = layout
        self.colour = trace_colour(trace)
        self.latest_lines = column.latest_lines(trace, layout)
        least = column.needed_height(self.latest_lines, layout)
        self.scale: Scale = build_scale(trace, layout, top + layout.size.title, least)
        self.marks = build_marks(trace, layout, self.scale)
        self.by_point = joins.marks_by_point(trace, self.marks)
        self.runs = joins.build_runs(trace, self.by_point)
        found = list_joins(trace)
        self.gaps = joins.build_gaps(found, self.by_point)
        self.segments = joins.build_segments(found, self.by_point, layout)
        self.steps = ranges.steps_in_view(trace, layout)
        printed = ranges.printed_bands(self.steps, layout, self.scale)
        self.bands = (*printed, *ranges.clinician_bands(trace, layout, self.scale))
        self.strip = labels.strip_texts(trace, layout)

    def build(self) -> BuiltSubplot:
        scale, size = self.scale, self.layout.size
        placed = tuple(self._placed())
        under = size.under if size.gutter or not self.strip else size.under + STRIP
        return BuiltSubplot(
            self._subplot(placed),
            written=sum(text.kind in ("value", "without") for text in placed),
            values=labels.count_values(self.trace),
            end=scale.bottom + under,
            room=self._room_of_title,
        )

    def _subplot(self, placed: Sequence[Text]) -> Subplot:
        scale, trace = self.scale, self.trace
        strip = labels.strip_ticks(self.strip, scale.bottom, self.colour)
        return Subplot(
            key=trace.key,
            name=self._name,
            colour=self.colour,
            top=scale.top,
            bottom=scale.bottom,
            log=scale.log,
            low=scale.low,
            high=scale.high,
            ticks=self._ticks,
            bands=self.bands,
            hatches=joins.build_hatches(self.runs, self.gaps, self.layout, scale),
            gaps=self.gaps,
            segments=self.segments,
            marks=self.marks,
            lines=tuple(strip),
            latest_base=self._latest_base,
            rails=lanes.build_rails(self.layout, scale.bottom),
            texts=(*self._title(), *self._tick_texts(), *placed, *self._latest()),
        )

    @property
    def _name(self) -> str:
        title, instrument = self.trace.row.analyte.title, self.trace.instrument
        return f"{title}, {gettext(INSTRUMENTS[instrument])}" if instrument else title

    @property
    def _ticks(self) -> tuple[ValueTick, ...]:
        return self.scale.ticks if self.trace.drawn else ()

    def _placed(self) -> Iterator[Text]:
        """In the order in which they may claim a place."""
        layout, trace, axis, scale = self.layout, self.trace, self.layout.axis, self.scale
        board = Board(
            room=Rect(axis.left, scale.top, axis.right, scale.bottom),
            marks=self.marks,
            gaps=self.gaps,
            segments=self.segments,
            lines=layout.lines,
            bands=self.bands,
        )
        values = labels.value_texts(trace, self.by_point, self.runs, layout)
        bottom = scale.bottom
        yield from labels.place_strip_texts(self.strip, bottom, layout, self.colour)
        yield from labels.place_gap_words(self.gaps, board, layout)
        yield from labels.place_values(values, board, layout)
        if len(values) == 1 and not self.strip:
            yield from labels.place_one_so_far(values[0], board, layout)
        printed = self.bands[: len(self.steps)]
        yield from labels.place_range_numbers(self.steps, printed, board, layout)
        yield from labels.place_noted_words(self.segments, board, layout)
        if not trace.drawn and not self.strip:
            yield self._not_measured(board)

    def _not_measured(self, board: Board) -> Text:
        """At the left, or behind a line that would cross the words."""
        middle = (self.scale.top + self.scale.bottom) // 2 + 40
        testes = self.layout.timeline.course.testes
        gone = self.trace.sided and testes.none
        words = str(testes.words) if gone else gettext("not measured in this range")
        runs = (Run(words, "muted", self.layout.size.value),)
        stands = [self.layout.axis.left, *self.layout.lines]
        offers = [Candidate(x + _NOT_MEASURED, middle, "start", 0) for x in stands]
        return board.place("note", runs, board.cheapest(runs, offers) or offers[0])

    def _title(self) -> Iterator[Text]:
        if self.layout.size.gutter:
            yield from self._title_in_gutter()
            return
        base = self.scale.top - _OVER_ROW
        yield Text("title", self.layout.axis.left, base, self._title_runs)
        if not self.layout.size.has_column and self.layout.for_staff:
            yield from column.latest_in_title(
                self.trace, self.layout, base, self._room_of_title
            )

    def _title_in_gutter(self) -> Iterator[Text]:
        """The name, broken where it is too wide; under it the unit and kind of scale."""
        trace, size = self.trace, self.layout.size
        room = self.layout.axis.left - _BESIDE_TICKS
        about = ", ".join([trace.row.unit_text, *self._about()])
        base = self.scale.top + _IN_GUTTER
        for words in wrap(self._name, _NAME, room, bold=True):
            yield Text("title", 0, base, (Run(words, self.colour, _NAME, bold=True),))
            base += _NEXT_IN_GUTTER
        for words in wrap(about, size.small, room - 200):
            yield Text("unit", 0, base, (Run(words, "muted", size.small),))
            base += _NEXT_IN_GUTTER

    @cached_property
    def _title_runs(self) -> tuple[Run, ...]:
        """Over the row: its name, its unit and the kind of its scale."""
        size = self.layout.size
        name = Run(self._name, self.colour, _NAME, bold=True)
        unit = Run(self.trace.row.unit_text, "ink", size.value)
        return (name, unit, *(Run(words, "muted", size.small) for words in self._about()))

    @property
    def _room_of_title(self) -> Px:
        if self.layout.size.has_column:
            return 0
        axis = self.layout.axis
        return axis.right - axis.left - line_width(self._title_runs) - _BETWEEN

    def _about(self) -> Iterator[str]:
        size = self.layout.size
        short = size.gutter or not size.roomy
        if self.scale.log and self.trace.drawn:
            yield gettext("log") if short else gettext("log scale")
        if self.scale.relative and self.trace.drawn:
            yield gettext("% of range") if short else gettext("% of reference range")
        if self.trace.sided and size.roomy:
            yield gettext("left | right")

    def _tick_texts(self) -> Iterator[Text]:
        small = self.layout.size.small
        x = self.layout.axis.left - _TICK_LABEL
        aside = _aside(self._ticks) if self.scale.relative and self._ticks else 0
        for tick in self._ticks:
            if tick.words:
                down = -aside if tick.value == UPPER_END else aside
                run = Run(tick.words, "muted", small)
                yield Text("tick", x, tick.y + _TICK_BASE + down, (run,), "end")

    @property
    def _latest_base(self) -> Px:
        column_base = self.scale.top + column.FIRST_LINE
        return column_base if self.layout.size.has_column else self.scale.top - _OVER_ROW

    def _latest(self) -> Iterator[Text]:
        lines, base = self.latest_lines, self._latest_base
        yield from column.latest_texts(self.trace, lines, self.layout, base)


def _aside(ends: Sequence[ValueTick]) -> Px:
    """How far each of two ends is written off its height, where they lie close."""
    lower, upper = ends
    return max(_TICKS_APART - (lower.y - upper.y), 0) // 2
