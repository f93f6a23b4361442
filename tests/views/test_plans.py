"""In a large clinic, with statistics, no page of a working day reads all of a table."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from labs import record
from labs.models import Panel, Patient
from tests import bulk, factories, plans

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def large(north, clinician, drawn):
    """24,000 results that were signed off; all that can wait, of five of 4,000 patients."""
    bulk.signed_history(north, clinician, patients=4000, draws=3)
    everyone = Patient.objects.named().at_release().order_by("pk")
    due = {"next_check": date(2026, 11, 24), "next_check_words": "Morning draw"}
    for patient in everyone[799::800]:
        read = drawn(patient, "2026-11-03 08:10", lh="3.2")
        factories.DecisionFactory(patient=patient, on=[read], date="2026-11-05", **due)
        factories.CorrectionFactory(panel=read, lh="3.9")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return everyone[799]


def test_a_table_that_is_walked_through_is_found(large, north):
    assert plans.walks("SELECT COUNT(value) FROM labs_result")
    assert not plans.walks("SELECT value FROM labs_result WHERE panel_id = 1")
    everyone = Patient.objects.filter(clinic=north)
    unread = Panel.objects.current().with_review().filter(is_reviewed=False)
    with plans.full_scans() as found:  # one patient after the other, each by a key
        list(unread.filter(patient__in=everyone))
    assert len(found) == 1


def test_no_page_reads_all_of_a_table(large, sign_in, clinician):
    client = sign_in(clinician)
    assert "misread" in client.get(reverse("worklist")).content.decode()
    for address in (
        reverse("worklist"),
        f"{reverse('worklist')}?mine=1",
        reverse("panel_new", args=[large.ref]),
        reverse("patient", args=[large.ref]),
        reverse("decisions", args=[large.ref]),
    ):
        with plans.full_scans() as found:
            page = client.get(address)
        assert page.status_code == 200
        assert found == [], address


def test_no_act_reads_all_of_a_table(large, clinician, nurse):
    draw = factories.draw("2026-11-22 08:10")
    reading = factories.reading("lh", "3.2", taken=draw)
    with plans.full_scans() as found:
        panel = record.panel.enter(large, draw, [reading], by=nurse)
        record.release.sign_off(panel, by=clinician)
        record.release.take_back(panel, by=clinician, why="too early")
        decision = factories.DecisionFactory(patient=large, on=[panel], date="2026-11-23")
        new = factories.reading("lh", "3.9", taken=draw)
        result = record.result.correct(
            panel.results.get(), new, by=clinician, why="misread"
        )
        record.decision.still_stands(decision, by=clinician, why="So.", seen=result.act)
    assert found == []
