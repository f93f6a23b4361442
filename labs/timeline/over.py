"""An earlier course of the same man, laid over the one that days are counted for.

It reaches from a little before its event to where the next course begins: a new episode of
the agent of its event, else a little before day 0. What was drawn before it, or between the
two, is not in view.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from labs.readings import Episode, Moment
from labs.timeline.shape import Event
from labs.timeline.view import Choice, View
from labs.words import Refused, gettext

BEFORE = timedelta(days=45)


@dataclass(frozen=True)
class Over:
    event: Event  # day 0 of what is laid over
    origin: Event  # day 0 of the axis; later
    until: date  # the first day that is no longer of the earlier course

    @property
    def days(self) -> int:
        """How far its draws are moved."""
        return (self.origin.day - self.event.day).days

    @property
    def start(self) -> date:
        return self.event.day - BEFORE

    def reaches(self, moment: Moment, last: date) -> bool:
        """Whether one of the two courses has a draw whose `last` possible day is known."""
        if self.has(moment):
            return last >= self.start
        return last >= self.origin.day - BEFORE

    def has(self, moment: Moment) -> bool:
        """Whether a draw belongs to the course that is laid over, or to none before it."""
        return moment.date < self.until

    def words(self, moment: Moment) -> str:
        """`laid over in grey: day 47 after testosterone stopped, 20 May 2021`."""
        if moment.precision == "month":
            return gettext("laid over in grey, by {event}", event=self.event.words)
        days = (moment.date - self.event.day).days
        if days < 0:
            return gettext(
                "laid over in grey: {days} days before {event}",
                days=-days,
                event=self.event.words,
            )
        return gettext(
            "laid over in grey: day {days} after {event}", days=days, event=self.event.words
        )


def find_over(
    view: View, found: Sequence[Event], origin: Event | None, episodes: Sequence[Episode]
) -> Over | None:
    """What the view lays over; refused where there is no such earlier event."""
    if not view.over:
        return None
    if origin is None:
        raise Refused("view-over-axis")
    if view.start or view.end:
        raise Refused("view-over-dates")
    event = next((one for one in _list_earlier(found, origin) if one.id == view.over), None)
    if event is None:
        raise Refused("view-over-unknown")
    next_course = _next_start(event, episodes) or origin.day
    return Over(event, origin, min(next_course, origin.day - BEFORE))


def _next_start(event: Event, episodes: Sequence[Episode]) -> date | None:
    """When the agent of an event was begun again after it; a decision has none."""
    of = next((one for one in episodes if one.id == event.id), None)
    return min(
        (
            one.start
            for one in episodes
            if of
            and (one.agent or one.name) == (of.agent or of.name)
            and one.start > event.day
        ),
        default=None,
    )


def list_overs(
    view: View, found: Sequence[Event], origin: Event | None
) -> tuple[Choice, ...]:
    """Nothing, or one of the events before day 0; none where there is no choice."""
    earlier = [] if origin is None else list(_list_earlier(found, origin))
    if not earlier:
        return ()
    nothing = Choice("", gettext("nothing"), not view.over)
    return (nothing, *(Choice(one.id, one.words, one.id == view.over) for one in earlier))


def _list_earlier(found: Sequence[Event], origin: Event) -> Iterator[Event]:
    return (event for event in found if event.day < origin.day)
