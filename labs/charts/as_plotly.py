"""A scene as a Plotly figure, in plain data.

What was measured stands on axes in data units; the rest on pixels, under it and over it.
"""

from collections.abc import Iterator

from labs.charts import plotly_rows, plotly_shapes, plotly_words
from labs.charts.palette import LIGHT
from labs.charts.plotly_trace import (
    CLEAR,
    FIRST_ROW,
    Dict,
    Trace,
    counted,
    number,
    px,
    share,
    when,
)
from labs.charts.scene import Panel, Scene

_BARE = {"fixedrange": True, "showgrid": False, "zeroline": False, "showticklabels": False}


def figure(scene: Scene) -> Dict:
    """`charts.js` puts the page's colours in place of the light ones, by `meta.colours`."""
    return {"data": list(_traces(scene)), "layout": _layout(scene)}


def _traces(scene: Scene) -> Iterator[Trace]:
    yield from plotly_shapes.under(scene)
    if scene.panels:
        yield plotly_rows.heads(scene)
    for place, panel in enumerate(scene.panels):
        on = {"xaxis": "x2", "yaxis": f"y{place + FIRST_ROW}"}
        for trace in plotly_rows.row(panel, scene.axis):
            yield trace | on
    yield from plotly_shapes.over(scene)
    yield from plotly_words.words(scene)


def _layout(scene: Scene) -> Dict:
    return {
        "width": px(scene.width),
        "height": px(scene.height),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "showlegend": False,
        "hovermode": "x",
        "hoversubplots": "axis",
        "hoverdistance": -1,
        "dragmode": False,
        "xaxis": _pixels([0, px(scene.width)], "y"),
        "yaxis": _pixels([px(scene.height), 0], "x"),
        "xaxis99": _pixels([0, px(scene.width)], "y99"),
        "yaxis99": _pixels([px(scene.height), 0], "x99"),
        "xaxis2": _time(scene),
        **dict(_rows(scene)),
        "meta": {
            "size": scene.size,
            "colours": {colour: role for role, colour in LIGHT.items()},
            "steps": [
                [counted(step.at, scene.axis), step.words, px(step.x)]
                for step in scene.steps
            ],
            "reach": _reach(scene),
        },
    }


def _reach(scene: Scene) -> list[float]:
    """From the top of the first row to the foot of the last: the line of a draw."""
    if not scene.panels:
        return [0, 0]
    return [px(scene.panels[0].top), px(scene.panels[-1].bottom)]


def _pixels(reach: list[float], anchor: str) -> Dict:
    return {"range": reach, "domain": [0, 1], "anchor": anchor} | _BARE


def _time(scene: Scene) -> Dict:
    axis = scene.axis
    return {
        "type": "linear" if axis.counts_days else "date",
        "range": [when(axis.start, axis), when(axis.end, axis)],
        "domain": [share(axis.left, scene.width), share(axis.right, scene.width)],
        "anchor": f"y{FIRST_ROW}",
    } | _BARE


def _rows(scene: Scene) -> Iterator[tuple[str, Dict]]:
    for place, panel in enumerate(scene.panels):
        yield (
            f"yaxis{place + FIRST_ROW}",
            {
                "type": "log" if panel.log else "linear",
                "range": _range(panel),
                "domain": [
                    share(scene.height - panel.bottom, scene.height),
                    share(scene.height - panel.top, scene.height),
                ],
                "anchor": "x2",
            }
            | _BARE,
        )


def _range(panel: Panel) -> list[float]:
    if panel.log:
        return [-2, 2]
    return [number(panel.low), number(panel.high)]
