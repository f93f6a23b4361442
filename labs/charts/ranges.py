"""Ranges in a row of the figure: as laboratories printed them, as a clinician set one."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from labs.charts.layout import FigureLayout
from labs.charts.scales import LOWER_END, UPPER_END, Scale
from labs.charts.scene import Axis, Band, Box, Stroke
from labs.charts.text import hold_together
from labs.timeline.clinician_steps import ClinicianStep
from labs.timeline.hover_words import write_dashed
from labs.timeline.minutes import Span
from labs.timeline.range_steps import RangeStep, range_steps
from labs.timeline.traces import Trace
from labs.words import gettext

type Whose = Literal["laboratory", "clinician"]
type Ends = tuple[Fraction | None, Fraction | None]


def steps_in_view(trace: Trace, layout: FigureLayout) -> list[RangeStep]:
    """Of a row with a mark: ranges printed with its results that reach into the view."""
    if not trace.drawn:
        return []
    draws = zip(layout.draws.rows, layout.draws.positions, strict=True)
    at = {row.draw.id: position.at for row, position in draws}
    start, end = layout.axis.start, layout.axis.end
    return [one for one in range_steps(trace, at) if one.start < end and one.end > start]


def printed_bands(
    steps: Sequence[RangeStep], layout: FigureLayout, scale: Scale
) -> tuple[Band, ...]:
    """In the relative view all stand between the same two heights."""
    alike: Ends | None = (LOWER_END, UPPER_END) if scale.relative else None
    clip = layout.axis.clip
    return tuple(
        _build_band(
            "laboratory",
            (clip(one.start), clip(one.end)),
            alike or (one.low, one.high),
            layout.axis,
            scale,
        )
        for one in steps
    )


def clinician_bands(trace: Trace, layout: FigureLayout, scale: Scale) -> tuple[Band, ...]:
    """From the day that each was set to the next one's, or to the edge.

    It has no one height between the ends of ranges that change: then it is in words.
    """
    if scale.relative or not trace.drawn:
        return ()
    axis = layout.axis
    return tuple(
        _build_band(
            "clinician",
            (axis.clip(one.start), min(axis.clip(one.end or axis.end), layout.until)),
            (one.low, one.high),
            axis,
            scale,
        )
        for one in trace.clinician_steps
    )


def clinician_words(step: ClinicianStep, trace: Trace, layout: FigureLayout) -> str:
    """`Dr Example’s range 12–25`, in the unit of the row."""
    plain = step.range.interval.in_unit(trace.row.analyte, trace.row.unit).plain
    said = hold_together(write_dashed(plain))
    if not layout.for_staff:
        return gettext("Range your clinician set: {range}", range=said)
    words = gettext("{by}’s range {range}", by=step.range.by, range=said)
    return words.replace(f" {said}", hold_together(f" {said}"))


def _build_band(whose: Whose, reach: Span, ends: Ends, axis: Axis, scale: Scale) -> Band:
    low, high = ends
    x0, x1 = (axis.x(at) for at in reach)
    top = scale.top if high is None else scale.y(high)
    bottom = scale.bottom if low is None else scale.y(low)
    colour = "band" if whose == "laboratory" else whose
    edge = f"{colour}-edge"
    edges = [
        Stroke(edge, x0, y, x1, y, edge)
        for end, y in ((high, top), (low, bottom))
        if end is not None and not scale.is_off(end)
    ]
    if whose == "clinician":
        edges.append(Stroke(edge, x0, top, x0, bottom, edge))
    box = Box(colour, x0, top, x1, bottom, colour)
    return Band(whose, *reach, low, high, box, tuple(edges))
