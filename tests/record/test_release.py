"""A sign-off shares a draw; what its man may read follows from that alone."""

import pytest

from labs import record
from labs.models import Panel, Release, Result
from labs.readings import STOPPING
from labs.record import worklist
from labs.words import Refused
from tests import factories
from tests.factories import draw, reading


@pytest.fixture
def signed(panel, clinician):
    record.release.sign_off(panel, by=clinician)
    return panel


def _released(man):
    rows = Result.objects.current().released().filter(patient=man)
    return {row.analyte: row.reported for row in rows}


def _is_reviewed(panel):
    return Panel.objects.with_review().get(pk=panel.pk).is_reviewed


def _correct(result, cell, by, **facts):
    new = reading(result.analyte, cell, taken=result.panel.draw, **facts)
    return record.result.correct(result, new, by=by, why="misread")


def test_a_draw_that_nobody_signed_off_is_not_released(panel, patient):
    assert _released(patient) == {}
    assert not _is_reviewed(panel)


def test_a_sign_off_reviews_and_shares_the_draw(signed, patient):
    assert _is_reviewed(signed)
    assert _released(patient) == {"lh": "3.2", "testosterone": "12.1"}


def test_a_sign_off_shares_its_own_draw_only(signed, patient, drawn):
    drawn(patient, "2026-04-02", fsh="4.1")
    assert "fsh" not in _released(patient)


@pytest.mark.parametrize("status", ["preliminary", "pending", "not-done"])
def test_what_is_not_final_is_not_released(drawn, patient, status):
    panel = drawn(patient, lh="3.2", status=status, signed=True)
    assert _is_reviewed(panel)
    assert _released(patient) == {}


def test_the_final_report_of_a_preliminary_one_waits_for_its_own_sign_off(
    drawn, patient, clinician
):
    panel = drawn(patient, lh="3.2", status="preliminary", signed=True)
    _correct(panel.results.get(), "3.2", clinician, status="final")
    assert _released(patient) == {}
    record.release.sign_off(panel, by=clinician)
    assert _released(patient) == {"lh": "3.2"}


def test_a_sign_off_with_the_flag_in_view_shares(drawn, patient):
    drawn(patient, lh="3.2", flags=("soft-limit",), signed=True)
    assert _released(patient) == {"lh": "3.2"}


def test_a_sign_off_of_before_clinics_had_rules_does_not(drawn, patient, clinician):
    panel = drawn(patient, lh="3.2", flags=("soft-limit",))
    review = Release(kind="reviewed", by=clinician, by_name=clinician.name, act=9)
    shared = Release(kind="shared", by=clinician, by_name=clinician.name, act=9)
    for row in (review, shared):
        row.patient, row.panel, row.panel_uid = patient, panel, panel.uid
        row.through, row.at = panel.results.get().pk, panel.at
        row.save()
    worklist.update([patient.pk], panels=[panel.uid])
    assert _released(patient) == {}
    record.release.sign_off(panel, by=clinician)
    assert _released(patient) == {"lh": "3.2"}


@pytest.mark.parametrize("flag", STOPPING)
def test_a_flagged_correction_shows_neither_value_until_it_is_reviewed(
    signed, lh, patient, clinician, flag
):
    _correct(lh, "2.3", clinician, flags=(flag,))
    assert "lh" not in _released(patient)
    record.release.sign_off(signed, by=clinician)
    assert _released(patient)["lh"] == "2.3"


def test_a_flag_that_stops_nothing_lets_a_correction_through(
    signed, lh, patient, clinician
):
    _correct(lh, "2.3", clinician, flags=("doubled-hour",))
    assert _released(patient)["lh"] == "2.3"


def test_what_was_shared_with_its_flag_and_is_in_error_leaves_its_sentence(
    drawn, patient, clinician
):
    panel = drawn(patient, lh="3.2", flags=("soft-limit",), signed=True)
    lh = panel.results.get()
    record.result.enter_in_error(lh, by=clinician, why="another man's")
    assert [row.uid for row in Result.objects.current().withdrawn()] == [lh.uid]


def test_a_correction_after_sharing_is_shared_in_the_same_act(
    signed, lh, patient, clinician
):
    _correct(lh, "2.3", clinician, status="corrected")
    assert _released(patient)["lh"] == "2.3"
    assert not _is_reviewed(signed)


def test_a_correction_that_is_only_preliminary_is_not(signed, lh, patient, clinician):
    _correct(lh, "2.3", clinician, status="preliminary")
    assert "lh" not in _released(patient)


