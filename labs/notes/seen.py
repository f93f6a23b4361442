"""One man's record as a rule sees it: at one draw, or today where there is no draw."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from labs.notes.classes import Agents
from labs.readings import WITHOUT_RESULT, Draw, Episode, Reading
from labs.series import Point, Series
from labs.series.points import last_day
from labs.series.spells import beginning

_DAY = timedelta(days=1)


class Record:
    """The list that a page shows, looked up by draw."""

    def __init__(self, series: Series) -> None:
        self.course = series.course
        self.episodes = tuple(e for e in series.course.episodes if not e.in_error)
        self._points = _by_draw(series.every)
        self.draws = tuple(self._points)  # that brought results, oldest first
        self._before = dict(zip(list(self._points)[1:], self._points, strict=False))
        self._seen: dict[str, Seen] = {}
        self.by_id: Mapping[str, Point] = {point.id: point for point in series.every}
        self.compared = frozenset(point.previous for point in series.every)

    def at(self, draw: str) -> "Seen":
        if draw not in self._seen:
            self._seen[draw] = Seen(self, tuple(self._points.get(draw, ())))
        return self._seen[draw]

    def before(self, draw: str) -> "Seen | None":
        """The draw before it that brought results."""
        earlier = self._before.get(draw)
        return None if earlier is None else self.at(earlier)


@dataclass(frozen=True)
class Seen:
    record: Record
    every: tuple[Point, ...]  # what the draw brought, preliminary results too

    @property
    def draw(self) -> Draw | None:
        return self.every[0].reading.draw if self.every else None

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """What a note on the document may rest on: of a testis, where there is one."""
        gone = self.record.course.testes.gone
        return tuple(
            point
            for point in self.every
            if is_sure(point.reading) and not gone(point.reading.side)
        )

    def of(self, *analytes: str) -> list[Point]:
        return [point for point in self.points if point.reading.analyte.key in analytes]

    @cached_property
    def before(self) -> "Seen | None":
        return self.record.before(self.draw.id) if self.draw else None

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days that the draw may have been on."""
        if self.draw is None:
            return (self.record.course.today,)
        first, last = self.draw.moment.date, last_day(self.draw.moment)
        return tuple(first + _DAY * n for n in range((last - first).days + 1))

    @property
    def is_of_age(self) -> bool:
        """On the first day that the draw may have been on."""
        return self.record.course.is_of_age(self.days[0])

    def on(self, agents: Agents) -> tuple[Episode, ...]:
        """Episodes of these agents that surely went on, since before the draw's day."""
        return tuple(e for e in self._active if e.agent in agents.keys)

    def perhaps_on(self, agents: Agents) -> bool:
        """A free text that acts on the axis may be any agent."""
        return any(
            e.agent in agents.keys or (e.axis and not e.agent) for e in self._possible
        )

    @cached_property
    def on_axis(self) -> tuple[Episode, ...]:
        """Episodes of agents that act on the axis, which surely went on."""
        return tuple(e for e in self._active if e.axis)

    @property
    def free(self) -> bool:
        """Surely without an agent that acts on the axis, also as typed with the draw."""
        typed = self.draw is not None and self.draw.circumstances.other.strip()
        return not typed and not any(e.axis for e in self._possible)

    def ended(self, agents: Agents | None = None) -> list[Episode]:
        """Episodes, of the axis or of these agents, that are surely over."""
        return [
            e
            for e in self.record.episodes
            if (e.agent in agents.keys if agents else e.axis)
            and e.stop is not None
            and e.stop < self.days[0]
            and e not in self._possible
        ]

    @cached_property
    def _active(self) -> tuple[Episode, ...]:
        return tuple(e for e in self.record.episodes if all(self._states(e)))

    @cached_property
    def _possible(self) -> tuple[Episode, ...]:
        return tuple(
            e
            for e in self.record.episodes
            if any(state is not False for state in self._states(e))
        )

    def _states(self, episode: Episode) -> Iterator[bool | None]:
        """Day by day. On its first day nobody knows which came first, blood or agent."""
        began = beginning(episode, self.record.episodes).start
        for day in self.days:
            state = episode.active_on(day)
            yield None if state and day <= began else state


def is_sure(reading: Reading) -> bool:
    """Final, and looked at where a guard had asked."""
    if reading.status in (*WITHOUT_RESULT, "preliminary"):
        return False
    return reading.reviewed or not reading.flags


def had_agents(episodes: Iterable[Episode], today: date) -> frozenset[str]:
    """Keys of the agents that he has, or had, as recorded."""
    return frozenset(e.agent for e in episodes if e.start <= today)


def had(episodes: Iterable[Episode], agents: Agents, today: date) -> bool:
    """Whether one of these is among them."""
    return bool(agents.keys & had_agents(episodes, today))


def _by_draw(points: Sequence[Point]) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = {}
    for point in points:
        found.setdefault(point.reading.draw.id, []).append(point)
    return found
