"""Questions whose SQL is kept answer as their querysets do, whoever asked before."""

import pytest

from labs import access
from labs.access import list_memberships
from labs.models import Clinic, Patient, User
from labs.models.prepared import PreparedModels
from tests import factories

pytestmark = pytest.mark.django_db
_NAMED = PreparedModels(
    lambda clinic, ref: Patient.objects.named().filter(clinic=clinic, ref=ref)
)


def test_instances_are_those_of_the_queryset_with_related_ones_and_annotations(
    patient, django_assert_num_queries
):
    _NAMED.ask(0, "nobody")
    with django_assert_num_queries(1):
        (kept,) = _NAMED.ask(patient.clinic_id, patient.ref)
        clinic = kept.clinic
    asked = Patient.objects.named().get(pk=patient.pk)

    assert kept == asked and kept.name == asked.name and kept.born == asked.born
    assert (clinic.slug, clinic.units) == (asked.clinic.slug, asked.clinic.units)
    assert type(clinic) is Clinic


def test_what_is_kept_of_one_person_shows_nothing_to_another(
    clinician, stranger, patient, south
):
    other = factories.patient(south, stranger, "S-1")
    for _ in range(2):
        assert access._visible(clinician, patient.ref) == patient
        assert access._visible(stranger, other.ref) == other
        for user, ref in ((clinician, other.ref), (stranger, patient.ref)):
            with pytest.raises(access.Http404):
                access._visible(user, ref)


def test_who_is_not_active_sees_nobody_though_his_question_is_kept(clinician, patient):
    assert access._visible(clinician, patient.ref) == patient
    clinician.is_active = False
    with pytest.raises(access.Http404):
        access._visible(clinician, patient.ref)


def test_memberships_know_their_clinic_and_what_is_remembered(
    both, django_assert_num_queries
):
    me = User.objects.get(pk=both.pk)
    with django_assert_num_queries(1):
        mine = list_memberships(me)
        assert [each.clinic.slug for each in mine] == ["north", "south"]
        assert getattr(mine[0].user, "preference", None) is None
