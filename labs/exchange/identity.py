"""Whether a row is a result that the record has, a later version of it, or a new one."""

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from labs.exchange.parsed import Entry, Row
from labs.readings import Draw, Interval, Kind, Moment, Reading
from labs.words.fold import fold

IN_ERROR = "entered-in-error"
_fold = lru_cache(maxsize=1024)(fold)  # a file repeats few laboratories and methods
_STAGE = {"pending": 0, "preliminary": 1}
_SETTLED = 2
_OLDEST_FIRST, _NEWEST_FIRST, _EITHER, _UNTOLD = "oldest", "newest", "either", "untold"


@dataclass(eq=False, slots=True)
class ResultHistory:
    """The versions of one result, oldest first: of the record, then of this file."""

    readings: list[Reading]
    senders: frozenset[str] = frozenset()  # what files have called it
    uid: str = ""  # what the record calls it: our own files name it so

    @property
    def current(self) -> Reading:
        return self.readings[-1]

    @property
    def live(self) -> bool:
        return self.current.status != IN_ERROR

    def holds(self, reading: Reading) -> bool:
        return any(says_the_same(reading, version) for version in self.readings)


@dataclass(frozen=True)
class MatchDecision:
    """What becomes of a row; `history` is what it was found to be a version of."""

    outcome: str
    code: str = ""
    history: ResultHistory | None = None


type _Found = dict[Hashable, dict[ResultHistory, None]]  # in order, and each once


class KnownResults:
    """What one man's record holds, and what rows of a file have added while it is read."""

    def __init__(self) -> None:
        self._by_name: dict[Hashable, ResultHistory] = {}
        self._by_nature: _Found = {}
        self._by_day: _Found = {}
        self._by_key: _Found = {}

    def add(self, history: ResultHistory, reading: Reading, nature: Hashable) -> None:
        """A version of a history becomes findable; the history holds it already."""
        key = reading.key
        for name in (*history.senders, history.uid):
            if name:
                self._by_name[name, key] = history
        for found, by in (
            (self._by_nature, nature),
            (self._by_day, (key, reading.moment.date)),
            (self._by_key, key),
        ):
            found.setdefault(by, {})[history] = None

    def decide(self, entry: Entry, nature: Hashable) -> MatchDecision:
        """What a row is to the record; `nature` is that of its reading."""
        reading, sender = entry.reading, entry.identity.id
        if sender and (history := self._by_name.get((sender, reading.key))):
            return _of_sender(entry, history)
        known = list(self._by_nature.get(nature, ()))
        if sender:  # what has another name is another result
            known = [history for history in known if not history.senders]
        return _by_nature(reading, known)

    def has_twin(self, reading: Reading) -> bool:
        """Another result that may be the same one, by another laboratory or method."""
        same_day = self._by_day.get((reading.key, reading.moment.date), ())
        return any(
            history.live and _may_be_one(reading.moment, history.current.moment)
            for history in same_day
        )

    def course(self, key: tuple[str, str]) -> "KnownCourse":
        """What stands of one measure, in the order of its draws."""
        live = (each for each in self._by_key.get(key, ()) if each.live)
        histories = sorted(live, key=_drawn_at)
        return KnownCourse(histories, [*map(_drawn_at, histories)])


class KnownCourse(NamedTuple):
    """The results of one measure that stand, and when each was drawn."""

    histories: list[ResultHistory]
    drawn: list[datetime]


def find_nearest(course: KnownCourse, history: ResultHistory) -> Iterator[Reading]:
    """What was drawn before a result, the last first.

    Beside the earliest stands what the record has of later days.
    """
    histories = course.histories
    place = bisect_right(course.drawn, _drawn_at(history))
    earliest = True
    for at in reversed(range(place)):
        if histories[at] is not history:
            earliest = False
            yield histories[at].current
    if earliest:
        yield from (each.current for each in histories[place:] if each.uid)


