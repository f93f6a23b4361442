"""A treatment as a clinician recorded it, and whether it went on upon a day."""

from dataclasses import dataclass
from datetime import date


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
        begun = _reached(day, self.start, self.start_precision)
        ended = self._ended(day)
        if self.in_error or begun is False or ended is True:
            return False
        return True if begun and ended is False else None

    def _ended(self, day: date) -> bool | None:
        if self.stop is None:
            return False
        if self.stop_precision == "month":
            return _reached(day, self.stop, "month")
        return day > self.stop


def _reached(day: date, mark: date, precision: str) -> bool | None:
    """Whether a day is not before a mark; None within the month of an uncertain one."""
    if precision != "month":
        return day >= mark
    month, marked = (day.year, day.month), (mark.year, mark.month)
    return None if month == marked else month > marked
