"""One draw, one treatment, one decision, as they stand before somebody opens a door."""

import pytest
from django.db import connection

from tests import factories
from tests.worklist import differing_from_the_record


@pytest.fixture
def panel(drawn, patient):
    """Entered by the nurse, not signed off."""
    return drawn(patient, "2026-03-02 08:10", lh="3.2", testosterone="12.1")


@pytest.fixture
def lh(panel):
    return panel.results.get(analyte="lh")


@pytest.fixture
def treatment(patient):
    return factories.TreatmentFactory(patient=patient)


@pytest.fixture
def decision(patient, panel):
    return factories.DecisionFactory(patient=patient, on=[panel])


@pytest.fixture(autouse=True)
def _worklist_agrees(request):
    """Whatever a test of this room did to a record, its worklist has followed."""
    asks = [db for db in ("transactional_db", "db") if db in request.fixturenames]
    if asks:
        request.getfixturevalue(asks[0])  # so that it is there when this looks
    yield
    if asks and not connection.needs_rollback:
        assert differing_from_the_record() == set()