def oldest_first(rows: Sequence[Row], natures: Sequence[Hashable]) -> list[int]:
    """Places in a file, in the order in which its results came about.

    Many files have the newest on top, and a correction above its original. Rows of one
    result change places then, and all others keep theirs.
    """
    places = list(range(len(rows)))
    groups = _find_versions(rows, natures)
    turns = [_find_order([entry for _, entry in group]) for group in groups]
    turned = _NEWEST_FIRST in turns and _OLDEST_FIRST not in turns
    for group, turn in zip(groups, turns, strict=True):
        slots = [at for at, _ in group]
        numbers = [entry.identity.version for _, entry in group]
        if None not in numbers:
            group = sorted(group, key=lambda each: each[1].identity.version or 0)
        elif turn == _NEWEST_FIRST or (turn == _EITHER and turned):
            group = group[::-1]
        for slot, (at, _) in zip(slots, group, strict=True):
            places[slot] = at
    return places


def _find_versions(
    rows: Sequence[Row], natures: Sequence[Hashable]
) -> list[list[tuple[int, Entry]]]:
    """Rows that speak of one result, by what the sender calls it or by its nature.

    Each with its place; results of which a file has one row are left out.
    """
    first: dict[Hashable, tuple[int, Entry]] = {}
    several: dict[Hashable, list[tuple[int, Entry]]] = {}
    for at, row in enumerate(rows):
        if isinstance(row, Entry):
            name = row.identity.id and (row.identity.id, row.reading.key)
            key = row.source.patient, name or natures[at]
            earlier = first.setdefault(key, (at, row))
            if earlier[0] != at:
                several.setdefault(key, [earlier]).append((at, row))
    # In the order of their first rows, as the file has them.
    return sorted(several.values(), key=lambda group: group[0][0])


def _find_order(entries: Sequence[Entry]) -> str:
    """Which way round versions of one result stand, as far as they tell."""
    readings = [entry.reading for entry in entries]
    told = {_turn_of(*pair) for pair in pairwise(readings)} - {_EITHER}
    if not told and _is_bare_withdrawal(readings[0]):
        return _NEWEST_FIRST
    return told.pop() if len(told) == 1 else _UNTOLD if told else _EITHER


def _turn_of(above: Reading, below: Reading) -> str:
    """A withdrawal stands by what it withdraws; else the later status is the later one."""
    if _is_bare_withdrawal(above) or _is_bare_withdrawal(below):
        return _EITHER
    restated = _value_key(above) == _value_key(below)
    if above.status == below.status:
        return _EITHER
    if above.status == IN_ERROR:
        newest_first = restated  # else another one was sent in its place
    elif below.status == IN_ERROR:
        newest_first = not restated
    elif _rank_status(above) == _rank_status(below):
        return _EITHER
    else:
        newest_first = _rank_status(above) > _rank_status(below)
    return _NEWEST_FIRST if newest_first else _OLDEST_FIRST


def _rank_status(reading: Reading) -> int:
    return 1 + _SETTLED if reading.status == "corrected" else _stage_of(reading)


def _is_bare_withdrawal(reading: Reading) -> bool:
    """One that does not repeat what it withdraws."""
    return reading.status == IN_ERROR and _value_key(reading) == _WITHDRAWN


def _drawn_at(history: ResultHistory) -> datetime:
    return history.current.moment.at


def find_nature(reading: Reading) -> Hashable:
    """What tells a result from others where the sender gives it no name (contracts 7)."""
    laboratory = _fold(reading.draw.laboratory)
    return reading.key, reading.moment.minute, laboratory, _fold(reading.method)


def says_the_same(new: Reading, old: Reading) -> bool:
    """What a file leaves out it does not contradict."""
    withdrawn = new.status == old.status == IN_ERROR and _value_key(new) == _WITHDRAWN
    return (
        (withdrawn or _value_key(new) == _value_key(old))
        and (not new.interval or _interval_key(new) == _interval_key(old))
        and new.comment.strip() in ("", old.comment.strip())
        and (new.status == old.status or (new.status, old.status) == ("final", "corrected"))
    )


