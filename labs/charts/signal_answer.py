"""Explore, signal and answer: LH against testosterone, draw after draw, for plotly.js.

No region has a name and nothing is judged. The box is the man's own two reference ranges,
as printed with the last draw that measured both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10

from labs.charts.explore import Subplot, box_width
from labs.charts.palette import LIGHT
from labs.charts.plotly_parts import AXIS, Canvas, Json, lines, stroke
from labs.readings import comparable
from labs.series import Drawn, Point, Series, dates, flowsheet, prose
from labs.series.hover_words import RowWords, draw_words
from labs.series.traces import is_censored, traces
from labs.words import gettext

MOST = 40  # draws: more are a tangle; earlier ones are seen by choosing dates
HEIGHT = {True: 640, False: 420}
MARGIN = {"l": 56, "r": 16, "t": 16, "b": 52}
_AIR = 0.045  # within the frame, as a share of an axis
_PALEST = 0.3  # the oldest step


@dataclass(frozen=True)
class Pair:
    """A draw that measured both, and its number in the figure and in the table."""

    number: int
    drawn: Drawn
    lh: Point
    testosterone: Point

    @property
    def open(self) -> bool:
        """Whether one of the two is a limit only."""
        return is_censored(self.lh) or is_censored(self.testosterone)

    @property
    def day(self) -> str:
        return dates.of(self.drawn.draw.moment)

    @property
    def treatment(self) -> str:
        """`clomifene and hCG`; empty where none was recorded that day."""
        return prose.agents(self.lh.episodes, self.lh.uncertain)


def build_figure(series: Series, *, wide: bool = True) -> Json:
    """What `Plotly.react` takes, where there are two pairs at least."""
    return SignalAnswer(series, wide).build()


def pairs(series: Series) -> list[Pair]:
    """The newest draws that measured both, numbered from the oldest of them."""
    rows = {trace.key: trace for trace in traces(series)}
    if "lh" not in rows or "testosterone" not in rows:
        return []
    found = []
    for drawn in series.drawn:
        lh, testosterone = (
            next((p for p in drawn.points if p.id in rows[key].stands), None)
            for key in ("lh", "testosterone")
        )
        if lh and testosterone:
            found.append((drawn, lh, testosterone))
    return [Pair(n, *measured) for n, measured in enumerate(found[-MOST:], start=1)]


class SignalAnswer:
    """Holds what the parts of the figure share while they are built."""

    def __init__(self, series: Series, wide: bool) -> None:
        self.series = series
        self.wide = wide
        self.pairs = pairs(series)
        rows = {trace.key: trace for trace in traces(series)}
        self.lh = Subplot(rows["lh"], "y")
        self.testosterone = Subplot(rows["testosterone"], "x")
        self.x_reach = _with_air(self.testosterone.reach)
        self.y_range = _with_air(self.scaled(self.lh.reach))
        self.y_reach = [10**end for end in self.y_range] if self.log else self.y_range
        self.canvas = Canvas()

    @property
    def log(self) -> bool:
        return self.lh.trace.log

    def build(self) -> Json:
        self.add_ranges()
        self.add_steps()
        for pair in self.pairs:
            self.add_limits(pair)
        self.add_marks()
        frame = AXIS | {"showline": True, "linecolor": LIGHT["muted"], "ticks": "outside"}
        decades: Json = {
            "tickvals": self.lh.ticks,
            "ticktext": [f"{tick:g}" for tick in self.lh.ticks],
        }
        layout = {
            "height": HEIGHT[self.wide],
            "margin": MARGIN,
            "hovermode": "closest",
            "hoverdistance": 30,
            "xaxis": frame | {"range": self.x_reach, "title": _title(self.testosterone)},
            "yaxis": frame
            | {
                "type": "log" if self.log else "linear",
                "range": self.y_range,
                "title": _title(self.lh),
                **(decades if self.log else {}),
            },
        }
        days = self.series.days
        steps = [flowsheet.spoken(pair.drawn, days) for pair in self.pairs]
        return self.canvas.figure(layout, {"steps": steps})

    def add_ranges(self) -> None:
        """Those of the last draw that printed both as a box, earlier ones dotted.

        An end that was not printed is open, to the edge of the frame.
        """
        ranges = [
            (self.testosterone.trace.ends[p.testosterone.id], self.lh.trace.ends[p.lh.id])
            for p in self.pairs
        ]
        printed = [pair for pair in ranges if (None, None) not in pair]
        for pair in dict.fromkeys(printed):
            x, y = (
                [float(open_end if end is None else end) for end, open_end in both]
                for both in map(zip, pair, (self.x_reach, self.y_reach))
            )
            last = pair == printed[-1]
            edge = stroke("band-edge", dash="solid" if last else "dot")
            fill = "band" if last else ""
            self.canvas.box("y", x, y, fill, line=edge, layer="below")

    def add_steps(self) -> None:
        """Arrows from draw to draw, the earlier the paler.

        None where either result does not compare with the one before, or both are limits;
        dotted to a limit.
        """
        for before, after in pairwise(self.pairs):
            if not self.joined(before, after):
                continue
            newer = after.number / len(self.pairs)
            dotted = any(self.is_limit(pair) for pair in (before, after))
            self.canvas.scatter(
                "y",
                x=[self.x(before), self.x(after)],
                y=[self.y(before), self.y(after)],
                mode="lines+markers",
                opacity=round(_PALEST + (1 - _PALEST) * newer, 2),
                line=stroke("muted", 1.5, "dot" if dotted else "solid"),
                marker=_arrow(12, "muted") | {"standoff": [0, 11]},
            )

    def joined(self, before: Pair, after: Pair) -> bool:
        days = (pair.drawn.draw.moment.date for pair in (before, after))
        around = self.series.days.concerning(*days)
        for one, other in (
            (before.lh, after.lh),
            (before.testosterone, after.testosterone),
        ):
            if is_censored(one) and is_censored(other):
                return False
            if comparable(one.reading, other.reading, around).kind == "broken":
                return False
        return True

    def add_limits(self, pair: Pair) -> None:
        """A dotted arrow from a limit, or from 0, towards where the value may lie."""
        x, y = self.x(pair), self.y(pair)
        arrows = []
        if is_censored(pair.lh) or self.lh.trace.is_off_scale(pair.lh):
            arrows.append(([x, x], [y, self.y_reach[_is_above(pair.lh)]]))
        if is_censored(pair.testosterone):
            arrows.append(([x, self.x_reach[_is_above(pair.testosterone)]], [y, y]))
        for across, up in arrows:
            self.canvas.scatter(
                "y",
                x=across,
                y=up,
                mode="lines+markers",
                cliponaxis=False,
                line=stroke("ink", 1.5, "dot"),
                marker=_arrow(9, "ink"),
            )

    def add_marks(self) -> None:
        """Numbered; circle or square by treatment, open where one of the two is a limit."""
        fills = ["paper" if self.is_limit(pair) else "ink" for pair in self.pairs]
        inks = ["ink" if fill == "paper" else "paper" for fill in fills]
        round_ = [pair.lh.on_axis is False for pair in self.pairs]
        weight = {"size": 11, "weight": 600, "color": [LIGHT[ink] for ink in inks]}
        self.canvas.scatter(
            "y",
            x=list(map(self.x, self.pairs)),
            y=list(map(self.y, self.pairs)),
            mode="markers+text",
            text=[str(pair.number) for pair in self.pairs],
            textposition="middle center",
            textfont=weight,
            cliponaxis=False,
            marker={
                "symbol": ["circle" if each else "square" for each in round_],
                "size": [20 if each else 18 for each in round_],  # of equal area
                "opacity": 1,
                "color": [LIGHT[fill] for fill in fills],
                "line": {"width": 1.6, "color": [LIGHT[ink] for ink in inks]},
            },
            hoverinfo="text",
            meta="pairs",
            hovertext=[
                lines("\n".join(self.words(pair)), box_width(self.wide))
                for pair in self.pairs
            ],
        )

    def words(self, pair: Pair) -> Iterator[str]:
        yield f"{pair.number}: {draw_words(pair.drawn, self.series)}"
        yield RowWords([pair.lh], self.lh.trace).short
        yield RowWords([pair.testosterone], self.testosterone.trace).short

    def is_limit(self, pair: Pair) -> bool:
        return pair.open or self.lh.trace.is_off_scale(pair.lh)

    def x(self, pair: Pair) -> float:
        return self.testosterone.y(pair.testosterone)

    def y(self, pair: Pair) -> float:
        return self.lh.y(pair.lh)

    def scaled(self, reach: Sequence[float]) -> list[float]:
        return [log10(end) for end in reach] if self.log else list(reach)


def _with_air(reach: Sequence[float]) -> list[float]:
    """A limit stands on the end of its axis, and not on the frame."""
    low, high = reach
    return [low - (high - low) * _AIR, high + (high - low) * _AIR]


def _is_above(point: Point) -> bool:
    return point.reading.value.comparator[:1] == ">"


def _arrow(size: int, colour: str) -> Json:
    """At the second of two places, turned the way the line runs."""
    shape = {"symbol": "arrow", "angleref": "previous", "size": [0, size]}
    return shape | {"color": LIGHT[colour], "opacity": 1}


def _title(row: Subplot) -> Json:
    facts = [row.trace.row.analyte.title, row.trace.row.unit_text]
    facts += [gettext("log scale")] if row.trace.log else []
    font = {"size": 13, "weight": 600, "color": LIGHT[row.colour]}
    return {"text": lines(", ".join(facts)), "font": font}
