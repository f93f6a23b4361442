"""Two sides, taken in turn: what one costs beside the other, never what it takes alone."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles


class Watch:
    """Runs a side, and takes the time of what is to be measured of it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - start


@dataclass(frozen=True)
class Side:
    """One way to do it. `run` answers with what it made: bytes, or how many rows."""

    name: str
    run: Callable[[Watch], int]
    per: int = 1  # units of work in one run: time is told for each


@dataclass(frozen=True)
class Goal:
    """What the ratio should be at most; `promise` is the goal by its name: `P4`."""

    most: float
    promise: str = ""


@dataclass(frozen=True)
class Bench:
    """`ours` beside each of `anchors`."""

    name: str
    ours: Side
    anchors: Sequence[tuple[Side, Goal]]
    rounds: int = 15


@dataclass
class Taken:
    """Seconds for one unit of work in each round, and what the last run made."""

    side: Side
    seconds: list[float] = field(default_factory=list)
    made: int = 0

    def run(self, *, count: bool) -> None:
        watch = Watch()
        self.made = self.side.run(watch)
        if count:
            self.seconds.append(watch.seconds / self.side.per)

    @property
    def middle(self) -> float:
        return median(self.seconds)

    @property
    def late(self) -> float:
        """The 95th of a hundred runs; of few runs, the slowest."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)]


@dataclass(frozen=True)
class Ratio:
    """The median of the rounds' ratios, with its quartiles."""

    bench: str
    ours: Taken
    anchor: Taken
    goal: Goal

    @property
    def of_rounds(self) -> list[float]:
        pairs = zip(self.ours.seconds, self.anchor.seconds, strict=True)
        return [mine / theirs for mine, theirs in pairs]

    @property
    def middle(self) -> float:
        return median(self.of_rounds)

    @property
    def quartiles(self) -> tuple[float, float]:
        low, _, high = quantiles([*self.of_rounds] * 2, n=4)
        return low, high

    @property
    def met(self) -> bool:
        return self.middle <= self.goal.most


def measure(bench: Bench, *, most: int) -> list[Ratio]:
    """Each side once to warm it; then rounds, in each of which all sides run once."""
    ours = Taken(bench.ours)
    anchors = [Taken(side) for side, _ in bench.anchors]
    for taken in (ours, *anchors):
        taken.run(count=False)
    order = random.Random(bench.name)
    for _ in range(min(most, bench.rounds)):
        for taken in order.sample([ours, *anchors], len(anchors) + 1):
            taken.run(count=True)
    goals = [goal for _, goal in bench.anchors]
    return [Ratio(bench.name, ours, *each) for each in zip(anchors, goals, strict=True)]
