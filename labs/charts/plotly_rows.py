"""What was measured, on axes in data units, and what the box of a draw says of it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from labs.charts import strokes
from labs.charts.palette import LIGHT, OVER
from labs.charts.plotly_trace import (
    CLEAR,
    FIRST_ROW,
    Trace,
    bare,
    number,
    pen,
    px,
    when,
)
from labs.charts.scales import Scale
from labs.charts.scene import Axis, Mark, Panel, Place, Scene, Segment, Shape

_SYMBOL = {Shape.CIRCLE: "circle", Shape.SQUARE: "square"}
_OPEN = {Shape.BELOW: "triangle-down", Shape.ABOVE: "triangle-up"}
# `charts.js` writes the box of a draw: Plotly only finds the draw that is pointed at.
_SAID = {
    "hoverinfo": "none",
    "marker": {"color": CLEAR, "opacity": 1, "line": {"width": 0}},
}


def heads(scene: Scene) -> Trace:
    """The head of each draw's box: when, and under which state of treatment."""
    panel = scene.panels[0]
    return (
        bare("markers", {"xaxis": "x2", "yaxis": f"y{FIRST_ROW}"})
        | {
            "x": [when(step.at, scene.axis) for step in scene.steps],
            "y": [number(panel.high)] * len(scene.steps),
            "customdata": [f"{step.title}\n{step.about}" for step in scene.steps],
        }
        | _SAID
    )


def row(panel: Panel, axis: Axis) -> Iterator[Trace]:
    for (style, colour), segments in groupby(sorted(panel.segments, key=_pen), key=_pen):
        yield _joins(list(segments), style, colour, axis)
    for laid_over in (True, False):
        marks = [mark for mark in panel.marks if mark.laid_over is laid_over]
        yield from _whole([mark for mark in marks if not mark.side], panel, axis)
    if panel.hovers:
        yield _hovers(panel, axis)


def _whole(marks: Sequence[Mark], panel: Panel, axis: Axis) -> Iterator[Trace]:
    if filled := [mark for mark in marks if not mark.shape.censored]:
        yield _filled(filled, axis)
    for shape in (Shape.BELOW, Shape.ABOVE):
        if found := [mark for mark in marks if mark.shape is shape]:
            yield _censored(found, panel, axis)


def _joins(segments: Sequence[Segment], style: str, colour: str, axis: Axis) -> Trace:
    """What follows on is one line; a hole parts the others."""
    xs: list[str | float | None] = []
    ys: list[float | None] = []
    before: Place | None = None
    for segment in segments:
        new = [segment.end] if segment.start == before else [segment.start, segment.end]
        if before and segment.start != before:
            xs.append(None)
            ys.append(None)
        xs += [when(place.at, axis) for place in new]
        ys += [number(place.value) for place in new]
        before = segment.end
    line = pen("over" if colour == OVER and style == "solid" else style, colour)
    return bare("lines", {}) | {"x": xs, "y": ys, "line": line}


def _pen(segment: Segment) -> tuple[str, str]:
    return segment.style, segment.colour


def _filled(marks: Sequence[Mark], axis: Axis) -> Trace:
    rim = strokes.rim(marks[0])
    return _marks(marks, axis) | {
        "y": [number(mark.place.value) for mark in marks],
        "marker": {
            "symbol": [_SYMBOL[mark.shape] for mark in marks],
            "size": [px(2 * mark.half + rim) for mark in marks],
            "color": LIGHT[marks[0].colour],
            "opacity": 1,
            "line": {"color": LIGHT["paper"], "width": px(rim)},
        },
    }


def _censored(marks: Sequence[Mark], panel: Panel, axis: Axis) -> Trace:
    """Plotly holds a triangle by its middle; here its flat edge stands on the limit."""
    scale = _scale(panel)
    height = marks[0].height
    aside = height // 3 if marks[0].shape is Shape.BELOW else -height // 3
    return _marks(marks, axis) | {
        "y": [number(scale.value(mark.place.y + aside)) for mark in marks],
        "marker": {
            "symbol": _OPEN[marks[0].shape],
            "size": px(height * 4 // 3),
            "color": LIGHT["paper"],
            "opacity": 1,
            "line": {"color": LIGHT[marks[0].colour], "width": px(strokes.OPEN)},
        },
    }


def _marks(marks: Sequence[Mark], axis: Axis) -> Trace:
    return bare("markers", {}) | {
        "x": [when(mark.place.at, axis) for mark in marks],
        "cliponaxis": False,
    }


def _scale(panel: Panel) -> Scale:
    return Scale(panel.log, panel.low, panel.high, panel.top, panel.bottom)


def _hovers(panel: Panel, axis: Axis) -> Trace:
    return (
        bare("markers", {})
        | {
            "x": [when(hover.at, axis) for hover in panel.hovers],
            "y": [number(hover.value) for hover in panel.hovers],
            "customdata": [hover.words for hover in panel.hovers],
            "meta": {"role": panel.colour},
        }
        | _SAID
    )
