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
    record.clinician_range.give(patient, factories.own_range(), by=clinician)
    record.treatment.begin(patient, factories.episode(), by=clinician)
    decided = factories.decided()
    decision = record.decision.decide(patient, decided, [panel.uid], by=clinician)
    lh = panel.results.get(analyte="lh")
    new = factories.reading(panel.draw, "lh", "2.3")
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
