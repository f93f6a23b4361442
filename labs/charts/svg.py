"""A scene as SVG text: classes for colours and pens, places as attributes, no style.

Whatever is alike is written once: lines of one kind are one path, texts of one type are one
group, and a kind of mark stands at the corners of a path. So a result costs a few bytes.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import Any

from labs.charts.scene import (
    Box,
    Flag,
    Mark,
    Place,
    Px,
    Run,
    Scene,
    Segment,
    Shape,
    Sign,
    Stroke,
    Subplot,
    Text,
)

_ANCHOR = {"start": "", "middle": ' text-anchor="middle"', "end": ' text-anchor="end"'}
_HATCH = "6"  # CSS pixels between two strokes of the hatching
_HATCHED = ("hatch", "month")
_CORNERS = ("start", "mid", "end")
_TICK, _MINOR_TICK = 40, 25  # length

type MarkKind = tuple[str, Shape, str, Px]  # colour, shape, side, half its width


@lru_cache(maxsize=65_536)
def px_text(px: Px) -> str:
    """Tenths of a pixel as pixels, without a nought behind the point."""
    whole, tenth = divmod(abs(px), 10)
    sign = "-" if px < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def write_figure(scene: Scene) -> str:
    """Hidden from readers of a screen: the table and the summary say the same."""
    wide, high = px_text(scene.width), px_text(scene.height)
    dense = " dense" if scene.dense else ""
    return "".join(
        [
            f'<svg class="picture {scene.size}{dense}" data-size="{scene.size}"',
            f' width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"',
            ' aria-hidden="true">',
            *_definitions(scene),
            *_parts(scene),
            "</svg>",
        ]
    )


def write_key(scene: Scene) -> str:
    """What the signs of this figure mean, as a list."""
    return f'<ul class="key">{"".join(_sign(sign, scene) for sign in scene.key)}</ul>'


def script_data(scene: Scene) -> dict[str, Any]:
    """What the page's script shows of each draw, and where; places are CSS pixels.

    `rows` are base line and colour of each row's latest value, `steps` the draws: place,
    title, lines about the draw, the rows' words, and the sentence. Lines and words repeat
    themselves: each stands once in `texts`, and is told by its place there.
    """
    places: dict[str, int] = {}

    def told(texts: Iterable[str]) -> list[int]:
        return [places.setdefault(text, len(places)) for text in texts]

    steps = [
        [step.x / 10, step.title, told(step.about), [*map(told, step.rows)], step.words]
        for step in scene.steps
    ]
    tops = [subplot.top for subplot in scene.subplots]
    return {
        "column": None if scene.column is None else scene.column / 10,
        "left": scene.axis.left / 10,
        "right": scene.axis.right / 10,
        "top": min([box.y0 for box in scene.boxes] + tops, default=0) / 10,
        "bottom": max([subplot.bottom for subplot in scene.subplots], default=0) / 10,
        "rows": [[one.latest_base / 10, one.colour] for one in scene.subplots],
        "texts": list(places),
        "steps": steps,
    }


def _parts(scene: Scene) -> Iterator[str]:
    """From the ground up: fills, lines, marks, words."""
    yield from _boxes(scene.boxes, scene)
    for subplot in scene.subplots:
        yield from _boxes([band.box for band in subplot.bands], scene)
    yield from _strokes(_grid(scene))
    yield from _boxes([b for s in scene.subplots for b in (*s.hatches, *s.rails)], scene)
    yield from _strokes(_beneath(scene))
    yield '<g class="pointed"/>'  # the draw that is pointed at
    for subplot in scene.subplots:
        yield from _joins(subplot)
        yield from _marks(subplot, scene)
    yield from _strokes(_above(scene))
    yield from map(_flag, scene.flags)
    yield from _texts(scene.every_text())


def _definitions(scene: Scene) -> Iterator[str]:
    if defined := [*_patterns(scene), *_mark_kinds(scene)]:
        yield f"<defs>{''.join(defined)}</defs>"


def _patterns(scene: Scene) -> Iterator[str]:
    boxes = (*scene.boxes, *(box for subplot in scene.subplots for box in subplot.hatches))
    for colour in dict.fromkeys(box.colour for box in boxes if box.kind in _HATCHED):
        yield _pattern(_hatch_id(scene, colour), colour)


def _hatch_id(scene: Scene, colour: str) -> str:
    return f"{scene.id}-{colour}"


def _pattern(name: str, colour: str) -> str:
    return (
        f'<pattern id="{name}" width="{_HATCH}" height="{_HATCH}"'
        ' patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<line class="s-{colour} hatching" y2="{_HATCH}"/></pattern>'
    )


def _boxes(boxes: Iterable[Box], scene: Scene) -> Iterator[str]:
    found: dict[tuple[str, str], list[Box]] = {}
    for box in boxes:
        found.setdefault((box.kind, box.colour), []).append(box)
    for (kind, colour), alike in found.items():
        if kind == "rail-uncertain":
            yield from _strokes(map(_middle_line, alike))
            continue
        way = "".join(map(_rectangle, alike))
        if kind in _HATCHED:
            pattern = _hatch_id(scene, colour)
            yield f'<path class="{kind}" fill="url(#{pattern})" d="{way}"/>'
        else:
            yield f'<path class="f-{colour or kind} {kind}" d="{way}"/>'


def _rectangle(box: Box) -> str:
    wide, high = box.x1 - box.x0, box.y1 - box.y0
    start = f"M{px_text(box.x0)},{px_text(box.y0)}"
    return f"{start}h{px_text(wide)}v{px_text(high)}h{px_text(-wide)}z"


def _middle_line(box: Box) -> Stroke:
    """A box as one thick line, so that it can be dashed."""
    y = (box.y0 + box.y1) // 2
    return Stroke(box.kind, box.x0, y, box.x1, y, "rail")


def _grid(scene: Scene) -> Iterator[Stroke]:
    """Pale, and behind everything but the bands."""
    axis = scene.axis
    reaches = [(subplot.top, subplot.bottom) for subplot in scene.subplots]
    if scene.boxes:
        top = min(box.y0 for box in scene.boxes)
        reaches.append((top, max(box.y1 for box in scene.boxes)))
    for top, bottom in reaches:
        for tick in scene.ticks:
            yield Stroke("grid", tick.x, top, tick.x, bottom, "grid")
    for subplot in scene.subplots:
        for value in subplot.ticks:
            if value.words:
                yield Stroke("grid", axis.left, value.y, axis.right, value.y, "grid")


def _beneath(scene: Scene) -> Iterator[Stroke]:
    """Edges, axes, gaps, decisions: what a mark may stand on."""
    for subplot in scene.subplots:
        for band in subplot.bands:
            yield from band.edges
        yield from _axes(subplot, scene)
        for gap in subplot.gaps:
            yield Stroke("gap", gap.x, subplot.top, gap.x, subplot.bottom, "decision")
    yield from scene.lines
    for mark in scene.marks():
        if mark.stem is not None:
            tip = mark.height if mark.shape is Shape.BELOW else -mark.height
            x, y = mark.place.x, mark.place.y + tip
            yield Stroke("stem", x, y, x, mark.stem, mark.colour)


def _axes(subplot: Subplot, scene: Scene) -> Iterator[Stroke]:
    axis, top, bottom = scene.axis, subplot.top, subplot.bottom
    yield Stroke("axis", axis.left, bottom, axis.right, bottom, "muted")
    yield Stroke("axis", axis.left, top, axis.left, bottom, "muted")
    for tick in subplot.ticks:
        start = axis.left - (_TICK if tick.words else _MINOR_TICK)
        yield Stroke("tick", start, tick.y, axis.left, tick.y, "muted")


def _above(scene: Scene) -> Iterator[Stroke]:
    """The strokes across lines, and ticks of results in words."""
    for subplot in scene.subplots:
        for segment in subplot.segments:
            yield from segment.strokes
        yield from subplot.lines


def _strokes(strokes: Iterable[Stroke]) -> Iterator[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for one in strokes:
        found.setdefault((one.kind, one.colour), []).append(_straight(one))
    for (kind, colour), alike in found.items():
        yield f'<path class="lines s-{colour} {kind}" d="{"".join(alike)}"/>'


def _straight(one: Stroke) -> str:
    start = f"M{px_text(one.x0)},{px_text(one.y0)}"
    if one.x0 == one.x1:
        return f"{start}V{px_text(one.y1)}"
    if one.y0 == one.y1:
        return f"{start}H{px_text(one.x1)}"
    return f"{start}L{px_text(one.x1)},{px_text(one.y1)}"


def _joins(subplot: Subplot) -> Iterator[str]:
    """All lines of one colour and style are one path."""
    found: dict[tuple[str, str], list[Segment]] = {}
    for segment in subplot.segments:
        found.setdefault((segment.colour, segment.style), []).append(segment)
    for (colour, style), alike in found.items():
        way: list[str] = []
        before: Place | None = None
        for segment in alike:
            if segment.start != before:
                way.append(f"M{_corner(segment.start)}")
            way.append(f"L{_corner(segment.end)}")
            before = segment.end
        yield f'<path class="s-{colour} join {style}" d="{"".join(way)}"/>'


def _corner(place: Place) -> str:
    return f"{px_text(place.x)},{px_text(place.y)}"


def _mark_kind(mark: Mark) -> MarkKind:
    return mark.colour, mark.shape, mark.side, mark.half


def _mark_id(scene: Scene, kind: MarkKind) -> str:
    colour, shape, side, half = kind
    return f"{scene.id}-{colour}-{shape[0]}{side[:1]}{half}"


def _mark_kinds(scene: Scene) -> Iterator[str]:
    """What stands at the corners, in the order of the first of each."""
    for kind, mark in {_mark_kind(mark): mark for mark in scene.marks()}.items():
        look = f"s-{mark.colour} open" if mark.shape.censored else f"f-{mark.colour} filled"
        yield (
            f'<marker id="{_mark_id(scene, kind)}" markerUnits="userSpaceOnUse">'
            f'<path class="mark {look}" d="{mark_outline(mark)}"/></marker>'
        )


def _marks(subplot: Subplot, scene: Scene) -> Iterator[str]:
    """A path a kind, in point order; then what lies off the marks."""
    found: dict[MarkKind, list[str]] = {}
    for mark in subplot.marks:
        found.setdefault(_mark_kind(mark), []).append(_corner(mark.place))
    for kind, corners in found.items():
        name = _mark_id(scene, kind)
        drawn = "".join(f' marker-{part}="url(#{name})"' for part in _CORNERS)
        yield f'<path class="marks"{drawn} d="M{" ".join(corners)}"/>'
    for mark in subplot.marks:
        if mark.ring:
            x, y = px_text(mark.place.x), px_text(mark.place.y)
            yield (
                f'<circle class="s-{mark.colour} ring {mark.ring}" cx="{x}" cy="{y}"'
                f' r="{px_text(mark.ring_radius)}"/>'
            )


def mark_outline(mark: Mark) -> str:
    """The path of a mark around its place, which is the origin."""
    half = mark.half
    match mark.shape:
        case Shape.CIRCLE:
            return _disc(px_text(half), px_text(2 * half), mark.side)
        case Shape.SQUARE:
            left = 0 if mark.side == "right" else -half
            right = 0 if mark.side == "left" else half
            start = f"M{px_text(left)},{px_text(-half)}h{px_text(right - left)}"
            return f"{start}v{px_text(2 * half)}h{px_text(left - right)}z"
    tip = mark.height if mark.shape is Shape.BELOW else -mark.height
    return f"M{px_text(-half)},0h{px_text(2 * half)}l{px_text(-half)},{px_text(tip)}z"


def _disc(r: str, through: str, side: str) -> str:
    if side:
        return f"M0,-{r}a{r},{r} 0 0 {int(side == 'right')} 0,{through}z"
    return f"M0,-{r}a{r},{r} 0 1 1 0,{through}a{r},{r} 0 1 1 0,-{through}z"


def _flag(flag: Flag) -> str:
    """Leads to its decision in the list; keys reach that without the picture."""
    kind = "flag again" if flag.filled else "flag"
    x, y = px_text(flag.x - flag.wide // 2), px_text(flag.y)
    words = f'x="{px_text(flag.x)}" y="{px_text(flag.base)}"'
    return (
        f'<a class="{kind}" href="#decision-{escape(flag.decision)}" tabindex="-1">'
        f"<title>{escape(flag.words)}</title>"
        f'<rect x="{x}" y="{y}" width="{px_text(flag.wide)}"'
        f' height="{px_text(flag.side)}" rx="2.5"/><text {words}'
        f' font-size="12" text-anchor="middle">{escape(flag.letters)}</text></a>'
    )


def _texts(texts: Iterable[Text]) -> Iterator[str]:
    """A group for each type, which its texts need not say again."""
    found: dict[str, list[Text]] = {}
    for text in texts:
        first = text.runs[0]
        halo = f" halo h-{text.halo}" if text.halo else ""
        kind = f'class="{_type(first)} {text.kind}{halo}" font-size="{px_text(first.size)}"'
        found.setdefault(f"<g {kind}{_ANCHOR[text.anchor]}>", []).append(text)
    for group, alike in found.items():
        yield f"{group}{''.join(map(_text, alike))}</g>"


def _text(text: Text) -> str:
    first, *others = text.runs
    more = "".join(
        f' <tspan class="{_type(run)}" font-size="{px_text(run.size)}">'
        f"{escape(run.words)}</tspan>"
        for run in others
    )
    where = f'x="{px_text(text.x)}" y="{px_text(text.y)}"'
    return f"<text {where}>{escape(first.words)}{more}</text>"


def _type(run: Run) -> str:
    bold = " bold" if run.bold else ""
    return f"f-{run.colour}{bold}{' italic' if run.italic else ''}"


def _sign(sign: Sign, scene: Scene) -> str:
    hatch = f"{scene.id}-key-{sign.sign}"
    pattern = f"<defs>{_pattern(hatch, 'ink')}</defs>" if sign.sign in _WITH_HATCH else ""
    drawn = _SIGNS[sign.sign].replace("{hatch}", hatch)
    return (
        '<li><svg class="picture sign-of" viewBox="0 0 28 18" aria-hidden="true">'
        f"{pattern}{drawn}</svg> {escape(sign.words)}</li>"
    )


# The signs of the key, each in a box of 28 by 18, drawn as they are in the figure.
_TRIANGLE = '<path class="s-ink mark open" d="M14,6m-5.7,0h11.4l-5.7,7.4z"/>'
_UP = '<path class="s-ink mark open" d="M14,13m-5.7,0h11.4l-5.7,-7.4z"/>'
_DISC = '<circle class="f-ink mark filled" cx="14" cy="9" r="4.6"/>'
_LINE = '<line class="s-ink join {style}" x1="1" y1="9" x2="27" y2="9"/>'

_SIGNS = {
    "circle": _DISC,
    "square": '<rect class="f-ink mark filled" x="9.7" y="4.7" width="8.6" height="8.6"/>',
    "below": (
        '<rect class="hatch" fill="url(#{hatch})" x="2" y="6" width="24" height="12"/>'
        + _TRIANGLE
    ),
    "above": (
        '<rect class="hatch" fill="url(#{hatch})" x="2" y="1" width="24" height="12"/>'
        + _UP
    ),
    "sides": (
        '<line class="s-volume join left" x1="0" y1="9" x2="8" y2="9"/>'
        '<line class="s-volume join right" x1="20" y1="9" x2="28" y2="9"/>'
        '<path class="f-volume mark filled" d="M13,3.4a5.6,5.6 0 0 0 0,11.2z'
        'M15,3.4a5.6,5.6 0 0 1 0,11.2z"/>'
    ),
    "corrected": _DISC + '<circle class="s-ink ring corrected" cx="14" cy="9" r="8"/>',
    "preliminary": _DISC + '<circle class="s-ink ring preliminary" cx="14" cy="9" r="8"/>',
    "words": (
        '<line class="s-ink words-tick" x1="3" y1="3" x2="3" y2="10"/>'
        '<text class="f-ink italic" x="7" y="13" font-size="11">abc</text>'
    ),
    "without": (
        '<line class="s-ink without-tick" x1="3" y1="3" x2="3" y2="10"/>'
        '<text class="f-ink" x="7" y="13" font-size="11">1.2</text>'
    ),
    "over": (
        '<line class="s-over join solid" x1="1" y1="9" x2="27" y2="9"/>'
        '<circle class="f-over mark filled" cx="14" cy="9" r="4.1"/>'
    ),
    "dotted": _LINE.replace("{style}", "dotted"),
    "noted": (
        _LINE.replace("{style}", "solid")
        + '<line class="s-ink stroke" x1="10" y1="14" x2="14" y2="4"/>'
        '<line class="s-ink stroke" x1="14" y1="14" x2="18" y2="4"/>'
    ),
    "gap": '<line class="s-decision gap" x1="14" y1="0" x2="14" y2="18"/>',
    "band": (
        '<rect class="f-band band" x="1" y="3" width="26" height="12"/>'
        '<line class="s-band-edge band-edge" x1="1" y1="3" x2="27" y2="3"/>'
        '<line class="s-band-edge band-edge" x1="1" y1="15" x2="27" y2="15"/>'
    ),
    "clinician": (
        '<rect class="f-clinician clinician" x="2" y="3" width="24" height="12"/>'
        '<path class="s-clinician-edge clinician-edge framed" d="M2,3h24v12h-24z"/>'
    ),
    "rail": '<rect class="f-rail rail" x="1" y="7.5" width="26" height="3"/>',
    "rail-uncertain": '<line class="s-rail rail-uncertain" x1="1" y1="9" x2="27" y2="9"/>',
    "decision": (
        '<g class="flag"><rect x="5" y="0" width="18" height="18" rx="2.5"/>'
        '<text x="14" y="13.4" font-size="12" text-anchor="middle">A</text></g>'
    ),
    "decision-again": (
        '<g class="flag again"><rect x="5" y="0" width="18" height="18" rx="2.5"/>'
        '<text x="14" y="13.4" font-size="12" text-anchor="middle">A</text></g>'
    ),
}
_WITH_HATCH = ("below", "above")
