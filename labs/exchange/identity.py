"""Whether a row is a result that the record has, a later version of it, or a new one."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache

from labs.exchange.entry import Entry
from labs.readings import Draw, Interval, Kind, Moment, Reading
from labs.words.fold import fold

IN_ERROR = "entered-in-error"
_fold = lru_cache(maxsize=1024)(fold)  # a file repeats few laboratories and methods
_STAGE = {"pending": 0, "preliminary": 1}
_SETTLED = 2


@dataclass(eq=False)
class Chain:
    """The versions of one result, oldest first: of the record, then of this file."""

    readings: list[Reading]
    senders: set[str] = field(default_factory=set)  # what files have called it
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
class Decision:
    """What becomes of a row; `chain` is what it was found to be a version of."""

    outcome: str
    code: str = ""
    chain: Chain | None = None


class Record:
    """What one man's record holds, and what rows of a file have added while it is read."""

    def __init__(self) -> None:
        self._by_name: dict[Hashable, Chain] = {}
        self._by_nature: dict[Hashable, list[Chain]] = {}
        self._by_day: dict[Hashable, list[Chain]] = {}

    def add(self, chain: Chain, reading: Reading) -> None:
        """A version of a chain becomes findable; the chain holds it already."""
        for name in filter(None, (*chain.senders, chain.uid)):
            self._by_name[name, reading.key] = chain
        _put(self._by_nature, nature(reading), chain)
        _put(self._by_day, (reading.key, reading.moment.date), chain)

    def decide(self, entry: Entry) -> Decision:
        reading, sender = entry.reading, entry.identity.id
        if sender and (chain := self._by_name.get((sender, reading.key))):
            return _of_sender(entry, chain)
        known = self._by_nature.get(nature(reading), [])
        if sender:  # what has another name is another result
            known = [chain for chain in known if not chain.senders]
        return _by_nature(reading, known)

    def has_twin(self, reading: Reading) -> bool:
        """Another result that may be the same one, by another laboratory or method."""
        same_day = self._by_day.get((reading.key, reading.moment.date), [])
        return any(
            chain.live and _may_be_one(reading.moment, chain.current.moment)
            for chain in same_day
        )


def _put(found: dict[Hashable, list[Chain]], key: Hashable, chain: Chain) -> None:
    chains = found.setdefault(key, [])
    if chain not in chains:
        chains.append(chain)


def nature(reading: Reading) -> Hashable:
    """What tells a result from others where the sender gives it no name (contracts 7)."""
    laboratory = _fold(reading.draw.laboratory)
    return reading.key, at(reading.moment), laboratory, _fold(reading.method)


def at(moment: Moment) -> Hashable:
    """To the minute, wherever the clock stood; a date is not midnight."""
    if moment.time is None:
        return moment.precision, moment.date
    return moment.at.replace(second=0, microsecond=0)


def says_the_same(new: Reading, old: Reading) -> bool:
    """What a file leaves out it does not contradict."""
    return (
        _value(new) == _value(old)
        and (not new.interval or _interval(new) == _interval(old))
        and new.comment.strip() in ("", old.comment.strip())
        and (new.status == old.status or (new.status, old.status) == ("final", "corrected"))
    )


def same_draw(new: Draw, old: Draw) -> bool:
    """Whether a row tells nothing of its draw that the record does not say."""
    about, told = old.circumstances, new.circumstances
    return (
        at(new.moment) == at(old.moment)
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


def _of_sender(entry: Entry, chain: Chain) -> Decision:
    reading, version = entry.reading, entry.identity.version
    if chain.holds(reading) and not _moved(entry, chain):
        return _unchanged(reading, chain)
    if version is not None:
        if version >= len(chain.readings):
            return Decision("corrected", chain=chain)
        return Decision("conflict", "conflict-version", chain)
    return _against(reading, chain)


def _moved(entry: Entry, chain: Chain) -> bool:
    """A version that says what the last one said, of a draw that was told anew."""
    later = (entry.identity.version or 0) >= len(chain.readings)
    return later and not same_draw(entry.reading.draw, chain.current.draw)


def _by_nature(reading: Reading, known: Iterable[Chain]) -> Decision:
    chains = list(known)
    for chain in chains:
        if chain.holds(reading):
            return _unchanged(reading, chain)
    live = [chain for chain in chains if chain.live]
    if not live:  # nothing there, or only what was entered in error
        return Decision("pending" if reading.status == "pending" else "created")
    return _against(reading, live[-1])


def _against(reading: Reading, chain: Chain) -> Decision:
    old = chain.current
    if reading.status in ("corrected", IN_ERROR):
        return Decision("corrected", chain=chain)
    new_stage, old_stage = _stage(reading), _stage(old)
    if new_stage > old_stage:
        return Decision("corrected", chain=chain)
    if new_stage < old_stage and _value(reading) in (_value(old), _NOTHING):
        return Decision("unchanged", "unchanged-later", chain)
    return Decision("conflict", "conflict", chain)


def _unchanged(reading: Reading, chain: Chain) -> Decision:
    later = not says_the_same(reading, chain.current)
    return Decision("unchanged", "unchanged-later" if later else "", chain)


def _stage(reading: Reading) -> int:
    return _STAGE.get(reading.status, _SETTLED)


def _value(reading: Reading) -> Hashable:
    value = reading.value
    if value.kind is Kind.TEXT:
        return Kind.TEXT, fold(value.reported)
    if value.kind is Kind.ABSENT:
        return _NOTHING if reading.status == "pending" else (Kind.ABSENT, reading.status)
    return value.comparator, value.number, reading.unit


def _interval(reading: Reading) -> Hashable:
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


_NOTHING = (Kind.ABSENT, "pending")
