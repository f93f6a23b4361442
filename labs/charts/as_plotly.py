"""A scene as a Plotly figure, in plain data.

What was measured stands on axes in data units; the rest on pixels, under it and over it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from fractions import Fraction
from html import escape
from itertools import groupby
from typing import Any

from labs.charts import outlines, strokes, widths
from labs.charts.clock import DAY, day_of
from labs.charts.outlines import Polygon
from labs.charts.palette import LIGHT
from labs.charts.say import say
from labs.charts.scales import Scale
from labs.charts.scene import (
    Axis,
    Box,
    Flag,
    Line,
    Mark,
    Minute,
    Panel,
    Place,
    Px,
    Ring,
    Run,
    Scene,
    Segment,
    Shape,
    Text,
)

type Trace = dict[str, Any]
type Dict = dict[str, Any]

_UNDER = {"xaxis": "x", "yaxis": "y"}
_OVER = {"xaxis": "x99", "yaxis": "y99"}
_FIRST_ROW = 2
_MILLISECONDS = 60_000
_CLEAR = "rgba(0,0,0,0)"
_MIDDLE = 25  # hundredths of an em from Plotly's middle of a text to its base line
_POSITION = {"start": "middle right", "middle": "middle center", "end": "middle left"}
_SYMBOL = {Shape.CIRCLE: "circle", Shape.SQUARE: "square"}
_OPEN = {Shape.BELOW: "triangle-down", Shape.ABOVE: "triangle-up"}


def figure(scene: Scene) -> Dict:
    """`charts.js` puts the page's colours in place of the light ones, by `meta.colours`."""
    return {"data": list(_traces(scene)), "layout": _layout(scene)}


def _traces(scene: Scene) -> Iterator[Trace]:
    yield from _under(scene)
    if scene.panels:
        yield _heads(scene)
    for place, panel in enumerate(scene.panels):
        on = {"xaxis": "x2", "yaxis": f"y{place + _FIRST_ROW}"}
        for trace in _row(panel, scene.axis):
            yield trace | on
    yield from _over(scene)


def _layout(scene: Scene) -> Dict:
    return {
        "width": _px(scene.width),
        "height": _px(scene.height),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "showlegend": False,
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "hoverdistance": -1,
        "dragmode": False,
        "hoverlabel": {
            "align": "left",
            "bgcolor": LIGHT["paper"],
            "bordercolor": LIGHT["decision"],
            "font": {"color": LIGHT["ink"], "size": 12},
        },
        "xaxis": _pixels([0, _px(scene.width)], "y"),
        "yaxis": _pixels([_px(scene.height), 0], "x"),
        "xaxis99": _pixels([0, _px(scene.width)], "y99"),
        "yaxis99": _pixels([_px(scene.height), 0], "x99"),
        "xaxis2": _time(scene),
        **dict(_rows(scene)),
        "meta": {
            "size": scene.size,
            "colours": {colour: role for role, colour in LIGHT.items()},
            "steps": [
                [_number_of(step.at, scene.axis), step.words] for step in scene.steps
            ],
        },
    }


def _pixels(reach: list[float], anchor: str) -> Dict:
    return {"range": reach, "domain": [0, 1], "anchor": anchor} | _BARE


_BARE = {"fixedrange": True, "showgrid": False, "zeroline": False, "showticklabels": False}


def _time(scene: Scene) -> Dict:
    axis = scene.axis
    return {
        "type": "linear" if axis.counts_days else "date",
        "range": [_when(axis.start, axis), _when(axis.end, axis)],
        "domain": [_share(axis.left, scene.width), _share(axis.right, scene.width)],
        "anchor": f"y{_FIRST_ROW}",
        "unifiedhovertitle": {"text": say("hover-head")},
        "showspikes": True,
        "spikemode": "across",
        "spikesnap": "hovered data",
        "spikethickness": 1,
        "spikedash": "dot",
        "spikecolor": LIGHT["ink"],
    } | _BARE


