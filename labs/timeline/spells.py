"""How long an agent has gone on without a break, whatever changed within it."""

from collections.abc import Sequence
from datetime import timedelta

from labs.readings import Episode

_DAY = timedelta(days=1)


def first_of_spell(episode: Episode, episodes: Sequence[Episode]) -> Episode:
    """The first of the episodes of one agent that followed on one another by the day."""
    for before in episodes:
        if _leads_to(before, episode):
            return first_of_spell(before, episodes)
    return episode


def _leads_to(before: Episode, after: Episode) -> bool:
    same = (before.agent or before.name) == (after.agent or after.name)
    if not same or before.stop is None or before.start >= after.start:
        return False
    return before.stop + _DAY >= after.start
