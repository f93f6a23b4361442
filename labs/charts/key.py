"""The key: only the signs that a figure uses."""

from collections.abc import Iterator, Sequence

from labs.charts.say import say
from labs.charts.scene import Box, Flag, Panel, Ring, Shape, Sign


def key(
    panels: Sequence[Panel], lanes: Sequence[Box], flags: Sequence[Flag]
) -> tuple[Sign, ...]:
    return tuple(
        Sign(sign, say(f"key-{sign}"))
        for sign, used in _signs(panels, lanes, flags)
        if used
    )


def _signs(
    panels: Sequence[Panel], lanes: Sequence[Box], flags: Sequence[Flag]
) -> Iterator[tuple[str, bool]]:
    yield from _of_marks(panels)
    yield from _of_lines(panels)
    boxes = [*lanes, *(box for panel in panels for box in panel.rails)]
    kinds = {box.kind for box in boxes}
    yield "rail", "rail" in kinds
    yield "rail-uncertain", "rail-uncertain" in kinds or "month" in kinds
    filled = any(flag.filled for flag in flags)
    yield "decision", bool(flags) and not filled
    yield "decision-again", filled


def _of_marks(panels: Sequence[Panel]) -> Iterator[tuple[str, bool]]:
    marks = [mark for panel in panels for mark in panel.marks]
    shapes = {mark.shape for mark in marks}
    yield "circle", Shape.CIRCLE in shapes
    yield "square", Shape.SQUARE in shapes
    yield "below", Shape.BELOW in shapes
    yield "above", Shape.ABOVE in shapes
    yield "sides", any(mark.side for mark in marks)
    yield "corrected", any(mark.ring is Ring.CORRECTED for mark in marks)
    yield "preliminary", any(mark.ring is Ring.PRELIMINARY for mark in marks)
    ticks = {line.kind for panel in panels for line in panel.lines}
    yield "words", "words-tick" in ticks
    yield "without", "without-tick" in ticks
    yield "over", any(mark.laid_over for mark in marks)


def _of_lines(panels: Sequence[Panel]) -> Iterator[tuple[str, bool]]:
    segments = [segment for panel in panels for segment in panel.segments]
    whose = {band.whose for panel in panels for band in panel.bands}
    yield "dotted", any(segment.style == "dotted" for segment in segments)
    yield "noted", any(segment.strokes for segment in segments)
    yield "gap", any(panel.gaps for panel in panels)
    yield "band", "laboratory" in whose
    yield "clinician", "clinician" in whose
