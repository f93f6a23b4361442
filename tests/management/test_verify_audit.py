"""`verify_audit` ends with 1 when a chain is broken, and says where."""

import pytest
from django.db import connection

from labs import audit
from labs.models import AuditEvent, guards

KEYS = {"clinic", "events", "anchored_to", "unanchored", "ok", "first_bad", "problem"}


@pytest.fixture(autouse=True)
def anchor_file(settings, tmp_path):
    settings.AUDIT_ANCHOR = tmp_path / "anchor.jsonl"


def test_a_whole_chain_ends_with_zero(run, clinic, work_in):
    work_in("nurse", "nora@harbour.example")
    outcome = run("verify_audit", "--json")
    (chain,) = outcome.json["chains"]
    assert outcome.code == 0
    assert outcome.json["ok"] is True
    assert set(chain) == KEYS
    assert (chain["clinic"], chain["events"], chain["unanchored"]) == ("harbour", 2, 2)


def test_without_a_clinic_there_is_nothing_to_break(run):
    assert run("verify_audit", "--json").json == {
        "chains": [],
        "ok": True,
        "problems": [],
        "warnings": [],
    }


def test_a_changed_event_ends_with_one_and_its_number(run, clinic, work_in):
    work_in("nurse", "nora@harbour.example")
    guards.lift(connection)
    AuditEvent.objects.filter(seq=2).update(by_name="somebody else")
    outcome = run("verify_audit", "--json")
    (chain,) = outcome.json["chains"]
    assert outcome.code == 1
    assert outcome.json["ok"] is False
    assert (chain["ok"], chain["first_bad"]) == (False, 2)


def test_a_tail_cut_behind_an_anchor_is_seen(run, clinic, work_in):
    work_in("nurse", "nora@harbour.example")
    audit.anchor_heads()
    guards.lift(connection)
    AuditEvent.objects.filter(seq=2).delete()
    outcome = run("verify_audit", "--json")
    assert outcome.code == 1
    assert outcome.json["chains"][0]["anchored_to"] == 2


def test_it_prints_json_without_being_asked(run, clinic):
    assert run("verify_audit").out.lstrip().startswith("{")


def test_without_the_key_it_says_so_and_other_commands_cannot_run(run, clinic, settings):
    settings.AUDIT_KEY = ""
    outcome = run("verify_audit", "--json")
    assert outcome.code == 1
    assert "The audit key is missing." in outcome.json["problems"][0]
    assert run("rebuild_worklist").code == 4
    assert run("seed_demo", "--json").json["error"]["code"] == "key-missing"


def test_a_missing_guard_ends_with_one_and_its_name(run, clinic):
    guards.lift(connection)
    outcome = run("verify_audit", "--json")
    assert outcome.code == 1
    assert "labs_result_" in outcome.json["problems"][0]
    assert outcome.json["chains"][0]["ok"] is True


def test_it_leaves_an_event_that_says_how_it_ended(run, clinic):
    run("verify_audit")
    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.detail) == ("audit-verified", '{"events":1,"ok":true}')
