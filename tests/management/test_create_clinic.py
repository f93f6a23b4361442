"""`create_clinic` opens a clinic once, with a zone that exists."""

import pytest

from labs.models import AuditEvent, Clinic

HARBOUR = ("harbour", "--name", "Harbour", "--timezone", "Europe/Berlin")


def test_it_opens_a_real_clinic(run):
    assert run("create_clinic", *HARBOUR).code == 0
    clinic = Clinic.objects.get()
    assert (clinic.slug, clinic.name, clinic.zone) == HARBOUR[::2]
    assert not clinic.demonstration


def test_it_answers_in_json(run):
    expected = {"clinic": "harbour", "name": "Harbour", "timezone": "Europe/Berlin"}
    assert run("create_clinic", *HARBOUR, "--json").json == expected


def test_it_begins_the_audit_chain_of_the_clinic(run):
    run("create_clinic", *HARBOUR)
    event = AuditEvent.objects.get()
    assert (event.chain, event.seq, event.verb) == ("harbour", 1, "clinic-opened")
    assert event.by_name.startswith("cli:")


def test_a_second_clinic_of_the_same_name_is_refused(run):
    run("create_clinic", *HARBOUR)
    outcome = run("create_clinic", *HARBOUR, "--json")
    assert (outcome.code, outcome.json["error"]["code"]) == (2, "clinic-exists")
    assert Clinic.objects.count() == 1


def test_a_slug_that_no_address_could_hold_is_refused(run):
    outcome = run("create_clinic", "two words", *HARBOUR[1:])
    assert outcome.code == 2
    assert not Clinic.objects.exists()


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../secrets"])
def test_an_unknown_time_zone_is_wrong_usage(run, zone):
    assert run("create_clinic", *HARBOUR[:-1], zone).code == 3
