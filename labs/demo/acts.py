"""What happens in an invented man's record, act after act, by day of his course."""

from dataclasses import dataclass, field
from datetime import date

from labs.demo.laboratories import ELSEWHERE, Laboratory

DOSE = "demonstration dose, 7 demo-mg"
OTHER_DOSE = "demonstration dose, 8 demo-mg"


@dataclass(frozen=True)
class NotDone:
    """Asked for, and not done."""

    reason: str


type Cell = str | NotDone | None


@dataclass(frozen=True)
class Volume:
    method: str
    left: Cell
    right: Cell
    operator: str = ""
    diameters_left: str = ""
    diameters_right: str = ""


@dataclass(frozen=True)
class DrawAct:
    """A draw as the report prints it; an empty time is a date without one."""

    day: int
    time: str = ""
    laboratory: Laboratory = ELSEWHERE
    lh: Cell = None
    fsh: Cell = None
    testosterone: Cell = None
    estradiol: Cell = None
    volume: Volume | None = None
    key: str = ""  # where two draws fall on one day
    fasting: bool | None = None
    since_dose: str = ""
    notes: str = ""
    comment: str = ""  # the laboratory's, to the LH
    status: str = "final"
    baseline: bool = False
    reviewed: bool = True


@dataclass(frozen=True)
class CorrectionAct:
    """A later report of one analyte of an earlier draw."""

    day: int
    draw: int
    analyte: str
    reported: str
    why: str


@dataclass(frozen=True)
class FinalReportAct:
    """The laboratory's final report of a preliminary draw, with the same values."""

    day: int
    draw: int


@dataclass(frozen=True)
class InErrorAct:
    """One result that was another man's; the draw's own result comes instead."""

    day: int
    draw: int
    analyte: str
    reported: str
    why: str


@dataclass(frozen=True)
class DecisionAct:
    day: int
    kind: str
    what: str
    why: str
    looked_at: tuple[int, ...] = ()  # days of the draws
    expected: str = ""
    next_check: int | None = None
    next_check_words: str = ""


@dataclass(frozen=True)
class StopAct:
    day: int
    agent: str
    reason: str


@dataclass(frozen=True)
class StartAct:
    day: int
    agent: str
    form: str
    route: str
    reason: str = ""
    dose: str = DOSE
    precision: str = "date"


@dataclass(frozen=True)
class RangeAct:
    """A range of the clinician's own for this man; its digits are invented."""

    day: int
    analyte: str
    low: str
    high: str
    unit: str


type Act = (
    DrawAct
    | CorrectionAct
    | FinalReportAct
    | InErrorAct
    | DecisionAct
    | RangeAct
    | StopAct
    | StartAct
)

# What a day holds is done in this order: a decision rests on its draws, a change on it.
_ORDER = (
    DrawAct,
    CorrectionAct,
    FinalReportAct,
    InErrorAct,
    DecisionAct,
    RangeAct,
    StopAct,
    StartAct,
)


@dataclass(frozen=True)
class DemoPatient:
    """One invented man; `day_0` is the event that his course counts from."""

    number: str
    name: str
    clinic: str
    born: date
    day_0: date
    acts: tuple[Act, ...]
    account: str = ""
    aim: str = ""
    aim_words: str = ""
    aim_day: int = 0
    testes: dict[str, str] = field(default_factory=dict)

    def in_order(self) -> list[Act]:
        return sorted(self.acts, key=lambda act: (act.day, _ORDER.index(type(act))))


def prader(left: Cell, right: Cell, operator: str = "") -> Volume:
    return Volume("prader", left, right, operator)


def ellipsoid(left: str, right: str) -> Volume:
    return Volume("ultrasound-ellipsoid", left, right)


def lambert(left: str, right: str) -> Volume:
    return Volume("ultrasound-lambert", left, right)
