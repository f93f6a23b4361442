"""A scene as SVG text: classes for colours, attributes for places; no style, no script."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from labs.charts import outlines, strokes
from labs.charts.scene import (
    Box,
    Flag,
    Line,
    Mark,
    Panel,
    Place,
    Px,
    Run,
    Scene,
    Segment,
    Shape,
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
            *_patterns(scene),
            *_parts(scene),
            "</svg>",
        ]
    )


def key(scene: Scene) -> str:
    """What the signs of this figure mean, as a list."""
    return f'<ul class="key">{"".join(_sign(sign, scene) for sign in scene.key)}</ul>'


def number(px: Px) -> str:
    """Tenths of a pixel, without a nought behind the point."""
    whole, tenth = divmod(abs(px), 10)
    sign = "-" if px < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


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
    yield from map(_line, strokes.grid(scene))
    for panel in scene.panels:
        yield from (_box(box, scene) for box in (*panel.hatches, *panel.rails))
    yield from map(_line, strokes.beneath(scene))
    for panel in scene.panels:
        yield from _joins(panel)
        yield from map(_mark, panel.marks)
    yield from map(_line, strokes.above(scene))
    yield from map(_flag, scene.flags)
    yield from map(_text, scene.every_text())


def _patterns(scene: Scene) -> Iterator[str]:
    colours = dict.fromkeys(
        box.colour
        for box in (*scene.boxes, *(box for panel in scene.panels for box in panel.hatches))
        if box.kind in _HATCHED
    )
    if not colours:
        return
    yield "<defs>"
    for colour in colours:
        yield _pattern(_hatch_id(scene, colour), colour)
    yield "</defs>"


def _pattern(name: str, colour: str) -> str:
    side = number(_HATCH)
    return (
        f'<pattern id="{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><line class="s-{colour} hatching" y2="{side}"/>'
        "</pattern>"
    )


def _line(line: Line) -> str:
    return (
        f'<line class="s-{line.colour} {line.kind}" x1="{number(line.x0)}"'
        f' y1="{number(line.y0)}" x2="{number(line.x1)}" y2="{number(line.y1)}"/>'
    )


def _box(box: Box, scene: Scene) -> str:
    where = (
        f'x="{number(box.x0)}" y="{number(box.y0)}"'
        f' width="{number(box.x1 - box.x0)}" height="{number(box.y1 - box.y0)}"'
    )
    if box.kind in _HATCHED:
        pattern = _hatch_id(scene, box.colour)
        return f'<rect class="{box.kind}" fill="url(#{pattern})" {where}/>'
    if box.kind == "rail-uncertain":
        return _line(outlines.along(box))
    return f'<rect class="f-{box.colour or box.kind} {box.kind}" {where}/>'


def _joins(panel: Panel) -> Iterator[str]:
    """All lines of one style are one path."""
    styles = dict.fromkeys(segment.style for segment in panel.segments)
    for style in styles:
        alike = [segment for segment in panel.segments if segment.style == style]
        way = "".join(_way(before, segment) for before, segment in pairwise([None, *alike]))
        yield f'<path class="s-{panel.colour} join {style}" d="{way}"/>'


def _way(before: Segment | None, segment: Segment | None) -> str:
    assert segment
    end = f"L{number(segment.end.x)},{number(segment.end.y)}"
    if before and before.end == segment.start:
        return end
    return f"M{number(segment.start.x)},{number(segment.start.y)}{end}"


def _mark(mark: Mark) -> str:
    kind = "open" if mark.shape.censored else "filled"
    colour = "s" if mark.shape.censored else "f"
    body = f'<path class="{colour}-{mark.colour} mark {kind}" d="{outline(mark)}"/>'
    if not mark.ring:
        return body
    ring = (
        f'<circle class="s-{mark.colour} ring {mark.ring}" cx="{number(mark.place.x)}"'
        f' cy="{number(mark.place.y)}" r="{number(mark.ring_radius)}"/>'
    )
    return body + ring


def outline(mark: Mark) -> str:
    """The path of a mark around its place."""
    x, y, half = number(mark.place.x), number(mark.place.y), mark.half
    match mark.shape:
        case Shape.CIRCLE:
            return _disc(mark.place, half, mark.side)
        case Shape.SQUARE:
            left = 0 if mark.side == "right" else -half
            right = 0 if mark.side == "left" else half
            start = f"M{number(mark.place.x + left)},{number(mark.place.y - half)}"
            return (
                f"{start}h{number(right - left)}v{number(2 * half)}h{number(left - right)}z"
            )
    tip = mark.height if mark.shape is Shape.BELOW else -mark.height
    return f"M{x},{y}m{number(-half)},0h{number(2 * half)}l{number(-half)},{number(tip)}z"


def _disc(place: Place, half: Px, side: str) -> str:
    x, top, r, through = (
        number(place.x),
        number(place.y - half),
        number(half),
        number(2 * half),
    )
    if side == "left":
        return f"M{x},{top}a{r},{r} 0 0 0 0,{through}z"
    if side == "right":
        return f"M{x},{top}a{r},{r} 0 0 1 0,{through}z"
    return f"M{x},{top}a{r},{r} 0 1 1 0,{through}a{r},{r} 0 1 1 0,-{through}z"


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
