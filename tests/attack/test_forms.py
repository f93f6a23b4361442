"""What is typed: boxes that no form has, and scripts in those that it has."""

import pytest

from tests.attack import browse, forms

# Thousands of requests: more than any other test may take.
pytestmark = [pytest.mark.attack, pytest.mark.timeout(1200)]


def test_a_form_takes_only_what_it_asks(clean, world):
    assert forms.assign(clean, world) == []


def test_the_attacker_finds_a_field_that_no_form_has(planted, planted_world):
    faults = forms.assign(planted, planted_world)
    assert any("row of labs_patientdetails was written" in fault for fault in faults)


# Columns of words that people type; each has to be reached by a form.
REACHED = {
    *("labs_decision.expected", "labs_decision.reason_words", "labs_decision.what"),
    *("labs_decisionanswer.why", "labs_panel.laboratory", "labs_panel.notes"),
    *("labs_panel.other_drug", "labs_panel.report_number", "labs_patientdetails.name"),
    *("labs_patientdetails.number", "labs_patientdetails.why", "labs_result.comment"),
    *("labs_result.method", "labs_result.range_text", "labs_result.reported"),
    *("labs_result.why", "labs_treatment.dose_text", "labs_treatment.form"),
    *("labs_treatment.name", "labs_treatment.reason", "labs_treatment.route"),
}


def test_no_script_that_is_typed_runs_on_any_page(clean, world):
    assert forms.type_markers(world) == []
    assert REACHED - forms.columns_with_markers(clean) == set()
    assert browse.open_every_page(world) == []


def test_the_attacker_finds_a_script_that_runs_and_a_policy_broken(planted, planted_world):
    forms.type_markers(planted_world)
    faults = browse.open_every_page(planted_world, roles=("clinician",))
    assert any("ran a script" in fault for fault in faults)
    assert any("/about/ breaks the policy" in fault for fault in faults)
