"""Days to count from: when an agent began or ended, and decisions."""

from collections.abc import Iterator, Sequence

from labs.readings import Episode
from labs.series import dates, prose
from labs.series.shape import Event, Lettered
from labs.series.view import DATE_AXIS, Choice, View, since
from labs.words import Refused, gettext


def events(episodes: Sequence[Episode], decisions: Sequence[Lettered]) -> tuple[Event, ...]:
    return (*map(_episode, episodes), *map(_decision, decisions))


def origin(view: View, found: Sequence[Event]) -> Event | None:
    """Day 0 of the axis; refused when the record holds no such event."""
    if not view.since:
        return None
    named = next((event for event in found if event.id == view.since), None)
    if named is None:
        raise Refused("view-event-unknown")
    return named


def axes(view: View, found: Sequence[Event]) -> Iterator[Choice]:
    """Dates, and days since each event."""
    yield Choice(DATE_AXIS, gettext("dates"), not view.since)
    for event in found:
        words = gettext("days since {event}", event=event.words)
        yield Choice(since(event.id), words, event.id == view.since)


def _episode(episode: Episode) -> Event:
    """Its last day when it has ended, else its first."""
    agent = prose.agent(episode)
    if episode.stop is None:
        day = dates.as_known(episode.start, episode.start_precision)
        words = gettext("{agent} started, {day}", agent=agent, day=day)
        return Event(episode.id, episode.start, words)
    day = dates.as_known(episode.stop, episode.stop_precision)
    words = gettext("{agent} stopped, {day}", agent=agent, day=day)
    return Event(episode.id, episode.stop, words)


def _decision(lettered: Lettered) -> Event:
    decided = lettered.decided
    day = dates.day(decided.date)
    return Event(
        decided.id,
        decided.date,
        gettext("decision {letter}, {day}", letter=lettered.letter, day=day),
    )
