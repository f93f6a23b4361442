"""One man's record as quiet rooms see it, and the day on which it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from labs.readings.clinician_range import ClinicianRange
from labs.readings.episode import Episode
from labs.readings.reading import Reading

type _Day = date


@dataclass(frozen=True)
class Pin:
    """One version of one result that a decision rests on."""

    result: str
    version: int
    draw: str


@dataclass(frozen=True)
class Decided:
    id: str
    version: int
    date: _Day
    kind: str
    what: str
    reasons: tuple[str, ...]
    why: str
    expected: str
    next_check: _Day | None
    next_check_words: str
    pins: tuple[Pin, ...]
    by: str
    at: datetime | None = None
    in_error: bool = False


@dataclass(frozen=True)
class Baseline:
    """The result that a clinician counts from, for one analyte and side."""

    analyte: str
    side: str
    result: str
    version: int


@dataclass(frozen=True)
class Superseded:
    """A version that no longer stands: replaced, or entered in error."""

    point: str
    version: int
    reported: str
    unit_reported: str
    by: str
    at: datetime | None
    reason: str
    analyte: str = ""
    side: str = ""
    panel: str = ""
    status: str = ""


@dataclass(frozen=True)
class Course:
    """Readings that stand, in point order; what was entered in error is history only."""

    readings: tuple[Reading, ...]
    episodes: tuple[Episode, ...]
    decisions: tuple[Decided, ...]
    baselines: tuple[Baseline, ...]
    history: tuple[Superseded, ...]
    today: date
    testes: Mapping[str, str] = field(default_factory=dict)  # side -> absent, prosthesis...
    version: int = 0  # the record's newest act
    ranges: tuple[ClinicianRange, ...] = ()  # each for the days it holds on
    # Results recorded or corrected since its reader last reviewed it; None: he never did.
    fresh: frozenset[str] | None = None

    def needs_attention(self, decided: Decided) -> bool:
        """Whether a result it rests on was replaced since, or entered in error."""
        return any(self._versions.get(pin.result) != pin.version for pin in decided.pins)

    @cached_property
    def _versions(self) -> dict[str, int]:
        return {reading.id: reading.version for reading in self.readings}
