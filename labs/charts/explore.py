"""Explore, over time: a course on a date axis, as plain data for plotly.js.

It is drawn from the one list, as the SVG figure is: values, signs, dates, gaps and words
agree with it, pixels need not. Heights are in pixels; the script knows no row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise
from math import log10

from labs.charts import palette
from labs.charts.palette import LIGHT
from labs.charts.plotly_parts import AXIS, Canvas, Json, X, lines, stroke
from labs.series import Drawn, Point, Series, flowsheet, prose
from labs.series.extent import extent
from labs.series.hover_words import RowWords, draw_words, no_result, results
from labs.series.joins import Join, joins, reason_words
from labs.series.lanes import Lane, days_on_treatment, lanes, perhaps
from labs.series.log_axis import decades
from labs.series.minutes import DAY, Minute, Span, middle, midnight
from labs.series.points import INSTRUMENTS
from labs.series.range_steps import range_steps
from labs.series.relative import Ends
from labs.series.traces import Trace, is_censored, traces
from labs.words import gettext

LOG, LINEAR, VOLUME = 96, 76, 64  # heights of rows: five and three lanes fit a screen
LANE = 19
UNDER, STRIP = 14, 16  # under a row: air with the rail; a strip for results in words
OVER = {True: 10, False: 26}  # over it; on a narrow page its title stands there
MARGIN = {
    True: {"l": 132, "r": 12, "t": 24, "b": 36},
    False: {"l": 34, "r": 8, "t": 24, "b": 36},
}
ROOM = {True: 60, False: 25}  # the part of the dates that first and last mark need beside
DENSE = 60  # draws from which marks are smaller, and gaps give no reason
_NEAR = 14  # texts closer than this part of the whole axis would cover each other
_RAIL = 11  # px under the floor of a row
_TIME: Json = AXIS | {
    "showspikes": True,
    "spikemode": "across",
    "spikesnap": "hovered data",
    "spikedash": "solid",
    "spikethickness": 1,
    "spikecolor": LIGHT["muted"],
    "showgrid": True,
    "ticks": "outside",
    "nticks": 9,
}
_HOVER: Json = {
    "hovermode": "x unified",
    "hoversubplots": "axis",
    "hoverdistance": -1,
    "spikedistance": -1,
}


def build_figure(series: Series, *, wide: bool = True) -> Json:
    """What `Plotly.react` takes; `wide`: with names beside the rows, else over them."""
    return CourseFigure(series, wide).build()


@dataclass(frozen=True)
class TimeAxis:
    """Places on the time axis: local times, or days since the event that is day 0."""

    start: Minute
    end: Minute
    zero: Minute | None

    def x(self, minute: Minute) -> X:
        if self.zero is not None:
            return round((minute - self.zero) / DAY, 4)
        return datetime.fromtimestamp(minute * 60, UTC).strftime("%Y-%m-%d %H:%M")

    def alias(self, minute: Minute) -> str:
        """As plotly.js itself would write the place: the key of the head of a box."""
        x = self.x(minute)
        return x if isinstance(x, str) else f"{x:.4f}".replace("-", "\N{MINUS SIGN}")

    def span(self, span: Span) -> list[X] | None:
        """A span cut to the axis; None where nothing of it is in view."""
        start, end = max(span[0], self.start), min(span[1], self.end)
        return [self.x(start), self.x(end)] if start < end else None

    def layout(self) -> Json:
        reach = [self.x(self.start), self.x(self.end)]
        days = {"zeroline": True, "zerolinecolor": LIGHT["decision"], "type": "linear"}
        return {
            "range": reach,
            "minallowed": reach[0],
            "maxallowed": reach[1],
            **({"type": "date"} if self.zero is None else days),
            "hoverformat": "%Y-%m-%d %H:%M" if self.zero is None else ".4f",
        }


@dataclass(frozen=True)
class Subplot:
    """One row: its axis, its height, and how far its values reach."""

    trace: Trace
    axis: str  # "y2"

    @property
    def colour(self) -> str:
        return palette.of(self.trace.row.analyte.key)

    @property
    def height(self) -> int:
        if not self.trace.drawn:
            return 0
        return LOG if self.trace.log else VOLUME if self.trace.sided else LINEAR

    @property
    def under(self) -> int:
        return UNDER + STRIP * bool(self.trace.in_words)

    @cached_property
    def reach(self) -> tuple[float, float]:
        """The lowest and the highest value; a linear axis begins at 0."""
        if self.trace.log:
            low, high = self.trace.log_ends
            return float(low), float(high)
        steps = [(step.low, step.high) for step in self.trace.clinician_steps]
        printed = {*self.trace.ends.values(), *steps}
        ends = [float(end) for pair in printed for end in pair if end is not None]
        return 0, max(
            [*map(float, self.trace.stands.values()), *ends], default=0
        ) * 1.08 or 1

    @property
    def ticks(self) -> list[float]:
        """Decades, or about four steps from 0."""
        low, high = self.reach
        if self.trace.log:
            return [float(end) for end in decades(*self.trace.log_ends)]
        power = 10.0 ** int(f"{high / 4:e}".split("e")[1])
        step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= high / 4)
        return [step * n for n in range(int(high / step) + 1)]

    def y(self, point: Point) -> float:
        """Its value, or the end of the axis that it lies beyond."""
        return self._heights[point.id]

    @cached_property
    def _heights(self) -> Mapping[str, float]:
        low, high = self.reach
        stands = self.trace.stands.items()
        return {of: round(min(max(float(one), low), high), 6) for of, one in stands}


class CourseFigure:
    """Holds what the parts of one figure share while they are built."""

    def __init__(self, series: Series, wide: bool) -> None:
        self.series = series
        self.wide = wide
        zero = midnight(series.origin.day) if series.origin else None
        start, end = extent(series)
        room = (end - start) // ROOM[wide]
        self.axis = TimeAxis(start - room, end + room, zero)
        self.at = draw_places(series.drawn)
        self.draws = sorted(series.drawn, key=lambda drawn: self.at[drawn.draw.id])
        self.x_of = {
            drawn.draw.id: self.axis.x(self.at[drawn.draw.id]) for drawn in self.draws
        }
        self.dense = len(self.draws) > DENSE
        self.canvas = Canvas()
        self.axes: Json = {}
        self.on_treatment = days_on_treatment(series.episodes)

    def build(self) -> Json:
        rows = [Subplot(t, f"y{n}") for n, t in enumerate(traces(self.series), start=2)]
        found = lanes(self.series.episodes, self.axis.start, self.axis.end)
        heights = [len(found) * LANE + 14]
        heights += [OVER[self.wide] + row.height + row.under for row in rows]
        edges = [1 - sum(heights[:n]) / sum(heights) for n in range(len(heights) + 1)]
        domains = [[max(round(low, 5), 0), round(high, 5)] for high, low in pairwise(edges)]
        self.add_lanes(found, domains[0])
        for row, domain in zip(rows, domains[1:], strict=True):
            self.add_row(row, domain)
        self.add_decisions()
        margin = MARGIN[self.wide]
        heads = {self.axis.alias(self.at[d.draw.id]): self.head(d) for d in self.draws}
        last = {"anchor": rows[-1].axis if rows else "y", "labelalias": heads}
        layout = _HOVER | {
            "height": sum(heights) + margin["t"] + margin["b"],
            "margin": margin,
            "xaxis": _TIME | self.axis.layout() | last,
            **self.axes,
        }
        steps = [flowsheet.spoken(drawn, self.series.days) for drawn in self.draws]
        return self.canvas.figure(layout, {"x": list(self.x_of.values()), "steps": steps})

    def add_lanes(self, found: Sequence[Lane], domain: Sequence[float]) -> None:
        """One an agent; under them a tick a draw."""
        canvas, axis = self.canvas, self.axis
        for n, lane in enumerate(found):
            y = [n + 0.12, n + 0.88]
            for bar in lane.bars:
                if x := axis.span(bar):
                    canvas.box("y", x, y, "lane", line=stroke("muted"))
            for doubt in (span for one in lane.episodes for span in perhaps(one)):
                if x := axis.span(doubt):  # the day is not known
                    canvas.box("y", x, y, "paper", line=stroke("muted", dash="dot"))
            beside: Json = (
                {"xanchor": "right", "xshift": -8} if self.wide else {"xshift": 4}
            )
            name = prose.first_up(lane.name)
            canvas.text(0, n + 0.5, name, "ink", xref="paper", yref="y", **beside)
        depth = len(found) + 0.75
        self.axes["yaxis"] = {
            "domain": domain,
            "range": [depth, 0],
            "visible": False,
            "fixedrange": True,
        }
        canvas.scatter(
            "y",
            y=[depth - 0.25] * len(self.draws),
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 6, "color": LIGHT["ink"]},
            meta="draws",
        )

    def add_decisions(self) -> None:
        """Their letters over the lanes, at two heights where they are near; their lines."""
        before, level = -self.near, 0
        for one in self.series.decisions:
            at = midnight(one.decided.date)
            if not self.axis.start <= at <= self.axis.end:
                continue
            before, level = at, (1 - level) * (at - before < self.near / 4)
            x = self.axis.x(at)
            self.canvas.line("paper", [x, x], [0, 1], stroke("decision"))
            fill, ink = (
                ("decision", "paper") if one.needs_attention else ("paper", "decision")
            )
            self.canvas.text(
                x,
                1,
                one.letter,
                ink,
                yref="paper",
                xanchor="center",
                yanchor="bottom",
                yshift=1 + 13 * level,
                bgcolor=LIGHT[fill],
                bordercolor=LIGHT["decision"],
                borderpad=2,
            )

    def add_row(self, row: Subplot, domain: Sequence[float]) -> None:
        """Rows touch, so that each place can be pointed at: their air is in their axes."""
        log, height = row.trace.log, max(row.height, 1)
        low, high = map(log10, row.reach) if log else row.reach
        per_px = (high - low) / height
        self.axes[f"yaxis{row.axis[1:]}"] = AXIS | {
            "domain": domain,
            "range": [low - row.under * per_px, high + OVER[self.wide] * per_px],
            "type": "log" if log else "linear",
            "fixedrange": True,
            "tickvals": row.ticks if row.height else [],
            "ticktext": [f"{tick:g}" for tick in row.ticks],
        }
        self.add_title(row)
        self.add_words(row)
        if row.height:
            rail = low - _RAIL * per_px
            self.add_floor(row, 10**rail if log else rail)
            self.add_ranges(row)
            self.add_joins(row)
        self.add_marks(row)

    def add_title(self, row: Subplot) -> None:
        """Its name, unit and scale: left of the row, or over it on a narrow page."""
        title, facts = row.trace.row.analyte.title, [row.trace.row.unit_text]
        facts += [gettext("log scale")] if row.trace.log else []
        if instrument := row.trace.instrument:
            facts.append(gettext(INSTRUMENTS[instrument]))
        place: Json = {"xref": "paper", "yref": f"{row.axis} domain", "yanchor": "top"}
        bold: Json = {"font": {"size": 13, "weight": 600, "color": LIGHT[row.colour]}}
        if not self.wide:
            told = ", ".join([title, *facts])
            self.canvas.text(0, 1, told, yshift=-2, **place, **bold)
        elif not row.height:
            self.canvas.text(0, 1, title, xshift=-128, yshift=-3, **place, **bold)
        else:
            left = place | {"xshift": -128, "align": "left"}
            self.canvas.text(0, 1, title.replace(" ", "\n"), yshift=-8, **left, **bold)
            under = -25 - 17 * title.count(" ")
            self.canvas.text(0, 1, "\n".join(facts), yshift=under, **left)

    def add_words(self, row: Subplot) -> None:
        """Results without a number stand in a strip under the row, never at a height."""
        place: Json = {"yref": f"{row.axis} domain", "yanchor": "bottom"}
        if not row.trace.points:
            told = gettext("not measured in this range")
            self.canvas.text(0, 0, told, xref="paper", xshift=4, **place)
        before = -self.near
        for point in row.trace.in_words:
            at = self.at[point.reading.draw.id]
            words = results([point], row.trace)  # a number of another unit has its unit
            before, words = (before, "·") if at - before < self.near else (at, words)
            italic = {"style": "italic", "color": LIGHT[row.colour]}
            self.canvas.text(
                self.x(point), 0, words, xanchor="center", yshift=-1, **place, font=italic
            )

    def add_floor(self, row: Subplot, rail: float) -> None:
        """The floor, and under it the days with a treatment that acts on the axis."""
        low = row.reach[0]
        self.canvas.line(
            row.axis, [0, 1], [low, low], stroke("muted"), xref="paper", layer="below"
        )
        for dash, spans in zip(("solid", "dot"), self.on_treatment, strict=True):
            for x in filter(None, map(self.axis.span, spans)):
                self.canvas.line(row.axis, x, [rail, rail], stroke("rail", 3, dash))

    def add_ranges(self, row: Subplot) -> None:
        """Reference ranges as printed, then the clinician's, with thicker edges."""
        for step in range_steps(row.trace, self.at):
            self.add_range(row, (step.start, step.end), (step.low, step.high), "band", 1)
        for own in row.trace.clinician_steps:
            reach = own.start, self.axis.end if own.end is None else own.end
            self.add_range(row, reach, (own.low, own.high), "clinician", 2)

    def add_range(
        self, row: Subplot, span: Span, ends: Ends, role: str, edge: float
    ) -> None:
        """An end that was not printed is open: filled to the end of the axis, no edge."""
        if not (x := self.axis.span(span)):
            return
        lowest, highest = row.reach
        y = [
            float(end) if end is not None else open_end
            for end, open_end in zip(ends, row.reach, strict=True)
        ]
        y = [min(max(end, lowest), highest) for end in y]
        self.canvas.box(row.axis, x, y, role, layer="below")
        for end, at in zip(ends, y, strict=True):
            if end is not None and float(end) == at:
                look = stroke(f"{role}-edge", edge)
                self.canvas.line(row.axis, x, [at, at], look, layer="below")

    def add_joins(self, row: Subplot) -> None:
        """One trace a style, broken where nothing is known between two results."""
        paths: dict[tuple[str, str], list[Point | None]] = {}
        gaps: dict[Minute, Join] = {}
        for join in joins(row.trace):
            if join.kind == "gap":
                ends = [self.at[p.reading.draw.id] for p in (join.before, join.after)]
                gaps.setdefault(sum(ends) // 2, join)  # both sides of a volume share one
            elif join.kind != "none":
                path = paths.setdefault((join.after.reading.side, join.kind), [])
                goes_on = path and path[-1] is join.before
                path += [join.after] if goes_on else [None, join.before, join.after]
        for (side, kind), path in paths.items():
            dash = "dot" if kind == "dotted" else "7px,3px" if side == "left" else "solid"
            look = stroke(row.colour, 2 if dash == "solid" else 1.5, dash)
            self.canvas.scatter(row.axis, **self.places(row, path), mode="lines", line=look)
        before = -self.near
        for at in sorted(gaps):
            self.add_gap(row, at, gaps[at], told=not self.dense and at - before > self.near)
            before = at

    def add_gap(self, row: Subplot, at: Minute, gap: Join, *, told: bool) -> None:
        x = self.axis.x(at)
        self.canvas.line(row.axis, [x, x], row.reach, stroke("muted", 1.3, "5px,4px"))
        self.canvas.text(
            x,
            1,
            f"≠ {reason_words(gap.reasons)}" if told else "≠",
            yref=f"{row.axis} domain",
            yanchor="top",
            xshift=2,
            yshift=-OVER[self.wide],
            font={"size": 11},
        )

    def add_marks(self, row: Subplot) -> None:
        """The results, and over them in every row the same places that are pointed at."""
        self.add_stems(row)
        drawn, size = row.trace.drawn, 6 if self.dense else 9
        looks = map(list, zip(*(_mark(point, size) for point in drawn), strict=True))
        names = ("symbol", "size", "angle", "standoff")
        self.canvas.scatter(
            row.axis,
            **self.places(row, drawn),
            mode="markers",
            marker={
                "color": LIGHT[row.colour],
                "opacity": 1,
                "line": {"width": 1.2, "color": LIGHT["paper"]},
                **dict(zip(names, looks, strict=False)),  # none without a result
            },
        )
        self.add_signs(row)
        self.add_words_of_draws(row)

    def add_words_of_draws(self, row: Subplot) -> None:
        """What each draw says of the row, at the place of the draw.

        The places are those of all rows, out of sight and equally large: Plotly takes the
        nearest of each row by its edge, and a box would mix draws where they differ.
        """
        brought: dict[str, list[Point]] = {}
        for point in row.trace.points:
            brought.setdefault(point.reading.draw.id, []).append(point)
        none = no_result(row.trace, self.series.course.testes)
        found = [brought.get(drawn.draw.id, []) for drawn in self.draws]
        self.canvas.scatter(
            row.axis,
            y=[self.height(points, row) for points in found],
            mode="markers",
            marker={  # a size of 0 that holds for all would be drawn as 6
                "size": [0] * len(found),
                "color": LIGHT[row.colour],
                "opacity": 1,
            },
            hoverinfo="x+text",
            hovertext=[
                self.wrapped(RowWords(points, row.trace).short if points else none)
                for points in found
            ],
        )

    def height(self, points: Sequence[Point], row: Subplot) -> float:
        """Of the first result that has one; the floor, where none has."""
        stands = (row.y(point) for point in points if point.id in row.trace.stands)
        return next(stands, row.reach[0])

    def add_stems(self, row: Subplot) -> None:
        """From a limit towards where the value may lie."""
        stems: list[tuple[X, float, float]] = [
            (self.x(p), row.y(p), row.reach[p.reading.value.comparator[0] == ">"])
            for p in row.trace.drawn
            if is_censored(p) and not self.dense
        ]
        if stems:
            self.canvas.scatter(
                row.axis,
                x=[at for x, *_ in stems for at in (x, x, None)],
                y=[at for _, limit, end in stems for at in (limit, end, None)],
                mode="lines",
                line=stroke(row.colour, 1.5, "dot"),
            )

    def add_signs(self, row: Subplot) -> None:
        """Rings of corrected and preliminary results; the words of what is off scale."""
        drawn = row.trace.drawn
        ringed = [p for p in drawn if p.corrected or p.reading.status == "preliminary"]
        if ringed:
            ring = {"width": 1.5}
            self.canvas.scatter(
                row.axis,
                **self.places(row, ringed),
                mode="markers+text",
                text=["" if p.corrected else gettext("preliminary") for p in ringed],
                textposition="middle right",
                marker={
                    "symbol": "circle-open",
                    "size": 17,
                    "color": LIGHT[row.colour],
                    "opacity": 1,
                    "line": ring,
                },
            )
        for point in filter(row.trace.is_off_scale, drawn):
            y = log10(row.y(point))
            off = gettext("off scale")
            words = f"{point.shown.text}, {off}"
            self.canvas.text(self.x(point), y, words, row.colour, yref=row.axis, yshift=10)

    @cached_property
    def near(self) -> Minute:
        """Texts that stand closer than this would cover each other."""
        return (self.axis.end - self.axis.start) // _NEAR

    def head(self, drawn: Drawn) -> str:
        return self.wrapped(draw_words(drawn, self.series))

    def wrapped(self, words: str) -> str:
        """As wide as a box may be."""
        return lines(words, box_width(self.wide))

    def x(self, point: Point) -> X:
        return self.x_of[point.reading.draw.id]

    def places(self, row: Subplot, path: Iterable[Point | None]) -> Json:
        path = list(path)
        return {
            "x": [point and self.x(point) for point in path],
            "y": [point and row.y(point) for point in path],
        }


def box_width(wide: bool) -> int:
    """Characters of a line: Plotly cuts a box that is wider than the page. 0: any."""
    return 0 if wide else 36


def draw_places(drawn: Iterable[Drawn]) -> Mapping[str, Minute]:
    """Where each draw stands, by its id: no two at one minute, so that each has its box."""
    found: dict[str, Minute] = {}
    taken: set[Minute] = set()
    for one in drawn:
        at = middle(one.draw.moment)
        while at in taken:
            at += 1
        taken.add(at)
        found[one.draw.id] = at
    return found


def _mark(point: Point, size: int) -> tuple[str, int, int, float]:
    """Symbol, size, angle and how far it is moved along it.

    A triangle has its flat edge on the limit; the sides of a volume stand side by side.
    """
    comparator = point.reading.value.comparator[:1]
    if comparator:
        size += 2
        return "triangle-down-open", size, 180 if comparator == ">" else 0, size / 4
    symbol = "circle" if point.on_axis is False else "square"
    angle = {"left": 90, "right": 270}.get(point.reading.side, 0)
    return symbol, size, angle, size / 2 if angle else 0
