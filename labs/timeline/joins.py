"""What stands between two neighbours of one row: a line, a dotted one, nothing, a gap."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from labs.timeline.point import SIGNS, Point
from labs.timeline.traces import Trace, is_censored
from labs.words import gettext, gettext_noop

type Kind = Literal["solid", "dotted", "none", "gap"]
# Treatment is left out: lanes and marks show it.
_REASONS = {
    "method": gettext_noop("method"),
    "laboratory": gettext_noop("laboratory"),
    "floor": gettext_noop("detection limit"),
    "formula": gettext_noop("formula"),
    "unit": gettext_noop("unit"),
    "time-of-day": gettext_noop("time of day"),
    "since-dose": gettext_noop("time since dose"),
    "fasting": gettext_noop("fasting"),
}


class Join(NamedTuple):
    """Two points that stand one after the other, and whether a line may join them.

    `solid` between two measured values; `dotted` to a censored one or one off scale;
    `none` between two censored ones; `gap` where they do not compare.
    """

    before: Point
    after: Point
    kind: Kind

    @property
    def reasons(self) -> tuple[str, ...]:
        """In what the two differ, by code: of a gap, and of a line that is noted."""
        return self.after.verdict.reasons

    @property
    def noted(self) -> bool:
        return self.after.verdict.kind == "noted"

    @property
    def words(self) -> str:
        """`≠ method`, `// time of day`; empty where the two compare in all."""
        sign = SIGNS.get(self.after.verdict.kind, "")
        return f"{sign} {reason_words(self.reasons)}".strip()


def list_joins(trace: Trace) -> tuple[Join, ...]:
    """Of neighbours that both have a height, in order; none between two courses."""
    pairs = ((point.earlier, point) for point in trace.drawn)
    return tuple(
        Join(before, after, _find_kind(before, after, trace))
        for before, after in pairs
        if before and before.id in trace.stands and trace.are_of_one_course(before, after)
    )


def reason_words(reasons: Iterable[str]) -> str:
    """`method, detection limit`; empty for treatment."""
    return ", ".join(gettext(_REASONS[each]) for each in reasons if each != "treatment")


def censored_runs(trace: Trace) -> list[list[Point]]:
    """Neighbours that compare and have one limit, on one side of it; single ones too."""
    before = {join.after.id: join for join in list_joins(trace)}
    runs: list[list[Point]] = []
    for point in filter(is_censored, trace.drawn):
        join = before.get(point.id)
        if join and runs and runs[-1][-1] is join.before and _same_limit(join, trace):
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _find_kind(before: Point, after: Point, trace: Trace) -> Kind:
    if after.verdict.kind not in ("same", "noted"):
        return "gap"
    censored = is_censored(before) + is_censored(after)
    if censored == 2:
        return "none"
    off_scale = trace.is_off_scale(before) or trace.is_off_scale(after)
    return "dotted" if censored or off_scale else "solid"


def _same_limit(join: Join, trace: Trace) -> bool:
    """`<0.1` and `<=0.1` have one limit, `<0.1` and `>0.1` have not."""
    one, other = (
        (point.reading.value.comparator[:1], trace.stands[point.id])
        for point in (join.before, join.after)
    )
    return join.kind == "none" and one == other
