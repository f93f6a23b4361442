"""The picture as SVG text: classes and places, no style, no script, no names to clash."""

from collections.abc import Iterator, Sequence
from html import escape

from labs.charts.axis_picture.layout import pictures
from labs.charts.axis_picture.measured import Told
from labs.charts.axis_picture.parts import Block, Corner, Form, Picture, Way
from labs.charts.scene import Px, Run, Text
from labs.charts.svg import px_text

_BEND = 80
_HEAD = (85, 50)  # long, and half as wide


def figure(told: Told) -> str:
    """All sizes; `axis.css` shows the one that fits."""
    return "\n".join(picture(each) for each in pictures(told))


def picture(of: Picture) -> str:
    """Hidden from readers of a screen: the list beside it says the same."""
    wide, high = px_text(of.width), px_text(of.height)
    return "\n".join(
        [
            f'<svg class="picture axis-{of.name}" width="{wide}" height="{high}"'
            f' viewBox="0 0 {wide} {high}" aria-hidden="true" focusable="false">',
            *(part for way in of.ways for part in _way(way)),
            *map(_form, of.forms),
            *map(_text, of.texts),
            *map(_block, of.blocks),
            "</svg>",
        ]
    )


def _form(form: Form) -> str:
    colour = f" s-{form.colour}" if form.colour else ""
    if form.kind == "testis":
        x, y = form.middle
        return (
            f'<ellipse class="{form.kind}{colour}" cx="{px_text(x)}" cy="{px_text(y)}"'
            f' rx="{px_text(x - form.x0)}" ry="{px_text(y - form.y0)}"/>'
        )
    return (
        f'<rect class="{form.kind}{colour}" x="{px_text(form.x0)}" y="{px_text(form.y0)}"'
        f' width="{px_text(form.x1 - form.x0)}" height="{px_text(form.y1 - form.y0)}"'
        f' rx="{px_text(form.round)}"/>'
    )


def _way(way: Way) -> Iterator[str]:
    *before, last, end = way.corners
    tip = _toward(end, last, _HEAD[0]) if way.head else end
    yield f'<path class="way {way.kind}" d="{_path([*before, last, tip])}"/>'
    if way.head:
        yield f'<path class="head {way.kind}" d="{_head(last, end)}"/>'


def _path(corners: Sequence[Corner]) -> str:
    """Straight pieces, rounded where they meet."""
    start, *inner, end = corners
    way = [f"M{_place(start)}"]
    for place, corner in enumerate(inner, 1):
        into = _toward(corner, corners[place - 1], _BEND)
        out = _toward(corner, corners[place + 1], _BEND)
        way.append(f"L{_place(into)}Q{_place(corner)} {_place(out)}")
    return f"{''.join(way)}L{_place(end)}"


def _head(before: Corner, end: Corner) -> str:
    long, half = _HEAD
    x, y = _toward(end, before, long)
    along = before[0] != end[0]
    first = (x, y - half) if along else (x - half, y)
    second = (x, y + half) if along else (x + half, y)
    return f"M{_place(end)}L{_place(first)}L{_place(second)}z"


def _toward(corner: Corner, other: Corner, far: Px) -> Corner:
    """From a corner some way along a straight piece, at most half of it when it bends."""
    (x0, y0), (x1, y1) = corner, other
    right, down = (x1 > x0) - (x1 < x0), (y1 > y0) - (y1 < y0)
    return x0 + right * far, y0 + down * far


def _block(block: Block) -> str:
    words = "".join(map(_text, block.texts))
    return f'<g class="measured" data-measure="{block.key}">{words}</g>'


def _text(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    first, *others = text.runs
    more = "".join(f" <tspan {_type(run)}>{escape(run.words)}</tspan>" for run in others)
    return (
        f'<text {_type(first)} x="{px_text(text.x)}" y="{px_text(text.y)}"{anchor}>'
        f"{escape(first.words)}{more}</text>"
    )


def _type(run: Run) -> str:
    bold = " bold" if run.bold else ""
    italic = " italic" if run.italic else ""
    return f'class="f-{run.colour}{bold}{italic}" font-size="{px_text(run.size)}"'


def _place(corner: Corner) -> str:
    return f"{px_text(corner[0])},{px_text(corner[1])}"
