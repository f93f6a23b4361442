"""What stands between two results: a line, a gap with its reason, a run's hatching."""

from collections.abc import Mapping, Sequence
from math import isqrt
from typing import Literal

from labs.charts.layout import FigureLayout
from labs.charts.scales import Scale
from labs.charts.scene import Box, Gap, Mark, Place, Segment, Shape, Stroke
from labs.timeline.joins import Join, censored_runs, reason_words
from labs.timeline.traces import Trace

_BESIDE_RUN = 80  # px of hatching beyond the first and the last
_SHORTEST_WITH_STROKES = 240
_STROKE = 50  # half its length
_APART = 22  # half the way between the two strokes
_SLANT = 20

type Style = Literal["solid", "dotted", "left", "right"]
_OF_SIDE: Mapping[str, Style] = {"": "solid", "left": "left", "right": "right"}
type PointMarks = Mapping[str, Mark]  # by point; both sides of a whole mark


def marks_by_point(trace: Trace, marks: Sequence[Mark]) -> PointMarks:
    """A side without a mark of its own has that of the other side, of the same draw."""
    by_id = {mark.point: mark for mark in marks}
    by_draw = {
        point.reading.draw.id: by_id[point.id] for point in trace.drawn if point.id in by_id
    }
    return {
        point.id: by_id.get(point.id) or by_draw[point.reading.draw.id]
        for point in trace.drawn
    }


def build_segments(
    joins: Sequence[Join], marks: PointMarks, layout: FigureLayout
) -> tuple[Segment, ...]:
    found = [join for join in joins if join.kind in ("solid", "dotted")]
    return _without_repeats([_build_segment(join, marks, layout) for join in found])


def build_gaps(joins: Sequence[Join], marks: PointMarks) -> tuple[Gap, ...]:
    """Both sides of a volume share one gap."""
    found: dict[int, Gap] = {}
    for join in joins:
        if join.kind == "gap":
            before, after = marks[join.before.id].place, marks[join.after.id].place
            x = (before.x + after.x) // 2
            found.setdefault(x, Gap((before.at + after.at) // 2, x, join.words))
    return tuple(found[x] for x in sorted(found))


def build_runs(trace: Trace, marks: PointMarks) -> list[list[Mark]]:
    """Censored neighbours with one limit, each by its mark."""
    return [[marks[point.id] for point in run] for run in censored_runs(trace)]


def build_hatches(
    runs: Sequence[Sequence[Mark]], gaps: Sequence[Gap], layout: FigureLayout, scale: Scale
) -> tuple[Box, ...]:
    """From the limit to the edge on its side, over neighbours with the same limit."""
    boxes = (_build_hatch(run, gaps, layout, scale) for run in runs)
    return tuple(box for box in boxes if box.y1 > box.y0)


def _build_hatch(
    run: Sequence[Mark], gaps: Sequence[Gap], layout: FigureLayout, scale: Scale
) -> Box:
    first, last = run[0].place, run[-1].place
    walls = [layout.axis.left, *(gap.x for gap in gaps), layout.axis.right]
    limit = first.y
    below = run[0].shape is Shape.BELOW
    return Box(
        "hatch",
        max(first.x - _BESIDE_RUN, max(x for x in walls if x <= first.x)),
        limit if below else scale.top,
        min(last.x + _BESIDE_RUN, min(x for x in walls if x >= last.x)),
        scale.bottom if below else limit,
        run[0].colour,
    )


def _build_segment(join: Join, marks: PointMarks, layout: FigureLayout) -> Segment:
    before, after = marks[join.before.id], marks[join.after.id]
    start, end = before.place, after.place
    side = join.after.reading.side
    style: Style = "dotted" if join.kind == "dotted" else _OF_SIDE[side]
    censored = before.shape.censored or after.shape.censored
    seen_anyhow = not censored and before.shape is not after.shape
    noted = join.noted and not layout.dense and not seen_anyhow
    strokes = _build_strokes(start, end, after.colour) if noted else ()
    why = reason_words(join.reasons) if strokes else ""
    return Segment(start, end, style, after.colour, strokes, why)


def _build_strokes(start: Place, end: Place, colour: str) -> tuple[Stroke, ...]:
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
        Stroke(
            "stroke", *along(at - _SLANT, -_STROKE), *along(at + _SLANT, _STROKE), colour
        )
        for at in (-_APART, _APART)
    )


def _without_repeats(segments: Sequence[Segment]) -> tuple[Segment, ...]:
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
