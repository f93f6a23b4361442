"""Readings and courses without a database, valid unless a test says otherwise."""

from datetime import date

from labs.analytes import ANALYTES
from labs.readings import (
    CIRCUMSTANCES,
    Assay,
    Circumstances,
    ClinicianRange,
    Course,
    Decided,
    Draw,
    Episode,
    Exam,
    Interval,
    Kind,
    Moment,
    Pin,
    Reading,
    Value,
)

ZONE = "Europe/Berlin"
TODAY = date(2026, 11, 24)


def draw(on="2024-05-14 07:50", *, zone=ZONE, laboratory="", **more):
    """A draw; circumstances are named as such: `fasting=True`, `since_dose="trough"`."""
    marked = {key: more.pop(key) for key in CIRCUMSTANCES if key in more}
    return Draw(
        Moment.read(on, zone),
        laboratory=laboratory,
        circumstances=Circumstances(**marked),
        **{"id": f"draw {on}"} | more,
    )


def reading(
    analyte="lh", text="3.2", *, on="2024-05-14 07:50", unit="", interval="", **more
):
    """`reading("lh", "<0.1", interval="1.7-8.6", method="ECLIA", laboratory="North")`.

    `text=None` is an absent value. For a volume `method` is its instrument, and the side
    is left. `zone`, `laboratory` and circumstances go to the draw, the rest to the reading;
    `taken` hands in a whole draw instead.
    """
    what = ANALYTES[analyte]
    for_draw = {key: more.pop(key) for key in (*CIRCUMSTANCES, *_OF_DRAW) if key in more}
    taken = more.pop("taken", None) or draw(on, **for_draw)
    value = Value.absent() if text is None else Value.read(text)
    printed = unit or what.units[what.unit].text
    without_unit = value.kind in (Kind.ABSENT, Kind.TEXT) and not unit
    ucum = "" if without_unit else what.unit_of(printed).code
    if what.sides:
        more = {"side": "left", "exam": _exam(more)} | more
    return Reading.of(
        draw=taken,
        analyte=what,
        value=value,
        unit=ucum,
        unit_reported="" if without_unit else printed,
        interval=Interval.read(interval, ucum, analyte=what),
        assay=Assay(more.pop("method", "")),
        **{"id": f"{analyte}{more.get('side', '')} {taken.moment.iso}"} | more,
    )


def volume(text="15", side="left", *, on="2024-05-14", method="prader", **more):
    """A volume by an instrument."""
    return reading("volume", text, on=on, side=side, method=method, **more)


def episode(agent="testosterone", start="2024-02-15", stop="", **more):
    """`start` and `stop` are days, or months where only those are known."""
    begun = Moment.read(start, ZONE)
    ended = Moment.read(stop, ZONE) if stop else None
    facts = {
        "id": f"{agent} {start}",
        "version": 0,
        "agent": agent,
        "name": agent.capitalize(),
        "axis": True,
        "form": "",
        "route": "",
        "dose_text": "",
        "start": begun.date,
        "start_precision": begun.precision,
        "stop": ended and ended.date,
        "stop_precision": ended.precision if ended else "",
        "reason": "",
        "stop_reason": "",
    }
    return Episode(**facts | more)


def decided(on="2024-06-01", *, pins=(), **more):
    """A decision that rests on the readings handed in as `pins`, in their versions."""
    facts = {
        "id": f"decision {on}",
        "version": 0,
        "date": date.fromisoformat(on),
        "kind": "continued",
        "what": "Nothing changed.",
        "reasons": (),
        "why": "",
        "expected": "",
        "next_check": None,
        "next_check_words": "",
        "pins": tuple(Pin(at.id, at.version, at.draw.id) for at in pins),
        "by": "Clara Synthetic",
    }
    return Decided(**facts | more)


def own_range(
    low="2", high="6", since="2024-06-01", *, analyte="lh", unit="", until="", **more
):
    """What a clinician set, in UCUM; `until` is the first day that it held no more."""
    unit = unit or ANALYTES[analyte].unit
    interval = Interval.of(low=low, high=high, unit=unit, source="clinician")
    facts = {
        "id": f"range {since}",
        "version": 0,
        "analyte": analyte,
        "interval": interval,
        "since": date.fromisoformat(since),
        "by": "Clara Synthetic",
        "until": date.fromisoformat(until) if until else None,
    }
    return ClinicianRange(**facts | more)


def course(*readings, today=TODAY, **facts):
    """Readings in point order, whatever the order they are handed in."""
    return Course(
        readings=tuple(sorted(readings, key=_point_order)),
        today=today,
        **_NOTHING | {name: tuple(told) for name, told in facts.items()},
    )


def _exam(more):
    facts = {key: more.pop(key) for key in ("diameters", "operator") if key in more}
    return Exam(more.pop("method", "prader"), **facts)


def _point_order(at):
    return at.moment.at, at.draw.id, list(ANALYTES).index(at.analyte.key), at.side


_NOTHING = {"episodes": (), "decisions": (), "baselines": (), "history": ()}
_OF_DRAW = ("zone", "laboratory", "report_number")