def _rows(scene: Scene) -> Iterator[tuple[str, Dict]]:
    for place, panel in enumerate(scene.panels):
        yield (
            f"yaxis{place + _FIRST_ROW}",
            {
                "type": "log" if panel.log else "linear",
                "range": _range(panel),
                "domain": [
                    _share(scene.height - panel.bottom, scene.height),
                    _share(scene.height - panel.top, scene.height),
                ],
                "anchor": "x2",
            }
            | _BARE,
        )


def _range(panel: Panel) -> list[float]:
    if panel.log:
        return [-2, 2]
    return [0, _number(panel.high)]


def _under(scene: Scene) -> Iterator[Trace]:
    """What lies beneath the marks, from the ground up."""
    yield from _fills(scene.boxes)
    for panel in scene.panels:
        yield from _fills([band.box for band in panel.bands])
    yield from _strokes(strokes.grid(scene))
    for panel in scene.panels:
        yield from _fills([*panel.hatches, *panel.rails])
    yield from _strokes(strokes.beneath(scene))


def _row(panel: Panel, axis: Axis) -> Iterator[Trace]:
    for style, segments in groupby(sorted(panel.segments, key=_style), key=_style):
        yield _joins(list(segments), style, panel.colour, axis)
    whole = [mark for mark in panel.marks if not mark.side]
    if filled := [mark for mark in whole if not mark.shape.censored]:
        yield _filled(filled, axis)
    for shape in (Shape.BELOW, Shape.ABOVE):
        if found := [mark for mark in whole if mark.shape is shape]:
            yield _censored(found, panel, axis)
    if panel.hovers:
        yield _hovers(panel, axis)


def _over(scene: Scene) -> Iterator[Trace]:
    """Half discs, outlines off the marks, flags; and all words on top."""
    yield from _halves([mark for mark in scene.marks() if mark.side])
    yield from _rings([mark for mark in scene.marks() if mark.ring])
    yield from _strokes(strokes.above(scene), on=_OVER)
    yield from _flags(scene.flags)
    yield from _words([*scene.every_text(), *map(_letters, scene.flags)])


def _fills(boxes: Iterable[Box]) -> Iterator[Trace]:
    for kind, alike in _by_kind(boxes):
        some = list(alike)
        if kind == ("rail-uncertain", ""):
            yield from _strokes([outlines.along(box) for box in some])
        else:
            polygons = [outlines.box(box) for box in some]
            yield _polygons(polygons, _UNDER) | _fill(*kind)


def _by_kind(boxes: Iterable[Box]) -> Iterator[tuple[tuple[str, str], Iterator[Box]]]:
    return groupby(sorted(boxes, key=_kind), key=_kind)


def _kind(box: Box) -> tuple[str, str]:
    return box.kind, box.colour


def _fill(kind: str, colour: str) -> Trace:
    if kind not in ("hatch", "month"):
        return {"fillcolor": LIGHT[colour or kind], "line": {"width": 0}}
    return {
        "fillpattern": {
            "shape": "/",
            "size": 8,
            "solidity": 0.12,
            "fgopacity": 0.6,
            "fgcolor": LIGHT[colour],
            "bgcolor": _CLEAR,
            "fillmode": "replace",
        },
        "line": {"width": 0},
    }


def _polygons(found: Sequence[Polygon], on: Dict) -> Trace:
    """Closed outlines in one trace; a hole in the list parts them."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for polygon in found:
        xs += [*(_px(x) for x, _ in polygon), None]
        ys += [*(_px(y) for _, y in polygon), None]
    return _trace("lines", on) | {"x": xs[:-1], "y": ys[:-1], "fill": "toself"}


def _strokes(lines: Iterable[Line], on: Dict = _UNDER) -> Iterator[Trace]:
    """Lines of one kind and colour in one trace, in the order of the first."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.kind, line.colour), []).append(line)
    for (kind, colour), alike in found.items():
        trace = _trace("lines", on)
        trace["x"] = _parted([(_px(line.x0), _px(line.x1)) for line in alike])
        trace["y"] = _parted([(_px(line.y0), _px(line.y1)) for line in alike])
        yield trace | {"line": _pen(kind, colour)}


