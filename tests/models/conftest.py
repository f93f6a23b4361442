"""A record with at least one row in every table that is guarded."""

import pytest
from django.db import connection

from labs import record
from labs.models import Batch, ParkedRow
from tests import factories


@pytest.fixture
def panel(drawn, patient):
    return drawn(patient, "2026-03-02 08:10", lh="3.2", testosterone="12.1")


@pytest.fixture
def full(panel, patient, clinician, north):
    record.release.sign_off(panel, by=clinician)
    record.baseline.mark(panel.results.first(), by=clinician)
    factories.ClinicianRangeFactory(patient=patient, by=clinician)
    factories.TreatmentFactory(patient=patient, by=clinician)
    decision = factories.DecisionFactory(patient=patient, on=[panel], by=clinician)
    lh = panel.results.get(analyte="lh")
    new = factories.reading("lh", "2.3", taken=panel.draw)
    seen = record.result.correct(lh, new, by=clinician, why="misread").act
    record.decision.still_stands(decision, by=clinician, why="low anyway", seen=seen)
    record.note_read.mark(patient, "what-lh-does", ["a1"], by=clinician)
    batch = Batch.objects.create(
        clinic=north,
        format="csv",
        sha256="0" * 64,
        act=1,
        by=clinician,
        by_name="Clara Synthetic",
        at=panel.at,
    )
    ParkedRow.objects.create(batch=batch, code="unmatched", reason="no such number", row={})
    connection.check_constraints()  # what PostgreSQL would check at the commit only
    return patient
