"""One man's record as quiet rooms see it, and the day on which it is read."""

from dataclasses import dataclass
from datetime import date, datetime

from labs.readings.clinician_range import ClinicianRangeFact
from labs.readings.episode import Episode
from labs.readings.reading import Reading
from labs.readings.testes import RecordedTestes

type _Day = date
_OF_AGE = 18  # in years: what a document on men says is not said of a boy


@dataclass(frozen=True)
class Pin:
    """One version of one result that a decision rests on."""

    result: str
    version: int
    draw: str


@dataclass(frozen=True)
class DecisionFact:
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
    # Whether a result that it rests on has changed since somebody last stood by it.
    needs_attention: bool = False


@dataclass(frozen=True)
class BaselineFact:
    """The result that a clinician counts from, for one analyte and side."""

    analyte: str
    side: str
    result: str
    version: int


@dataclass(frozen=True)
class SupersededVersion:
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
    decisions: tuple[DecisionFact, ...]
    baselines: tuple[BaselineFact, ...]
    history: tuple[SupersededVersion, ...]
    today: date
    testes: RecordedTestes = RecordedTestes()
    version: int = 0  # the record's newest act
    ranges: tuple[ClinicianRangeFact, ...] = ()  # each for the days it holds on
    # Results recorded or corrected since its reader last reviewed it; None: he never did.
    fresh: frozenset[str] | None = None
    born: _Day | None = None  # None: of nobody, as on the pages that explain

    def is_of_age(self, day: _Day) -> bool:
        """Whether he had come of age by this day."""
        if self.born is None:
            return True
        had_birthday = (day.month, day.day) >= (self.born.month, self.born.day)
        return day.year - self.born.year - (not had_birthday) >= _OF_AGE
