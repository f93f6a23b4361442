"""One man's record as a rule sees it: at one draw, or today where there is no draw."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from labs.notes.agent_groups import AgentGroup
from labs.readings import WITHOUT_RESULT, Draw, Episode, Reading
from labs.timeline import Point, Timeline
from labs.timeline.points import last_day
from labs.timeline.spells import first_of_spell

_DAY = timedelta(days=1)


class PatientRecord:
    """The results and treatments of one man that a page shows, looked up by draw."""

    def __init__(self, timeline: Timeline) -> None:
        self.course = timeline.course
        self.episodes = tuple(e for e in timeline.course.episodes if not e.in_error)
        self._every = timeline.every
        self._points: dict[str, list[Point]] = {}
        for point in timeline.every:
            self._points.setdefault(point.reading.draw.id, []).append(point)
        self.draws = tuple(self._points)  # that brought results, oldest first
        self._at: dict[str, RecordAtDraw] = {}

    @cached_property
    def by_id(self) -> Mapping[str, Point]:
        return {point.id: point for point in self._every}

    @cached_property
    def compared(self) -> frozenset[str]:
        """Ids of the results that a later one is compared with."""
        return frozenset(point.previous for point in self._every)

    @cached_property
    def _before(self) -> Mapping[str, str]:
        return dict(zip(self.draws[1:], self.draws, strict=False))

    def at(self, draw: str) -> "RecordAtDraw":
        """As of one draw, by its id; as of today where it brought no result."""
        if draw not in self._at:
            self._at[draw] = RecordAtDraw(self, tuple(self._points.get(draw, ())))
        return self._at[draw]

    def before(self, draw: str) -> "RecordAtDraw | None":
        """The draw before it that brought results."""
        earlier = self._before.get(draw)
        return None if earlier is None else self.at(earlier)


@dataclass(frozen=True)
class RecordAtDraw:
    """What a rule may ask: the results of one draw, and the treatments of its day."""

    record: PatientRecord
    all_points: tuple[Point, ...]  # what the draw brought, preliminary results too

    @property
    def draw(self) -> Draw | None:
        return self.all_points[0].reading.draw if self.all_points else None

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """What a note on the document may rest on: of a testis, where there is one."""
        gone = self.record.course.testes.gone
        return tuple(
            point
            for point in self.all_points
            if is_sure(point.reading) and not gone(point.reading.side)
        )

    def points_of(self, *analytes: str) -> list[Point]:
        return [point for point in self.points if point.reading.analyte.key in analytes]

    @cached_property
    def before(self) -> "RecordAtDraw | None":
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

    def active_episodes(self, agents: AgentGroup) -> tuple[Episode, ...]:
        """Episodes of these agents that surely went on, since before the draw's day."""
        return tuple(e for e in self._active if e.agent in agents.keys)

    def may_be_active(self, agents: AgentGroup) -> bool:
        """A free text that acts on the axis may be any agent."""
        return any(
            e.agent in agents.keys or (e.axis and not e.agent) for e in self._possible
        )

    @cached_property
    def active_axis_episodes(self) -> tuple[Episode, ...]:
        """Episodes of agents that act on the axis, which surely went on."""
        return tuple(e for e in self._active if e.axis)

    @property
    def is_untreated(self) -> bool:
        """Surely without an agent that acts on the axis, also as typed with the draw."""
        typed = self.draw is not None and self.draw.circumstances.other_drug.strip()
        return not typed and not any(e.axis for e in self._possible)

    def ended_episodes(self, agents: AgentGroup | None = None) -> list[Episode]:
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
        began = first_of_spell(episode, self.record.episodes).start
        for day in self.days:
            state = episode.active_on(day)
            yield None if state and day <= began else state


def is_sure(reading: Reading) -> bool:
    """Final, and looked at where a guard had asked."""
    if reading.status in (*WITHOUT_RESULT, "preliminary"):
        return False
    return reading.reviewed or not reading.flags


def list_agents_had(episodes: Iterable[Episode], today: date) -> frozenset[str]:
    """Keys of the agents that he has, or had, as recorded."""
    return frozenset(e.agent for e in episodes if e.start <= today)


def has_had(had: frozenset[str], agents: AgentGroup) -> bool:
    """Whether one of the group is among the keys of what he had."""
    return bool(agents.keys & had)
