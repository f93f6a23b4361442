"""The part of a logarithmic axis that is used: contracts, section 13.

Ends are 1 or 3 times a power of ten, so that the pages of two men compare at a glance.
"""

from collections.abc import Iterable
from fractions import Fraction

from labs.timeline.relative import Ends

ENDS = tuple(Fraction(n) * Fraction(10) ** p for p in (-2, -1, 0, 1) for n in (1, 3)) + (
    Fraction(100),
)
_TWO_DECADES = 4  # steps between two ends


def log_ends(
    values: Iterable[Fraction], ranges: Iterable[Ends], lower_limits: Iterable[Fraction]
) -> tuple[Fraction, Fraction]:
    """The lowest and the highest value of the axis, in the unit of its row.

    They hold the values, the ends of the reference ranges, and half of each lower limit,
    which leaves room for where a censored value may lie: at least two decades, at most
    0.01 to 100. What lies beyond stands on the nearest end, off scale.
    """
    needed = [
        *map(float, values),  # equal fractions are equal floats, and quicker to compare
        *(float(end) for pair in ranges for end in pair if end is not None),
        *(float(limit) / 2 for limit in lower_limits),
    ]
    needed = [each for each in needed if each > 0] or [1.0]
    least, most, last = min(needed), max(needed), len(ENDS) - 1
    low = max((n for n, end in enumerate(ENDS) if float(end) <= least), default=0)
    high = min((n for n, end in enumerate(ENDS) if float(end) >= most), default=last)
    down = True  # first: room for a value that falls
    while high - low < _TWO_DECADES:
        if (down and low > 0) or high == last:
            low -= 1
        else:
            high += 1
        down = not down
    return ENDS[low], ENDS[high]


def list_decades(low: Fraction, high: Fraction) -> list[Fraction]:
    """Those of the axis, which are labelled."""
    return [end for end in ENDS[::2] if low <= end <= high]
