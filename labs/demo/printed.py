"""From a printed report of the demonstration to draws and readings."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from labs.analytes import ANALYTES
from labs.demo.acts import Cell, Drew, Man, NotDone, Volume
from labs.readings import (
    Assay,
    Circumstances,
    Draw,
    Exam,
    Interval,
    Moment,
    Reading,
    Value,
)

_BLOOD = ("lh", "fsh", "testosterone", "estradiol")


def on(man: Man, day: int) -> date:
    return man.day_0 + timedelta(days=day)


def draw(man: Man, drew: Drew, zone: str) -> Draw:
    at = time.fromisoformat(drew.time) if drew.time else None
    return Draw(
        moment=Moment.local(on(man, drew.day), at, zone),
        laboratory=drew.laboratory.name,
        circumstances=Circumstances(
            fasting=drew.fasting, since_dose=drew.since_dose, notes=drew.notes
        ),
    )


def readings(drew: Drew, made: Draw) -> list[Reading]:
    return [*_blood(drew, made), *_volumes(drew, made)]


def blood(drew: Drew, made: Draw, analyte: str, cell: str, status: str) -> Reading:
    """One measured analyte of the draw, as its report prints it."""
    laboratory = drew.laboratory
    what = ANALYTES[analyte]
    unit = laboratory.units[analyte]
    ucum = what.unit_of(unit).code
    return Reading.of(
        draw=made,
        analyte=what,
        value=Value.read(cell),
        unit=ucum,
        unit_reported=unit,
        interval=Interval.read(laboratory.ranges[analyte], ucum),
        assay=Assay(laboratory.methods[analyte]),
        status=status,
        comment=drew.comment if analyte == "lh" else "",
    )


def _blood(drew: Drew, made: Draw) -> Iterator[Reading]:
    for analyte in _BLOOD:
        match getattr(drew, analyte):
            case str(cell):
                yield blood(drew, made, analyte, cell, drew.status)
            case NotDone(reason):
                yield _not_done(made, analyte, reason)


def _volumes(drew: Drew, made: Draw) -> Iterator[Reading]:
    if volume := drew.volume:
        for side, cell, diameters in (
            ("left", volume.left, volume.diameters_left),
            ("right", volume.right, volume.diameters_right),
        ):
            yield _volume(made, volume, side, cell, diameters)


def _volume(made: Draw, volume: Volume, side: str, cell: Cell, diameters: str) -> Reading:
    if isinstance(cell, NotDone):
        return _not_done(made, "volume", cell.reason, side)
    return Reading.of(
        draw=made,
        analyte=ANALYTES["volume"],
        value=Value.read(cell or ""),
        unit="mL",
        unit_reported="mL",
        side=side,
        exam=Exam(volume.method, tuple(diameters.split()), volume.operator),
    )


def _not_done(made: Draw, analyte: str, reason: str, side: str = "") -> Reading:
    return Reading.of(
        draw=made,
        analyte=ANALYTES[analyte],
        value=Value.absent(),
        unit="",
        unit_reported="",
        side=side,
        status="not-done",
        absent_reason=reason,
    )
