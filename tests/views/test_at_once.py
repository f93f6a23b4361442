"""A form that is sent several times in the same moment: one row, and one answer for all."""

from contextlib import ExitStack

import pytest
from django.test import Client
from django.urls import reverse

from labs.models import Decision, Panel, Result, Treatment
from tests import beside, factories
from tests.pages import filled

WAITING = 8  # of one form; each holds a connection


@pytest.fixture(autouse=True)
def committed(transactional_db):
    """Asked for first, so that all that follows is committed."""


@pytest.fixture
def panel(drawn, patient):
    return drawn(patient, "2026-03-02 08:10", lh="3.2")


@pytest.fixture
def treatment(patient):
    return factories.TreatmentFactory(patient=patient)


FORMS = {
    "draw": ("panel_new", "sheet", {"day": "2026-03-09", "lh_value": "3.2"}, Panel),
    "results": ("result_new", "sheet", {"fsh_value": "4.1"}, Result),
    "correction": ("result_correct", "correction", {"value": "2.3", "why": "x"}, Result),
    "draw's correction": (
        *("panel_correct", "correction"),
        *({"day": "2026-03-03", "why": "x"}, Panel),
    ),
    "treatment": (
        *("treatments", "episode"),
        *({"agent": "hcg", "start": "2026-03-09"}, Treatment),
    ),
    "stop": ("treatment_stop", "stop", {"stop": "2026-03-09"}, Treatment),
    "treatment's correction": (
        *("treatment", "correction"),
        *({"start": "2025-02-16", "why": "x"}, Treatment),
    ),
    "decision": ("decisions", "decision", {"kind": "waited", "what": "So."}, Decision),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_sent_several_times_at_once_is_taken_once(
    form, clinician, patient, panel, treatment
):
    name, box, typed, kind = FORMS[form]
    url = _address(name, patient, panel, treatment)
    opened = Client()
    opened.force_login(clinician)
    sent = filled(opened.get(url), box, **typed)
    before = kind.objects.count()
    with ExitStack() as waiting:
        held = [
            waiting.enter_context(beside.Held(beside.Reader(clinician, url, sent), nth))
            for nth in range(1, WAITING + 1)
        ]
        first = opened.post(url, sent)
    assert [each.answer[0] for each in held] + [first.status_code] == [303] * (WAITING + 1)
    assert kind.objects.count() == before + 1


def _address(name, patient, panel, treatment):
    ids = {
        "panel": panel.uid,
        "result": panel.results.get().uid,
        "treatment": treatment.uid,
    }
    of = {"panel_correct": "panel", "result_new": "panel", "result_correct": "result"}
    of |= {"treatment_stop": "treatment", "treatment": "treatment"}
    thing = [ids[of[name]]] if name in of else []
    return reverse(name, args=[patient.ref, *thing])
