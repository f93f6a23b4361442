"""Explore, signal and answer: LH against testosterone, draw after draw, for plotly.js.

No region has a name and nothing is judged. The box is the man's own two reference ranges,
as printed with the last draw that measured both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from labs.charts.palette import LIGHT
from labs.charts.plotly_parts import Canvas, Json, ValueAxis, bold, lines, stroke
from labs.readings import comparable
from labs.series import Drawn, Point, Series, dates, flowsheet, prose
from labs.series.hover_words import RowWords, draw_words
from labs.series.traces import is_censored, traces

type Place = tuple[float, float]

MOST = 40  # draws: more are a tangle; earlier ones are seen by choosing dates
HEIGHT = {True: 640, False: 420}  # beside the table of the draws; over it
MARGIN = {"l": 56, "r": 16, "t": 16, "b": 52}
_AIR = 0.045  # of an axis, at both ends: a limit stands on its end, and not on the frame
_PALEST = 0.3  # the oldest step
_CLEAR = 11  # px from the middle of a mark to the tip of an arrow that leads to it
_FRAME: Json = {
    "showline": True,
    "linecolor": LIGHT["muted"],
    "ticks": "outside",
    "fixedrange": False,
}


@dataclass(frozen=True)
class Pair:
    """A draw that measured both, and its number in the figure and in the table."""

    number: int
    drawn: Drawn
    lh: Point
    testosterone: Point

    @property
    def points(self) -> tuple[Point, Point]:
        return self.lh, self.testosterone

    @property
    def day(self) -> str:
        return dates.of(self.drawn.draw.moment)

    @property
    def treatment(self) -> str:
        """`clomifene and hCG`; empty where none was recorded that day."""
        return prose.agents(self.lh.episodes, self.lh.uncertain)


def pairs(series: Series) -> list[Pair]:
    """The newest draws that measured both, numbered from the oldest of them."""
    found, stands = [], {of for trace in traces(series) for of in trace.stands}
    for drawn in series.drawn:
        first = {p.reading.analyte.key: p for p in reversed(drawn.points) if p.id in stands}
        if "lh" in first and "testosterone" in first:
            found.append((drawn, first["lh"], first["testosterone"]))
    return [Pair(n, *measured) for n, measured in enumerate(found[-MOST:], start=1)]


def build_figure(series: Series, *, wide: bool = True) -> Json:
    """What `Plotly.react` takes, where there are two pairs at least."""
    return _PathBuilder(series, wide).build()


class _PathBuilder:
    """Holds what the parts of the figure share while they are built."""

    def __init__(self, series: Series, wide: bool) -> None:
        self.series, self.wide, self.pairs = series, wide, pairs(series)
        rows = {trace.key: trace for trace in traces(series)}
        self.lh, self.testosterone = (
            ValueAxis(rows["lh"], "y"),
            ValueAxis(rows["testosterone"], "x"),
        )
        self.x_reach = _add_air(self.testosterone.reach)
        self.y_range = _add_air(self.lh.scaled)
        self.y_reach = [10**end if self.lh.trace.log else end for end in self.y_range]
        self.canvas = Canvas()

    def build(self) -> Json:
        self.add_ranges()
        for before, after in pairwise(self.pairs):
            self.add_step(before, after)
        for pair in self.pairs:
            self.add_limits(pair)
        self.add_marks()
        layout = {
            "height": HEIGHT[self.wide],
            "margin": MARGIN,
            "hovermode": "closest",
            "hoverdistance": 30,  # px: as far as a finger is wide
            "xaxis": _FRAME | _title(self.testosterone) | {"range": self.x_reach},
            "yaxis": _FRAME
            | _title(self.lh)
            | {"range": self.y_range, "type": self.lh.type, **self.lh.ticks},
        }
        days = self.series.days
        steps = [flowsheet.spoken(pair.drawn, days) for pair in self.pairs]
        return self.canvas.figure(layout, steps=steps)

    def add_ranges(self) -> None:
        """Those of the last draw that printed both as a box, earlier ones dotted.

        An end that was not printed is open, to the edge of the frame.
        """
        ends, ends_of_lh = self.testosterone.trace.ends, self.lh.trace.ends
        both = [(ends[p.testosterone.id], ends_of_lh[p.lh.id]) for p in self.pairs]
        printed = [ranges for ranges in both if (None, None) not in ranges]
        for ranges in dict.fromkeys(printed):
            x, y = (
                [float(edge if end is None else end) for end, edge in zip(*of, strict=True)]
                for of in zip(ranges, (self.x_reach, self.y_reach), strict=True)
            )
            last = ranges == printed[-1]
            look: Json = {"line": stroke("band-edge", dash="solid" if last else "dot")}
            look |= {"fillcolor": LIGHT["band"]} if last else {}
            self.canvas.shape("rect", "y", x, y, layer="below", **look)

    def add_step(self, before: Pair, after: Pair) -> None:
        """An arrow from draw to draw, the earlier the paler; dotted to or from a limit.

        None where either result does not compare with the one before, or both are limits.
        """
        days = (pair.drawn.draw.moment.date for pair in (before, after))
        around = self.series.days.concerning(*days)
        for one, other in zip(before.points, after.points, strict=True):
            if is_censored(one) and is_censored(other):
                return
            if comparable(one.reading, other.reading, around).kind == "broken":
                return
        dash = "dot" if self.is_limit(before) or self.is_limit(after) else "solid"
        newer = _PALEST + (1 - _PALEST) * after.number / len(self.pairs)
        ends = self.place(before), self.place(after)
        self.add_arrow(*ends, "muted", dash, _CLEAR, opacity=round(newer, 2))

    def add_limits(self, pair: Pair) -> None:
        """A dotted arrow from a limit, or from 0, towards where the value may lie."""
        x, y = self.place(pair)
        if is_censored(pair.lh) or self.lh.trace.is_off_scale(pair.lh):
            self.add_arrow((x, y), (x, self.lh.towards(pair.lh, self.y_reach)))
        if is_censored(of := pair.testosterone):
            self.add_arrow((x, y), (self.testosterone.towards(of, self.x_reach), y))

    def add_arrow(
        self,
        start: Place,
        end: Place,
        colour: str = "ink",
        dash: str = "dot",
        clear: int = 0,
        **facts: float,
    ) -> None:
        x, y = zip(start, end, strict=True)
        self.canvas.trace(
            "y",
            x=[*x],
            y=[*y],
            mode="lines+markers",
            cliponaxis=False,
            line=stroke(colour, 1.5, dash),
            marker={  # at the second place, turned the way the line runs
                "symbol": "arrow",
                "angleref": "previous",
                "size": [0, 11],
                "standoff": [0, clear],
                "color": LIGHT[colour],
            },
            **facts,
        )

    def add_marks(self) -> None:
        """Numbered; circle or square by treatment, open where one of the two is a limit."""
        fills = ["paper" if self.is_limit(pair) else "ink" for pair in self.pairs]
        inks = [LIGHT["ink" if fill == "paper" else "paper"] for fill in fills]
        symbols = [
            "circle" if pair.lh.on_axis is False else "square" for pair in self.pairs
        ]
        x, y = zip(*map(self.place, self.pairs), strict=True)
        self.canvas.trace(
            "y",
            x=[*x],
            y=[*y],
            mode="markers+text",
            text=[str(pair.number) for pair in self.pairs],
            textposition="middle center",
            textfont={"size": 11, "weight": 600, "color": inks},
            cliponaxis=False,
            marker={
                "symbol": symbols,
                "size": [
                    {"circle": 20, "square": 18}[each] for each in symbols
                ],  # one area
                "color": [LIGHT[fill] for fill in fills],
                "line": {"width": 1.6, "color": inks},
            },
            hoverinfo="text",
            hovertext=[*map(self.words, self.pairs)],
        )

    def words(self, pair: Pair) -> str:
        told = [f"{pair.number}: {draw_words(pair.drawn, self.series)}"]
        told.append(RowWords([pair.lh], self.lh.trace).short)
        told.append(RowWords([pair.testosterone], self.testosterone.trace).short)
        return lines("\n".join(told), wide=self.wide)

    def is_limit(self, pair: Pair) -> bool:
        """Whether one of the two is known as a limit only, or is off scale."""
        return any(map(is_censored, pair.points)) or self.lh.trace.is_off_scale(pair.lh)

    def place(self, pair: Pair) -> Place:
        return self.testosterone.place(pair.testosterone), self.lh.place(pair.lh)


def _add_air(reach: Sequence[float]) -> list[float]:
    low, high = reach
    return [low - (high - low) * _AIR, high + (high - low) * _AIR]


def _title(axis: ValueAxis) -> Json:
    words = ", ".join([axis.trace.row.analyte.title, *axis.unit_words])
    return {"title": {"text": lines(words), "font": bold(axis.colour)}}
