"""Explore, over time: a course on a date axis, as plain data for plotly.js.

It is drawn from the one list, as the SVG figure is: values, signs, dates, gaps and words
agree with it, pixels need not. Heights are in pixels; the script knows no row.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import accumulate, pairwise

from labs.charts.layout import DENSE
from labs.charts.palette import LIGHT
from labs.charts.plotly_parts import (
    Canvas,
    Json,
    Place,
    ValueAxis,
    X,
    bold,
    break_lines,
    build_stroke,
)
from labs.charts.scales import nice_step
from labs.timeline import DrawPoints, Point, Timeline, flowsheet, prose
from labs.timeline.extent import find_extent
from labs.timeline.hover_words import RowWords, draw_words, no_result, write_results
from labs.timeline.joins import list_joins, reason_words
from labs.timeline.lanes import Lane, days_on_treatment, list_lanes, uncertain_spans
from labs.timeline.log_axis import list_decades
from labs.timeline.minutes import DAY, Minute, Span, middle_minute, minute_of_day
from labs.timeline.points import INSTRUMENTS
from labs.timeline.range_steps import range_steps
from labs.timeline.relative import Ends
from labs.timeline.traces import build_traces, is_censored
from labs.words import gettext

LOG, LINEAR, VOLUME = 96, 76, 64  # heights of rows: five and three lanes fit a screen
UNDER, STRIP = 14, 16  # under a row: air with the rail; a strip for results in words
OVER = {True: 10, False: 26}  # over it; on a narrow page its title stands there
LANE, DRAW_TICKS = 19, 14  # heights of a lane, and of the ticks of the draws under all
LEFT = {True: 132, False: 34}  # of the rows: their names and tick labels, or these alone
MARGIN = {"r": 12, "t": 36, "b": 36}  # over all: letters of decisions; under all: dates
ROOM = {True: 60, False: 25}  # the part of the dates that first and last mark need beside
_NEAR = 14  # texts closer than this part of the whole axis would cover each other
_RAIL = 11  # from the floor of a row down to its rail
_BAR = [0.12, 0.88]  # of a lane: the others are air
_LETTER = 13  # from the letter of a decision to one over it
_LETTERS = {True: 56, False: 20}  # of as many on the whole axis none would touch
_EDGE, _LINE = 4, 17  # beside and between the lines of a title
_MARK, _MARK_DENSE, _RING = 9, 6, 17  # as wide as in the SVG
_EPOCH = datetime(1970, 1, 1)
_HOVER: Json = {  # -1: the nearest draw, however far it is
    "hovermode": "x unified",
    "hoversubplots": "axis",
    "hoverdistance": -1,
    "spikedistance": -1,
}
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
_DAYS: Json = {"type": "linear", "hoverformat": ".4f"}
_DAYS |= {"zeroline": True, "zerolinecolor": LIGHT["decision"]}
_REASON: Json = {"textposition": "end", "textangle": 0, "xanchor": "left", "yanchor": "top"}
_REASON |= {"font": {"size": 11, "color": LIGHT["muted"]}}


def build_figure(timeline: Timeline, *, wide: bool = True) -> Json:
    """What `Plotly.react` takes; `wide`: with names beside the rows, else over them."""
    return _CourseBuilder(timeline, wide).build()


def tell_steps(timeline: Timeline) -> list[str]:
    """What is spoken at each place of the axis when somebody steps to it."""
    return [
        " ".join(flowsheet.speak_draw(drawn, timeline.days) for drawn in draws)
        for draws in group_draws(timeline.drawn).values()
    ]


def group_draws(drawn: Iterable[DrawPoints]) -> dict[Minute, list[DrawPoints]]:
    """The draws at each place of the axis, in order: those of one minute share a box."""
    found: dict[Minute, list[DrawPoints]] = {}
    for one in drawn:
        found.setdefault(middle_minute(one.draw.moment), []).append(one)
    return dict(sorted(found.items()))


class _CourseBuilder:
    """Holds what the parts of one figure share while they are built."""

    def __init__(self, timeline: Timeline, wide: bool) -> None:
        self.timeline, self.wide = timeline, wide
        self.zero = minute_of_day(timeline.origin.day) if timeline.origin else None
        start, end = find_extent(timeline)
        room = (end - start) // ROOM[wide]
        self.start, self.end = start - room, end + room
        self.near = (self.end - self.start) // _NEAR
        self.draws = group_draws(timeline.drawn)
        self.at = {one.draw.id: at for at, draws in self.draws.items() for one in draws}
        self.x_of = {draw: self.x(at) for draw, at in self.at.items()}
        self.dense = len(self.draws) > DENSE
        self.on_treatment = days_on_treatment(timeline.episodes)
        self.canvas = Canvas()

    def build(self) -> Json:
        rows = [
            ValueAxis(t, f"y{n}")
            for n, t in enumerate(build_traces(self.timeline), start=2)
        ]
        found = list_lanes(self.timeline.episodes, self.start, self.end)
        heights = [len(found) * LANE + DRAW_TICKS]
        heights += [OVER[self.wide] + height(row) + under(row) for row in rows]
        edges = [round(1 - top / sum(heights), 5) for top in accumulate(heights, initial=0)]
        domains = [[low, high] for high, low in pairwise(edges)]
        axes = [self.add_lanes(found), *map(self.add_row, rows)]
        self.add_decisions()
        reach = [self.x(self.start), self.x(self.end)]
        layout = _HOVER | {
            "height": sum(heights) + MARGIN["t"] + MARGIN["b"],
            "margin": MARGIN | {"l": LEFT[self.wide]},
            "xaxis": {
                **_TIME,
                **(_DATES if self.zero is None else _DAYS),
                "anchor": rows[-1].name if rows else "y",
                "range": reach,
                "minallowed": reach[0],
                "maxallowed": reach[1],
                "labelalias": {self.plotly_text(at): self.head(at) for at in self.draws},
            },
        }
        names = ["y", *(row.name for row in rows)]
        for name, domain, axis in zip(names, domains, axes, strict=True):
            layout[f"yaxis{name[1:]}"] = {"domain": domain, "fixedrange": True} | axis
        # With very many draws they would take longer than the figure: see explore.js.
        steps = None if self.dense else tell_steps(self.timeline)
        return self.canvas.figure(layout, x=[*map(self.x, self.draws)], steps=steps)

    # ---- Along the time axis

    def x(self, at: Minute) -> X:
        """A place on it: a local time, or days since the event that is day 0."""
        if self.zero is not None:
            return round((at - self.zero) / DAY, 4)
        return (_EPOCH + timedelta(minutes=at)).isoformat(" ", "minutes")

    def plotly_text(self, at: Minute) -> str:
        """A place as plotly.js itself writes it: the key of the head of a box."""
        x = self.x(at)
        return x if isinstance(x, str) else f"{x:.4f}".replace("-", "\N{MINUS SIGN}")

    def head(self, at: Minute) -> str:
        heads = dict.fromkeys(draw_words(drawn, self.timeline) for drawn in self.draws[at])
        return break_lines("\n".join(heads), wide=self.wide)

    def add_shape(
        self, kind: str, axis: str, span: Span, y: Sequence[float], **facts: object
    ) -> None:
        """A `rect`, or a `line` along or across a span: what of it is in view."""
        start, end = max(span[0], self.start), min(span[1], self.end)
        if start <= end:
            self.canvas.shape(kind, axis, [self.x(start), self.x(end)], y, **facts)

    def add_lanes(self, found: Sequence[Lane]) -> Json:
        """One an agent; under them a tick for each place with a draw. Answers the axis."""
        beside: Json = (
            {"xanchor": "right", "xshift": -8} if self.wide else {"xshift": _EDGE}
        )
        for n, lane in enumerate(found):
            bars = [(bar, "lane", "solid") for bar in lane.bars]
            bars += [
                (span, "paper", "dot")
                for one in lane.episodes
                for span in uncertain_spans(one)
            ]
            for span, fill, dash in bars:
                look = {"fillcolor": LIGHT[fill], "line": build_stroke("muted", dash=dash)}
                self.add_shape("rect", "y", span, [n + edge for edge in _BAR], **look)
            name = prose.first_up(lane.name)
            self.canvas.text(0, n + 0.5, name, "ink", xref="paper", yref="y", **beside)
        depth = len(found) + DRAW_TICKS / LANE
        ticks = {"symbol": "line-ns-open", "size": 6, "color": LIGHT["ink"]}
        y = [depth - 0.25] * len(self.draws)  # just over the first row
        self.canvas.trace("y", y=y, mode="markers", marker=ticks)
        return {"range": [depth, 0], "visible": False}

    def add_decisions(self) -> None:
        """Their letters over the lanes, at two heights where they are near; their lines."""
        near = (self.end - self.start) // _LETTERS[self.wide]
        before, level = -near, 0
        for one in self.timeline.decisions:
            at = minute_of_day(one.decided.date)
            if not self.start <= at <= self.end:
                continue
            before, level = at, (1 - level) * (at - before < near)
            colours = ("paper", "decision")
            fill, ink = reversed(colours) if one.needs_attention else colours
            self.add_shape("line", "paper", (at, at), [0, 1], line=build_stroke("decision"))
            place: Json = {"yref": "paper", "xanchor": "center", "yanchor": "bottom"}
            place |= {"yshift": 1 + _LETTER * level, "bgcolor": LIGHT[fill], "borderpad": 2}
            place |= {"bordercolor": LIGHT["decision"]}
            self.canvas.text(self.x(at), 1, one.letter, ink, **place)

    # ---- A row

    def add_row(self, row: ValueAxis) -> Json:
        """Rows touch, so that each place can be pointed at: their air is in their axes."""
        low, high = row.scaled
        pixel = (high - low) / max(height(row), 1)
        self.add_title(row)
        self.add_words(row)
        if row.trace.drawn:
            self.add_ranges(row)
            whole, floor = (self.start, self.end), [row.reach[0]] * 2
            look = {"line": build_stroke("muted"), "layer": "below"}
            self.add_shape("line", row.name, whole, floor, **look)
            rail = low - _RAIL * pixel
            y = [10**rail if row.trace.log else rail] * 2
            for dash, spans in zip(("solid", "dot"), self.on_treatment, strict=True):
                for span in spans:
                    self.add_shape(
                        "line", row.name, span, y, line=build_stroke("rail", 3, dash)
                    )
            self.add_joins(row)
            self.add_gaps(row)
            self.add_marks(row)
        self.add_words_of_draws(row)
        ticks = _ticks(row)
        return {
            "visible": bool(row.trace.drawn),
            "type": "log" if row.trace.log else "linear",
            "range": [low - under(row) * pixel, high + OVER[self.wide] * pixel],
            "tickvals": ticks,  # none in the air beside the values
            "ticktext": [f"{tick:g}" for tick in ticks],
        }

    def add_title(self, row: ValueAxis) -> None:
        """Its name, unit and scale: left of the row, or over it on a narrow page."""
        facts, beside = row.unit_words, self.wide and row.trace.drawn
        if instrument := row.trace.instrument:
            facts.append(gettext(INSTRUMENTS[instrument]))
        title = row.title.replace(" ", "\n") if beside else row.title
        title = title if self.wide else ", ".join([title, *facts])
        place: Json = {"xref": "paper", "yref": f"{row.name} domain", "yanchor": "top"}
        place |= {"xshift": _EDGE - LEFT[True] if self.wide else 0, "align": "left"}
        self.canvas.text(0, 1, title, yshift=-_EDGE, font=bold(row.colour), **place)
        if beside:
            top = -_EDGE - _LINE * len(title.split("\n"))
            self.canvas.text(0, 1, "\n".join(facts), yshift=top, **place)

    def add_words(self, row: ValueAxis) -> None:
        """Results without a number stand in a strip under the row, never at a height."""
        place: Json = {"yref": f"{row.name} domain", "yanchor": "bottom"}
        if not row.trace.points:
            told = gettext("not measured in this range")
            self.canvas.text(0, 0, told, xref="paper", xshift=_EDGE, **place)
        place |= {"xanchor": "center", "yshift": -1, "font": {"style": "italic"}}
        before = -self.near
        for point in row.trace.in_words:
            at = self.at[point.reading.draw.id]
            words = write_results(
                [point], row.trace
            )  # a number of another unit has its unit
            before, words = (before, "·") if at - before < self.near else (at, words)
            self.canvas.text(self.x(at), 0, words, row.colour, **place)

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
        below: Json = {"layer": "below", "fillcolor": LIGHT[role]}
        self.add_shape("rect", row.name, span, y, **below)
        below = {"layer": "below", "line": build_stroke(f"{role}-edge", edge)}
        for end, at in zip(ends, y, strict=True):
            if end is not None and float(end) == at:
                self.add_shape("line", row.name, span, [at, at], **below)

    def add_joins(self, row: ValueAxis) -> None:
        """One trace a style, broken where nothing is known between two results.

        What is dotted leads to a limit, and from there towards where the value may lie.
        """
        paths: dict[tuple[str, str], list[Place]] = {}
        for join in list_joins(row.trace):
            if join.kind in ("solid", "dotted"):
                path = paths.setdefault((join.after.reading.side, join.kind), [])
                before = self.place(row, join.before)
                path += [] if path and path[-1] == before else [(None, None), before]
                path.append(self.place(row, join.after))
        for point in () if self.dense else filter(is_censored, row.trace.drawn):
            x, limit = self.place(row, point)
            path = paths.setdefault((point.reading.side, "dotted"), [])
            path += [(None, None), (x, limit), (x, row.towards(point, row.reach))]
        for (side, kind), path in paths.items():
            dash = "dot" if kind == "dotted" else "7px,3px" if side == "left" else "solid"
            look = build_stroke(row.colour, 2 if dash == "solid" else 1.5, dash)
            self.canvas.trace(row.name, path[1:], mode="lines", line=look)

    def add_gaps(self, row: ValueAxis) -> None:
        """A line midway, with the reason; both sides of a volume share one."""
        gaps: dict[Minute, str] = {}
        for join in list_joins(row.trace):
            if join.kind == "gap":
                ends = (
                    self.at[join.before.reading.draw.id],
                    self.at[join.after.reading.draw.id],
                )
                gaps.setdefault(sum(ends) // 2, reason_words(join.reasons))
        before, look = -self.near, build_stroke("muted", 1.3, "5px,4px")
        for at, reason in sorted(gaps.items()):
            told = f"≠ {reason}" if at - before > self.near and not self.dense else "≠"
            label = _REASON | {"text": break_lines(told)}
            self.add_shape("line", row.name, (at, at), row.reach, line=look, label=label)
            before = at

    def add_marks(self, row: ValueAxis) -> None:
        """The results, with the words of those off scale; rings, of what may change."""
        trace, colour = row.trace, LIGHT[row.colour]
        looks = [
            _style_mark(point, _MARK_DENSE if self.dense else _MARK)
            for point in trace.drawn
        ]
        marker: Json = {name: [look[name] for look in looks] for name in looks[0]}
        marker |= {"color": colour, "line": {"width": 1.2, "color": LIGHT["paper"]}}
        off = [p.shown.text if trace.is_off_scale(p) else "" for p in trace.drawn]
        beyond = gettext("off scale")
        self.canvas.trace(
            row.name,
            [self.place(row, point) for point in trace.drawn],
            mode="markers+text",
            marker=marker,
            text=[text and f"{text}, {beyond}" for text in off if any(off)],
            textposition="top center",
            textfont={"color": colour},
        )
        ringed = [
            p for p in trace.drawn if p.corrected or p.reading.status == "preliminary"
        ]
        if ringed:
            ring = {"symbol": "circle-open", "size": _RING, "color": colour}
            self.canvas.trace(
                row.name,
                [self.place(row, point) for point in ringed],
                mode="markers+text",
                marker=ring | {"line": {"width": 1.5}},
                text=["" if p.corrected else gettext("preliminary") for p in ringed],
                textposition="middle right",
            )

    def add_words_of_draws(self, row: ValueAxis) -> None:
        """What the draws of each place say of the row.

        The places are those of all rows, out of sight and equally large: Plotly takes the
        nearest of each row by its edge, and a box would mix draws where they differ.
        """
        brought: dict[str, list[Point]] = {}
        for point in row.trace.points:
            brought.setdefault(point.reading.draw.id, []).append(point)
        none = no_result(row.trace, self.timeline.course.testes)
        heights, told = [], []
        for draws in self.draws.values():
            found = [brought[one.draw.id] for one in draws if one.draw.id in brought]
            stands = (row.stands.get(point.id) for points in found for point in points)
            heights.append(next(filter(None, stands), row.reach[0]))
            words = [RowWords(points, row.trace).short for points in found] or [none]
            told.append(break_lines("\n".join(words), wide=self.wide))
        # A size of 0 that holds for all would be drawn as 6.
        marker = {"size": [0] * len(heights), "color": LIGHT[row.colour]}
        look: Json = {"mode": "markers", "marker": marker, "hoverinfo": "x+text"}
        self.canvas.trace(row.name, y=heights, hovertext=told, **look)

    def place(self, row: ValueAxis, point: Point) -> Place:
        return self.x_of[point.reading.draw.id], row.stands[point.id]


def height(row: ValueAxis) -> int:
    """Of its values, from the floor to the greatest."""
    if not row.trace.drawn:
        return 0
    return LOG if row.trace.log else VOLUME if row.trace.sided else LINEAR


def under(row: ValueAxis) -> int:
    return UNDER + STRIP * bool(row.trace.in_words)


def _ticks(row: ValueAxis) -> list[float]:
    """Decades, or about four steps from 0."""
    if row.trace.log:
        return [float(end) for end in list_decades(*row.trace.log_ends)]
    high = row.reach[1]
    step = float(nice_step(Fraction(high / 4)))
    return [step * n for n in range(int(high / step) + 1)]


def _style_mark(point: Point, size: int) -> Json:
    """A triangle has its flat edge on the limit, and 2 px more to look as large.

    The sides of a volume touch where the draw stands.
    """
    comparator, side = point.reading.value.comparator[:1], point.reading.side
    if comparator:
        symbol, angle = "triangle-down-open", 180 * (comparator == ">")
        size, aside = size + 2, (size + 2) / 4
    else:
        symbol = "circle" if point.on_axis is False else "square"
        angle = {"left": 90, "right": 270}.get(side, 0)
        aside = size / 2 if angle else 0
    return {"symbol": symbol, "size": size, "angle": angle, "standoff": aside}
