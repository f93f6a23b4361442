"""Time on and off each agent at a draw, and since the last dose: dates, as recorded."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from labs.readings import Draw, Episode
from labs.timeline import dates, spells
from labs.timeline.days import Days
from labs.timeline.shape import Derived
from labs.words import gettext

_CODE = re.compile(r"P(T?)(\d+)[HD]", re.ASCII)


def list_durations(
    draw: Draw, episodes: Sequence[Episode], days: Days
) -> Iterator[Derived]:
    day = draw.moment.date
    active, uncertain = days.on(day)
    running = {_agent_key(episode) for episode in (*active, *uncertain)}
    for episode in (*active, *uncertain):
        yield _time_on(draw, episode, episodes, known=episode in active)
    for episode in _list_ended(episodes, day):
        if _agent_key(episode) not in running:
            yield _time_off(draw, episode)
    if running or draw.circumstances.since_dose:
        yield _since_dose(draw)


def _time_on(
    draw: Draw, episode: Episode, episodes: Sequence[Episode], *, known: bool
) -> Derived:
    first = spells.first_of_spell(episode, episodes)
    exact = known and first.start_precision != "month"
    about = gettext("from {day}", day=dates.as_known(first.start, first.start_precision))
    return _count_days("days_on", draw, first, first.start if exact else None, about)


def _time_off(draw: Draw, episode: Episode) -> Derived:
    stop = episode.stop or date.max
    exact = episode.stop_precision != "month"
    about = gettext("to {day}", day=dates.as_known(stop, episode.stop_precision))
    return _count_days("days_off", draw, episode, stop if exact else None, about)


def _count_days(
    key: str, draw: Draw, episode: Episode, start: date | None, about: str
) -> Derived:
    """From a day to the draw; absent where either is known to the month only."""
    reason, value = "", None
    if draw.moment.precision == "month":
        reason = gettext("the draw is known to the month only")
    elif start is None:
        reason = gettext("days of {agent} are known to the month only", agent=episode.name)
    else:
        value = str((draw.moment.date - start).days)
    return Derived(
        key=key,
        panel=draw.id,
        value=value,
        unit="d",
        inputs=(episode.id,),
        reason=reason,
        agent=episode.name,
        about=about,
    )


def _list_ended(episodes: Sequence[Episode], day: date) -> list[Episode]:
    """The last of each agent that ended before a day, the latest first."""
    over = [one for one in episodes if one.stop is not None and one.stop < day]
    over.sort(key=lambda one: one.stop or day)
    last = {_agent_key(one): one for one in over}
    return sorted(last.values(), key=lambda one: one.stop or day, reverse=True)


def _since_dose(draw: Draw) -> Derived:
    code = draw.circumstances.since_dose
    found = _CODE.fullmatch(code)
    reason = (
        gettext("recorded as {told}, without a time", told=code)
        if code
        else gettext("not recorded")
    )
    return Derived(
        key="since_dose",
        panel=draw.id,
        value=found[2] if found else None,
        unit="h" if found and found[1] else "d",
        inputs=(),
        reason="" if found else reason,
    )


def _agent_key(episode: Episode) -> str:
    return episode.agent or episode.name
