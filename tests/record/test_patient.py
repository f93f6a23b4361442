"""A man's record: opened once a number, and told anew as versions."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from labs import record
from labs.models import Patient, PatientDetails
from labs.words import Refused
from tests import factories

OTTO = record.patient.Details("N-1", "Otto Synthetic", date(1988, 4, 9))


@pytest.fixture
def otto(north, clinician):
    return record.patient.create(north, OTTO, by=clinician)


@pytest.fixture
def change(otto, clinician):
    def change(*, by=clinician, why="", version=0, **told):
        details = replace(OTTO, **told)
        return record.patient.change(otto, details, by=by, why=why, version=version)

    return change


def _named(man):
    return Patient.objects.named().get(pk=man.pk)


def test_a_new_record_has_an_opaque_reference(otto):
    assert set(otto.ref) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert len(otto.ref) == 12
    assert _named(otto).name == "Otto Synthetic"


@pytest.mark.parametrize("number", ["", "  "])
def test_without_a_number_no_record_is_opened(north, clinician, number):
    with pytest.raises(Refused) as refused:
        record.patient.create(north, replace(OTTO, number=number), by=clinician)
    assert refused.value.code == "number-missing"


def test_a_number_is_given_once_in_a_clinic(otto, north, clinician):
    with pytest.raises(Refused, match="N-1"):
        record.patient.create(north, replace(OTTO, name="Paul Synthetic"), by=clinician)
    assert Patient.objects.count() == 1


def test_and_once_again_in_another_clinic(otto, south, stranger):
    assert record.patient.create(south, OTTO, by=stranger).clinic == south


def test_a_number_that_was_changed_is_free_again(otto, change, north, clinician):
    change(number="N-2")
    assert record.patient.create(north, OTTO, by=clinician) != otto


def test_aim_and_testes_are_versions(otto, change, clinician):
    change(aim="now", aim_words="We would like a child.", aim_on=date(2026, 3, 2))
    change(aim="later", testis_left="absent", why="operated", version=1)
    versions = PatientDetails.objects.filter(patient=otto).order_by("version")
    assert [row.aim for row in versions] == ["", "now", "later"]
    assert (versions[2].why, versions[2].by) == ("operated", clinician)
    now = _named(otto)
    assert (now.aim, now.testis_left, now.details_version) == ("later", "absent", 2)


def test_of_two_who_change_him_at_once_one_is_shown_the_other(change, nurse):
    first = change(aim="now")
    with pytest.raises(record.Conflict) as conflict:
        change(aim="later", by=nurse)
    assert conflict.value.current == first
    assert first.aim == "now"


def test_told_the_same_again_he_gets_no_version(otto, change):
    change()
    assert PatientDetails.objects.get(patient=otto).version == 0


def test_nobody_is_given_another_mans_number(otto, change, north, clinician):
    record.patient.create(north, replace(OTTO, number="N-2"), by=clinician)
    with pytest.raises(Refused, match="N-2"):
        change(number="N-2")


def test_an_aim_that_is_none_is_refused(change):
    with pytest.raises(ValidationError):
        change(aim="perhaps")


def test_only_a_clinician_links_a_login(otto, change, north, nurse, administrator):
    account = factories.login("otto@north.example", "Otto Synthetic")
    for by in (nurse, administrator):
        with pytest.raises(PermissionDenied):
            factories.patient(north, by, "N-2", account=account)
    with pytest.raises(PermissionDenied):
        change(by=nurse, account=account)
    assert change(account=account).account == account


def test_and_only_a_clinician_unlinks_it(change, nurse):
    change(account=factories.login("otto@north.example", "Otto Synthetic"))
    with pytest.raises(PermissionDenied):
        change(by=nurse, version=1)
    assert change(version=1).account is None
