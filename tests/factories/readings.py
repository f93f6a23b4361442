"""Readings, treatments and decisions without a database, valid unless told otherwise.

A factory for each, with traits (`pending=True`); and the same with the facts that nearly
every test tells, in their order: `reading("lh", "<0.1", on="2026-03-02 08:10")`.
"""

from dataclasses import replace
from datetime import date

import factory

from labs.analytes import ANALYTES
from labs.readings import (
    Assay,
    Circumstances,
    ClinicianRangeFact,
    Course,
    DecisionFact,
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
CLARA = "Clara Synthetic"
# Every second month, at one hour.
DAYS = ("2026-01-12 08:00", "2026-03-09 08:00", "2026-05-11 08:00", "2026-07-06 08:00")
RANGES = {
    "lh": "1.7-8.6",
    "fsh": "1.5-12.4",
    "testosterone": "8.64-29.0",
    "estradiol": "41-159",
}
_CIRCUMSTANCES = tuple(Circumstances.__dataclass_fields__)
_OF_DRAW = ("zone", "laboratory", "report_number")
_NOTHING = {"episodes": (), "decisions": (), "baselines": (), "history": ()}


class DrawFactory(factory.Factory):
    """Circumstances are named as such: `fasting=True`, `since_dose="trough"`."""

    class Meta:
        model = Draw

    on = "2024-05-14 07:50"
    zone = ZONE
    id = factory.LazyAttribute(lambda draw: f"draw {draw.on}")

    @classmethod
    def _create(cls, model_class, *, on, zone, **facts):
        around = {key: facts.pop(key) for key in _CIRCUMSTANCES if key in facts}
        moment = Moment.read(on, zone)
        return model_class(moment, circumstances=Circumstances(**around), **facts)


class ReadingFactory(factory.Factory):
    """A result with all that was printed beside it.

    `zone`, `laboratory` and circumstances go to the draw, the rest to the reading; `taken`
    hands in a whole draw instead. For a volume `method` is its instrument, and the side is
    left. Without a `unit` it has the usual one of its analyte.
    """

    class Meta:
        model = Reading

    class Params:
        pending = factory.Trait(text=None, status="pending")
        not_done = factory.Trait(text=None, status="not-done")
        shared = factory.Trait(reviewed=True, released=True)

    analyte = "lh"
    text = "3.2"
    unit = ""
    interval = ""
    on = "2024-05-14 07:50"

    @classmethod
    def _create(cls, model_class, *, analyte, text, unit, interval, on, **more):
        of_draw = (*_CIRCUMSTANCES, *_OF_DRAW)
        told = {key: more.pop(key) for key in of_draw if key in more}
        taken = more.pop("taken", None) or DrawFactory(on=on, **told)
        what = ANALYTES[analyte]
        value = Value.absent() if text is None else Value.read(text)
        printed = unit or what.units[what.unit].text
        if not unit and value.kind in (Kind.ABSENT, Kind.TEXT):
            printed = ""
        ucum = what.unit_of(printed).code if printed else ""
        if what.sides:
            more = {"side": "left", "exam": _exam(more)} | more
        return model_class.of(
            draw=taken,
            analyte=what,
            value=value,
            unit=ucum,
            unit_reported=printed,
            interval=Interval.read(interval, ucum, analyte=what),
            assay=Assay(more.pop("method", "")),
            **{"id": f"{analyte}{more.get('side', '')} {taken.moment.iso}"} | more,
        )


class EpisodeFactory(factory.Factory):
    """`start` and `stop` are days, or months where only those are known."""

    class Meta:
        model = Episode

    class Params:
        dosed = factory.Trait(
            form="gel",
            route="transdermal",
            dose_text="demonstration dose, 7 demo-mg",
            stop_precision="date",
        )

    id = factory.LazyAttribute(lambda episode: f"{episode.agent} {episode.start}")
    version = 0
    agent = "testosterone"
    name = factory.LazyAttribute(lambda episode: episode.agent.capitalize())
    axis = True
    form = ""
    route = ""
    dose_text = ""
    start = "2024-02-15"
    stop = ""
    reason = ""
    stop_reason = ""

    @classmethod
    def _create(cls, model_class, *, start, stop, **facts):
        begun = Moment.read(start, ZONE)
        ended = Moment.read(stop, ZONE) if stop else None
        dates = {
            "start": begun.date,
            "start_precision": begun.precision,
            "stop": ended and ended.date,
            "stop_precision": ended.precision if ended else "",
        }
        return model_class(**dates | facts)


class DecidedFactory(factory.Factory):
    """A decision that rests on the readings handed in as `pins`, in their versions."""

    class Meta:
        model = DecisionFact

    id = factory.LazyAttribute(lambda decided: f"decision {decided.date}")
    version = 0
    date = "2026-03-05"
    kind = "waited"
    what = "Nothing changed."
    reasons = ()
    why = ""
    expected = ""
    next_check = None
    next_check_words = ""
    pins = ()
    by = CLARA

    @classmethod
    def _create(cls, model_class, *, date, pins, **facts):
        pinned = tuple(Pin(one.id, one.version, one.draw.id) for one in pins)
        return model_class(date=_day(date), pins=pinned, **facts)


class OwnRangeFactory(factory.Factory):
    """What a clinician set, in UCUM; `until` is the first day that it held no more."""

    class Meta:
        model = ClinicianRangeFact

    id = factory.LazyAttribute(lambda own: f"range {own.since}")
    version = 0
    analyte = "lh"
    low = "2"
    high = "6"
    unit = factory.LazyAttribute(lambda own: ANALYTES[own.analyte].unit)
    since = "2024-06-01"
    until = ""
    by = CLARA

    @classmethod
    def _create(cls, model_class, *, low, high, unit, since, until, **facts):
        return model_class(
            interval=Interval.of(low=low, high=high, unit=unit, source="clinician"),
            since=_day(since),
            until=_day(until) if until else None,
            **facts,
        )


def draw(on="2024-05-14 07:50", **facts):
    return DrawFactory(on=on, **facts)


def reading(analyte="lh", *text, **facts):
    """Of LH 3.2 IU/L; or of an analyte, with the text that the laboratory printed."""
    told = {"text": text[0]} if text else {}
    return ReadingFactory(analyte=analyte, **told, **facts)


def lh(*texts, **facts):
    """One value after the other, on `DAYS`."""
    return [
        reading("lh", text, on=on, **facts) for text, on in zip(texts, DAYS, strict=False)
    ]


def volume(text="15", side="left", *, on="2024-05-14", method="prader", **more):
    """A volume by an instrument."""
    return reading("volume", text, on=on, side=side, method=method, **more)


def blood(taken, values, *, ranges=None, **facts):
    """What was measured in one draw: `{"lh": "<0.1", "testosterone": "21"}`."""
    ranges = ranges or {}
    return [
        reading(key, text, taken=taken, interval=ranges.get(key, ""), **facts)
        for key, text in values.items()
    ]


def episode(agent="testosterone", start="2024-02-15", stop="", **facts):
    return EpisodeFactory(agent=agent, start=start, stop=stop, **facts)


def dosed(agent="testosterone", start="2025-02-15", stop="", **facts):
    """As a clinician writes it down, with a form, a route and a dose."""
    return EpisodeFactory(agent=agent, start=start, stop=stop, dosed=True, **facts)


def decided(on="2026-03-05", **facts):
    return DecidedFactory(date=on, **facts)


def clinician_range(low="2", high="6", since="2024-06-01", **facts):
    return OwnRangeFactory(low=low, high=high, since=since, **facts)


def range_of_testosterone(low="12", high="25", since="2026-03-05", **facts):
    return clinician_range(low, high, since, **{"analyte": "testosterone"} | facts)


def course(*readings, today=TODAY, **facts):
    """Readings in point order, whatever the order they are handed in."""
    return Course(
        readings=tuple(sorted(readings, key=_point_order)),
        today=today,
        **_NOTHING | {name: tuple(told) for name, told in facts.items()},
    )


def released(course):
    """The same, with each result shared with the man."""
    shared = tuple(replace(one, released=True) for one in course.readings)
    return replace(course, readings=shared)


def _exam(more):
    facts = {key: more.pop(key) for key in ("diameters", "operator") if key in more}
    return Exam(more.pop("method", "prader"), **facts)


def _point_order(at):
    return at.moment.at, at.draw.id, list(ANALYTES).index(at.analyte.key), at.side


def _day(text):
    return date.fromisoformat(text)
