"""Asking for what stands, what stood, and whose record it is."""

import pytest
from django.contrib.auth.models import AnonymousUser

from labs import record
from labs.models import Panel, Patient, Result
from labs.models.recorded import new_uid
from tests import factories
from tests.factories import draw


def test_a_reference_is_twelve_letters_of_its_own():
    uids = {new_uid() for _ in range(1000)}
    assert len(uids) == 1000
    assert {len(uid) for uid in uids} == {12}
    assert set("".join(uids)) == set("abcdefghijklmnopqrstuvwxyz234567")


def _values(act):
    return {row.reported for row in Result.objects.as_of(act)}


def test_the_record_as_it_stood_is_one_question(panel, nurse):
    new = factories.CorrectionFactory(panel=panel, lh="2.3", by=nurse)
    wrong = record.result.enter_in_error(new, by=nurse, why="not his")
    assert _values(panel.act - 1) == set()
    assert _values(panel.act) == _values(new.act - 1) == {"3.2", "12.1"}
    assert _values(new.act) == {"2.3", "12.1"}
    assert [row.version for row in Result.objects.as_of(wrong.act).order_by("pk")] == [0, 2]


def test_current_is_what_nothing_has_replaced(panel, nurse):
    new = record.panel.correct(panel, draw("2026-03-03"), by=nurse, why="the day")
    assert list(Panel.objects.current()) == [new]
    assert Result.objects.current().count() == 2


# Whose record it is: the two scopes, empty by default.


@pytest.fixture
def everybody(patient, other_patient_user, south, stranger):
    factories.patient(south, stranger, "S-1", name="Samuel Synthetic")
    return Patient.objects.named()


def _numbers(men):
    return set(men.values_list("number", flat=True))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("clinician", {"N-1", "N-2"}),
        ("nurse", {"N-1", "N-2"}),
        ("stranger", {"S-1"}),
        ("administrator", set()),
        ("patient_user", set()),
        ("deactivated", set()),
        ("superuser", set()),
    ],
)
def test_staff_see_the_men_of_their_clinic_and_nobody_else_sees_any(
    everybody, who, seen, request
):
    assert _numbers(everybody.visible_to(request.getfixturevalue(who))) == seen


def test_nobody_sees_anything_without_signing_in(everybody):
    assert not everybody.visible_to(AnonymousUser())
    assert not everybody.owned_by(AnonymousUser())


@pytest.mark.parametrize(
    ("who", "owned"),
    [
        ("patient_user", {"N-1"}),
        ("other_patient_user", {"N-2"}),
        ("clinician", set()),
        ("superuser", set()),
    ],
)
def test_a_man_owns_his_own_record(everybody, who, owned, request):
    assert _numbers(everybody.owned_by(request.getfixturevalue(who))) == owned


def test_a_login_that_was_deactivated_owns_nothing(everybody, patient_user):
    patient_user.is_active = False
    assert not everybody.owned_by(patient_user)


def test_a_login_that_was_unlinked_owns_nothing(patient, patient_user, clinician):
    details = record.patient.Details("N-1", patient.name, patient.born)
    record.patient.change(patient, details, by=clinician, why="his wish", version=0)
    assert not Patient.objects.owned_by(patient_user)


def test_a_login_may_own_records_in_two_clinics(patient, patient_user, south, stranger):
    factories.patient(south, stranger, "S-9", account=patient_user)
    assert _numbers(Patient.objects.named().owned_by(patient_user)) == {"N-1", "S-9"}


def test_a_man_is_named_once_as_he_is_now(patient, clinician):
    details = record.patient.Details("N-1", "Otto Renamed", patient.born)
    record.patient.change(patient, details, by=clinician, why="married", version=0)
    named = Patient.objects.named().get(pk=patient.pk)
    assert (named.name, named.details_version) == ("Otto Renamed", 1)


def test_the_last_act_of_review_is_told_with_him(patient, panel, clinician):
    def last():
        return Patient.objects.at_release().get(pk=patient.pk).release_act

    assert last() is None
    signed = record.release.sign_off(panel, by=clinician)
    assert last() == signed.act
    taken = record.release.take_back(panel, by=clinician, why="too early")
    assert last() == taken[-1].act
