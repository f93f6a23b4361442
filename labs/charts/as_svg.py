"""A scene as SVG text: classes for colours, attributes for places; no style, no script."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

from labs.charts import outlines, strokes, svg_marks
from labs.charts.px import number
from labs.charts.scene import (
    Box,
    Flag,
    Line,
    Panel,
    Run,
    Scene,
    Segment,
    Sign,
    Text,
)
from labs.charts.svg_signs import HATCHED, SIGNS

_ROUND = {"start": "", "middle": ' text-anchor="middle"', "end": ' text-anchor="end"'}
_HATCH = 60  # between two strokes of the hatching
_HATCHED = ("hatch", "month")


def figure(scenes: Sequence[Scene]) -> str:
    """All sizes; `charts.css` shows the one that fits, and on paper the one for paper."""
    return "\n".join(picture(scene) for scene in scenes)


def picture(scene: Scene) -> str:
    """Hidden from readers of a screen: the table and the summary say the same."""
    wide, high = number(scene.width), number(scene.height)
    dense = " dense" if scene.dense else ""
    return "\n".join(
        [
            f'<svg class="picture {scene.size}{dense}" data-size="{scene.size}"'
            f' width="{wide}" height="{high}"'
            f' viewBox="0 0 {wide} {high}" aria-hidden="true" focusable="false">',
            *_defined(scene),
            *_parts(scene),
            "</svg>",
        ]
    )


def key(scene: Scene) -> str:
    """What the signs of this figure mean, as a list."""
    return f'<ul class="key">{"".join(_sign(sign, scene) for sign in scene.key)}</ul>'


def _sign(sign: Sign, scene: Scene) -> str:
    hatch = f"{scene.id}-key-{sign.sign}"
    pattern = f"<defs>{_pattern(hatch, 'ink')}</defs>" if sign.sign in HATCHED else ""
    drawn = SIGNS[sign.sign].replace("{hatch}", hatch)
    return (
        '<li><svg class="picture sign-of" viewBox="0 0 28 18" aria-hidden="true"'
        f' focusable="false">{pattern}{drawn}</svg> {escape(sign.words)}</li>'
    )


def _parts(scene: Scene) -> Iterator[str]:
    """From the ground up: fills, lines, marks, words."""
    yield from (_box(box, scene) for box in scene.boxes)
    yield from (_box(band.box, scene) for panel in scene.panels for band in panel.bands)
    yield from _lines(strokes.grid(scene))
    for panel in scene.panels:
        yield from (_box(box, scene) for box in (*panel.hatches, *panel.rails))
    yield from _lines(strokes.beneath(scene))
    for panel in scene.panels:
        yield from _joins(panel)
        yield from svg_marks.marks(panel, scene)
    yield from _lines(strokes.above(scene))
    yield from map(_flag, scene.flags)
    yield from map(_text, scene.every_text())


def _defined(scene: Scene) -> Iterator[str]:
    if defined := [*_patterns(scene), *svg_marks.kinds(scene)]:
        yield f"<defs>{''.join(defined)}</defs>"


def _patterns(scene: Scene) -> Iterator[str]:
    colours = dict.fromkeys(
        box.colour
        for box in (*scene.boxes, *(box for panel in scene.panels for box in panel.hatches))
        if box.kind in _HATCHED
    )
    for colour in colours:
        yield _pattern(_hatch_id(scene, colour), colour)


def _pattern(name: str, colour: str) -> str:
    side = number(_HATCH)
    return (
        f'<pattern id="{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><line class="s-{colour} hatching" y2="{side}"/>'
        "</pattern>"
    )


def _lines(lines: Iterable[Line]) -> Iterator[str]:
    """Lines of one kind and colour are one path."""
    for (kind, colour), alike in strokes.alike(lines):
        way = "".join(map(_straight, alike))
        yield f'<path class="lines s-{colour} {kind}" d="{way}"/>'


def _straight(line: Line) -> str:
    start = f"M{number(line.x0)},{number(line.y0)}"
    if line.x0 == line.x1:
        return f"{start}V{number(line.y1)}"
    if line.y0 == line.y1:
        return f"{start}H{number(line.x1)}"
    return f"{start}L{number(line.x1)},{number(line.y1)}"


def _box(box: Box, scene: Scene) -> str:
    where = (
        f'x="{number(box.x0)}" y="{number(box.y0)}"'
        f' width="{number(box.x1 - box.x0)}" height="{number(box.y1 - box.y0)}"'
    )
    if box.kind in _HATCHED:
        pattern = _hatch_id(scene, box.colour)
        return f'<rect class="{box.kind}" fill="url(#{pattern})" {where}/>'
    if box.kind == "rail-uncertain":
        return "".join(_lines([outlines.along(box)]))
    return f'<rect class="f-{box.colour or box.kind} {box.kind}" {where}/>'


def _joins(panel: Panel) -> Iterator[str]:
    """All lines of one colour and style are one path."""
    found: dict[tuple[str, str], list[Segment]] = {}
    for segment in panel.segments:
        found.setdefault((segment.colour, segment.style), []).append(segment)
    for (colour, style), alike in found.items():
        way = "".join(_way(before, segment) for before, segment in pairwise([None, *alike]))
        yield f'<path class="s-{colour} join {style}" d="{way}"/>'


def _way(before: Segment | None, segment: Segment | None) -> str:
    assert segment
    end = f"L{number(segment.end.x)},{number(segment.end.y)}"
    if before and before.end == segment.start:
        return end
    return f"M{number(segment.start.x)},{number(segment.start.y)}{end}"


def _flag(flag: Flag) -> str:
    """Leads to its decision in the list; keys reach that without the picture."""
    kind = "flag again" if flag.filled else "flag"
    x, y = number(flag.x - flag.wide // 2), number(flag.y)
    words = f'x="{number(flag.x)}" y="{number(flag.base)}"'
    return (
        f'<a class="{kind}" href="#decision-{escape(flag.decision)}" tabindex="-1">'
        f"<title>{escape(flag.words)}</title>"
        f'<rect x="{x}" y="{y}" width="{number(flag.wide)}"'
        f' height="{number(flag.side)}" rx="2.5"/><text {words}'
        f' font-size="12" text-anchor="middle">{escape(flag.letters)}</text></a>'
    )


def _text(text: Text) -> str:
    halo = f" halo h-{text.halo}" if text.halo else ""
    where = f'x="{number(text.x)}" y="{number(text.y)}"{_ROUND[text.anchor]}'
    first, *others = text.runs
    start = f'<text class="{_type(first)} {text.kind}{halo}" {where} {_size(first)}>'
    more = "".join(
        f' <tspan class="{_type(run)}" {_size(run)}>{_said(run)}</tspan>' for run in others
    )
    return f"{start}{_said(first)}{more}</text>"


def _type(run: Run) -> str:
    bold = " bold" if run.bold else ""
    return f"f-{run.colour}{bold}{' italic' if run.italic else ''}"


def _size(run: Run) -> str:
    return f'font-size="{number(run.size)}"'


def _said(run: Run) -> str:
    return escape(run.words)


def _hatch_id(scene: Scene, colour: str) -> str:
    return f"{scene.id}-hatch-{colour}"
