"""The marks of a trace, its colour, and the scale that they stand on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from labs.charts import palette
from labs.charts.layout import EMPTY, FigureLayout
from labs.charts.palette import OVER
from labs.charts.scales import Scale, linear_scale, logarithmic_scale, relative_scale
from labs.charts.scene import Mark, Place, Px, Ring, Shape
from labs.timeline import Point
from labs.timeline.traces import Trace

_HALF_DISC = 10  # px by which it is wider than a whole mark
_SMALLER = 5  # px by which a mark of an earlier course is


@dataclass(frozen=True)
class MarkStyle:
    """What a mark says, wherever it stands."""

    shape: Shape
    ring: Ring


def trace_colour(trace: Trace) -> str:
    return palette.colour_of(trace.row.analyte.key)


def group_points(trace: Trace) -> tuple[tuple[Point, ...], ...]:
    """Of what is drawn, what one text tells: a result, or both sides of a draw."""
    found: dict[str, list[Point]] = {}
    for point in trace.drawn:
        key = point.reading.draw.id if trace.sided else point.id
        found.setdefault(key, []).append(point)
    return tuple(map(tuple, found.values()))


def build_scale(trace: Trace, layout: FigureLayout, top: Px, least: Px) -> Scale:
    """Of the subplot that begins at `top`.

    What stands beside the subplot may need it to be at `least` so high.
    """
    bottom = top + max(_subplot_height(trace, layout), least)
    values = {*trace.stands.values()}
    if trace.relative:
        return relative_scale(values, top=top, bottom=bottom)
    if trace.log:
        return logarithmic_scale(*trace.log_ends, top=top, bottom=bottom)
    pairs = [*(trace.ends[point.id] for point in trace.drawn)]
    pairs += [(step.low, step.high) for step in trace.clinician_steps if trace.drawn]
    ends = {end for pair in pairs for end in pair if end is not None}
    return linear_scale(values, ends, top=top, bottom=bottom)


def _subplot_height(trace: Trace, layout: FigureLayout) -> Px:
    size = layout.size
    if not trace.drawn:
        return EMPTY
    if trace.instrument:
        return size.heights.split
    if trace.sided:
        return size.heights.volume
    return size.heights.log if trace.log else size.heights.linear


def build_marks(trace: Trace, layout: FigureLayout, scale: Scale) -> tuple[Mark, ...]:
    """In point order; two sides of equal value make one whole mark."""
    made = [(point, _build_mark(point, trace, layout, scale)) for point in trace.drawn]
    if not trace.sided:
        return tuple(mark for _, mark in made)
    by_draw = groupby(made, key=lambda one: one[0].reading.draw.id)
    return tuple(mark for _, pair in by_draw for mark in _join_halves(list(pair)))


def _build_mark(point: Point, trace: Trace, layout: FigureLayout, scale: Scale) -> Mark:
    position, style = layout.draws.of[point.id], _style_mark(point)
    stand = scale.position(trace.stands[point.id])
    shape = style.shape
    half = trace.sided and not shape.censored
    smaller = _SMALLER if position.over else 0
    return Mark(
        point=point.id,
        place=Place(position.at, stand.value, position.x, stand.y),
        shape=shape,
        colour=OVER if position.over else trace_colour(trace),
        radius=layout.radius + (_HALF_DISC if half else 0) - smaller,
        text=point.shown.text,
        side=point.reading.side if half else "",
        ring=style.ring,
        stem=_find_stem(shape, scale, dense=layout.dense),
        off_scale=stand.off,
    )


def _style_mark(point: Point) -> MarkStyle:
    """Where an agent may have been active, the mark says so: it is no recovery."""
    match point.reading.value.comparator[:1]:
        case "<":
            shape = Shape.BELOW
        case ">":
            shape = Shape.ABOVE
        case _:
            shape = Shape.CIRCLE if point.on_axis is False else Shape.SQUARE
    if point.reading.status == "preliminary":
        return MarkStyle(shape, Ring.PRELIMINARY)
    return MarkStyle(shape, Ring.CORRECTED if point.corrected else Ring.NONE)


def _find_stem(shape: Shape, scale: Scale, *, dense: bool) -> Px | None:
    if dense or not shape.censored:
        return None
    return scale.bottom if shape is Shape.BELOW else scale.top


def _join_halves(pair: Sequence[tuple[Point, Mark]]) -> Iterator[Mark]:
    """Equal sides, equal marks: one disc. Else each its half."""
    marks = [mark for _, mark in pair]
    sides = {point.reading.side for point, _ in pair}
    told = [(mark.shape, mark.ring, mark.place) for mark in marks]
    if len(pair) == len(sides) == 2 and told[0] == told[1]:
        yield replace(marks[0], side="")
    else:
        yield from marks
