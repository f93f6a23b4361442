"""A treatment as a clinician recorded it, and whether it went on upon a day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from labs.agents import find_agent
from labs.words.fold import fold


@dataclass(frozen=True)
class Episode:
    id: str
    version: int
    agent: str  # key of the catalogue, or empty for a free text
    name: str
    axis: bool  # acts on the axis
    form: str
    route: str
    dose_text: str  # as typed: never read, computed or copied
    start: date
    start_precision: str  # date, month
    stop: date | None
    stop_precision: str
    reason: str
    stop_reason: str
    in_error: bool = False

    def active_on(self, day: date) -> bool | None:
        """Both its days included; None where a date is known to the month only."""
        begun = _is_reached(day, self.start, self.start_precision)
        ended = self._ended(day)
        if self.in_error or begun is False or ended is True:
            return False
        return True if begun and ended is False else None

    def is_of_agent(self, other: "Episode") -> bool:
        """Whether both are of one agent; a free text is told by its name, however spelt."""
        return self._agent == other._agent

    def may_overlap(self, other: "Episode") -> bool:
        """Whether both are of one agent, and a day may lie in both of them."""
        if self.in_error or other.in_error or not self.is_of_agent(other):
            return False
        return self._first <= other._last and other._first <= self._last

    @property
    def _agent(self) -> str:
        known = find_agent(self.name)
        return self.agent or (known.key if known else fold(self.name))

    @property
    def _first(self) -> date:
        return self.start.replace(day=1) if self.start_precision == "month" else self.start

    @property
    def _last(self) -> date:
        if self.stop is None:
            return date.max
        return last_day(self.stop, self.stop_precision)

    def _ended(self, day: date) -> bool | None:
        if self.stop is None:
            return False
        if self.stop_precision == "month":
            return _is_reached(day, self.stop, "month")
        return day > self.stop


def last_day(day: date, precision: str) -> date:
    """The day itself; of a month, its last one."""
    if precision != "month":
        return day
    return day.replace(day=monthrange(day.year, day.month)[1])


def _is_reached(day: date, mark: date, precision: str) -> bool | None:
    """Whether a day is not before a mark; None within the month of an uncertain one."""
    if precision != "month":
        return day >= mark
    month, marked = (day.year, day.month), (mark.year, mark.month)
    return None if month == marked else month > marked
