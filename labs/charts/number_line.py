"""One result on a range, for the man himself: words, a block, a dot.

Places are shares of the width, so that its type stays as large as the page's on any screen.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from html import escape

from labs.charts.scene import Anchor
from labs.charts.svg import px_text
from labs.readings import Interval, ShownValue
from labs.timeline import Point, speech
from labs.words import gettext

type Share = int  # tenths of a hundredth of the width

_START, _END = 40, 960
_HIGH = Fraction(8, 11)  # where the upper edge stands on the track
_LOW_ALONE = Fraction(1, 3)
_NARROW = 160
_ROUND = ' rx="7"'
_SIDEWAYS = {"start": "", "middle": ' text-anchor="middle"', "end": ' text-anchor="end"'}
_LEFT = '<path class="f-paper s-ink arrow" d="M-8,39l15,-10v20z"/>'
_RIGHT = '<path class="f-paper s-ink arrow" d="M8,39l-15,-10v20z"/>'


@dataclass(frozen=True)
class _Track:
    """From 0 to a little over the range, or to three times its lower edge."""

    low: Fraction | None
    high: Fraction | None

    @property
    def end(self) -> Fraction:
        if self.high is not None:
            return self.high / _HIGH or Fraction(1)
        return (self.low or Fraction(0)) / _LOW_ALONE or Fraction(1)

    def x(self, value: Fraction) -> Share:
        return _START + round(min(value / self.end, Fraction(1)) * (_END - _START))

    @property
    def block(self) -> tuple[Share, Share]:
        low = _START if self.low is None else self.x(self.low)
        return low, _END if self.high is None else self.x(self.high)


def draw_number_line(point: Point) -> str:
    """Empty where there is no number, or no range for it to stand on."""
    exact, printed = _find_range(point)
    track = _build_track(point, exact)
    if point.number is None or printed is None or track is None:
        return ""
    words = f"{speech.speak_size(point.shown)} {point.shown.unit_text}".strip()
    side = _find_side(point.shown, point.number, track)
    x = {"left": _START, "right": _END}.get(side, track.x(point.number))
    spoken = gettext("{value}; the range is {range}", value=words, range=printed.spoken)
    return "\n".join(
        [
            f'<svg class="line-of-range" width="100%" height="74" role="img"'
            f' aria-label="{escape(spoken)}">',
            _draw_text("value", x, 20, words),
            *_draw_rail(track),
            *_draw_edges(track, printed),
            _draw_mark(side, x),
            "</svg>",
        ]
    )


def _find_range(point: Point) -> tuple[Interval | None, Interval | None]:
    """His clinician's range in place of the laboratory's; as set, and in the shown unit."""
    if (
        point.clinician_range
        and point.clinician_interval
        and point.clinician_interval.has_ends
    ):
        return point.clinician_range.interval, point.clinician_interval
    return point.reading.interval, point.interval


def _build_track(point: Point, interval: Interval | None) -> _Track | None:
    reading = point.reading
    if interval is None or not point.shown.unit:
        return None
    with_unit = replace(interval, unit=interval.unit or reading.unit)
    low, high = with_unit.ends(reading.analyte, point.shown.unit)
    return None if low is None and high is None else _Track(low, high)


def _find_side(shown: ShownValue, value: Fraction, track: _Track) -> str:
    """To which side the value lies off the line, or may lie."""
    match shown.comparator[:1]:
        case "<":
            return "left"
        case ">":
            return "right"
    return "right" if value > track.end else ""


def _draw_rail(track: _Track) -> list[str]:
    start, end = track.block
    open_ended = start == _START or end == _END
    return [
        _draw_rect("track", _START, _END, _ROUND),
        _draw_rect("f-band block", start, end, _ROUND if open_ended else ""),
    ]


def _draw_rect(kind: str, start: Share, end: Share, more: str = "") -> str:
    return (
        f'<rect class="{kind}" x="{px_text(start)}%" y="32" width="{px_text(end - start)}%"'
        f' height="14"{more}/>'
    )


def _draw_edges(track: _Track, interval: Interval) -> list[str]:
    near = track.block[1] - track.block[0] < _NARROW
    both = track.low is not None and track.high is not None
    low: Anchor = "end" if near and both else "middle"
    high: Anchor = "start" if near and both else "middle"
    ends = ((track.low, interval.low), (track.high, interval.high))
    parts: list[str] = []
    for (exact, printed), anchor in zip(ends, (low, high), strict=True):
        if exact is not None and printed is not None:
            x = px_text(track.x(exact))
            words = _write_end(printed, interval)
            parts += [
                f'<line class="s-band-edge edge" x1="{x}%" y1="28" x2="{x}%" y2="50"/>',
                f'<text x="{x}%" y="68"{_SIDEWAYS[anchor]}>{escape(words)}</text>',
            ]
    return parts


def _write_end(end: Decimal, interval: Interval) -> str:
    return f"{'≈' if interval.converted else ''}{end:f}"


def _draw_mark(side: str, x: Share) -> str:
    """A dot; an open arrowhead where the value lies somewhere on that side."""
    if side:
        arrow = _LEFT if side == "left" else _RIGHT
        return f'<svg x="{px_text(x)}%" overflow="visible">{arrow}</svg>'
    return f'<circle class="f-ink dot" cx="{px_text(x)}%" cy="39" r="8"/>'


def _draw_text(kind: str, x: Share, base: int, words: str) -> str:
    anchor: Anchor = "start" if x < 250 else "end" if x > 700 else "middle"
    return (
        f'<text class="{kind}" x="{px_text(x)}%" y="{base}"{_SIDEWAYS[anchor]}>'
        f"{escape(words)}</text>"
    )