def _pen(kind: str, colour: str) -> Dict:
    width, dash = strokes.pen(kind)
    return {"color": LIGHT[colour], "width": _px(width), "dash": dash or "solid"}


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
        xs += [_when(place.at, axis) for place in new]
        ys += [_number(place.value) for place in new]
        before = segment.end
    return _trace("lines", {}) | {"x": xs, "y": ys, "line": _pen(style, colour)}


def _style(segment: Segment) -> str:
    return segment.style


def _parted[T](pairs: Iterable[tuple[T, T]]) -> list[T | None]:
    flat: list[T | None] = []
    for pair in pairs:
        flat += [*pair, None]
    return flat[:-1]


def _filled(marks: Sequence[Mark], axis: Axis) -> Trace:
    rim = _rim(marks[0])
    return _marks(marks, axis) | {
        "y": [_number(mark.place.value) for mark in marks],
        "marker": {
            "symbol": [_SYMBOL[mark.shape] for mark in marks],
            "size": [_px(2 * mark.half + rim) for mark in marks],
            "color": LIGHT[marks[0].colour],
            "opacity": 1,
            "line": {"color": LIGHT["paper"], "width": _px(rim)},
        },
    }


def _censored(marks: Sequence[Mark], panel: Panel, axis: Axis) -> Trace:
    """Plotly holds a triangle by its middle; here its flat edge stands on the limit."""
    scale = _scale(panel)
    height = marks[0].height
    aside = height // 3 if marks[0].shape is Shape.BELOW else -height // 3
    return _marks(marks, axis) | {
        "y": [_number(scale.value(mark.place.y + aside)) for mark in marks],
        "marker": {
            "symbol": _OPEN[marks[0].shape],
            "size": _px(height * 4 // 3),
            "color": LIGHT["paper"],
            "opacity": 1,
            "line": {"color": LIGHT[marks[0].colour], "width": _px(strokes.OPEN)},
        },
    }


def _marks(marks: Sequence[Mark], axis: Axis) -> Trace:
    return _trace("markers", {}) | {
        "x": [_when(mark.place.at, axis) for mark in marks],
        "cliponaxis": False,
    }


def _rim(mark: Mark) -> Px:
    return strokes.RIM_DENSE if mark.radius <= strokes.DENSE else strokes.RIM


def _scale(panel: Panel) -> Scale:
    return Scale(panel.log, panel.low, panel.high, panel.top, panel.bottom)


def _hovers(panel: Panel, axis: Axis) -> Trace:
    return (
        _trace("markers", {})
        | {
            "x": [_when(hover.at, axis) for hover in panel.hovers],
            "y": [_number(hover.value) for hover in panel.hovers],
            "customdata": [_safe(hover.words) for hover in panel.hovers],
        }
        | _SAID
    )


def _heads(scene: Scene) -> Trace:
    """The head of each draw's box: when, and under which state of treatment."""
    panel = scene.panels[0]
    return (
        _trace("markers", {"xaxis": "x2", "yaxis": f"y{_FIRST_ROW}"})
        | {
            "x": [_when(step.at, scene.axis) for step in scene.steps],
            "y": [_number(panel.high)] * len(scene.steps),
            "customdata": [
                f"{_safe(step.title)}<br>{_safe(step.about)}" for step in scene.steps
            ],
        }
        | _SAID
    )


_SAID = {
    "hovertemplate": "%{customdata}<extra></extra>",
    "hoverinfo": "text",
    "marker": {"color": _CLEAR, "opacity": 1, "line": {"width": 0}},
}


def _halves(marks: Sequence[Mark]) -> Iterator[Trace]:
    for colour, alike in groupby(sorted(marks, key=_colour), key=_colour):
        some = list(alike)
        rim = {"color": LIGHT["paper"], "width": _px(_rim(some[0]))}
        polygons = [outlines.half(mark) for mark in some]
        yield _polygons(polygons, _OVER) | {"fillcolor": LIGHT[colour], "line": rim}


def _colour(mark: Mark) -> str:
    return mark.colour


def _rings(marks: Sequence[Mark]) -> Iterator[Trace]:
    def kind(mark: Mark) -> tuple[str, Ring]:
        return mark.colour, mark.ring

    for (colour, ring), alike in groupby(sorted(marks, key=kind), key=kind):
        polygons = [outlines.ring(mark) for mark in alike]
        pen = _pen(ring.value, colour)
        yield _polygons(polygons, _OVER) | {"line": pen, "fillcolor": _CLEAR}


def _flags(flags: Sequence[Flag]) -> Iterator[Trace]:
    for filled, alike in groupby(sorted(flags, key=_is_filled), key=_is_filled):
        fill = LIGHT["decision" if filled else "paper"]
        polygons = [outlines.flag(flag) for flag in alike]
        yield _polygons(polygons, _OVER) | {
            "fillcolor": fill,
            "line": _pen("flag", "decision"),
        }


def _is_filled(flag: Flag) -> bool:
    return flag.filled


def _letters(flag: Flag) -> Text:
    run = Run(flag.letters, "paper" if flag.filled else "ink", strokes.LETTERS, bold=True)
    return Text("flag", flag.x, flag.base, (run,), "middle")


def _words(texts: Iterable[Text]) -> Iterator[Trace]:
    """One trace for each halo, by whose name `charts.css` finds it."""
    for halo, alike in groupby(sorted(texts, key=_halo), key=_halo):
        pieces = [piece for text in alike for piece in _pieces(text)]
        runs = [run for _, _, _, run in pieces]
        yield _trace("text", _OVER) | {
            "uid": f"halo-{halo or 'none'}",
            "x": [_px(x) for x, _, _, _ in pieces],
            "y": [_px(y - run.size * _MIDDLE // 100) for _, y, _, run in pieces],
            "text": [_safe(run.words) for run in runs],
            "textposition": [_POSITION[anchor] for _, _, anchor, _ in pieces],
            "textfont": {
                "color": [LIGHT[run.colour] for run in runs],
                "size": [_px(run.size) for run in runs],
                "weight": ["bold" if run.bold else "normal" for run in runs],
                "style": ["italic" if run.italic else "normal" for run in runs],
            },
        }


def _pieces(text: Text) -> Iterator[tuple[Px, Px, str, Run]]:
    """Runs stand one after the other by the table of widths; here no browser sets them."""
    if len(text.runs) == 1:
        yield text.x, text.y, text.anchor, text.runs[0]
        return
    whole = widths.runs(text.runs)
    left = {"start": text.x, "middle": text.x - whole // 2, "end": text.x - whole}[
        text.anchor
    ]
    for run in text.runs:
        yield left, text.y, "start", run
        left += widths.run(run) + widths.space(run)


def _halo(text: Text) -> str:
    return text.halo


def _trace(mode: str, on: Dict) -> Trace:
    return {"type": "scatter", "mode": mode, "hoverinfo": "skip"} | on


def _safe(words: str) -> str:
    """Plotly reads tags in its texts; nobody else's words may be one."""
    return escape(words, quote=False)


def _when(at: Minute, axis: Axis) -> str | float:
    if axis.counts_days:
        return float(Fraction(at - axis.zero, DAY))
    moment = datetime.combine(day_of(at), time()) + timedelta(minutes=at % DAY)
    return f"{moment:%Y-%m-%d %H:%M}"


def _number_of(at: Minute, axis: Axis) -> float:
    """A moment as Plotly counts it: milliseconds of dates, or days."""
    return float(Fraction(at - axis.zero, DAY)) if axis.counts_days else at * _MILLISECONDS


def _share(of: Px, whole: Px) -> float:
    return float(Fraction(of, whole))


def _px(px: Px) -> float:
    return px / 10


def _number(value: Fraction) -> float:
    return float(f"{float(value):.6g}")
