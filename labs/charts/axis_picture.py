"""The HPG axis with the latest value of each measure: plain values for its template.

`templates/parts/axis_picture.html` is the picture, and what a screen reader reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from labs.readings import Kind, Reading, RecordedTestes, State
from labs.timeline import Point, Timeline, Who, dates, in_order, prose, speech
from labs.timeline.points import is_point

type Place = tuple[str, str]  # key of the analyte, and side of a volume
type Waiting = Mapping[Place, datetime]  # when the newest unshared sample was collected


@dataclass(frozen=True)
class AxisValue:
    """The latest result of one analyte, or of one testis, as one reader may see it."""

    key: str  # lh, fsh, testosterone, estradiol, left, right
    point: Point | None = None
    without_result: Reading | None = None  # of a later sample; for staff
    unshared: bool = False  # a newer result is not shared yet; for the patient
    testis: str = ""  # its recorded state
    is_gone: bool = False  # recorded: there is no testis on this side

    @property
    def in_words(self) -> bool:
        """Whether the laboratory reported words in place of a number."""
        return self.point is not None and self.point.reading.value.kind is Kind.TEXT

    @property
    def has_state(self) -> bool:
        """Whether a printed range tells where the value lies, or leaves it open."""
        interval = self.point.interval if self.point else None
        return (
            self.point is not None
            and not self.in_words
            and bool(interval and interval.has_ends)
            and self.point.state is not State.NO_RANGE
        )

    @property
    def amount(self) -> str:
        """`less than 0.1 IU/L`: comparator in words, for the patient."""
        return (
            speech.speak_amount(self.point.reading, self.point.shown) if self.point else ""
        )

    @property
    def day(self) -> str:
        return dates.clinical_day(self.point.reading.moment) if self.point else ""

    @property
    def earlier_day(self) -> str:
        """Of the result that the change is counted from; empty at the first."""
        earlier = self.point.earlier if self.point else None
        return dates.clinical_day(earlier.reading.moment) if earlier else ""

    @property
    def agents(self) -> str:
        """Names of the agents of its day; no dose."""
        point = self.point
        return prose.name_agents(point.episodes, point.uncertain) if point else ""

    @property
    def corrected_from(self) -> str:
        """What was reported first, with its unit where that was corrected too."""
        if self.point is None or self.point.was is None:
            return ""
        was, now = self.point.was, self.point.reading
        unit = "" if was.unit_reported == now.unit_reported else was.unit_reported
        return f"{was.reported.strip()} {unit}".strip()

    @property
    def corrected_on(self) -> str:
        """The day of the correction, as far as it is known."""
        was = self.point.was if self.point else None
        return dates.day(was.at.date()) if was and was.at else ""


@dataclass(frozen=True)
class AxisPicture:
    """The measures between hypothalamus, pituitary and testes, for one reader."""

    who: Who
    recorded: RecordedTestes
    signals: tuple[AxisValue, ...]  # LH, FSH
    testes: tuple[AxisValue, ...]  # left, right
    hormones: tuple[AxisValue, ...]  # testosterone, estradiol
    with_values: bool = True  # without: the axis of nobody, on a reference page

    @property
    def for_patient(self) -> bool:
        return self.who is Who.PATIENT


EMPTY = AxisPicture(
    Who.PATIENT,
    RecordedTestes(),
    (AxisValue("lh"), AxisValue("fsh")),
    (AxisValue("left"), AxisValue("right")),
    (AxisValue("testosterone"), AxisValue("estradiol")),
    with_values=False,
)


def build_picture(timeline: Timeline, waiting: Waiting | None = None) -> AxisPicture:
    """The latest of all results, whatever dates the page shows.

    `waiting` holds what the patient may not see yet.
    """
    latest = {point.reading.key: point for point in timeline.every}
    without = {
        reading.key: reading
        for reading in in_order(timeline.course.readings)
        if not is_point(reading)
    }
    testes = timeline.course.testes

    def value(analyte: str, side: str = "") -> AxisValue:
        place = analyte, side
        key, state, is_gone = side or analyte, testes.state(side), bool(testes.gone(side))
        point = latest.get(place)
        if timeline.who is Who.PATIENT:
            hidden = (waiting or {}).get(place)
            newer = hidden and (point is None or hidden > point.reading.moment.at)
            shown = None if is_gone else point
            return AxisValue(key, shown, None, bool(newer), state, is_gone)
        none = without.get(place)
        if none and point and none.moment.at <= point.reading.moment.at:
            none = None
        return AxisValue(key, point, none, testis=state, is_gone=is_gone)

    return AxisPicture(
        timeline.who,
        testes,
        (value("lh"), value("fsh")),
        (value("volume", "left"), value("volume", "right")),
        (value("testosterone"), value("estradiol")),
    )
