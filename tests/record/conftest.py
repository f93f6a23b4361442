"""One draw, one treatment, one decision, as they stand before somebody opens a door."""

import pytest

from labs import record
from tests import factories


@pytest.fixture
def panel(drawn, patient):
    """Entered by the nurse, not signed off."""
    return drawn(patient, "2026-03-02 08:10", lh="3.2", testosterone="12.1")


@pytest.fixture
def lh(panel):
    return panel.results.get(analyte="lh")


@pytest.fixture
def treatment(patient, clinician):
    return record.treatment.begin(patient, factories.episode(), by=clinician)


@pytest.fixture
def decision(patient, clinician, panel):
    return record.decision.decide(patient, factories.decided(), [panel.uid], by=clinician)
