"""Decisions as lettered flags over the lanes, and their lines through lanes and rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from labs.charts.layout import FLAG, FLAG_STEP, FLAGS, FigureLayout
from labs.charts.scene import Flag, Px, Stroke
from labs.charts.text import width_of
from labs.timeline import LetteredDecision, dates

_TOP = 15
_LETTERS = 120
_AROUND = 50


@dataclass(frozen=True)
class FlagGroup:
    """One flag to be: a decision, or neighbours that share it."""

    decisions: tuple[LetteredDecision, ...]
    true: tuple[Px, ...]

    @property
    def letters(self) -> str:
        first, last = self.decisions[0].letter, self.decisions[-1].letter
        return first if first == last else f"{first}–{last}"

    @property
    def words(self) -> str:
        """`C, 26 Sep 2025: changed`: the kinds of all that share the flag."""
        return "; ".join(map(_flag_words, self.decisions))

    @property
    def wide(self) -> Px:
        letters = width_of(self.letters, _LETTERS, bold=True)
        return max(FLAG, letters + _AROUND) if len(self.letters) > 1 else FLAG

    @property
    def middle(self) -> Px:
        return sum(self.true) // len(self.true)

    def joined(self, other: "FlagGroup") -> "FlagGroup":
        return FlagGroup(self.decisions + other.decisions, self.true + other.true)


def build_flags(layout: FigureLayout) -> tuple[Flag, ...]:
    groups = _fit_groups(
        [FlagGroup((one,), (x,)) for one, x in layout.decisions],
        layout.axis.right - layout.axis.left + FLAG,
    )
    stands = _push_apart(groups, layout.axis.left, layout.axis.right)
    return tuple(
        Flag(
            group.letters,
            x,
            _TOP,
            FLAG,
            group.wide,
            group.true,
            any(one.needs_attention for one in group.decisions),
            group.decisions[0].decided.id,
            group.words,
        )
        for group, x in zip(groups, stands, strict=True)
    )


def _flag_words(one: LetteredDecision) -> str:
    return f"{one.letter}, {dates.day(one.decided.date)}: {one.decided.kind}"


def flag_leaders(found: Sequence[Flag]) -> Iterator[Stroke]:
    """From a flag that was pushed aside to where its decision stands."""
    for flag in found:
        for true in flag.true:
            yield Stroke("decision", flag.x, flag.y + flag.side, true, FLAGS, "decision")


def decision_lines(
    layout: FigureLayout, reaches: Sequence[tuple[Px, Px]]
) -> Iterator[Stroke]:
    """Inside lanes and panels only; day 0 is the stronger one."""
    for top, bottom in reaches:
        for _, x in layout.decisions:
            yield Stroke("decision", x, top, x, bottom, "decision")
        if layout.axis.counts_days:
            x = layout.axis.x(layout.axis.zero)
            yield Stroke("day-0", x, top, x, bottom, "decision")


def _fit_groups(groups: list[FlagGroup], room: Px) -> list[FlagGroup]:
    """Where not all have room side by side, the nearest neighbours share a flag."""
    while len(groups) > 1 and _width_needed(groups) > room:
        ways = [b.middle - a.middle for a, b in pairwise(groups)]
        at = ways.index(min(ways))
        groups = [*groups[:at], groups[at].joined(groups[at + 1]), *groups[at + 2 :]]
    return groups


def _width_needed(groups: Sequence[FlagGroup]) -> Px:
    return sum(group.wide + FLAG_STEP - FLAG for group in groups)


def _push_apart(groups: Sequence[FlagGroup], left: Px, right: Px) -> list[Px]:
    """As near to their true places as their width allows; none overlaps."""
    blocks: list[list[int]] = []
    for place in range(len(groups)):
        blocks.append([place])
        while len(blocks) > 1 and _overlaps(blocks[-2], blocks[-1], groups, left, right):
            last = blocks.pop()
            blocks[-1].extend(last)
    return [x for block in blocks for x in _place_block(block, groups, left, right)]


def _overlaps(
    one: Sequence[int],
    other: Sequence[int],
    groups: Sequence[FlagGroup],
    left: Px,
    right: Px,
) -> bool:
    last = _place_block(one, groups, left, right)[-1]
    first = _place_block(other, groups, left, right)[0]
    return first - last < _step_between(groups[one[-1]], groups[other[0]])


def _place_block(
    block: Sequence[int], groups: Sequence[FlagGroup], left: Px, right: Px
) -> list[Px]:
    """Side by side, around the mean of their true places, inside the figure."""
    offsets = [0]
    for a, b in pairwise(block):
        offsets.append(offsets[-1] + _step_between(groups[a], groups[b]))
    meant = [groups[place].middle - off for place, off in zip(block, offsets, strict=True)]
    start = min(max(sum(meant) // len(meant), left), max(right - offsets[-1], left))
    return [start + off for off in offsets]


def _step_between(a: FlagGroup, b: FlagGroup) -> Px:
    return (a.wide + b.wide) // 2 + FLAG_STEP - FLAG
