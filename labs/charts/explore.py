"""Explore, over time: a course on a date axis, as plain data for plotly.js.

It is drawn from the one list, as the SVG figure is: values, signs, dates, gaps and words
agree with it, pixels need not. Heights are in pixels; the script knows no row.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate, pairwise

from labs.charts.palette import LIGHT
from labs.charts.plotly_parts import Canvas, Json, ValueAxis, X, bold, lines, stroke
from labs.series import Drawn, Point, Series, flowsheet, prose
from labs.series.extent import extent
from labs.series.hover_words import RowWords, draw_words, no_result, results
from labs.series.joins import Join, joins, reason_words
from labs.series.lanes import Lane, days_on_treatment, lanes, perhaps
from labs.series.minutes import DAY, Minute, Span, middle, midnight
from labs.series.points import INSTRUMENTS
from labs.series.range_steps import range_steps
from labs.series.relative import Ends
from labs.series.traces import is_censored, traces
from labs.words import gettext

LOG, LINEAR, VOLUME = 96, 76, 64  # heights of rows: five and three lanes fit a screen
UNDER, STRIP = 14, 16  # under a row: air with the rail; a strip for results in words
OVER = {True: 10, False: 26}  # over it; on a narrow page its title stands there
LANE, DRAW_TICKS = 19, 14  # heights of a lane, and of the ticks of the draws under all
LEFT = {True: 132, False: 34}  # of the rows: their names and tick labels, or these alone
MARGIN = {"r": 12, "t": 24, "b": 36}  # over all: letters of decisions; under all: dates
ROOM = {True: 60, False: 25}  # the part of the dates that first and last mark need beside
DENSE = 60  # draws from which marks are smaller, and gaps give no reason
_NEAR = 14  # texts closer than this part of the whole axis would cover each other
_RAIL = 11  # from the floor of a row down to its rail
_LINE = 17  # from one line of a title to the next
_TIME: Json = {
    "showspikes": True,
    "spikemode": "across",
    "spikesnap": "hovered data",
    "spikedash": "solid",
    "spikethickness": 1,
    "spikecolor": LIGHT["muted"],
    "nticks": 9,
}
_DATES: Json = {"type": "date", "hoverformat": "%Y-%m-%d %H:%M"}
_DAYS: Json = {
    "type": "linear",
    "hoverformat": ".4f",
    "zeroline": True,
    "zerolinecolor": LIGHT["decision"],
}
_HOVER: Json = {
    "hovermode": "x unified",
    "hoversubplots": "axis",
    "hoverdistance": -1,  # -1: the nearest draw, however far it is
    "spikedistance": -1,
}


def build_figure(series: Series, *, wide: bool = True) -> Json:
    """What `Plotly.react` takes; `wide`: with names beside the rows, else over them."""
    return _CourseBuilder(series, wide).build()


def tell_steps(series: Series) -> list[str]:
    """What is spoken at each place of the axis when somebody steps to it."""
    return [
        " ".join(flowsheet.spoken(drawn, series.days) for drawn in draws)
        for draws in group_draws(series.drawn).values()
    ]


def group_draws(drawn: Iterable[Drawn]) -> dict[Minute, list[Drawn]]:
    """The draws at each place of the axis, in order: those of one minute share a box."""
    found: dict[Minute, list[Drawn]] = {}
    for one in drawn:
        found.setdefault(middle(one.draw.moment), []).append(one)
    return dict(sorted(found.items()))


class _CourseBuilder:
    """Holds what the parts of one figure share while they are built."""

    def __init__(self, series: Series, wide: bool) -> None:
        self.series, self.wide, self.over = series, wide, OVER[wide]
        self.zero = midnight(series.origin.day) if series.origin else None
        start, end = extent(series)
        room = (end - start) // ROOM[wide]
        self.start, self.end = start - room, end + room
        self.near: Minute = (self.end - self.start) // _NEAR
        self.draws = group_draws(series.drawn)
        self.at: Mapping[str, Minute] = {
            drawn.draw.id: at for at, draws in self.draws.items() for drawn in draws
        }
        self.dense = len(self.draws) > DENSE
        self.on_treatment = days_on_treatment(series.episodes)
        self.canvas = Canvas()
        self.axes: Json = {}
        self._places: dict[Minute, X] = {}

    def build(self) -> Json:
        rows = [ValueAxis(t, f"y{n}") for n, t in enumerate(traces(self.series), start=2)]
        found = lanes(self.series.episodes, self.start, self.end)
        heights = [len(found) * LANE + DRAW_TICKS]
        heights += [self.over + height(row) + under(row) for row in rows]
        edges = [round(1 - top / sum(heights), 5) for top in accumulate(heights, initial=0)]
        lane_domain, *domains = ([low, high] for high, low in pairwise(edges))
        self.add_lanes(found, lane_domain)
        for row, domain in zip(rows, domains, strict=True):
            self.add_row(row, domain)
        self.add_decisions()
        reach = [self.x(self.start), self.x(self.end)]
        time = {
            "anchor": rows[-1].name if rows else "y",
            "range": reach,
            "minallowed": reach[0],
            "maxallowed": reach[1],
            "labelalias": {self.plotly_text(at): self.head(at) for at in self.draws},
        }
        layout = _HOVER | {
            "height": sum(heights) + MARGIN["t"] + MARGIN["b"],
            "margin": MARGIN | {"l": LEFT[self.wide]},
            "xaxis": _TIME | (_DATES if self.zero is None else _DAYS) | time,
            **self.axes,
        }
        # With very many draws they would take longer than the figure: see explore.js.
        steps = None if self.dense else tell_steps(self.series)
        return self.canvas.figure(layout, x=[*map(self.x, self.draws)], steps=steps)

    # ---- The time axis

    def x(self, at: Minute) -> X:
        """A place on it: a local time, or days since the event that is day 0."""
        if at not in self._places:
            self._places[at] = (
                datetime.fromtimestamp(at * 60, UTC).isoformat(" ", "minutes")[:-6]
                if self.zero is None
                else round((at - self.zero) / DAY, 4)
            )
        return self._places[at]

    def plotly_text(self, at: Minute) -> str:
        """A place as plotly.js itself writes it: the key of the head of a box."""
        x = self.x(at)
        return x if isinstance(x, str) else f"{x:.4f}".replace("-", "\N{MINUS SIGN}")

    def head(self, at: Minute) -> str:
        heads = dict.fromkeys(draw_words(drawn, self.series) for drawn in self.draws[at])
        return lines("\n".join(heads), wide=self.wide)

    def span(self, span: Span) -> list[X] | None:
        """Cut to the axis; None where nothing of it is in view."""
        start, end = max(span[0], self.start), min(span[1], self.end)
        return [self.x(start), self.x(end)] if start < end else None

    def add_box(
        self, axis: str, span: Span, y: Sequence[float], fill: str, **facts: object
    ) -> None:
        if x := self.span(span):
            self.canvas.shape("rect", axis, x, y, fillcolor=LIGHT[fill], **facts)

    def add_line(
        self, axis: str, span: Span, y: float, look: Json, layer: str = "above"
    ) -> None:
        if x := self.span(span):
            self.canvas.shape("line", axis, x, [y, y], line=look, layer=layer)

    def add_lanes(self, found: Sequence[Lane], domain: Sequence[float]) -> None:
        """One an agent; under them a tick for each place with a draw."""
        depth = len(found) + DRAW_TICKS / LANE
        self.axes["yaxis"] = {"domain": domain, "range": [depth, 0], "visible": False}
        beside: Json = {"xanchor": "right", "xshift": -8} if self.wide else {"xshift": 4}
        for n, lane in enumerate(found):
            y = [n + 0.12, n + 0.88]
            for bar in lane.bars:
                self.add_box("y", bar, y, "lane", line=stroke("muted"))
            for doubt in (span for one in lane.episodes for span in perhaps(one)):
                self.add_box("y", doubt, y, "paper", line=stroke("muted", dash="dot"))
            name = prose.first_up(lane.name)
            self.canvas.text(0, n + 0.5, name, "ink", xref="paper", yref="y", **beside)
        self.canvas.trace(
            "y",
            y=[depth - 0.25] * len(self.draws),
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 6, "color": LIGHT["ink"]},
        )

    def add_decisions(self) -> None:
        """Their letters over the lanes, at two heights where they are near; their lines."""
        before, level = -self.near, 0
        for one in self.series.decisions:
            at = midnight(one.decided.date)
            if not self.start <= at <= self.end:
                continue
            before, level = at, (1 - level) * (at - before < self.near / 4)
            x, colours = self.x(at), ("paper", "decision")
            fill, ink = reversed(colours) if one.needs_attention else colours
            self.canvas.shape("line", "paper", [x, x], [0, 1], line=stroke("decision"))
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

    # ---- A row

    def add_row(self, row: ValueAxis, domain: Sequence[float]) -> None:
        """Rows touch, so that each place can be pointed at: their air is in their axes."""
        low, high = row.scaled
        pixel = (high - low) / max(height(row), 1)
        self.axes[f"yaxis{row.name[1:]}"] = {
            "domain": domain,
            "range": [low - under(row) * pixel, high + self.over * pixel],
            "type": row.type,
            **(row.ticks if row.trace.drawn else {"tickvals": []}),
        }
        self.add_title(row)
        self.add_words(row)
        if row.trace.drawn:
            whole, floor = (self.start, self.end), row.reach[0]
            self.add_line(row.name, whole, floor, stroke("muted"), "below")
            rail = 10 ** (low - _RAIL * pixel) if row.trace.log else -_RAIL * pixel
            for dash, spans in zip(("solid", "dot"), self.on_treatment, strict=True):
                for span in spans:
                    self.add_line(row.name, span, rail, stroke("rail", 3, dash))
            self.add_ranges(row)
            self.add_joins(row)
            self.add_marks(row)
        self.add_words_of_draws(row)

    def add_title(self, row: ValueAxis) -> None:
        """Its name, unit and scale: left of the row, or over it on a narrow page."""
        name, facts = row.trace.row.analyte.title, row.unit_words
        if instrument := row.trace.instrument:
            facts.append(gettext(INSTRUMENTS[instrument]))
        beside = self.wide and row.trace.drawn
        name = name.replace(" ", "\n") if beside else name
        name = name if self.wide else ", ".join([name, *facts])
        place: Json = {"xref": "paper", "yref": f"{row.name} domain", "yanchor": "top"}
        place |= {"xshift": 4 - LEFT[True] if self.wide else 0, "align": "left"}
        self.canvas.text(0, 1, name, yshift=-3, font=bold(row.colour), **place)
        if beside:
            top = -3 - _LINE * len(name.split("\n"))
            self.canvas.text(0, 1, "\n".join(facts), yshift=top, **place)

    def add_words(self, row: ValueAxis) -> None:
        """Results without a number stand in a strip under the row, never at a height."""
        place: Json = {"yref": f"{row.name} domain", "yanchor": "bottom"}
        if not row.trace.points:
            told = gettext("not measured in this range")
            self.canvas.text(0, 0, told, xref="paper", xshift=4, **place)
        place |= {"xanchor": "center", "font": {"style": "italic"}}
        before = -self.near
        for point in row.trace.in_words:
            at = self.at[point.reading.draw.id]
            words = results([point], row.trace)  # a number of another unit has its unit
            before, words = (before, "·") if at - before < self.near else (at, words)
            self.canvas.text(self.x(at), 0, words, row.colour, yshift=-1, **place)

    def add_ranges(self, row: ValueAxis) -> None:
        """Reference ranges as printed, then the clinician's, with thicker edges."""
        for step in range_steps(row.trace, self.at):
            self.add_range(row, (step.start, step.end), (step.low, step.high), "band", 1)
        for one in row.trace.clinician_steps:
            span = one.start, self.end if one.end is None else one.end
            self.add_range(row, span, (one.low, one.high), "clinician", 2)

    def add_range(
        self, row: ValueAxis, span: Span, ends: Ends, role: str, edge: float
    ) -> None:
        """An end that was not printed is open: filled to the end of the axis, no edge."""
        reach = zip(ends, row.reach, strict=True)
        y = [row.inside(open_end if end is None else end) for end, open_end in reach]
        self.add_box(row.name, span, y, role, layer="below")
        for end, at in zip(ends, y, strict=True):
            if end is not None and float(end) == at:
                self.add_line(row.name, span, at, stroke(f"{role}-edge", edge), "below")

    def add_joins(self, row: ValueAxis) -> None:
        """One trace a style, broken where nothing is known between two results.

        What is dotted leads to a limit, and from it to where the value may lie.
        """
        paths: dict[tuple[str, str], list[tuple[X | None, float | None]]] = {}
        gaps: dict[Minute, Join] = {}
        for join in joins(row.trace):
            ends = [self.at[point.reading.draw.id] for point in (join.before, join.after)]
            if join.kind == "gap":
                gaps.setdefault(sum(ends) // 2, join)  # both sides of a volume share one
            elif join.kind != "none":
                path = paths.setdefault((join.after.reading.side, join.kind), [])
                one, other = self.place(row, join.before), self.place(row, join.after)
                goes_on = path and path[-1] == one
                path += [other] if goes_on else [(None, None), one, other]
        for point in () if self.dense else filter(is_censored, row.trace.drawn):
            x, limit = self.place(row, point)
            path = paths.setdefault((point.reading.side, "dotted"), [])
            path += [(None, None), (x, limit), (x, row.towards(point, row.reach))]
        for (side, kind), path in paths.items():
            dash = "dot" if kind == "dotted" else "7px,3px" if side == "left" else "solid"
            look = stroke(row.colour, 2 if dash == "solid" else 1.5, dash)
            self.canvas.trace(row.name, **_xy(path[1:]), mode="lines", line=look)
        before = -self.near
        for at, gap in sorted(gaps.items(), key=lambda item: item[0]):
            told = not self.dense and at - before > self.near
            self.add_gap(row, at, f"≠ {reason_words(gap.reasons)}" if told else "≠")
            before = at

    def add_gap(self, row: ValueAxis, at: Minute, words: str) -> None:
        label = {
            "text": lines(words),
            "textposition": "end",
            "textangle": 0,
            "xanchor": "left",
            "yanchor": "top",
            "font": {"size": 11, "color": LIGHT["muted"]},
        }
        x, look = [self.x(at)] * 2, stroke("muted", 1.3, "5px,4px")
        self.canvas.shape("line", row.name, x, row.reach, line=look, label=label)

    def add_marks(self, row: ValueAxis) -> None:
        """The results, with the words of those off scale; rings, of what may change."""
        drawn, trace = row.trace.drawn, row.trace
        places = [self.place(row, point) for point in drawn]
        looks = [_mark(point, 6 if self.dense else 9) for point in drawn]
        off = gettext("off scale")
        self.canvas.trace(
            row.name,
            **_xy(places),
            mode="markers+text",
            marker={
                "color": LIGHT[row.colour],
                "line": {"width": 1.2, "color": LIGHT["paper"]},
                **{name: [look[name] for look in looks] for name in looks[0]},
            },
            text=[
                f"{point.shown.text}, {off}" if trace.is_off_scale(point) else ""
                for point in drawn
            ],
            textposition="top center",
            textfont={"color": LIGHT[row.colour]},
        )
        ringed = [p for p in drawn if p.corrected or p.reading.status == "preliminary"]
        if ringed:
            self.canvas.trace(
                row.name,
                **_xy([self.place(row, point) for point in ringed]),
                mode="markers+text",
                text=["" if p.corrected else gettext("preliminary") for p in ringed],
                textposition="middle right",
                marker={
                    "symbol": "circle-open",
                    "size": 17,
                    "color": LIGHT[row.colour],
                    "line": {"width": 1.5},
                },
            )

    def add_words_of_draws(self, row: ValueAxis) -> None:
        """What the draws of each place say of the row.

        The places are those of all rows, out of sight and equally large: Plotly takes the
        nearest of each row by its edge, and a box would mix draws where they differ.
        """
        brought: dict[str, list[Point]] = {}
        for point in row.trace.points:
            brought.setdefault(point.reading.draw.id, []).append(point)
        none = no_result(row.trace, self.series.course.testes)
        heights, told = [], []
        for draws in self.draws.values():
            found = [brought[one.draw.id] for one in draws if one.draw.id in brought]
            stand = (
                row.place(p) for points in found for p in points if p.id in row.trace.stands
            )
            heights.append(next(stand, row.reach[0]))
            words = [RowWords(points, row.trace).short for points in found] or [none]
            told.append(lines("\n".join(words), wide=self.wide))
        self.canvas.trace(
            row.name,
            y=heights,
            mode="markers",
            marker={  # a size of 0 that holds for all would be drawn as 6
                "size": [0] * len(heights),
                "color": LIGHT[row.colour],
            },
            hoverinfo="x+text",
            hovertext=told,
        )

    def place(self, row: ValueAxis, point: Point) -> tuple[X, float]:
        return self.x(self.at[point.reading.draw.id]), row.place(point)


def height(row: ValueAxis) -> int:
    """Of its values, from the floor to the greatest."""
    if not row.trace.drawn:
        return 0
    return LOG if row.trace.log else VOLUME if row.trace.sided else LINEAR


def under(row: ValueAxis) -> int:
    return UNDER + STRIP * bool(row.trace.in_words)


def _xy(path: Iterable[tuple[X | None, float | None]]) -> Json:
    x, y = zip(*path, strict=True)
    return {"x": [*x], "y": [*y]}


def _mark(point: Point, size: int) -> Json:
    """A triangle has its flat edge on the limit; two sides of a volume touch."""
    if comparator := point.reading.value.comparator[:1]:
        symbol, angle = "triangle-down-open", 180 if comparator == ">" else 0
        size += 2
        aside = size / 4
    else:
        symbol = "circle" if point.on_axis is False else "square"
        angle = {"left": 90, "right": 270}.get(point.reading.side, 0)
        aside = size / 2 if angle else 0
    return {"symbol": symbol, "size": size, "angle": angle, "standoff": aside}
