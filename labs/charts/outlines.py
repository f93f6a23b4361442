"""Outlines as corners in pixels, for writers that have no arcs."""

from collections.abc import Iterator

from labs.charts.scene import Box, Flag, Line, Mark, Px, Shape

type Polygon = list[tuple[Px, Px]]

# Quarter of a circle of radius 1000: enough corners for a disc of a few pixels.
_QUARTER = ((0, 1000), (383, 924), (707, 707), (924, 383))
_CIRCLE = (
    *_QUARTER,
    *((y, -x) for x, y in _QUARTER),
    *((-x, -y) for x, y in _QUARTER),
    *((-y, x) for x, y in _QUARTER),
)


def box(of: Box) -> Polygon:
    return _rectangle(of.x0, of.y0, of.x1, of.y1)


def along(of: Box) -> Line:
    """A box as one thick line through its middle, so that it can be dashed."""
    middle = (of.y0 + of.y1) // 2
    return Line(of.kind, of.x0, middle, of.x1, middle, "rail")


def flag(of: Flag) -> Polygon:
    left = of.x - of.wide // 2
    return _rectangle(left, of.y, left + of.wide, of.y + of.side)


def half(mark: Mark) -> Polygon:
    """The left or the right half of a disc or a square."""
    x, y, r = mark.place.x, mark.place.y, mark.half
    if mark.shape is Shape.SQUARE:
        left, right = (x - r, x) if mark.side == "left" else (x, x + r)
        return _rectangle(left, y - r, right, y + r)
    side = -1 if mark.side == "left" else 1
    arc = [(x + side * dx * r // 1000, y + dy * r // 1000) for dx, dy in _half_circle()]
    return [*arc, arc[0]]


def ring(mark: Mark) -> Polygon:
    x, y, r = mark.place.x, mark.place.y, mark.ring_radius
    corners = [(x + dx * r // 1000, y + dy * r // 1000) for dx, dy in _CIRCLE]
    return [*corners, corners[0]]


def _half_circle() -> Iterator[tuple[int, int]]:
    """From the top round to the bottom."""
    yield from ((dx, -dy) for dx, dy in _QUARTER)
    yield 1000, 0
    yield from ((dx, dy) for dx, dy in reversed(_QUARTER))


def _rectangle(x0: Px, y0: Px, x1: Px, y1: Px) -> Polygon:
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
