"""What is told of the axis, once: the picture draws it, and the list beside it reads it."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from labs.charts.axis_picture import for_patient, for_staff
from labs.charts.axis_picture.measured import Fact, Measured, Stop, Told
from labs.readings import Reading
from labs.series import Point, Series, Who, in_order
from labs.series.points import is_point
from labs.words import SENTENCES, Words

__all__ = ["Fact", "Measured", "Stop", "Told", "Waiting", "told"]

type Place = tuple[str, str]  # analyte and side
type Waiting = Mapping[Place, datetime]  # when the newest was collected that is not shared

_STOPS: dict[str, tuple[Place, ...]] = {
    "hypothalamus": (),
    "pituitary": (("lh", ""), ("fsh", "")),
    "testes": (("volume", "left"), ("volume", "right")),
    "feedback": (("testosterone", ""), ("estradiol", "")),
}


class _Latest(NamedTuple):
    """Of every analyte and side, whatever dates the page shows."""

    points: Mapping[Place, Point]
    without: Mapping[Place, Reading]  # pending, not done


def told(series: Series, waiting: Waiting | None = None) -> Told:
    """For the reader of the series; `waiting` is what its man may not see yet."""
    latest = _latest(series)
    stops = [
        _stop(series, key, [_measured(series, at, latest, waiting or {}) for at in places])
        for key, places in _STOPS.items()
    ]
    return Told(series.who, tuple(stops), str(Words.of("hpg-arrows")))


def _latest(series: Series) -> _Latest:
    readings = in_order(series.course.readings)
    return _Latest(
        {point.reading.key: point for point in series.every},
        {reading.key: reading for reading in readings if not is_point(reading)},
    )


def _stop(series: Series, key: str, measured: list[Measured]) -> Stop:
    plain = "plain-" if series.who is Who.PATIENT else ""
    caption = f"hpg-plain-{key}"
    return Stop(
        key,
        str(Words.of(f"hpg-{key}")),
        str(Words.of(caption)) if plain and caption in SENTENCES else "",
        str(Words.of(f"hpg-{plain}{key}-does")),
        tuple(measured),
    )


def _measured(series: Series, at: Place, latest: _Latest, waiting: Waiting) -> Measured:
    point = latest.points.get(at)
    if series.who is Who.PATIENT:
        return for_patient.measured(at, point, waiting.get(at))
    testis = series.course.testes.get(at[1], "")
    return for_staff.measured(at, point, latest.without.get(at), testis)
