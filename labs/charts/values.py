"""Which values are written beside their marks, in which order, and with which words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from labs.charts.frame import Frame
from labs.charts.joins import Placed
from labs.charts.say import say
from labs.charts.scene import Mark, Px, Run
from labs.charts.strands import Strand
from labs.series import Point

_SIDES = ("left", "right")


class Rank(IntEnum):
    """The lower, the earlier a text is placed."""

    LATEST = 1
    CHANGED = 2  # corrected, preliminary, off scale
    FIRST = 3
    RUN_BEGINS = 4
    EXTREME = 5
    BESIDE_CENSORED = 6
    RUN_ENDS = 7
    BESIDE_GAP = 8
    OTHER = 9


_DENSE = (*range(Rank.LATEST, Rank.EXTREME + 1), Rank.RUN_ENDS)


@dataclass(frozen=True)
class Value:
    """One text: of one result, or of both sides of one examination."""

    points: tuple[Point, ...]
    marks: tuple[Mark, ...]
    runs: tuple[Run, ...]
    rank: int

    @property
    def x(self) -> Px:
        return self.marks[0].place.x

    @property
    def censored(self) -> bool:
        return any(mark.shape.censored for mark in self.marks)

    @property
    def words(self) -> str:
        return self.runs[0].words


def values(
    strand: Strand, marks: Placed, runs: Sequence[Sequence[Mark]], frame: Frame
) -> list[Value]:
    """Those that are to be written, in the order in which they are placed."""
    own = [points for points in strand.groups if not marks[points[0].id].laid_over]
    laid = [points for points in strand.groups if marks[points[0].id].laid_over]
    ranks = _Ranks(own, marks, runs)
    ranked = [(ranks.of(place), points) for place, points in enumerate(own)]
    ranked += [(Rank.OTHER, points) for points in laid]
    made = [
        Value(
            points,
            tuple({marks[point.id].point: marks[point.id] for point in points}.values()),
            _runs(points, marks, strand, frame),
            rank,
        )
        for rank, points in ranked
        if not frame.dense or rank in _DENSE
    ]
    return sorted(made, key=lambda value: value.rank)


def count(strand: Strand) -> int:
    """Of all, written or not."""
    return len(strand.groups) + len(strand.without)


def both_sides(points: Sequence[Point]) -> str:
    """`15.6 | 15.2`, left first; a dash for a side without a value."""
    told: dict[str, list[str]] = {side: [] for side in _SIDES}
    for point in points:
        told[point.reading.side].append(point.shown.text)
    return " | ".join(", ".join(texts) or "–" for texts in told.values())


def unit_of(points: Sequence[Point]) -> str:
    """The unit of results side by side; words of a laboratory have none."""
    return next((p.shown.unit_text for p in reversed(points) if p.shown.unit_text), "")


def _runs(
    points: Sequence[Point], marks: Mapping[str, Mark], strand: Strand, frame: Frame
) -> tuple[Run, ...]:
    said = both_sides(points) if strand.sided else points[0].shown.text
    return (
        Run(said, marks[points[0].id].colour, frame.size.value),
        *(Run(words, "muted", frame.size.small) for words in _beside(points, marks, frame)),
    )


def _beside(
    points: Sequence[Point], marks: Mapping[str, Mark], frame: Frame
) -> Iterator[str]:
    first = points[0]
    roomy = frame.size.names_old and not frame.dense
    if first.was and roomy:
        yield say("was", reported=first.was.reported)
    if any(marks[point.id].off_scale for point in points):
        yield say("off-scale")
    if roomy:
        yield from _apart(points, first.reading.draw.id, frame)


def _apart(points: Sequence[Point], draw: str, frame: Frame) -> Iterator[str]:
    """What holds for this analyte, and not for the whole draw."""
    if draw not in frame.baselines and any(point.baseline for point in points):
        yield say("baseline")
    if draw not in frame.news and any(point.new for point in points) and frame.for_staff:
        yield say("new")


class _Ranks:
    def __init__(
        self,
        groups: Sequence[Sequence[Point]],
        marks: Placed,
        runs: Sequence[Sequence[Mark]],
    ) -> None:
        self._groups = groups
        self._marks = [[marks[point.id] for point in points] for points in groups]
        self._censored = [any(mark.shape.censored for mark in m) for m in self._marks]
        self._begins = {run[0].point for run in runs}
        self._ends = {run[-1].point for run in runs}
        self._extremes = self._found_extremes()

    def of(self, place: int) -> Rank:
        return next(
            (rank for rank, holds in self._tests(place) if holds),
            Rank.OTHER,
        )

    def _tests(self, place: int) -> Iterator[tuple[Rank, bool]]:
        ids = {mark.point for mark in self._marks[place]}
        yield Rank.LATEST, place == len(self._groups) - 1
        yield Rank.CHANGED, any(mark.ring or mark.off_scale for mark in self._marks[place])
        yield Rank.FIRST, place == 0
        yield Rank.RUN_BEGINS, bool(ids & self._begins)
        yield Rank.EXTREME, place in self._extremes
        yield Rank.BESIDE_CENSORED, self._beside_censored(place)
        yield Rank.RUN_ENDS, bool(ids & self._ends)
        yield Rank.BESIDE_GAP, self._beside_gap(place)

    def _beside_censored(self, place: int) -> bool:
        near = self._censored[max(place - 1, 0) : place + 2]
        return any(near) and not self._censored[place]

    def _beside_gap(self, place: int) -> bool:
        here = self._groups[place : place + 2]
        return any(point.verdict.kind == "broken" for points in here for point in points)

    def _found_extremes(self) -> set[int]:
        """The highest and the lowest of what was measured."""
        measured = [
            (mark.place.value, place)
            for place, marks in enumerate(self._marks)
            for mark in marks
            if not mark.shape.censored
        ]
        if not measured:
            return set()
        highest = max(measured, key=lambda one: one[0])
        return {min(measured)[1], highest[1]}
