"""A clinic's own settings: who changes them, what is told of it, and who was faster."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from labs import record
from labs.analytes import ON
from labs.exchange import NameAlias, UnitAlias
from labs.models import Alias, AuditEvent, Clinic, Panel
from labs.record.clinic import seal_settings
from labs.words import Refused
from tests import factories

NAME = NameAlias("Testo LIA neu", "testosterone")
UNIT = UnitAlias("Nanomol je Liter", "testosterone", "nmol/L")


def change(clinic, by, **facts):
    seen = seal_settings(Clinic.objects.get(pk=clinic.pk), tuple(facts))
    return record.clinic.change(clinic, facts, seen=seen, by=by)


def _last():
    event = AuditEvent.objects.latest("pk")
    return event.verb, json.loads(event.detail)


CHANGES = (
    {"name": "Harbour Clinic"},
    {"phone": "030 771"},
    {"portal_text": "Open on Mondays."},
    {"zone": "America/New_York"},
    {"access": "care-team"},
    {"release_rule": "at-once", "release_days": None},
    {"release_rule": "after-days", "release_days": 5},
    {"analytes": [*reversed(ON), "shbg"]},
    {"units": {"testosterone": "ng/dL"}},
)


@pytest.mark.parametrize("facts", CHANGES, ids=lambda facts: next(iter(facts)))
def test_a_change_is_saved_with_one_event_of_closed_words(north, administrator, facts):
    before = AuditEvent.objects.count()
    changed = change(north, administrator, **facts)
    kept = Clinic.objects.get(pk=north.pk)
    assert {name: getattr(kept, name) for name in facts} == facts
    detail = json.loads(AuditEvent.objects.get(verb="clinic-changed").detail)
    assert detail["fields"] == changed
    assert set(changed) <= set(facts)
    formed = AuditEvent.objects.filter(verb="care-teams-formed").count()
    assert formed == ("access" in facts)
    assert AuditEvent.objects.count() == before + 1 + formed
    told = json.dumps(detail)
    assert not [typed for typed in ("Harbour", "771", "Mondays") if typed in told]


def test_no_change_leaves_no_event(north, administrator):
    before = AuditEvent.objects.count()
    assert change(north, administrator, phone=north.phone) == []
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    "who", ["clinician", "nurse", "stranger", "patient_user", "deactivated", "superuser"]
)
def test_nobody_else_changes_a_setting(north, who, request):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        change(north, by, phone="1")
    with pytest.raises(PermissionDenied):
        record.clinic.add_alias(north, NAME, by=by)
    assert Clinic.objects.get(pk=north.pk).phone == ""
    assert not Alias.objects.exists()


def test_who_opened_the_page_on_other_settings_is_shown_what_stands(north, administrator):
    seen = seal_settings(north, ("phone",))
    change(north, administrator, phone="030 1")
    with pytest.raises(record.Conflict) as conflict:
        record.clinic.change(north, {"phone": "030 2"}, seen=seen, by=administrator)
    assert conflict.value.current.phone == "030 1"
    assert Clinic.objects.get(pk=north.pk).phone == "030 1"


def test_another_section_is_no_conflict(north, administrator):
    seen = seal_settings(north, ("phone",))
    change(north, administrator, access="care-team")
    record.clinic.change(north, {"phone": "030 2"}, seen=seen, by=administrator)


@pytest.mark.parametrize(
    "facts",
    [
        {"zone": "Europe/Atlantis"},
        {"name": ""},
        {"units": {"testosterone": "mL"}},
        {"analytes": ["x"]},
        {"release_rule": "after-days", "release_days": None},
        {"access": "everybody"},
    ],
    ids=str,
)
def test_what_a_clinic_cannot_be_is_refused(north, administrator, facts):
    with pytest.raises(ValidationError):
        change(north, administrator, **facts)


def test_another_zone_touches_new_panels_only(north, administrator, patient, nurse):
    old = factories.drawn(patient, "2026-03-02 08:10", by=nurse, lh="3.2")
    change(north, administrator, zone="America/New_York")
    kept = Panel.objects.get(pk=old.pk)
    assert (kept.zone, kept.draw.moment.iso) == (
        "Europe/Berlin",
        "2026-03-02T08:10:00+01:00",
    )


# The clinic's own spellings.


@pytest.mark.parametrize("alias", [NAME, UNIT], ids=["name", "unit"])
def test_a_spelling_is_added_and_removed_with_an_event_each(north, administrator, alias):
    row = record.clinic.add_alias(north, alias, by=administrator)
    verb, detail = _last()
    assert (verb, detail["analyte"]) == ("alias-added", "testosterone")
    assert "Testo" not in str(detail) and "Nano" not in str(detail)
    record.clinic.remove_alias(row, by=administrator)
    assert _last()[0] == "alias-removed"
    assert not Alias.objects.exists()


@pytest.mark.parametrize("text", ["Sammelwert neu", "SAMMELWERT-neu"])
@pytest.mark.parametrize("analyte", ["testosterone", "estradiol"])
def test_a_spelling_has_one_meaning(north, administrator, text, analyte):
    first = NameAlias("Sammelwert neu", "testosterone")
    record.clinic.add_alias(north, first, by=administrator)
    with pytest.raises(Refused) as refused:
        record.clinic.add_alias(north, NameAlias(text, analyte), by=administrator)
    assert refused.value.code == "alias-taken"


def test_a_spelling_of_a_unit_may_be_of_several_tests(north, administrator):
    record.clinic.add_alias(north, UNIT, by=administrator)
    other = UnitAlias(UNIT.text, "free_testosterone", "pmol/L")
    record.clinic.add_alias(north, other, by=administrator)
    assert Alias.objects.count() == 2
