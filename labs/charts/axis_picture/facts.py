"""What is told of the axis, once: the picture draws it, and the list beside it reads it."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from labs.charts import palette
from labs.charts.axis_picture import for_patient, for_staff
from labs.charts.axis_picture.measured import Fact, Measured, Stop, Told
from labs.readings import Reading, RecordedTestes
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
    arrows = "hpg-arrows-none" if series.course.testes.none else "hpg-arrows"
    return Told(series.who, tuple(stops), str(Words.of(arrows)))


def _latest(series: Series) -> _Latest:
    readings = in_order(series.course.readings)
    return _Latest(
        {point.reading.key: point for point in series.every},
        {reading.key: reading for reading in readings if not is_point(reading)},
    )


def _stop(series: Series, key: str, measured: list[Measured]) -> Stop:
    plain = "plain-" if series.who is Who.PATIENT else ""
    caption = f"hpg-plain-{key}"
    testes = series.course.testes
    return Stop(
        key,
        _in_his_words(f"hpg-{key}", testes),
        str(Words.of(caption)) if plain and caption in SENTENCES else "",
        _in_his_words(f"hpg-{plain}{key}-does", testes),
        tuple(measured),
    )


def _in_his_words(code: str, testes: RecordedTestes) -> str:
    """What is said of an organ, where it is another for a man with one testis or none."""
    many = "-none" if testes.none else "-one" if testes.words else ""
    his = f"{code}{many}" if f"{code}{many}" in SENTENCES else code
    return str(Words.of(his, words=testes.words))


def _measured(series: Series, at: Place, latest: _Latest, waiting: Waiting) -> Measured:
    point, (_, side) = latest.points.get(at), at
    if gone := series.course.testes.gone(side):
        return _no_testis(side, gone, point if series.who is Who.STAFF else None)
    if series.who is Who.PATIENT:
        return for_patient.measured(at, point, waiting.get(at))
    testis = series.course.testes.state(side)
    return for_staff.measured(at, point, latest.without.get(at), testis)


def _no_testis(side: str, gone: str, point: Point | None) -> Measured:
    """What was measured there once is no volume of his now."""
    return Measured(
        key=side,
        name=str(Words.of("hpg-plain-side", side=side.capitalize())),
        colour=palette.of("volume"),
        value=str(Words.of(f"testis-{gone}")),
        facts=(Fact("later", for_staff.earlier(point)),) if point else (),
        found=False,
        gone=True,
    )
