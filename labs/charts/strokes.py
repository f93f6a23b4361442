"""The lines that every writer draws around what was measured, and the pens of all lines."""

from collections.abc import Iterable, Iterator

from labs.charts.scene import Line, Mark, Panel, Px, Scene, Shape

RIM = 12  # the paper around a mark
RIM_DENSE = 5
DENSE = 40  # a mark this small or smaller has the thinner rim
OPEN = 17  # a censored mark
LETTERS = 120

_TICK, _MINOR = 40, 25

# Width, and the dashes where there are any: as in charts.css.
_PENS: dict[str, tuple[Px, str]] = {
    "solid": (20, ""),
    "dotted": (15, "1.5px,2.5px"),
    "left": (15, "7px,3px"),
    "right": (20, ""),
    "stem": (15, "1.5px,2.5px"),
    "stroke": (13, ""),
    "gap": (13, "5px,4px"),
    "day-0": (20, ""),
    "draw": (15, ""),
    "day-draw": (60, ""),
    "unread": (40, ""),
    "words-tick": (15, ""),
    "without-tick": (15, ""),
    "clinician-edge": (20, ""),
    "rail-uncertain": (30, "3px,2.5px"),
    "corrected": (15, ""),
    "preliminary": (15, "3px,2.4px"),
    "flag": (12, ""),
}
_THIN: tuple[Px, str] = (10, "")


def pen(kind: str) -> tuple[Px, str]:
    return _PENS.get(kind, _THIN)


def rim(mark: Mark) -> Px:
    """How wide the paper is around a mark."""
    return RIM_DENSE if mark.radius <= DENSE else RIM


def grid(scene: Scene) -> Iterator[Line]:
    """Pale, and behind everything but the bands."""
    if scene.boxes:
        top = min(box.y0 for box in scene.boxes)
        yield from _upright(scene, top, max(box.y1 for box in scene.boxes))
    for panel in scene.panels:
        yield from _upright(scene, panel.top, panel.bottom)
        for rung in panel.rungs:
            if rung.words:
                axis = scene.axis
                yield Line("grid", axis.left, rung.y, axis.right, rung.y, "grid")


def beneath(scene: Scene) -> Iterator[Line]:
    """Edges, axes, gaps, decisions: what a mark may stand on."""
    for panel in scene.panels:
        for band in panel.bands:
            yield from band.edges
        yield from _axes(panel, scene)
        for gap in panel.gaps:
            yield Line("gap", gap.x, panel.top, gap.x, panel.bottom, "decision")
    yield from scene.lines
    for mark in scene.marks():
        if mark.stem is not None:
            yield stem(mark, mark.stem)


def above(scene: Scene) -> Iterator[Line]:
    """The strokes across lines, and ticks of results in words."""
    for panel in scene.panels:
        for segment in panel.segments:
            yield from segment.strokes
        yield from panel.lines


def alike(lines: Iterable[Line]) -> Iterator[tuple[tuple[str, str], list[Line]]]:
    """Lines by kind and colour, in the order of the first of each."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault((line.kind, line.colour), []).append(line)
    yield from found.items()


def stem(mark: Mark, end: Px) -> Line:
    """From the tip to where the value may lie."""
    x, y = mark.place.x, mark.place.y
    tip = y + mark.height if mark.shape is Shape.BELOW else y - mark.height
    return Line("stem", x, tip, x, end, mark.colour)


def _upright(scene: Scene, top: Px, bottom: Px) -> Iterator[Line]:
    for tick in scene.ticks:
        yield Line("grid", tick.x, top, tick.x, bottom, "grid")


def _axes(panel: Panel, scene: Scene) -> Iterator[Line]:
    axis = scene.axis
    yield Line("axis", axis.left, panel.bottom, axis.right, panel.bottom, "muted")
    yield Line("axis", axis.left, panel.top, axis.left, panel.bottom, "muted")
    for rung in panel.rungs:
        reach = _TICK if rung.words else _MINOR
        yield Line("tick", axis.left - reach, rung.y, axis.left, rung.y, "muted")
