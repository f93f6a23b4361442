"""An earlier attempt of the same man, laid over the one that days are counted for.

Every draw stands once: an attempt reaches from a little before its event to a little
before the next one's. What was drawn before both is not in view.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from labs.readings import Moment
from labs.series.prose import say
from labs.series.shape import Event
from labs.series.view import Choice, View
from labs.words import Refused

BEFORE = timedelta(days=45)


@dataclass(frozen=True)
class Over:
    event: Event  # day 0 of what is laid over
    origin: Event  # day 0 of the axis; later

    @property
    def days(self) -> int:
        """How far its draws are moved."""
        return (self.origin.day - self.event.day).days

    def reaches(self, last: date) -> bool:
        """Whether one of the two attempts has a draw whose last day is known."""
        return last >= self.event.day - BEFORE

    def has(self, moment: Moment) -> bool:
        """Whether a draw belongs to the attempt that is laid over."""
        return moment.date < self.origin.day - BEFORE

    def words(self, moment: Moment) -> str:
        """`laid over in grey: day 47 after testosterone ended, 20 May 2021`."""
        if moment.precision == "month":
            return say("over-draw-month", event=self.event.words)
        days = (moment.date - self.event.day).days
        code = "over-draw-before" if days < 0 else "over-draw"
        return say(code, days=abs(days), event=self.event.words)


def over(view: View, found: Sequence[Event], origin: Event | None) -> Over | None:
    """What the view lays over; refused where there is no such earlier event."""
    if not view.over:
        return None
    if origin is None:
        raise Refused("view-over-axis")
    if view.start or view.end:
        raise Refused("view-over-dates")
    event = next((one for one in _earlier(found, origin) if one.id == view.over), None)
    if event is None:
        raise Refused("view-over-unknown")
    return Over(event, origin)


def choices(view: View, found: Sequence[Event], origin: Event | None) -> tuple[Choice, ...]:
    """Nothing, or one of the events before day 0; none where there is no choice."""
    earlier = [] if origin is None else list(_earlier(found, origin))
    if not earlier:
        return ()
    nothing = Choice("", say("over-none"), not view.over)
    return (nothing, *(Choice(one.id, one.words, one.id == view.over) for one in earlier))


def _earlier(found: Sequence[Event], origin: Event) -> Iterator[Event]:
    return (event for event in found if event.day < origin.day)
