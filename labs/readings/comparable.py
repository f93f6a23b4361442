"""Whether two neighbours may be compared: one function that line, words and deltas ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from labs.readings.episode import Episode
from labs.readings.reading import Reading
from labs.words.fold import fold

REASONS = (
    "method",
    "laboratory",
    "floor",
    "formula",
    "unit",
    "time-of-day",
    "since-dose",
    "fasting",
    "treatment",
)


@dataclass(frozen=True)
class Verdict:
    kind: str  # same, noted, broken, first
    reasons: tuple[str, ...] = ()


FIRST, _SAME = Verdict("first"), Verdict("same")


def compare(a: Reading, b: Reading, episodes: Sequence[Episode]) -> Verdict:
    """Of two neighbours of one analyte and side."""
    if a.key != b.key:
        raise ValueError(f"{a.key} and {b.key} are not neighbours")
    if broken := tuple(_list_broken(a, b)):
        return Verdict("broken", tuple(sorted(broken, key=REASONS.index)))
    if noted := tuple(_list_noted(a, b, episodes)):
        return Verdict("noted", noted)
    return _SAME


def is_break(a: Reading, b: Reading) -> bool:
    """Whether two neighbours may not be compared at all; `comparable` says why."""
    return next(_list_broken(a, b), None) is not None


def _list_broken(a: Reading, b: Reading) -> Iterator[str]:
    yield from _list_instruments(a, b)
    if _other_laboratory(a, b):
        yield "laboratory"
    if _other_floor(a, b):
        yield "floor"
    if _without_conversion(a, b):
        yield "unit"


def _list_instruments(a: Reading, b: Reading) -> Iterator[str]:
    """For a volume an instrument that was not recorded is an instrument of its own."""
    if a.analyte.sides:
        if a.method != b.method:
            scanned = all(at.method.startswith("ultrasound") for at in (a, b))
            yield "formula" if scanned else "method"
    elif a.method and b.method and not _is_same(a.method, b.method):
        yield "method"


def _other_laboratory(a: Reading, b: Reading) -> bool:
    """One and the same method in two laboratories is one measurement."""
    if a.method and _is_same(a.method, b.method):
        return False
    return not _is_same(a.draw.laboratory, b.draw.laboratory)


def _is_same(one: str, other: str) -> bool:
    return one == other or fold(one) == fold(other)


def _other_floor(a: Reading, b: Reading) -> bool:
    """Detection limits that are printed on both, as `<x`, and differ."""
    if not (a.below_detection and b.below_detection):
        return False
    return a.amount is not None and b.amount is not None and a.amount != b.amount


def _without_conversion(a: Reading, b: Reading) -> bool:
    if a.value.number is None or b.value.number is None:
        return False
    return not a.analyte.converts(a.unit, b.unit)


def _list_noted(a: Reading, b: Reading, episodes: Sequence[Episode]) -> Iterator[str]:
    """In the order of REASONS."""
    if not a.analyte.sides:
        yield from _list_circumstances(a, b)
    if episodes and _active_agents(a, episodes) != _active_agents(b, episodes):
        yield "treatment"


def _list_circumstances(a: Reading, b: Reading) -> Iterator[str]:
    mornings = a.moment.before_eleven, b.moment.before_eleven
    if mornings in ((True, False), (False, True)):
        yield "time-of-day"
    of_a, of_b = a.draw.circumstances, b.draw.circumstances
    if of_a.since_dose_compared != of_b.since_dose_compared:
        yield "since-dose"
    if of_a.fasting != of_b.fasting:
        yield "fasting"


def _active_agents(reading: Reading, episodes: Sequence[Episode]) -> dict[str, bool]:
    """Every agent that was active that day, and whether that is certain."""
    found: dict[str, bool] = {}
    for episode in episodes:
        state = episode.active_on(reading.moment.date)
        if state is not False:
            name = episode.agent or fold(episode.name)
            found[name] = found.get(name, False) or state is True
    return found
