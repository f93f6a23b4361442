"""Value axes: logarithmic over the empty decades too, linear from zero, or relative."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction

from labs.charts.say import say
from labs.charts.scene import Px, Rung

LOWEST = Fraction(1, 100)
HIGHEST = Fraction(100)
LOWER_END, UPPER_END = Fraction(0), Fraction(1)  # of every interval, drawn relative
_ABOVE, _BELOW = Fraction(1, 4), Fraction(1, 5)
_DECADES = 4
_LABELS = ("0.01", "0.1", "1", "10", "100")
_OVER_GREATEST = 210  # px that the greatest value leaves above it, for its text
_ABOUT = 4  # ticks of a linear axis
_NICE = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5))
_SPAN_OF_NOTHING = Fraction(10)


@dataclass(frozen=True)
class Stand:
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
    relative: bool = False  # from one end of an interval to the other: 0 to 1
    _stands: dict[tuple[int, int], "Stand"] = field(
        default_factory=dict, repr=False, compare=False
    )

    def y(self, value: Fraction) -> Px:
        return self.stand(value).y

    def stand(self, value: Fraction) -> "Stand":
        """Results repeat: where each stands is computed once."""
        key = value.as_integer_ratio()  # a fraction itself is slow to find
        if key not in self._stands:
            inside = self.clamp(value)
            up = round(self._share(inside) * (self.bottom - self.top))
            self._stands[key] = Stand(inside, self.bottom - up, inside != value)
        return self._stands[key]

    def value(self, y: Px) -> Fraction:
        """What stands at a height: pixels, for a writer that takes data units."""
        share = Fraction(self.bottom - y, self.bottom - self.top)
        if not self.log:
            return self.low + share * (self.high - self.low)
        return LOWEST * _power_of_ten(share * _DECADES)

    def clamp(self, value: Fraction) -> Fraction:
        return min(max(value, self.low), self.high)

    def off(self, value: Fraction) -> bool:
        return value != self.clamp(value)

    def rungs(self) -> tuple[Rung, ...]:
        if self.relative:
            return tuple(self._of_ends())
        return tuple(self._decades() if self.log else self._steps())

    def _share(self, value: Fraction) -> Fraction:
        if not self.log:
            return (value - self.low) / (self.high - self.low)
        return Fraction(_log_10(value / LOWEST)) / _DECADES

    def _decades(self) -> Iterator[Rung]:
        for power, words in enumerate(_LABELS):
            decade = LOWEST * 10**power
            yield Rung(decade, self.y(decade), words)
            if power < _DECADES:
                yield from (Rung(decade * n, self.y(decade * n)) for n in range(2, 10))

    def _of_ends(self) -> Iterator[Rung]:
        for end, code in ((LOWER_END, "lower-end"), (UPPER_END, "upper-end")):
            yield Rung(end, self.y(end), say(code))

    def _steps(self) -> Iterator[Rung]:
        step = nice(self.high / _ABOUT)
        for count in range(int(self.high / step) + 1):
            yield Rung(step * count, self.y(step * count), plain(step * count))


def logarithmic(top: Px, bottom: Px) -> Scale:
    """The same for every man, so that pages compare."""
    return Scale(log=True, low=LOWEST, high=HIGHEST, top=top, bottom=bottom)


def linear(
    values: Iterable[Fraction], ends: Iterable[Fraction], *, top: Px, bottom: Px
) -> Scale:
    """From 0 to a little over the greatest; the end is not rounded up to a tick."""
    values, height = list(values), bottom - top
    greatest = max(values, default=Fraction(0))
    high = max([greatest, *ends]) * Fraction(108, 100)
    room = greatest * height / max(height - _OVER_GREATEST, 1)
    return Scale(
        log=False,
        low=Fraction(0),
        high=max(high, room) or _SPAN_OF_NOTHING,
        top=top,
        bottom=bottom,
    )


def relative_scale(places: Iterable[Fraction], *, top: Px, bottom: Px) -> Scale:
    """Both ends and all that lies beside them, with room for words above and below."""
    found = [LOWER_END, UPPER_END, *places]
    low, high = min(found), max(found)
    above, below = (high - low) * _ABOVE, (high - low) * _BELOW
    return Scale(
        log=False,
        low=low - below,
        high=high + above,
        top=top,
        bottom=bottom,
        relative=True,
    )


def nice(about: Fraction) -> Fraction:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    size = Fraction(1)
    while size * 10 <= about:
        size *= 10
    while size > about:
        size /= 10
    return next((size * step for step in _NICE if size * step >= about), size * 10)


def plain(value: Fraction) -> str:
    """In digits, without noughts behind the point."""
    return f"{decimal(value).normalize():f}"


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _log_10(value: Fraction) -> Decimal:
    with localcontext(prec=12):
        return decimal(value).log10()


def _power_of_ten(power: Fraction) -> Fraction:
    with localcontext(prec=12):
        return Fraction(Decimal(10) ** decimal(power))
