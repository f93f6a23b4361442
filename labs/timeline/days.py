"""Which agents are active on a day, and since when."""

from collections.abc import Sequence
from datetime import date

from labs.readings import Episode
from labs.timeline import prose
from labs.words import gettext


class Days:
    """Which episodes are active on a day, worked out once for it."""

    def __init__(self, episodes: Sequence[Episode]) -> None:
        self._episodes = episodes
        self._known: dict[date, tuple[tuple[Episode, ...], tuple[Episode, ...]]] = {}
        self._concerning: dict[tuple[date, ...], tuple[Episode, ...]] = {}

    def on(self, day: date) -> tuple[tuple[Episode, ...], tuple[Episode, ...]]:
        """The active ones, and those that may be."""
        if day not in self._known:
            told = [(episode, episode.active_on(day)) for episode in self._episodes]
            active = tuple(episode for episode, is_on in told if is_on)
            uncertain = tuple(episode for episode, is_on in told if is_on is None)
            self._known[day] = active, uncertain
        return self._known[day]

    def concerning(self, *days: date) -> tuple[Episode, ...]:
        """The episodes that are or may be active on one of the days."""
        if days not in self._concerning:
            found = [episode for day in days for on in self.on(day) for episode in on]
            each_once = {id(episode): episode for episode in found}
            self._concerning[days] = tuple(each_once.values())
        return self._concerning[days]

    def words(self, day: date) -> str:
        """`clomifene and hCG`, `no treatment`."""
        return prose.name_agents(*self.on(day)) or gettext("no treatment")

    def since(self, day: date) -> str:
        """`clomifene since 2 Feb 2026 and hCG (uncertain)`; empty where there is none."""
        active, uncertain = self.on(day)
        perhaps = prose.name_agents((), uncertain)
        return prose.join_names(
            [*prose.list_since(active, self._episodes), *filter(None, [perhaps])]
        )
