"""Clinics and people: the first come in by the command line, the rest by administrators."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from labs import record
from labs.audit import Operator
from labs.models import AuditEvent, Clinic, Membership, Role, User
from labs.record import people
from tests import factories

NORA = people.NewPerson("nora@north.example", "Nora Synthetic")
CARE = ("clinician", "nurse")


@pytest.fixture
def nora(north):
    return people.add(north, NORA, Role.NURSE, by=Operator(None))


def test_a_clinic_is_opened_with_the_first_event_of_its_chain(north):
    event = AuditEvent.objects.get(chain="north")
    assert (event.seq, event.verb, event.by) == (1, "clinic-opened", "")


@pytest.mark.parametrize("zone", ["Europe/Atlantis", ""])
def test_a_clinic_needs_a_zone_that_exists(db, zone):
    with pytest.raises(ValidationError):
        factories.clinic("north", zone)
    assert not Clinic.objects.exists()


def test_a_unit_that_no_value_is_shown_in_is_refused(db):
    with pytest.raises(ValidationError):
        factories.clinic("north", units={"testosterone": "mL"})


def test_an_administrator_lets_people_work_in_his_clinic(north, administrator):
    user = people.add(north, NORA, Role.NURSE, by=administrator)
    assert Membership.objects.get(user=user).role == "nurse"
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.by) == ("role-given", str(administrator.pk))


@pytest.mark.parametrize(
    "who", ["clinician", "nurse", "stranger", "patient_user", "superuser"]
)
def test_nobody_else_gives_roles_or_passwords(north, nora, who, request):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        people.add(north, NORA, Role.CLINICIAN, by=by)
    with pytest.raises(PermissionDenied):
        people.set_password(nora, factories.PASSWORD, clinic=north, by=by)
    assert not Membership.objects.filter(user=nora, role="clinician").exists()


def test_an_administrator_gives_no_role_in_another_clinic(south, administrator):
    with pytest.raises(PermissionDenied):
        people.add(south, NORA, Role.NURSE, by=administrator)


def test_who_has_a_login_keeps_it_whatever_the_case_of_his_address(north, nora):
    again = people.NewPerson("NORA@north.example", "Else")
    same = people.add(north, again, Role.ADMINISTRATOR, by=Operator(None))
    assert same == nora
    assert User.objects.get(email="nora@north.example").name == "Nora Synthetic"


def test_a_role_is_held_once(north, nora):
    with pytest.raises((ValidationError, IntegrityError)):
        people.add(north, NORA, Role.NURSE, by=Operator(None))


def test_a_new_login_has_no_password(nora):
    assert not nora.has_usable_password()


def test_a_weak_password_is_refused_with_all_that_came_with_it(north):
    with pytest.raises(ValidationError):
        people.add(north, NORA, Role.NURSE, by=Operator(None), password="short")
    assert not User.objects.exists()


def test_a_person_sets_his_own_password(north, nora):
    people.set_password(nora, factories.PASSWORD, clinic=north, by=nora)
    assert User.objects.get(pk=nora.pk).check_password(factories.PASSWORD)


def test_no_event_holds_a_name_an_address_or_a_password(north, administrator):
    people.add(north, NORA, Role.NURSE, by=administrator, password=factories.PASSWORD)
    told = "".join(AuditEvent.objects.values_list("detail", flat=True))
    assert not [word for word in ("nora", "Nora", factories.PASSWORD) if word in told]


def test_the_link_to_choose_a_password_is_his_own(nora, client):
    assert record.people.password_link(nora).startswith("/accounts/password/reset/key/")
