"""What is recorded of a man as of today: facts with dates and days, never a judgement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from labs.readings import Episode
from labs.timeline import dates, spells
from labs.words import Words, gettext_lazy, gettext_noop

# Each with the day alone, and with the number of days since.
type _Dated = tuple[str, str]
_RECORDED: _Dated = (
    gettext_noop("{name} since {day}"),
    gettext_noop("{name} since {day} (day {days})"),
)
_NONE_SINCE: _Dated = (
    gettext_noop("No treatment recorded since {day}"),
    gettext_noop("No treatment recorded since {day} (day {days})"),
)
_ENDED: _Dated = (
    gettext_noop("{name} stopped {day}"),
    gettext_noop("{name} stopped {day} (day {days})"),
)


@dataclass(frozen=True)
class PatientStatus:
    """What the record says of the man himself."""

    aim: str = ""  # in words
    aim_on: date | None = None
    testes: tuple[tuple[str, str], ...] = ()  # side, state


def write_phase(
    episodes: Sequence[Episode], man: PatientStatus, today: date
) -> tuple[Words, ...]:
    """The second line of the patient bar."""
    kept = [episode for episode in episodes if not episode.in_error]
    return (*_list_agents(kept, today), *_write_testes(man), *_write_aim(man))


def _list_agents(episodes: list[Episode], today: date) -> list[Words]:
    running = [episode for episode in episodes if _is_running(episode, today)]
    on_axis = [
        _write_recorded(episode, episodes, today) for episode in running if episode.axis
    ]
    names = {episode.name for episode in running}
    ended = [
        one
        for one in episodes
        if one.axis and _has_ended(one, today) and one.name not in names
    ]
    others = sorted(episode.name for episode in running if not episode.axis)
    return [
        *(on_axis or [_write_none(ended, today)]),
        *_write_testosterone(ended, today),
        *([gettext_lazy("also {names}", names=", ".join(others))] if others else []),
    ]


def _is_running(episode: Episode, today: date) -> bool:
    active = episode.active_on(today)
    begun_this_month = active is None and episode.stop is None
    return bool(active) or begun_this_month


def _write_recorded(episode: Episode, episodes: list[Episode], today: date) -> Words:
    first = spells.first_of_spell(episode, episodes)
    return _write_dated(_RECORDED, first.start, first.start_precision, today, first.name)


def _write_none(ended: list[Episode], today: date) -> Words:
    last = _find_last(ended)
    if last is None:
        return gettext_lazy("No treatment recorded")
    return _write_dated(_NONE_SINCE, _stop_day(last), last.stop_precision, today)


def _write_testosterone(ended: list[Episode], today: date) -> list[Words]:
    last = _find_last([episode for episode in ended if episode.agent == "testosterone"])
    if last is None:
        return []
    return [_write_dated(_ENDED, _stop_day(last), last.stop_precision, today, last.name)]


def _has_ended(episode: Episode, today: date) -> bool:
    return episode.stop is not None and episode.stop <= today


def _find_last(ended: list[Episode]) -> Episode | None:
    return max(ended, key=_stop_day, default=None)


def _stop_day(episode: Episode) -> date:
    return episode.stop or date.max


def _write_dated(
    said: _Dated, day: date, precision: str, today: date, name: str = ""
) -> Words:
    """With the number of days since, where the day itself is known and has come."""
    alone, counted = said
    if precision == "month":
        return gettext_lazy(alone, name=name, day=dates.month(day))
    return gettext_lazy(counted, name=name, day=dates.day(day), days=(today - day).days)


def _write_testes(man: PatientStatus) -> list[Words]:
    return [
        gettext_lazy("{side} testis: {state}", side=side, state=state)
        for side, state in man.testes
    ]


def _write_aim(man: PatientStatus) -> list[Words]:
    if not man.aim:
        return []
    if man.aim_on is None:
        return [gettext_lazy("aim: {aim}", aim=man.aim)]
    return [gettext_lazy("aim: {aim} ({day})", aim=man.aim, day=dates.day(man.aim_on))]
