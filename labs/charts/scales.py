"""Value axes: logarithmic over the part that is used, linear from zero, or relative."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import log10

from labs.charts.scene import Px, ValueTick
from labs.timeline.log_axis import list_decades
from labs.words import gettext

LOWER_END, UPPER_END = Fraction(0), Fraction(1)  # of every reference range, drawn relative
_ABOVE, _BELOW = Fraction(1, 4), Fraction(1, 5)
_OVER_GREATEST = 210  # px that the greatest value leaves above it, for its text
_ABOUT = 4  # ticks of a linear axis
_NICE = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5))
_SPAN_OF_NOTHING = Fraction(10)


@dataclass(frozen=True)
class ScalePosition:
    """Where a value stands: itself or the end that it lies beyond, and how high."""

    value: Fraction
    y: Px
    off: bool


@dataclass(frozen=True)
class Scale:
    """From values to heights. Nothing is drawn outside `low` and `high`."""

    log: bool
    low: Fraction
    high: Fraction
    top: Px
    bottom: Px
    relative: bool = False  # from one end of a reference range to the other: 0 to 1
    _positions: dict[tuple[int, int], ScalePosition] = field(
        default_factory=dict, repr=False, compare=False
    )

    def y(self, value: Fraction) -> Px:
        return self.position(value).y

    def position(self, value: Fraction) -> ScalePosition:
        """Results repeat: where each stands is computed once."""
        key = value.as_integer_ratio()  # a fraction itself is slow to find
        if key not in self._positions:
            low, high = self._ends
            number = value.numerator / value.denominator  # as slow to compare
            inside = self.low if number < low else self.high if number > high else value
            up = round(self._share(inside) * (self.bottom - self.top))
            at = self.bottom - up
            self._positions[key] = ScalePosition(inside, at, inside is not value)
        return self._positions[key]

    def is_off(self, value: Fraction) -> bool:
        return self.position(value).off

    @cached_property
    def ticks(self) -> tuple[ValueTick, ...]:
        if self.relative:
            return tuple(self._ends_of_ranges())
        return tuple(self._decades() if self.log else self._steps())

    def _share(self, value: Fraction) -> float | Fraction:
        if not self.log:
            return (value - self.low) / (self.high - self.low)
        low, high = self._ends
        return log10(value.numerator / value.denominator / low) / log10(high / low)

    @cached_property
    def _ends(self) -> tuple[float, float]:
        return float(self.low), float(self.high)

    def _decades(self) -> Iterator[ValueTick]:
        labelled = list_decades(self.low, self.high)
        for decade in [labelled[0] / 10, *labelled]:
            for n in range(1, 10):
                value = decade * n
                if self.low <= value <= self.high:
                    words = plain_digits(value) if n == 1 else ""
                    yield ValueTick(value, self.y(value), words)

    def _ends_of_ranges(self) -> Iterator[ValueTick]:
        yield ValueTick(LOWER_END, self.y(LOWER_END), gettext("lower end"))
        yield ValueTick(UPPER_END, self.y(UPPER_END), gettext("upper end"))

    def _steps(self) -> Iterator[ValueTick]:
        step = nice_step(self.high / _ABOUT)
        for count in range(int(self.high / step) + 1):
            yield ValueTick(step * count, self.y(step * count), plain_digits(step * count))


def logarithmic_scale(low: Fraction, high: Fraction, *, top: Px, bottom: Px) -> Scale:
    return Scale(log=True, low=low, high=high, top=top, bottom=bottom)


def linear_scale(
    values: Iterable[Fraction], ends: Iterable[Fraction], *, top: Px, bottom: Px
) -> Scale:
    """From 0 to a little over the greatest; the end is not rounded up to a tick."""
    height = bottom - top
    greatest = max(values, default=Fraction(0))
    high = max([greatest, *ends]) * Fraction(108, 100)
    room = greatest * height / max(height - _OVER_GREATEST, 1)
    high = max(high, room) or _SPAN_OF_NOTHING
    return Scale(log=False, low=Fraction(0), high=high, top=top, bottom=bottom)


def relative_scale(places: Iterable[Fraction], *, top: Px, bottom: Px) -> Scale:
    """Both ends and all that lies beside them, with room for words above and below."""
    found = [LOWER_END, UPPER_END, *places]
    low, high = min(found), max(found)
    above, below = (high - low) * _ABOVE, (high - low) * _BELOW
    return Scale(
        log=False, low=low - below, high=high + above, top=top, bottom=bottom, relative=True
    )


def nice_step(about: Fraction) -> Fraction:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    size = Fraction(1)
    while size * 10 <= about:
        size *= 10
    while size > about:
        size /= 10
    return next((size * step for step in _NICE if size * step >= about), size * 10)


def plain_digits(value: Fraction) -> str:
    """Without noughts behind the point."""
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}"
