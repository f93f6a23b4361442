"""What laboratories print: who sets it, versions that never overwrite, and conflicts."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from labs import record
from labs.models import AuditEvent, Clinic, Laboratory, LaboratoryTest
from labs.words import Refused
from tests.factories import laboratory, printed

doors = record.laboratory


@pytest.fixture
def lab(north, administrator):
    return laboratory(north)


@pytest.fixture
def lh(lab, administrator):
    return doors.add_test(lab, printed(), by=administrator)


def _last():
    event = AuditEvent.objects.latest("pk")
    return event.verb, json.loads(event.detail)


def _days(test):
    now = LaboratoryTest.objects.get(pk=test.pk)
    return now.valid_from, now.valid_to, now.withdrawn


def test_each_door_leaves_one_event_without_a_typed_word(north, administrator):
    before = AuditEvent.objects.count()
    lab = doors.add(north, "North Lab", by=administrator)
    doors.rename(lab, "Harbour Lab", seen="North Lab", by=administrator)
    lh = doors.add_test(lab, printed(), by=administrator)
    later = printed(valid_from="2025-07-01", reference_range="1.5-9.3")
    new = doors.change_test(lh, later, version=0, by=administrator)
    doors.end_test(new, date(2026, 1, 1), version=0, by=administrator)
    events = list(AuditEvent.objects.order_by("seq"))[before:]
    assert [event.verb for event in events] == [
        "laboratory-added",
        "laboratory-renamed",
        *(f"laboratory-test-{done}" for done in ("added", "changed", "ended")),
    ]
    told = " ".join(event.detail for event in events)
    typed = ("North", "Harbour", "ECLIA", "8.6", "9.3", "IU", "2025", "2026")
    assert not [word for word in typed if word in told]
    assert Clinic.objects.get(pk=north.pk).has_laboratories


@pytest.mark.parametrize(
    "who", ["clinician", "nurse", "stranger", "patient_user", "deactivated", "superuser"]
)
def test_nobody_else_sets_anything(north, lab, lh, who, request):
    by, before = request.getfixturevalue(who), _days(lh)
    for door in (
        lambda: doors.add(north, "X", by=by),
        lambda: doors.rename(lab, "X", seen=lab.name, by=by),
        lambda: doors.add_test(lab, printed(analyte="fsh"), by=by),
        lambda: doors.change_test(lh, printed(valid_from="2026-01-01"), version=0, by=by),
        lambda: doors.end_test(lh, date(2026, 1, 1), version=0, by=by),
    ):
        with pytest.raises(PermissionDenied):
            door()
    assert Laboratory.objects.get().name == "North Lab"
    assert (LaboratoryTest.objects.count(), _days(lh)) == (1, before)


@pytest.mark.parametrize("name", ["north lab", "  NORTH-LAB "])
def test_a_name_is_one_laboratory(north, lab, administrator, name):
    with pytest.raises(Refused, match="North Lab is on the list already"):
        doors.add(north, name, by=administrator)


@pytest.mark.parametrize("name", ["", " ", "--"])
def test_a_name_has_letters(north, administrator, name):
    with pytest.raises(Refused) as refused:
        doors.add(north, name, by=administrator)
    assert refused.value.code == "laboratory-name-missing"


def test_a_new_version_leaves_what_held_before_it(lh, administrator):
    later = printed(valid_from="2026-01-01", reference_range="1.5-9.3")
    doors.change_test(lh, later, version=0, by=administrator)
    assert _days(lh) == (date(2025, 1, 1), date(2025, 12, 31), False)
    ranges = LaboratoryTest.objects.order_by("valid_from")
    assert [row.reference_range for row in ranges] == ["1.7-8.6", "1.5-9.3"]


def test_a_mistyped_one_is_replaced_and_stays_to_be_read(lh, administrator):
    doors.change_test(lh, printed(reference_range="1.7-8.8"), version=0, by=administrator)
    assert _days(lh)[2]
    assert LaboratoryTest.objects.filter(withdrawn=False).get().reference_range == "1.7-8.8"


def test_a_new_version_of_an_ended_one_does_not_lengthen_it(lh, administrator):
    doors.end_test(lh, date(2025, 6, 30), version=0, by=administrator)
    new = printed(valid_from="2026-01-01")
    doors.change_test(lh, new, version=1, by=administrator)
    assert _days(lh)[1] == date(2025, 6, 30)


@pytest.mark.parametrize("act", ["change", "end"])
def test_who_was_overtaken_is_told(lh, administrator, act):
    doors.end_test(lh, date(2026, 1, 1), version=0, by=administrator)
    with pytest.raises(record.Conflict) as conflict:
        if act == "end":
            doors.end_test(lh, date(2026, 2, 1), version=0, by=administrator)
        else:
            new = printed(valid_from="2025-06-01")
            doors.change_test(lh, new, version=0, by=administrator)
    assert conflict.value.current.valid_to == date(2026, 1, 1)
    assert LaboratoryTest.objects.count() == 1


def test_a_name_that_was_changed_meanwhile_is_a_conflict(lab, administrator):
    doors.rename(lab, "Harbour", seen="North Lab", by=administrator)
    with pytest.raises(record.Conflict):
        doors.rename(lab, "Quay", seen="North Lab", by=administrator)


def test_days_do_not_overlap_of_one_test_by_one_method(lab, lh, administrator):
    with pytest.raises(Refused, match=r"LH with this method has an entry since 1 Jan 2025"):
        doors.add_test(lab, printed(method="eclia"), by=administrator)
    doors.add_test(lab, printed(method="CLIA"), by=administrator)
    doors.add_test(lab, printed(analyte="fsh"), by=administrator)
    earlier = printed(valid_from="2024-01-01", valid_to="2024-12-31")
    early = doors.add_test(lab, earlier, by=administrator)
    with pytest.raises(Refused) as refused:
        doors.end_test(early, date(2025, 1, 1), version=0, by=administrator)
    assert refused.value.code == "laboratory-test-stands"
    assert _days(early)[1] == date(2024, 12, 31)


def test_days_are_in_their_order(lab, lh, administrator):
    with pytest.raises(Refused) as refused:
        doors.end_test(lh, date(2024, 12, 31), version=0, by=administrator)
    assert refused.value.code == "laboratory-test-days"
    with pytest.raises(Refused) as refused:
        new = printed(valid_from="2024-12-31")
        doors.change_test(lh, new, version=0, by=administrator)
    assert refused.value.code == "laboratory-test-too-early"
    assert _days(lh) == (date(2025, 1, 1), None, False)
