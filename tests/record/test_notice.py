"""Notices: raised within an act, seen by one administrator of the clinic."""

import pytest
from django.core.exceptions import PermissionDenied

from labs import audit, record, worklist
from labs.models import AuditEvent, Notice
from tests import factories


@pytest.fixture
def notice(patient, clinician):
    with audit.open_act(patient.clinic, clinician) as act:
        return record.notice.raise_notice(
            patient.clinic, "break-glass", act, patient=patient, by_name=clinician.name
        )


def test_it_waits_until_one_administrator_has_seen_it(notice, administrator, north):
    assert worklist.list_notices(north) == [notice]
    record.notice.mark_seen(notice, by=administrator)
    assert worklist.list_notices(north) == []
    kept = Notice.objects.get()
    assert (kept.seen_by, kept.at < kept.seen_at) == (administrator, True)
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.by) == ("notice-seen", str(administrator.pk))
    second = factories.worker(north, "administrator", "second@north.example")
    record.notice.mark_seen(notice, by=second)
    assert Notice.objects.get().seen_by == administrator


@pytest.mark.parametrize(
    "who", ["clinician", "nurse", "stranger", "patient_user", "superuser"]
)
def test_nobody_else_marks_it(notice, who, request):
    with pytest.raises(PermissionDenied):
        record.notice.mark_seen(notice, by=request.getfixturevalue(who))
    assert Notice.objects.get().seen_by is None


def test_an_administrator_of_another_clinic_does_not(notice, south):
    other = factories.worker(south, "administrator")
    with pytest.raises(PermissionDenied):
        record.notice.mark_seen(notice, by=other)
    assert worklist.list_notices(south) == []


def test_its_kind_is_one_that_has_its_sentence(patient, clinician):
    with (
        pytest.raises(ValueError, match="fire"),
        audit.open_act(patient.clinic, clinician) as act,
    ):
        record.notice.raise_notice(patient.clinic, "fire", act)
