"""One mark a result: its shape, its outline, its half of the disc."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from labs.charts.frame import Frame
from labs.charts.palette import OVER
from labs.charts.scales import Scale
from labs.charts.scene import Mark, Place, Px, Shape
from labs.charts.strands import Look, Strand
from labs.series import Point

_HALF_DISC = 10  # wider than a whole mark
_SMALLER = 5  # of an earlier attempt


def marks(strand: Strand, frame: Frame, scale: Scale) -> tuple[Mark, ...]:
    """In point order; two sides of equal value make one whole mark."""
    made = [
        (point, _mark(point, look, strand, frame, scale))
        for point, look in zip(strand.drawn, strand.looks, strict=True)
    ]
    if not strand.sided:
        return tuple(mark for _, mark in made)
    by_draw = groupby(made, key=lambda one: one[0].reading.draw.id)
    return tuple(mark for _, pair in by_draw for mark in _whole(list(pair)))


def _mark(point: Point, look: Look, strand: Strand, frame: Frame, scale: Scale) -> Mark:
    spot, stand = frame.draws.of[point.id], scale.stand(strand.stands[point.id])
    shape = look.shape
    half = strand.sided and not shape.censored
    return Mark(
        point=point.id,
        place=Place(spot.at, stand.value, spot.x, stand.y),
        shape=shape,
        colour=OVER if spot.over else strand.colour,
        radius=frame.radius + (_HALF_DISC if half else 0) - (_SMALLER if spot.over else 0),
        text=point.shown.text,
        side=point.reading.side if half else "",
        ring=look.ring,
        stem=_stem(shape, scale, dense=frame.dense),
        off_scale=stand.off,
    )


def _stem(shape: Shape, scale: Scale, *, dense: bool) -> Px | None:
    if dense or not shape.censored:
        return None
    return scale.bottom if shape is Shape.BELOW else scale.top


def _whole(pair: Sequence[tuple[Point, Mark]]) -> Iterator[Mark]:
    """Equal sides, equal marks: one disc. Else each its half."""
    marks = [mark for _, mark in pair]
    sides = {point.reading.side for point, _ in pair}
    if len(pair) == len(sides) == 2 and _alike(*marks):
        yield _joined(marks[0])
    else:
        yield from marks


def _alike(left: Mark, right: Mark) -> bool:
    one, other = ((mark.shape, mark.ring, mark.place) for mark in (left, right))
    return one == other


def _joined(mark: Mark) -> Mark:
    return Mark(**{**vars(mark), "side": ""})
