"""Days under one state of treatment, so that an on-drug value is not read as another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from labs.readings import Episode
from labs.series import dates, prose
from labs.series.days import Days
from labs.words import gettext

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Turn:
    """A day on which an agent may begin or end, as it was recorded."""

    first: date  # of what comes after it
    recorded: date
    precision: str

    @property
    def words(self) -> str:
        return dates.as_known(self.recorded, self.precision)


@dataclass(frozen=True)
class Stretch:
    agents: str  # in prose; empty: none recorded
    start: Turn | None  # None: from before anything recorded
    end: Turn | None


def stretches(episodes: Sequence[Episode]) -> tuple[Stretch, ...]:
    """All of time, cut where the agents change; a new episode of one is no cut."""
    days = Days(episodes)
    found = [("", None), *_states(episodes, days)]
    ends = [turn for _, turn in found[1:]]
    return tuple(
        Stretch(agents, start, end)
        for (agents, start), end in zip(found, [*ends, None], strict=True)
    )


def at(day: date, cut: Sequence[Stretch]) -> Stretch:
    return next(
        each for each in reversed(cut) if each.start is None or each.start.first <= day
    )


def heading(stretch: Stretch, letters: dict[date, str]) -> str:
    """`hCG and clomifene, 2 Feb 2026 (D) to 20 May 2026 (E)`."""
    agents = prose.first_up(stretch.agents) or gettext("No treatment recorded")
    start, end = _day(stretch.start, letters), _day(stretch.end, letters)
    if start and start == end:
        return gettext("{agents}, in {day}", agents=agents, day=start)
    if start and end:
        return gettext("{agents}, {start} to {end}", agents=agents, start=start, end=end)
    if start:
        return gettext("{agents} since {start}", agents=agents, start=start)
    return gettext("{agents} before {end}", agents=agents, end=end) if end else agents


def _states(episodes: Sequence[Episode], days: Days) -> Iterator[tuple[str, Turn]]:
    before = ""
    for turn in _turns(episodes):
        agents = prose.agents(*days.on(turn.first))
        if agents != before:
            yield agents, turn
        before = agents


def _turns(episodes: Sequence[Episode]) -> list[Turn]:
    """One a day: a first day outweighs a last one, which is written as itself."""
    found: dict[date, Turn] = {}
    for turn in [turn for episode in episodes for turn in _of(episode)]:
        if turn.first not in found or turn.recorded == turn.first:
            found[turn.first] = turn
    return [found[day] for day in sorted(found)]


def _of(episode: Episode) -> Iterator[Turn]:
    yield from _begun(episode.start, episode.start_precision)
    if episode.stop is None:
        return
    if episode.stop_precision == "month":
        yield from _begun(episode.stop, "month")
    else:
        yield Turn(episode.stop + _DAY, episode.stop, "date")


def _begun(day: date, precision: str) -> Iterator[Turn]:
    """Of a month, both its first day and the next month's: between them, uncertain."""
    if precision != "month":
        yield Turn(day, day, precision)
        return
    yield Turn(day.replace(day=1), day, "month")
    yield Turn(dates.next_month(day), day, "month")


def _day(turn: Turn | None, letters: dict[date, str]) -> str:
    if turn is None:
        return ""
    letter = letters.get(turn.recorded) if turn.precision != "month" else None
    return f"{turn.words} ({letter})" if letter else turn.words
