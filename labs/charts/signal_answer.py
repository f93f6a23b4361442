"""Explore, signal and answer: LH against testosterone, draw after draw, for plotly.js.

No region has a name and nothing is judged. The box is the man's own two reference ranges,
as printed with the last draw that measured both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from labs.charts.palette import LIGHT
from labs.charts.plotly_parts import (
    Canvas,
    Json,
    Place,
    ValueAxis,
    bold,
    break_lines,
    build_stroke,
)
from labs.readings import compare
from labs.timeline import DrawPoints, Point, Timeline, dates, flowsheet, prose
from labs.timeline.hover_words import RowWords, draw_words
from labs.timeline.traces import build_traces, is_censored

MOST = 40  # draws: more are a tangle; earlier ones are seen by choosing dates
HEIGHT = {True: 640, False: 420}  # beside the table of the draws; over it
_AIR = 0.045  # of an axis, at both ends: a limit stands on its end, and not on the frame
_PALEST = 0.3  # the oldest step
_CLEAR = 11  # px from the middle of a mark to the tip of the arrow that leads to it
_SIZES = {"circle": 20, "square": 18}  # of equal area
_FRAME: Json = {"showline": True, "linecolor": LIGHT["muted"], "ticks": "outside"}
_LAYOUT: Json = {
    "margin": {"l": 56, "r": 16, "t": 16, "b": 52},
    "hovermode": "closest",
    "hoverdistance": 30,  # px: a finger is no pointer
}


@dataclass(frozen=True)
class Pair:
    """A draw that measured both, and its number in the figure and in the table."""

    number: int
    drawn: DrawPoints
    testosterone: Point
    lh: Point

    @property
    def day(self) -> str:
        return dates.clinical_day(self.drawn.draw.moment)

    @property
    def treatment(self) -> str:
        """`clomifene and hCG`; empty where none was recorded that day."""
        return prose.name_agents(self.lh.episodes, self.lh.uncertain)


def list_pairs(timeline: Timeline) -> list[Pair]:
    """The newest draws that measured both, numbered from the oldest of them."""
    found, stands = [], {of for trace in build_traces(timeline) for of in trace.stands}
    for drawn in timeline.drawn:
        first = {p.reading.analyte.key: p for p in reversed(drawn.points) if p.id in stands}
        if "lh" in first and "testosterone" in first:
            found.append((drawn, first["testosterone"], first["lh"]))
    return [Pair(n, *measured) for n, measured in enumerate(found[-MOST:], start=1)]


def build_figure(timeline: Timeline, *, wide: bool = True) -> Json:
    """What `Plotly.react` takes, where there are two pairs at least."""
    return _PathBuilder(timeline, wide).build()


class _PathBuilder:
    """Holds what the parts of the figure share while they are built."""

    def __init__(self, timeline: Timeline, wide: bool) -> None:
        self.timeline, self.wide, self.pairs = timeline, wide, list_pairs(timeline)
        rows = {trace.key: trace for trace in build_traces(timeline)}
        self.axes = ValueAxis(rows["testosterone"], "x"), ValueAxis(rows["lh"], "y")
        self.ranges = [_add_air(axis.scaled) for axis in self.axes]
        self.reaches = [
            [10**end if axis.trace.log else end for end in ends]
            for axis, ends in zip(self.axes, self.ranges, strict=True)
        ]
        self.canvas = Canvas()

    def build(self) -> Json:
        self.add_ranges()
        for before, after in pairwise(self.pairs):
            self.add_step(before, after)
        for pair in self.pairs:
            self.add_limits(pair)
        self.add_marks()
        layout = _LAYOUT | {"height": HEIGHT[self.wide]}
        for axis, ends in zip(self.axes, self.ranges, strict=True):
            words = ", ".join([axis.title, *axis.unit_words])
            title = {"text": break_lines(words), "font": bold(axis.colour)}
            decades = {"type": "log", "dtick": 1} if axis.trace.log else {}
            layout[f"{axis.name}axis"] = _FRAME | decades | {"range": ends, "title": title}
        days = self.timeline.days
        steps = [flowsheet.speak_draw(pair.drawn, days) for pair in self.pairs]
        return self.canvas.figure(layout, steps=steps)

    def add_ranges(self) -> None:
        """Those of the last draw that printed both as a box, earlier ones dotted.

        An end that was not printed is open, to the edge of the frame.
        """
        both = [
            tuple(a.trace.ends[p.id] for a, p in self.values(pair)) for pair in self.pairs
        ]
        printed = [ranges for ranges in both if (None, None) not in ranges]
        for ranges in dict.fromkeys(printed):
            x, y = (
                [float(edge if end is None else end) for end, edge in zip(*of, strict=True)]
                for of in zip(ranges, self.reaches, strict=True)
            )
            last = ranges == printed[-1]
            look: Json = {
                "line": build_stroke("band-edge", dash="solid" if last else "dot")
            }
            look |= {"fillcolor": LIGHT["band"]} if last else {}
            self.canvas.shape("rect", "y", x, y, layer="below", **look)

    def add_step(self, before: Pair, after: Pair) -> None:
        """An arrow from draw to draw, the earlier the paler; dotted to or from a limit.

        None where either result does not compare with the one before, or both are limits.
        """
        days = (pair.drawn.draw.moment.date for pair in (before, after))
        around = self.timeline.days.concerning(*days)
        for one, other in (before.lh, after.lh), (before.testosterone, after.testosterone):
            broken = compare(one.reading, other.reading, around).kind == "broken"
            if broken or (is_censored(one) and is_censored(other)):
                return
        dash = "dot" if any(self.limits(before) + self.limits(after)) else "solid"
        newer = round(_PALEST + (1 - _PALEST) * after.number / len(self.pairs), 2)
        path, look = (
            [self.place(before), self.place(after)],
            build_stroke("muted", 1.5, dash),
        )
        self.add_arrow(path, look, standoff=_CLEAR, opacity=newer)

    def add_limits(self, pair: Pair) -> None:
        """A dotted arrow from a limit, or from 0, towards where the value may lie."""
        for n, (axis, point) in enumerate(self.values(pair)):
            if self.limits(pair)[n]:
                x, y = self.place(pair)
                end = axis.towards(point, self.reaches[n])
                path = (x, y), (x, end) if n else (end, y)
                self.add_arrow(path, build_stroke("ink", 1.5, "dot"))

    def add_arrow(
        self, path: Sequence[Place], line: Json, standoff: int = 0, **facts: object
    ) -> None:
        """Its head stands at the second place, turned the way the line runs."""
        head = {"symbol": "arrow", "angleref": "previous", "color": line["color"]}
        marker = head | {"size": [0, 11], "standoff": [0, standoff]}
        look = {"mode": "lines+markers", "cliponaxis": False, "line": line}
        self.canvas.trace("y", path, **look, marker=marker, **facts)

    def add_marks(self) -> None:
        """Numbered; circle or square by treatment, open where one of the two is a limit."""
        shapes = ["circle" if p.lh.on_axis is False else "square" for p in self.pairs]
        paper, ink = LIGHT["paper"], LIGHT["ink"]
        fills = [paper if any(self.limits(pair)) else ink for pair in self.pairs]
        inks = [ink if fill == paper else paper for fill in fills]
        self.canvas.trace(
            "y",
            map(self.place, self.pairs),
            mode="markers+text",
            text=[str(pair.number) for pair in self.pairs],
            textfont={"size": 11, "weight": 600, "color": inks},
            cliponaxis=False,
            marker={
                "symbol": shapes,
                "size": [_SIZES[shape] for shape in shapes],
                "color": fills,
                "line": {"width": 1.6, "color": inks},
            },
            hoverinfo="text",
            hovertext=[self.words(pair) for pair in self.pairs],
        )

    def words(self, pair: Pair) -> str:
        told = [f"{pair.number}: {draw_words(pair.drawn, self.timeline)}"]
        told += [
            RowWords([p], axis.trace).short for axis, p in reversed([*self.values(pair)])
        ]
        return break_lines("\n".join(told), wide=self.wide)

    def values(self, pair: Pair) -> Iterator[tuple[ValueAxis, Point]]:
        return zip(self.axes, (pair.testosterone, pair.lh), strict=True)

    def limits(self, pair: Pair) -> list[bool]:
        """Of which of the two only a limit is known, or that it is off scale."""
        return [is_censored(p) or a.trace.is_off_scale(p) for a, p in self.values(pair)]

    def place(self, pair: Pair) -> Place:
        x, y = (axis.stands[point.id] for axis, point in self.values(pair))
        return x, y


def _add_air(reach: Sequence[float]) -> list[float]:
    low, high = reach
    return [low - (high - low) * _AIR, high + (high - low) * _AIR]
