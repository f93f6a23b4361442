"""Two sides, taken in turn: what one costs beside the other, never what it takes alone."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import NamedTuple


class Unequal(AssertionError):
    """The sides of a benchmark do not do the same work: there is nothing to compare."""


def same(what: str, one: object, other: object) -> None:
    """Refuse to compare sides of which this differs, or is nothing at all."""
    if one != other or not one:
        raise Unequal(f"{what}: {one!r:.300} and {other!r:.300}")


class Sample(NamedTuple):
    """One run: how much of the bench's unit it took, and how many bytes or rows it made."""

    amount: float
    made: int


@dataclass
class Side:
    """One way to do it: its amount in each counted round, and what its last run made."""

    name: str
    run: Callable[[], Sample]
    most: float | None = None  # of an anchor: what ours may be of it; None: only told
    amounts: list[float] = field(default_factory=list)
    made: int = 0


@dataclass
class Bench:
    """`ours` beside each of `anchors`. `equal` asserts equal work and says what it saw."""

    equal: Callable[[], str]
    ours: Side
    anchors: Sequence[Side]
    rounds: int = 15
    warm: int = 4  # runs of each side beforehand: a server has two processes
    unit: str = "ms"
    told: str = ""  # by `equal`

    @property
    def sides(self) -> list[Side]:
        return [self.ours, *self.anchors]

    def measure(self, *, most: int) -> None:
        """Equal work first; then rounds, in which every side runs once, shuffled."""
        self.told = self.equal()
        order = random.Random(self.ours.name)
        for _ in range(min(most, self.warm)):
            for side in self.sides:
                side.run()
        for _ in range(min(most, self.rounds)):
            for side in order.sample(self.sides, len(self.sides)):
                amount, side.made = side.run()
                side.amounts.append(amount)

    def ratio(self, anchor: Side) -> tuple[float, float, float]:
        """The first quartile, the median and the third of the ratios of each round."""
        pairs = zip(self.ours.amounts, anchor.amounts, strict=True)
        ratios = [mine / theirs for mine, theirs in pairs]
        low, _, high = quantiles(ratios * 2, n=4)
        return low, median(ratios), high
