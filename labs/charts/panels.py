"""One row of the figure: everything that stands in its panel, beside it and over it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labs.charts import (
    bands,
    hovers,
    in_words,
    joins,
    labels,
    lanes,
    latest,
    values,
    widths,
)
from labs.charts.frame import Frame
from labs.charts.marks import marks
from labs.charts.own import Own, of
from labs.charts.placing import Board, Candidate, Rect
from labs.charts.say import say
from labs.charts.scales import UPPER_END, Scale
from labs.charts.scene import Band, Hover, Panel, Px, Run, Rung, Text
from labs.charts.sizes import TITLE
from labs.charts.strands import Strand, scale

_TITLE = 135
_TITLE_BASE = 70  # over the panel
_TICK_LABEL = 70  # left of the axis
_NOT_MEASURED = 90
_BETWEEN = 80
_RUNGS_APART = 120


@dataclass(frozen=True)
class Made:
    """A panel, and how many of how many values are written in it."""

    panel: Panel
    written: int
    values: int


def panel(strand: Strand, frame: Frame, top: Px) -> Made:
    """With its title, which begins at `top`."""
    own = of(strand.row, frame) if strand.drawn else ()
    least = latest.needs(strand, own, frame)
    return _Maker(strand, frame, scale(strand, frame, top + TITLE, least), own).made()


class _Maker:
    """Holds what the parts of one panel share while they are made."""

    def __init__(
        self, strand: Strand, frame: Frame, scale: Scale, own: Sequence[Own]
    ) -> None:
        self.strand = strand
        self.frame = frame
        self.scale = scale
        self.own = own
        self.marks = marks(strand, frame, scale)
        self.placed = joins.placed(strand, self.marks)
        self.runs = joins.censored_runs(strand, self.placed)
        self.gaps = joins.gaps(strand, self.placed, frame)
        self.segments = joins.segments(strand, self.placed, frame)
        self.cells = bands.cells(strand, frame) if strand.drawn else []
        self.bands = self._bands()
        self.said = in_words.said(strand, frame)
        self.values = values.values(strand, self.placed, self.runs, frame)
        self.board = self._board()

    def made(self) -> Made:
        texts = tuple(self._placed_texts())
        written = sum(text.kind in ("value", "without") for text in texts)
        return Made(self._panel(texts), written, values.count(self.strand))

    def _panel(self, placed: Sequence[Text]) -> Panel:
        scale, strand = self.scale, self.strand
        plottable = bool(strand.drawn)
        return Panel(
            key=strand.key,
            name=_name(strand),
            colour=strand.colour,
            top=scale.top,
            bottom=scale.bottom,
            log=scale.log,
            low=scale.low,
            high=scale.high,
            rungs=scale.rungs() if plottable else (),
            bands=self.bands,
            hatches=joins.hatches(self.runs, self.gaps, self.frame, scale),
            gaps=self.gaps,
            segments=self.segments,
            marks=self.marks,
            lines=tuple(in_words.ticks(self.said, scale.top, strand.colour)),
            rails=lanes.rails(self.frame, scale.bottom),
            texts=(*self._title(), *self._rungs(), *placed, *self._latest()),
            hovers=self._hovers(),
        )

    def _hovers(self) -> tuple[Hover, ...]:
        if not self.frame.pointed:
            return ()
        return hovers.hovers(self.strand, self.placed, self.frame, self.scale)

    def _bands(self) -> tuple[Band, ...]:
        printed = bands.bands(self.cells, self.frame, self.scale)
        return (*printed, *bands.own_bands(self.own, self.frame, self.scale))

    def _board(self) -> Board:
        axis = self.frame.axis
        return Board(
            room=Rect(axis.left, self.scale.top, axis.right, self.scale.bottom),
            marks=self.marks,
            gaps=self.gaps,
            segments=self.segments,
            lines=self.frame.lines,
            bands=self.bands,
        )

    def _placed_texts(self) -> Iterator[Text]:
        """In the order in which they may claim a place."""
        frame, board = self.frame, self.board
        yield from in_words.texts(self.said, board, frame, self.strand.colour)
        yield from labels.gap_words(self.gaps, board, frame)
        yield from labels.written(self.values, board, frame)
        if len(self.values) == 1 and not self.said:
            yield from labels.one_so_far(self.values[0], board, frame)
        printed = self.bands[: len(self.cells)]
        yield from labels.interval_numbers(self.cells, printed, board, frame)
        yield from labels.noted_words(self.segments, board, frame)
        if not self.strand.drawn and not self.said:
            yield self._not_measured()

    def _not_measured(self) -> Text:
        """At the left, or behind a line that would cross the words."""
        middle = (self.scale.top + self.scale.bottom) // 2 + 40
        testes = self.frame.series.course.testes
        gone = self.strand.sided and testes.none
        words = str(testes.words) if gone else say("not-measured")
        runs = (Run(words, "muted", self.frame.size.value),)
        stands = [self.frame.axis.left, *self.frame.lines]
        offers = [Candidate(x + _NOT_MEASURED, middle, "start", 0) for x in stands]
        return self.board.place("note", runs, self.board.least(runs, offers) or offers[0])

    def _title(self) -> Iterator[Text]:
        base = self.scale.top - _TITLE_BASE
        strand, size = self.strand, self.frame.size
        name = Run(_name(strand), strand.colour, _TITLE, bold=True)
        unit = Run(strand.row.unit_text, "ink", size.value)
        muted = [Run(words, "muted", size.small) for words in self._about()]
        title = Text("title", self.frame.axis.left, base, (name, unit, *muted))
        yield title
        if not size.names_old and self.frame.for_staff:
            used = self.frame.axis.left + widths.runs(title.runs) + _BETWEEN
            yield from latest.in_title(
                strand, self.frame, base, self.frame.axis.right - used
            )

    def _about(self) -> Iterator[str]:
        if self.scale.log and self.strand.drawn:
            yield say("log-scale")
        if self.scale.relative and self.strand.drawn:
            roomy = self.frame.size.names_old
            yield say("relative-scale" if roomy else "relative-short")
        if self.strand.sided and self.frame.size.names_old:
            yield say("left-right")

    def _rungs(self) -> Iterator[Text]:
        small = self.frame.size.small
        x = self.frame.axis.left - _TICK_LABEL
        rungs = self.scale.rungs() if self.strand.drawn else ()
        aside = _aside(rungs) if self.scale.relative and rungs else 0
        for rung in rungs:
            if rung.words:
                run = Run(rung.words, "muted", small)
                down = -aside if rung.value == UPPER_END else aside
                yield Text("rung", x, rung.y + 40 + down, (run,), "end")

    def _latest(self) -> Iterator[Text]:
        if self.frame.size.has_column:
            yield from latest.column(self.strand, self.own, self.frame, self.scale.top)


def _aside(ends: Sequence[Rung]) -> Px:
    """How far each of two ends is written off its height, where they lie close."""
    lower, upper = ends
    return max(_RUNGS_APART - (lower.y - upper.y), 0) // 2


def _name(strand: Strand) -> str:
    title = strand.row.analyte.title
    if not strand.instrument:
        return title
    return f"{title}, {say(f'instrument-{strand.instrument}')}"
