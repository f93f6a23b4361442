"""Clinics, people, men and draws, valid unless told otherwise, through record's doors."""

from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from labs import record
from labs.analytes import ANALYTES
from labs.audit import Operator
from labs.models import Clinic, Patient, Role, User
from labs.readings import (
    Assay,
    Circumstances,
    ClinicianRange,
    Decided,
    Draw,
    Episode,
    Exam,
    Interval,
    Moment,
    Reading,
    Value,
)

_OF_READINGS = ("status", "flags", "interval", "comment", "method")
PASSWORD = "long harbour words 71"
UNITS = {"lh": "IU/L", "fsh": "IU/L", "testosterone": "nmol/L", "estradiol": "pmol/L"}
NAMES = {"clinician": "Clara Synthetic", "nurse": "Nils Synthetic"}


class ClinicFactory(DjangoModelFactory):
    class Meta:
        model = Clinic

    slug = factory.Sequence(lambda n: f"clinic-{n}")
    name = factory.LazyAttribute(lambda clinic: f"{clinic.slug.title()} (synthetic)")
    zone = "Europe/Berlin"

    @classmethod
    def _create(cls, model_class, **facts):
        return record.people.open_clinic(model_class(**facts), by=Operator(None))


class LoginFactory(DjangoModelFactory):
    """A login with a password, and nothing that it may see."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person-{n}@north.example")
    name = "Otto Synthetic"

    @classmethod
    def _create(cls, model_class, *, email, name):
        user = record.people.add_login(record.people.Person(email, name))
        user.set_password(PASSWORD)
        user.save()
        return user


class PatientFactory(DjangoModelFactory):
    """A man as a page finds him: with his name, and what was released."""

    class Meta:
        model = Patient

    number = factory.Sequence(lambda n: f"N-{n}")
    name = "Otto Synthetic"
    born = date(1988, 4, 9)

    @classmethod
    def _create(cls, model_class, *, clinic, by, **details):
        made = record.patient.create(clinic, record.patient.Details(**details), by=by)
        return model_class.objects.named().at_release().get(pk=made.pk)


def clinic(slug, zone="Europe/Berlin", **facts):
    return ClinicFactory(slug=slug, zone=zone, **facts)


def worker(clinic, role, email=""):
    email = email or f"{role}@{clinic.slug}.example"
    person = record.people.Person(email, NAMES.get(role, "Ada Synthetic"))
    return record.people.add(
        clinic, person, Role(role), by=Operator(None), password=PASSWORD
    )


def login(email, name):
    return LoginFactory(email=email, name=name)


def patient(clinic, by, number, **details):
    return PatientFactory(clinic=clinic, by=by, number=number, **details)


def moment(at, zone="Europe/Berlin"):
    """`2026-03-02 08:10`, or a date alone."""
    day, _, clock = at.partition(" ")
    return Moment.local(
        date.fromisoformat(day), time.fromisoformat(clock) if clock else None, zone
    )


def draw(at="2026-03-02 08:10", zone="Europe/Berlin", **facts):
    around = {k: facts.pop(k) for k in Circumstances.__dataclass_fields__ if k in facts}
    facts = {"laboratory": "Harbour Laboratory"} | facts
    return Draw(moment=moment(at, zone), circumstances=Circumstances(**around), **facts)


def reading(draw, key, cell, *, interval="", method="immunoassay", **facts):
    """`12.1`, or `349 ng/dL` with a unit of its own."""
    value, _, unit = cell.partition(" ")
    unit = unit or UNITS[key]
    ucum = ANALYTES[key].unit_of(unit).code
    return Reading.of(
        draw=draw,
        analyte=ANALYTES[key],
        value=Value.read(value),
        unit=ucum,
        unit_reported=unit,
        interval=Interval.read(interval, ucum),
        assay=Assay(method),
        **facts,
    )


def volume(draw, side, cell, **facts):
    return Reading.of(
        draw=draw,
        analyte=ANALYTES["volume"],
        value=Value.read(cell),
        unit="mL",
        unit_reported="mL",
        side=side,
        exam=Exam("prader"),
        **facts,
    )


def drawn(patient, at="2026-03-02 08:10", *, by, submission="", batch=None, **cells):
    """A draw of one man: `lh="<0.1"`, `left="15"`, `fasting=True`, `status="pending"`."""
    facts = {k: cells.pop(k) for k in _OF_READINGS if k in cells}
    values = {k: cells.pop(k) for k in (*ANALYTES, "left", "right") if k in cells}
    made = draw(at, patient.clinic.zone, **cells)
    readings = [_read(made, key, cell, facts) for key, cell in values.items()]
    return record.panel.enter(
        patient, made, readings, by=by, submission=submission, batch=batch
    )


def _read(made, key, cell, facts):
    if key in ("left", "right"):
        return volume(made, key, cell)
    return reading(made, key, cell, **facts)


class EpisodeFactory(factory.Factory):
    class Meta:
        model = Episode

    id = ""
    version = 0
    agent = factory.LazyAttribute(lambda episode: episode.name.lower())
    name = "Testosterone"
    axis = True
    form = "gel"
    route = "transdermal"
    dose_text = "demonstration dose, 7 demo-mg"
    start = date(2025, 2, 15)
    start_precision = "date"
    stop = None
    stop_precision = "date"
    reason = ""
    stop_reason = ""


class DecidedFactory(factory.Factory):
    class Meta:
        model = Decided

    id = ""
    version = 0
    date = date(2026, 3, 5)
    kind = "waited"
    what = "Nothing changed."
    reasons = ()
    why = ""
    expected = ""
    next_check = None
    next_check_words = ""
    pins = ()
    by = ""


def episode(name="Testosterone", start="2025-02-15", stop=None, **facts):
    return EpisodeFactory(
        name=name,
        start=date.fromisoformat(start),
        stop=stop and date.fromisoformat(stop),
        **facts,
    )


def own_range(low="12", high="25", since="2026-03-05", *, analyte="testosterone", **facts):
    """A clinician's range; `unit` is written as a person would."""
    interval = Interval.of(low=low, high=high, unit=facts.pop("unit", UNITS[analyte]))
    facts = {"id": "", "version": 0, "by": ""} | facts
    return ClinicianRange(
        analyte=analyte, interval=interval, since=date.fromisoformat(since), **facts
    )


def decided(on="2026-03-05", **facts):
    return DecidedFactory(date=date.fromisoformat(on), **facts)
