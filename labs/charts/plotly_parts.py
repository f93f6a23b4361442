"""What both figures of Explore share: look, value axes, and their parts as plain dicts.

`plotly.graph_objects` validates what is built from them in tests and in `manage.py check`.
No request loads it: building with it takes many times as long.
Colours are those of the light theme; `explore.js` puts the page's own in their place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from html import escape
from math import log10
from textwrap import wrap
from typing import Any

from labs.charts import palette
from labs.charts.palette import LIGHT
from labs.timeline import Point
from labs.timeline.traces import Trace
from labs.words import gettext

type Json = dict[str, Any]
type X = str | float  # a local time, a day counted from day 0, a value
type Place = tuple[X | None, float | None]  # None: a line is broken here

# What holds for every trace, shape and text that does not say otherwise.
TEMPLATE: Json = {
    "data": {"scatter": [{"hoverinfo": "skip", "marker": {"opacity": 1}}]},
    "layout": {
        "showlegend": False,
        "dragmode": "zoom",
        "font": {"size": 12, "color": LIGHT["ink"]},
        "paper_bgcolor": LIGHT["paper"],
        "plot_bgcolor": LIGHT["paper"],
        "hoverlabel": {
            "bgcolor": LIGHT["paper"],
            "bordercolor": LIGHT["muted"],
            "align": "left",
            "font": {"size": 13, "color": LIGHT["ink"]},
        },
        "xaxis": {"gridcolor": LIGHT["grid"], "zeroline": False, "ticks": "outside"},
        "yaxis": {"gridcolor": LIGHT["grid"], "zeroline": False},
        "annotationdefaults": {"showarrow": False, "xanchor": "left"},
        "shapedefaults": {"line": {"width": 0}},
    },
}
_NARROW = 36  # characters of a line: Plotly cuts a box that is wider than a phone's page
_BEYOND = 1.08  # so that the greatest value does not stand on the edge of its axis
_NOTHING = 1.0  # where a linear axis without a value ends


@dataclass(frozen=True)
class ValueAxis:
    """The axis of one row of the list, and how far its values reach."""

    trace: Trace
    name: str  # as Plotly names it: `y2`

    @property
    def colour(self) -> str:
        return palette.colour_of(self.trace.row.analyte.key)

    @property
    def unit_words(self) -> list[str]:
        """`IU/L`, `log scale`."""
        return [self.trace.row.unit_text] + [gettext("log scale")] * self.trace.log

    @property
    def title(self) -> str:
        return self.trace.row.analyte.title

    @cached_property
    def reach(self) -> tuple[float, float]:
        """The lowest and the highest value; a linear axis begins at 0."""
        if self.trace.log:
            low, high = self.trace.log_ends
            return float(low), float(high)
        ranges = [(step.low, step.high) for step in self.trace.clinician_steps]
        ends = [end for pair in (*self.trace.ends.values(), *ranges) for end in pair]
        values = [*self.trace.stands.values(), *filter(None, ends)]
        return 0, float(max(values, default=0)) * _BEYOND or _NOTHING

    @property
    def scaled(self) -> tuple[float, float]:
        """The reach as Plotly wants the range of an axis: of a log axis its logarithms."""
        low, high = self.reach
        return (log10(low), log10(high)) if self.trace.log else (low, high)

    def inside(self, value: Fraction | float) -> float:
        """A value, or the end of the axis that it lies beyond."""
        low, high = self.reach
        return round(min(max(float(value), low), high), 6)

    @cached_property
    def stands(self) -> Mapping[str, float]:
        """Where each result that has a number stands, by its id."""
        return {of: self.inside(value) for of, value in self.trace.stands.items()}

    def towards(self, point: Point, reach: Sequence[float]) -> float:
        """The end of a reach on whose side a value lies of which only a limit is known."""
        return reach[point.reading.value.comparator[:1] == ">"]


@dataclass
class Canvas:
    """Traces, shapes and texts in the order in which they are drawn."""

    data: list[Json] = field(default_factory=list)
    shapes: list[Json] = field(default_factory=list)
    texts: list[Json] = field(default_factory=list)

    def trace(self, yaxis: str, places: Iterable[Place] = (), **facts: Any) -> None:
        """It cannot be pointed at unless it says what it tells (`hoverinfo`).

        One without places stands at `meta.x` of the figure, where `explore.js` puts it.
        """
        found = zip(("x", "y"), zip(*places, strict=True), strict=False)
        at = {name: [*values] for name, values in found}
        self.data.append({"type": "scatter", "yaxis": yaxis} | at | facts)

    def shape(
        self, kind: str, yref: str, x: Sequence[X], y: Sequence[float], **facts: Any
    ) -> None:
        """A `rect` or a `line` between two places and two values."""
        (x0, x1), (y0, y1) = x, y
        between = {"type": kind, "yref": yref, "x0": x0, "x1": x1, "y0": y0, "y1": y1}
        self.shapes.append(between | facts)

    def text(self, x: X, y: float, words: str, colour: str = "muted", **facts: Any) -> None:
        """From a place to the right."""
        font = {"color": LIGHT[colour]} | facts.pop("font", {})
        self.texts.append(
            {"x": x, "y": y, "text": break_lines(words), "font": font} | facts
        )

    def figure(self, layout: Json, **meta: Any) -> Json:
        """What `Plotly.react` takes; `meta` is for `explore.js`."""
        drawn: Json = {"shapes": self.shapes, "annotations": self.texts}
        told: Json = {"meta": {"colours": LIGHT} | meta}
        kept = {"uirevision": "kept"}  # the dates in view stay when rows change
        return {
            "data": self.data,
            "layout": {"template": TEMPLATE, **kept, **drawn, **layout, **told},
        }


def break_lines(words: str, *, wide: bool = True) -> str:
    """Words for Plotly, which reads tags in them and breaks no line by itself."""
    cut = words.split("\n")
    if not wide:
        cut = [part for line in cut for part in wrap(line, _NARROW)]
    return "<br>".join(escape(part, quote=False) for part in cut)


def build_stroke(colour: str, width: float = 1, dash: str = "solid") -> Json:
    return {"color": LIGHT[colour], "width": width, "dash": dash}


def bold(colour: str) -> Json:
    """The type of a title."""
    return {"size": 13, "weight": 600, "color": LIGHT[colour]}
