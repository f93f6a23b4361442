"""From a printed report of the demonstration to draws and readings."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from labs.analytes import ANALYTES
from labs.demo.acts import Cell, DemoPatient, DrawAct, NotDone, Volume
from labs.readings import Assay, Circumstances, Draw, Exam, Interval, Moment, Reading, Value

_BLOOD = ("lh", "fsh", "testosterone", "estradiol")


def day_of(man: DemoPatient, day: int) -> date:
    return man.day_0 + timedelta(days=day)


def build_draw(man: DemoPatient, drew: DrawAct, zone: str) -> Draw:
    at = time.fromisoformat(drew.time) if drew.time else None
    return Draw(
        moment=Moment.local(day_of(man, drew.day), at, zone),
        laboratory=drew.laboratory.name,
        circumstances=Circumstances(
            fasting=drew.fasting, since_dose=drew.since_dose, notes=drew.notes
        ),
    )


def build_readings(drew: DrawAct, made: Draw) -> list[Reading]:
    return [*_build_blood(drew, made), *_build_volumes(drew, made)]


def build_blood(drew: DrawAct, made: Draw, analyte: str, cell: str, status: str) -> Reading:
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


def _build_blood(drew: DrawAct, made: Draw) -> Iterator[Reading]:
    for analyte in _BLOOD:
        match getattr(drew, analyte):
            case str(cell):
                yield build_blood(drew, made, analyte, cell, drew.status)
            case NotDone(reason):
                yield _not_done(made, analyte, reason)


def _build_volumes(drew: DrawAct, made: Draw) -> Iterator[Reading]:
    if volume := drew.volume:
        for side, cell, diameters in (
            ("left", volume.left, volume.diameters_left),
            ("right", volume.right, volume.diameters_right),
        ):
            yield _build_volume(made, volume, side, cell, diameters)


def _build_volume(
    made: Draw, volume: Volume, side: str, cell: Cell, diameters: str
) -> Reading:
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
