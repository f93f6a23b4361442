"""Parts of a figure that plotly.js draws, as plain dicts, and the look that they share.

`plotly.graph_objects` validates what is built from them in tests and in `manage.py check`.
No request loads it: building with it takes many times as long.
Colours are those of the light theme; `explore.js` puts the page's own in their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap
from typing import Any

from labs.charts.palette import LIGHT

type Json = dict[str, Any]
type X = str | float  # a local time, a day counted from day 0, a value

LAYOUT: Json = {
    "showlegend": False,
    "dragmode": "zoom",
    "uirevision": "kept",  # the dates in view stay when rows change
    "font": {"size": 12, "color": LIGHT["ink"]},
    "paper_bgcolor": LIGHT["paper"],
    "plot_bgcolor": LIGHT["paper"],
    "hoverlabel": {
        "bgcolor": LIGHT["paper"],
        "bordercolor": LIGHT["muted"],
        "align": "left",
        "font": {"size": 13, "color": LIGHT["ink"]},
    },
}
AXIS: Json = {"gridcolor": LIGHT["grid"], "zeroline": False}


@dataclass
class Canvas:
    """Traces, shapes and texts in the order in which they are drawn."""

    data: list[Json] = field(default_factory=list)
    shapes: list[Json] = field(default_factory=list)
    texts: list[Json] = field(default_factory=list)

    def scatter(self, yaxis: str, **facts: Any) -> None:
        """A trace. It cannot be pointed at unless it says what it tells."""
        whole = {"type": "scatter", "yaxis": yaxis, "hoverinfo": "skip"} | facts
        self.data.append(whole)

    def box(
        self, yref: str, x: Sequence[X], y: Sequence[float], fill: str, **facts: Any
    ) -> None:
        """A filled rectangle between two places and two heights; without an edge."""
        shape = {"fillcolor": LIGHT[fill], "line": {"width": 0}} if fill else {}
        self.shapes.append(_between("rect", yref, x, y) | shape | facts)

    def line(
        self, yref: str, x: Sequence[X], y: Sequence[float], stroke: Json, **facts: Any
    ) -> None:
        self.shapes.append(_between("line", yref, x, y) | {"line": stroke} | facts)

    def text(self, x: X, y: float, words: str, colour: str = "muted", **facts: Any) -> None:
        """Left-aligned at a place of the time axis; on a log axis `y` is its logarithm."""
        font = {"size": 12, "color": LIGHT[colour]} | facts.pop("font", {})
        usual = {"showarrow": False, "xref": "x", "xanchor": "left", "font": font}
        self.texts.append({"x": x, "y": y, "text": lines(words)} | usual | facts)

    def figure(self, layout: Json, meta: Json) -> Json:
        drawn: Json = {"shapes": self.shapes, "annotations": self.texts}
        told: Json = {"meta": {"colours": LIGHT} | meta}
        return {"data": self.data, "layout": LAYOUT | drawn | layout | told}


def lines(words: str, most: int = 0) -> str:
    """Words for Plotly, which reads tags in them and breaks no line by itself.

    `most`: characters of a line, where it may not be longer.
    """
    cut = words.split("\n")
    if most:
        cut = [part for line in cut for part in wrap(line, most)]
    return "<br>".join(escape(part, quote=False) for part in cut)


def stroke(colour: str, width: float = 1, dash: str = "solid") -> Json:
    return {"color": LIGHT[colour], "width": width, "dash": dash}


def _between(kind: str, yref: str, x: Sequence[X], y: Sequence[float]) -> Json:
    (x0, x1), (y0, y1) = x, y
    return {"type": kind, "yref": yref, "x0": x0, "x1": x1, "y0": y0, "y1": y1}
