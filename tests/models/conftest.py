"""A record with at least one row in every table that is guarded."""

import pytest
from django.db import connection

from labs import record
from tests import factories


@pytest.fixture
def panel(drawn, patient):
    return drawn(patient, "2026-03-02 08:10", lh="3.2", testosterone="12.1")


@pytest.fixture
def full(panel, patient, clinician, north):
    record.release.sign_off(panel, by=clinician)
    factories.BaselineFactory(result=panel.results.first())
    factories.ClinicianRangeFactory(patient=patient)
    factories.TreatmentFactory(patient=patient)
    decision = factories.DecisionFactory(patient=patient, on=[panel])
    seen = factories.CorrectionFactory(panel=panel, lh="2.3").act
    record.decision.still_stands(decision, by=clinician, why="low anyway", seen=seen)
    record.note_read.mark(patient, "what-lh-does", ["a1"], by=clinician)
    factories.BatchFactory(clinic=north, by=clinician, parked=1)
    record.care_team.add(patient, factories.one_of(north, "nurse"), by=clinician)
    factories.open_by_emergency(patient)
    connection.check_constraints()  # what PostgreSQL would check at the commit only
    return patient