def test_entered_in_error_is_withdrawn_at_once(signed, lh, patient, clinician):
    record.result.enter_in_error(lh, by=clinician, why="another man's")
    assert "lh" not in _released(patient)
    assert [row.uid for row in Result.objects.current().withdrawn()] == [lh.uid]


def test_what_he_never_saw_is_not_called_withdrawn(panel, lh, clinician):
    record.result.enter_in_error(lh, by=clinician, why="another man's")
    assert not Result.objects.current().withdrawn().exists()


def test_nor_is_it_when_the_draw_is_shared_without_it(panel, lh, clinician):
    record.result.enter_in_error(lh, by=clinician, why="another man's")
    record.release.sign_off(panel, by=clinician)
    assert not Result.objects.current().withdrawn().exists()


def test_nor_a_draw_that_was_another_mans_before_it_was_shared(
    panel, patient, north, clinician
):
    to = factories.patient(north, clinician, "N-7")
    record.misfiled(panel, to=to, by=clinician, reason="labels swapped")
    record.release.sign_off(patient.panels.current().get(), by=clinician)
    assert not Result.objects.current().withdrawn().exists()


def test_a_version_that_was_replaced_before_the_sign_off_was_not_seen(
    panel, lh, patient, clinician
):
    again = reading("lh", "2.3", taken=panel.draw, status="preliminary")
    record.result.correct(lh, again, by=clinician, why="misread")
    record.release.sign_off(panel, by=clinician)
    factories.CorrectionFactory(panel=panel, lh="2.4", why="final report")
    assert "lh" not in _released(patient)


def test_a_result_added_after_sharing_waits_for_the_next_sign_off(
    signed, patient, clinician
):
    record.result.add(signed, reading("fsh", "4.1", taken=signed.draw), by=clinician)
    assert "fsh" not in _released(patient)
    record.release.sign_off(signed, by=clinician)
    assert _released(patient)["fsh"] == "4.1"


def test_what_came_since_the_page_was_read_is_not_signed_off(panel, nurse, clinician):
    seen = max(row.pk for row in panel.results.all())
    record.result.add(panel, reading("fsh", "4.1", taken=panel.draw), by=nurse)
    with pytest.raises(record.Conflict):
        record.release.sign_off(panel, by=clinician, seen=seen)
    assert not Release.objects.exists()


def test_a_draw_that_was_corrected_meanwhile_is_not_signed_off(panel, nurse, clinician):
    new = record.panel.correct(panel, draw("2026-03-03"), by=nurse, why="the day")
    with pytest.raises(record.Conflict) as conflict:
        record.release.sign_off(panel, by=clinician)
    assert conflict.value.current == new


def test_signed_off_twice_is_once(signed, clinician):
    again = record.release.sign_off(signed, by=clinician)
    assert again == Release.objects.get(kind="reviewed")


def test_taken_back_nothing_of_it_is_released(signed, patient, clinician):
    record.release.take_back(signed, by=clinician, why="too early")
    assert _released(patient) == {}
    assert not _is_reviewed(signed)


def test_taking_back_keeps_the_sign_off_and_its_own_reason(signed, clinician):
    record.release.take_back(signed, by=clinician, why="too early")
    kinds = {row.kind: row for row in Release.objects.all()}
    assert set(kinds) == {"reviewed", "shared", "withdrawn"}
    assert kinds["withdrawn"].why == "too early"


def test_taking_back_takes_back_every_earlier_sign_off(signed, lh, patient, clinician):
    _correct(lh, "2.3", clinician, status="corrected")
    record.release.sign_off(signed, by=clinician)
    record.release.take_back(signed, by=clinician, why="too early")
    assert _released(patient) == {}


def test_what_was_taken_back_can_be_signed_off_again(signed, patient, clinician):
    record.release.take_back(signed, by=clinician, why="too early")
    record.release.sign_off(signed, by=clinician)
    assert _released(patient) == {"lh": "3.2", "testosterone": "12.1"}


def test_there_is_nothing_to_take_back_twice(signed, clinician):
    record.release.take_back(signed, by=clinician, why="too early")
    with pytest.raises(Refused, match="not signed off"):
        record.release.take_back(signed, by=clinician, why="again")


def test_taking_back_needs_a_reason(signed, clinician):
    with pytest.raises(Refused, match="the reason"):
        record.release.take_back(signed, by=clinician, why="")
