"""Days to count from: when an agent began or ended, and decisions."""

from collections.abc import Iterator, Sequence

from labs.readings import Episode
from labs.timeline import dates, prose
from labs.timeline.shape import Event, LetteredDecision
from labs.timeline.view import DATE_AXIS, Choice, View, since
from labs.words import Refused, gettext


def list_events(
    episodes: Sequence[Episode], decisions: Sequence[LetteredDecision]
) -> tuple[Event, ...]:
    return (*map(_event_of_episode, episodes), *map(_event_of_decision, decisions))


def find_origin(view: View, found: Sequence[Event]) -> Event | None:
    """Day 0 of the axis; refused when the record holds no such event."""
    if not view.since:
        return None
    named = next((event for event in found if event.id == view.since), None)
    if named is None:
        raise Refused("view-event-unknown")
    return named


def list_axes(view: View, found: Sequence[Event]) -> Iterator[Choice]:
    """Dates, and days since each event."""
    yield Choice(DATE_AXIS, gettext("dates"), not view.since)
    for event in found:
        words = gettext("days since {event}", event=event.words)
        yield Choice(since(event.id), words, event.id == view.since)


def _event_of_episode(episode: Episode) -> Event:
    """Its last day when it has ended, else its first."""
    agent = prose.name_agent(episode)
    if episode.stop is None:
        day = dates.as_known(episode.start, episode.start_precision)
        words = gettext("{agent} started, {day}", agent=agent, day=day)
        return Event(episode.id, episode.start, words)
    day = dates.as_known(episode.stop, episode.stop_precision)
    words = gettext("{agent} stopped, {day}", agent=agent, day=day)
    return Event(episode.id, episode.stop, words)


def _event_of_decision(lettered: LetteredDecision) -> Event:
    decided = lettered.decided
    day = dates.day(decided.date)
    return Event(
        decided.id,
        decided.date,
        gettext("decision {letter}, {day}", letter=lettered.letter, day=day),
    )
