"""What stands in a record, brought there through record's doors.

Who does not say who it was (`by`) has it done by a nurse of the clinic where a nurse may,
by a clinician where only he may.
"""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from labs import record
from labs.analytes import ANALYTES
from labs.models import (
    Baseline,
    Batch,
    ClinicianRange,
    Decision,
    Panel,
    ParkedRow,
    Result,
    Treatment,
)
from tests.factories import readings
from tests.factories.people import PatientFactory, one_of

_OF_READINGS = ("status", "flags", "interval", "comment", "method", "source_id")
_CELLS = (*ANALYTES, "left", "right")


class OfPatient(DjangoModelFactory):
    class Meta:
        abstract = True

    patient = factory.SubFactory(PatientFactory)
    by = factory.LazyAttribute(lambda row: one_of(row.patient.clinic, "clinician"))


class PanelFactory(OfPatient):
    """A draw of one man: `lh="<0.1"`, `left="15"`, `fasting=True`, `status="pending"`.

    `349 ng/dL` has a unit of its own. `signed_by` a clinician, or just `signed`, the draw
    is shared with the man.
    """

    class Meta:
        model = Panel

    class Params:
        signed = factory.Trait(
            signed_by=factory.LazyAttribute(
                lambda draw: one_of(draw.patient.clinic, "clinician")
            )
        )

    by = factory.LazyAttribute(lambda draw: one_of(draw.patient.clinic, "nurse"))
    at = "2026-03-02 08:10"
    laboratory = "Harbour Laboratory"
    signed_by = None

    @classmethod
    def _create(cls, model_class, *, patient, by, at, signed_by, **told):
        cells, facts = _apart(told)
        sent = {key: facts.pop(key) for key in ("submission", "batch") if key in facts}
        printed = {key: facts.pop(key) for key in _OF_READINGS if key in facts}
        taken = readings.draw(at, **{"zone": patient.clinic.zone} | facts)
        results = [_read(taken, *cell, printed) for cell in cells.items()]
        panel = record.panel.enter(patient, taken, results, by=by, **sent)
        if signed_by:
            record.release.sign_off(panel, by=signed_by)
        return panel


class OfPanel(DjangoModelFactory):
    class Meta:
        model = Result
        abstract = True

    panel = factory.SubFactory(PanelFactory, testosterone="12.1")
    by = factory.LazyAttribute(lambda row: one_of(row.panel.patient.clinic, "clinician"))


class ResultFactory(OfPanel):
    """Added to a draw that stands: `ResultFactory(panel=panel, fsh="4.1")`."""

    @classmethod
    def _create(cls, model_class, *, panel, by, **told):
        cells, facts = _apart(told)
        late = [_read(panel.draw, *cell, facts) for cell in cells.items()]
        return record.result.add(panel, *late, by=by)[-1]


class CorrectionFactory(OfPanel):
    """The one that stands, read anew: `CorrectionFactory(panel=panel, lh="3.7")`."""

    why = "misread"

    @classmethod
    def _create(cls, model_class, *, panel, by, why, **told):
        cells, facts = _apart(told)
        ((key, cell),) = cells.items()
        of = {"side": key} if key in ("left", "right") else {"analyte": key}
        old = panel.results.current().get(**of)
        new = _read(panel.draw, key, cell, facts)
        return record.result.correct(old, new, by=by, why=why)


class TreatmentFactory(OfPatient):
    """Testosterone as a gel, unless an agent, a form or a dose is told."""

    class Meta:
        model = Treatment

    @classmethod
    def _create(cls, model_class, *, patient, by, **facts):
        return record.treatment.begin(patient, readings.dosed(**facts), by=by)


class DecisionFactory(OfPatient):
    """A decision that rests on draws: `DecisionFactory(patient=patient, on=[panel])`."""

    class Meta:
        model = Decision

    on = ()
    closes = ()

    @classmethod
    def _create(cls, model_class, *, patient, by, on, closes, **facts):
        told = readings.DecidedFactory(**facts)
        looked_at = [panel.uid for panel in on]
        closed = [decision.uid for decision in closes]
        return record.decision.decide(patient, told, looked_at, closes=closed, by=by)


class ClinicianRangeFactory(OfPatient):
    """A clinician's range, of testosterone unless he says otherwise."""

    class Meta:
        model = ClinicianRange

    why = ""

    @classmethod
    def _create(cls, model_class, *, patient, by, why, **facts):
        told = readings.range_of_testosterone(**facts)
        return record.clinician_range.give(patient, told, by=by, why=why)


class BaselineFactory(DjangoModelFactory):
    class Meta:
        model = Baseline

    result = factory.SubFactory(ResultFactory, lh="3.2")
    by = factory.LazyAttribute(lambda mark: one_of(mark.result.patient.clinic, "clinician"))
    why = ""

    @classmethod
    def _create(cls, model_class, *, result, by, why):
        return record.baseline.mark(result, by=by, why=why)


class BatchFactory(DjangoModelFactory):
    """One file that was taken, with `parked` rows whose number no man has."""

    class Meta:
        model = Batch

    format = "csv"
    sha256 = "0" * 64
    act = 1
    at = factory.LazyFunction(timezone.now)
    by_name = readings.CLARA
    parked = 0

    @classmethod
    def _create(cls, model_class, *, parked, **facts):
        batch = model_class.objects.create(**facts)
        for line in range(2, 2 + parked):
            ParkedRowFactory(batch=batch, line=line)
        return batch


class ParkedRowFactory(DjangoModelFactory):
    class Meta:
        model = ParkedRow

    code = "unmatched"
    reason = "No man."
    row = {}


def drawn(patient, at="2026-03-02 08:10", *, by, **told):
    return PanelFactory(patient=patient, at=at, by=by, **told)


def _apart(told):
    """The cells of a draw by analyte or side, and what else was told."""
    cells = {key: told.pop(key) for key in _CELLS if key in told}
    return cells, told


def _read(taken, key, cell, facts):
    if key in ("left", "right"):
        return readings.volume(cell, key, taken=taken)
    value, _, unit = cell.partition(" ") if cell[0] in "<>0123456789" else (cell, "", "")
    facts = {"method": "immunoassay"} | facts
    return readings.reading(key, value, unit=unit, taken=taken, **facts)