def same_draw(new: Draw, old: Draw) -> bool:
    """Whether a row tells nothing of its draw that the record does not say."""
    if new is old:
        return True
    about, told = old.circumstances, new.circumstances
    return (
        new.moment.minute == old.moment.minute
        and _fold(new.laboratory) == _fold(old.laboratory)
        and told.fasting in (None, about.fasting)
        and told.since_dose in ("", about.since_dose)
    )


def drawn_as(new: Draw, old: Draw) -> Draw:
    """The draw of the record as a row of a later version tells it."""
    told = new.circumstances
    circumstances = replace(
        old.circumstances,
        fasting=old.circumstances.fasting if told.fasting is None else told.fasting,
        since_dose=told.since_dose or old.circumstances.since_dose,
    )
    return replace(
        old, moment=new.moment, laboratory=new.laboratory, circumstances=circumstances
    )


def _of_sender(entry: Entry, history: ResultHistory) -> MatchDecision:
    reading, version = entry.reading, entry.identity.version
    if history.holds(reading) and not _is_moved(entry, history):
        return _decide_unchanged(reading, history)
    if version is not None:
        if version >= len(history.readings):
            return MatchDecision("corrected", history=history)
        return MatchDecision("conflict", "conflict-version", history)
    return _compare_with(reading, history)


def _is_moved(entry: Entry, history: ResultHistory) -> bool:
    """A version that says what the last one said, of a draw that was told anew."""
    later = (entry.identity.version or 0) >= len(history.readings)
    return later and not same_draw(entry.reading.draw, history.current.draw)


def _by_nature(reading: Reading, histories: Sequence[ResultHistory]) -> MatchDecision:
    for history in histories:
        if history.holds(reading):
            return _decide_unchanged(reading, history)
    live = [history for history in histories if history.live]
    if not live:  # nothing there, or only what was entered in error
        return _PENDING if reading.status == "pending" else _CREATED
    return _compare_with(reading, live[-1])


def _compare_with(reading: Reading, history: ResultHistory) -> MatchDecision:
    old = history.current
    if reading.status in ("corrected", IN_ERROR):
        return MatchDecision("corrected", history=history)
    new_stage, old_stage = _stage_of(reading), _stage_of(old)
    if new_stage > old_stage:
        return MatchDecision("corrected", history=history)
    if new_stage < old_stage and _value_key(reading) in (_value_key(old), _NOTHING):
        return MatchDecision("unchanged", "unchanged-later", history)
    return MatchDecision("conflict", "conflict", history)


def _decide_unchanged(reading: Reading, history: ResultHistory) -> MatchDecision:
    later = not says_the_same(reading, history.current)
    return MatchDecision("unchanged", "unchanged-later" if later else "", history)


def _stage_of(reading: Reading) -> int:
    return _STAGE.get(reading.status, _SETTLED)


def _value_key(reading: Reading) -> Hashable:
    value = reading.value
    if value.kind is Kind.TEXT:
        return Kind.TEXT, fold(value.reported)
    if value.kind is Kind.ABSENT:
        return _NOTHING if reading.status == "pending" else (Kind.ABSENT, reading.status)
    return value.comparator, value.number, reading.unit


def _interval_key(reading: Reading) -> Hashable:
    interval = reading.interval or Interval(None, None)
    if not interval.has_ends:
        return fold(interval.text)
    ends = interval.ends(reading.analyte, reading.unit)
    low_inclusive = interval.low is None or interval.low_inclusive
    high_inclusive = interval.high is None or interval.high_inclusive
    return ends, low_inclusive, high_inclusive


def _may_be_one(new: Moment, old: Moment) -> bool:
    """One without a time meets any time of its day; two times must be one."""
    if new.time is None or old.time is None:
        return True
    return abs(new.at - old.at) < timedelta(minutes=1)


_CREATED, _PENDING = MatchDecision("created"), MatchDecision("pending")
_NOTHING = (Kind.ABSENT, "pending")
_WITHDRAWN = (Kind.ABSENT, IN_ERROR)  # without repeating what
