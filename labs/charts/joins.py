"""What stands between two results: a line, a gap with its reason, a run's hatching."""

from collections.abc import Iterable, Mapping, Sequence
from math import isqrt
from typing import Literal

from labs.charts.frame import Frame
from labs.charts.say import say
from labs.charts.scales import Scale
from labs.charts.scene import Box, Gap, Line, Mark, Place, Segment, Shape
from labs.charts.sizes import BESIDE_RUN
from labs.charts.strands import Strand
from labs.series import Point

_SHORTEST_WITH_STROKES = 240
_STROKE = 50  # half its length
_APART = 22  # half the way between the two strokes
_SLANT = 20

type Style = Literal["solid", "dotted", "left", "right"]
type Placed = Mapping[str, Mark]  # by point; both sides of a whole mark


def placed(strand: Strand, marks: Sequence[Mark]) -> Placed:
    """A side without a mark of its own has that of the other side, of the same draw."""
    by_id = {mark.point: mark for mark in marks}
    by_draw = {
        point.reading.draw.id: by_id[point.id]
        for point in strand.drawn
        if point.id in by_id
    }
    return {
        point.id: by_id.get(point.id) or by_draw[point.reading.draw.id]
        for point in strand.drawn
    }


def segments(strand: Strand, marks: Placed, frame: Frame) -> tuple[Segment, ...]:
    made = {}
    for point in strand.drawn:
        before, after = _neighbour(point, marks), marks[point.id]
        if before is None or point.verdict.kind not in ("same", "noted"):
            continue
        if style := _style(before, after, point.reading.side):
            noted = _noted(point, frame)
            made[point.id] = _segment(before, after, style, point, noted=noted)
    return _once(list(made.values()))


def gaps(strand: Strand, marks: Placed, frame: Frame) -> tuple[Gap, ...]:
    """Both sides of a volume share one gap."""
    found: dict[int, Gap] = {}
    for point in strand.drawn:
        neighbour = _neighbour(point, marks)
        if neighbour and point.verdict.kind == "broken":
            before, after = neighbour.place, marks[point.id].place
            x = (before.x + after.x) // 2
            found.setdefault(x, Gap((before.at + after.at) // 2, x, _why(point)))
    return tuple(found[x] for x in sorted(found))


def hatches(
    runs: Sequence[Sequence[Mark]], gaps: Sequence[Gap], frame: Frame, scale: Scale
) -> tuple[Box, ...]:
    """From the limit to the edge on its side, over neighbours with the same limit."""
    boxes = (_hatch(run, gaps, frame, scale) for run in runs)
    return tuple(box for box in boxes if box.y1 > box.y0)


def censored_runs(strand: Strand, marks: Placed) -> list[list[Mark]]:
    runs: list[list[Mark]] = []
    for point in strand.drawn:
        mark = marks[point.id]
        if not mark.shape.censored:
            continue
        before = _neighbour(point, marks)
        if before and _continues(before, mark, point) and runs and before is runs[-1][-1]:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _neighbour(point: Point, marks: Placed) -> Mark | None:
    """The mark of the one before it; none of another attempt, which stands elsewhere."""
    before = marks.get(point.previous)
    together = before and before.laid_over == marks[point.id].laid_over
    return before if together else None


def _continues(before: Mark, mark: Mark, point: Point) -> bool:
    same = (before.shape, before.place.value) == (mark.shape, mark.place.value)
    return same and point.verdict.kind in ("same", "noted")


def _hatch(run: Sequence[Mark], gaps: Sequence[Gap], frame: Frame, scale: Scale) -> Box:
    first, last = run[0].place, run[-1].place
    walls = [frame.axis.left, *(gap.x for gap in gaps), frame.axis.right]
    limit = first.y
    below = run[0].shape is Shape.BELOW
    return Box(
        "hatch",
        max(first.x - BESIDE_RUN, max(x for x in walls if x <= first.x)),
        limit if below else scale.top,
        min(last.x + BESIDE_RUN, min(x for x in walls if x >= last.x)),
        scale.bottom if below else limit,
        run[0].colour,
    )


def _style(before: Mark, after: Mark, side: str) -> Style | None:
    censored = before.shape.censored + after.shape.censored
    if censored == 2:
        return None
    if censored or before.off_scale or after.off_scale:
        return "dotted"
    match side:
        case "left":
            return "left"
        case "right":
            return "right"
    return "solid"


def _noted(point: Point, frame: Frame) -> bool:
    return point.verdict.kind == "noted" and not frame.dense


def _segment(
    before: Mark, after: Mark, style: Style, point: Point, *, noted: bool
) -> Segment:
    start, end = before.place, after.place
    censored = before.shape.censored or after.shape.censored
    seen_anyhow = not censored and before.shape is not after.shape
    strokes = () if not noted or seen_anyhow else _strokes(start, end, after.colour)
    why = _differs(point) if strokes else ""
    return Segment(start, end, style, after.colour, strokes, why)


def _strokes(start: Place, end: Place, colour: str) -> tuple[Line, ...]:
    """Two short ones across the middle of the line, leaning forward."""
    run, rise = end.x - start.x, end.y - start.y
    length = isqrt(run * run + rise * rise)
    if length < _SHORTEST_WITH_STROKES:
        return ()
    x, y = (start.x + end.x) // 2, (start.y + end.y) // 2

    def along(forward: int, aside: int) -> tuple[int, int]:
        return (
            x + (run * forward + rise * aside) // length,
            y + (rise * forward - run * aside) // length,
        )

    return tuple(
        Line("stroke", *along(at - _SLANT, -_STROKE), *along(at + _SLANT, _STROKE), colour)
        for at in (-_APART, _APART)
    )


def _once(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Two sides that run together carry the strokes once, on the right."""
    right = {
        (one.start.x, one.end.x) for one in segments if one.style == "right" and one.strokes
    }
    return tuple(
        Segment(one.start, one.end, one.style, one.colour)
        if one.style == "left" and (one.start.x, one.end.x) in right
        else one
        for one in segments
    )


def _why(point: Point) -> str:
    return f"≠ {_listed(point.verdict.reasons)}"


def _differs(point: Point) -> str:
    """The lanes show which agents were recorded; nothing shows a circumstance."""
    return _listed(reason for reason in point.verdict.reasons if reason != "treatment")


def _listed(reasons: Iterable[str]) -> str:
    return ", ".join(say(f"reason-{reason}") for reason in reasons)
