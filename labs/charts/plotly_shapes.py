"""What Plotly draws on pixels: fills and lines under the marks, outlines over them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from labs.charts import outlines, strokes
from labs.charts.outlines import Polygon
from labs.charts.palette import LIGHT
from labs.charts.plotly_trace import CLEAR, OVER, UNDER, Dict, Trace, bare, pen, px
from labs.charts.scene import Box, Flag, Line, Mark, Ring, Scene


def under(scene: Scene) -> Iterator[Trace]:
    """What lies beneath the marks, from the ground up."""
    yield from _fills(scene.boxes)
    for panel in scene.panels:
        yield from _fills([band.box for band in panel.bands])
    yield from _strokes(strokes.grid(scene))
    for panel in scene.panels:
        yield from _fills([*panel.hatches, *panel.rails])
    yield from _strokes(strokes.beneath(scene))


def over(scene: Scene) -> Iterator[Trace]:
    """Half discs, outlines off the marks, flags."""
    yield from _halves([mark for mark in scene.marks() if mark.side])
    yield from _rings([mark for mark in scene.marks() if mark.ring])
    yield from _strokes(strokes.above(scene), on=OVER)
    yield from _flags(scene.flags)


def _fills(boxes: Iterable[Box]) -> Iterator[Trace]:
    for kind, alike in _by_kind(boxes):
        some = list(alike)
        if kind == ("rail-uncertain", ""):
            yield from _strokes([outlines.along(box) for box in some])
        else:
            polygons = [outlines.box(box) for box in some]
            yield _polygons(polygons, UNDER) | _fill(*kind)


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
            "bgcolor": CLEAR,
            "fillmode": "replace",
        },
        "line": {"width": 0},
    }


def _polygons(found: Sequence[Polygon], on: Dict) -> Trace:
    """Closed outlines in one trace; a hole in the list parts them."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for polygon in found:
        xs += [*(px(x) for x, _ in polygon), None]
        ys += [*(px(y) for _, y in polygon), None]
    return bare("lines", on) | {"x": xs[:-1], "y": ys[:-1], "fill": "toself"}


def _strokes(lines: Iterable[Line], on: Dict = UNDER) -> Iterator[Trace]:
    """Lines of one kind and colour in one trace."""
    for (kind, colour), alike in strokes.alike(lines):
        trace = bare("lines", on)
        trace["x"] = _parted([(px(line.x0), px(line.x1)) for line in alike])
        trace["y"] = _parted([(px(line.y0), px(line.y1)) for line in alike])
        yield trace | {"line": pen(kind, colour)}


def _parted[T](pairs: Iterable[tuple[T, T]]) -> list[T | None]:
    flat: list[T | None] = []
    for pair in pairs:
        flat += [*pair, None]
    return flat[:-1]


def _halves(marks: Sequence[Mark]) -> Iterator[Trace]:
    for colour, alike in groupby(sorted(marks, key=_colour), key=_colour):
        some = list(alike)
        rim = {"color": LIGHT["paper"], "width": px(strokes.rim(some[0]))}
        polygons = [outlines.half(mark) for mark in some]
        yield _polygons(polygons, OVER) | {"fillcolor": LIGHT[colour], "line": rim}


def _colour(mark: Mark) -> str:
    return mark.colour


def _rings(marks: Sequence[Mark]) -> Iterator[Trace]:
    def kind(mark: Mark) -> tuple[str, Ring]:
        return mark.colour, mark.ring

    for (colour, ring), alike in groupby(sorted(marks, key=kind), key=kind):
        polygons = [outlines.ring(mark) for mark in alike]
        line = pen(ring.value, colour)
        yield _polygons(polygons, OVER) | {"line": line, "fillcolor": CLEAR}


def _flags(flags: Sequence[Flag]) -> Iterator[Trace]:
    for filled, alike in groupby(sorted(flags, key=_is_filled), key=_is_filled):
        fill = LIGHT["decision" if filled else "paper"]
        polygons = [outlines.flag(flag) for flag in alike]
        yield _polygons(polygons, OVER) | {
            "fillcolor": fill,
            "line": pen("flag", "decision"),
        }


def _is_filled(flag: Flag) -> bool:
    return flag.filled
