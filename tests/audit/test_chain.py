"""The audit chain: what was done is in it, and what was done to it is seen."""

import json
import os
import pwd
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection

from labs import audit, record
from labs.audit import Operator, Owner, anchor
from labs.models import AuditEvent, guards
from tests import factories

SHELL = f"cli:{pwd.getpwuid(os.getuid()).pw_name}"


@pytest.fixture
def chain(patient, clinician, drawn):
    """A dozen events of one clinic."""
    drawn(patient, lh="3.2")
    for _ in range(4):
        audit.record_read("record-read", by=clinician, patient=patient)
    return AuditEvent.objects.filter(chain="north").order_by("seq")


@pytest.fixture
def tamper(chain):
    """With the triggers gone, as for whoever holds the database file."""
    guards.lift(connection)
    return chain


def _verdict(clinic="north"):
    return next(
        verdict for verdict in audit.verify_audit().chains if verdict.clinic == clinic
    )


# What is in an event.


def test_each_event_holds_the_hash_of_the_one_before(chain):
    events = list(chain)
    assert [event.seq for event in events] == [*range(1, len(events) + 1)]
    assert events[0].prev == "0" * 64
    assert [event.prev for event in events[1:]] == [event.hash for event in events[:-1]]


def test_a_read_is_an_event_with_who_what_and_whose(patient, clinician):
    audit.record_read("record-read", by=clinician, patient=patient, panels=3)
    event = AuditEvent.objects.latest("pk")
    assert (event.chain, event.verb, event.patient) == ("north", "record-read", patient.ref)
    assert (event.by, event.by_name) == (str(clinician.pk), "Clara Synthetic")
    assert json.loads(event.detail) == {"panels": 3}


def test_a_page_about_several_men_is_one_event_of_the_clinic(north, clinician):
    audit.read_list("worklist-read", by=clinician, clinic=north, patients=12)
    event = AuditEvent.objects.latest("pk")
    assert (event.chain, event.patient, event.detail) == ("north", "", '{"patients":12}')


def test_a_patient_stands_in_it_by_his_login_never_by_his_name(patient, patient_user):
    audit.record_read("own-record-read", by=Owner(patient_user), patient=patient)
    event = AuditEvent.objects.latest("pk")
    assert (event.by, event.by_name) == (str(patient_user.pk), "the patient")


@pytest.mark.parametrize("claimed", ["LOGNAME", "USER"])
def test_the_command_line_is_the_account_that_runs_it(north, monkeypatch, claimed):
    monkeypatch.setenv(claimed, "somebody-else")
    event = AuditEvent.objects.get(seq=1)
    assert (event.by, event.by_name) == ("", SHELL)
    assert Operator(None).name == SHELL


def test_an_account_without_a_name_is_known_by_its_number(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert Operator(None).name == "cli:4000000"


def test_a_person_at_the_command_line_is_both(clinician):
    assert Operator(clinician).name == f"{SHELL} as {clinician.email}"


def test_every_clinic_has_a_chain_of_its_own(chain, south, stranger):
    assert AuditEvent.objects.filter(chain="south").count() == 3
    assert _verdict("south").events == 3
    assert _verdict("north").events == chain.count()


def test_a_read_costs_two_questions(
    patient, clinician, django_assert_num_queries, monkeypatch
):
    """The head of the chain, and the event; PostgreSQL's lock is a third."""
    lock = connection.vendor == "postgresql"
    with django_assert_num_queries(2 + lock):
        audit.record_read("record-read", by=clinician, patient=patient)


def test_a_read_that_cannot_be_written_is_no_read(patient, clinician, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(AuditEvent, "save", fail)
    with pytest.raises(DatabaseError):
        audit.record_read("record-read", by=clinician, patient=patient)


# What was done to the chain.


def test_an_untouched_chain_holds(chain):
    count = chain.count()
    assert _verdict() == audit.ChainVerdict("north", count, 0, count, ok=True)


@pytest.mark.parametrize(
    "change",
    [
        {"by_name": "somebody else"},
        {"by": "99"},
        {"patient": "aaaaaaaaaaaa"},
        {"verb": "record-never-read"},
        {"detail": '{"panels":0}'},
        {"prev": "f" * 64},
        {"hash": "f" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_event_is_seen(tamper, change):
    tamper.filter(seq=4).update(**change)
    verdict = _verdict()
    assert (verdict.ok, verdict.first_bad) == (False, 4)
    assert "Event 4" in verdict.problem


def test_a_changed_moment_is_seen(tamper):
    at = tamper.get(seq=4).at
    tamper.filter(seq=4).update(at=at + timedelta(microseconds=1))
    assert _verdict().first_bad == 4


def test_a_deleted_event_is_seen(tamper):
    count = tamper.count()
    tamper.filter(seq=4).delete()
    verdict = _verdict()
    assert (verdict.first_bad, verdict.problem) == (4, "Event 4 is missing.")
    assert verdict.events == count - 1


def test_an_inserted_event_is_seen(tamper):
    """Made with the right hash of its own, and the later ones moved up."""
    for event in list(tamper.filter(seq__gte=5).order_by("-seq")):
        tamper.filter(pk=event.pk).update(seq=event.seq + 1)
    before = tamper.get(seq=4)
    forged = AuditEvent(
        chain="north",
        seq=5,
        at=before.at,
        verb="record-read",
        by=before.by,
        by_name=before.by_name,
        patient=before.patient,
        detail="{}",
        prev=before.hash,
    )
    tamper.filter(seq=6).update(prev="moved")  # the forged one takes its predecessor
    forged.hash = audit.seal_event(forged)
    forged.save(force_insert=True)
    assert _verdict().first_bad == 6


def test_two_events_in_each_others_place_are_seen(tamper):
    for seq, place in ((4, 999), (5, 4), (999, 5)):
        tamper.filter(seq=seq).update(seq=place)
    assert _verdict().first_bad == 4


def test_a_tail_cut_behind_an_anchor_is_seen(tamper):
    audit.anchor_heads()
    last = tamper.count()
    tamper.filter(seq__gt=last - 2).delete()
    verdict = _verdict()
    assert (verdict.ok, verdict.first_bad) == (False, last - 1)
    assert (
        verdict.problem == f"Event {last} was anchored, but the chain ends at {last - 2}."
    )


def test_a_whole_chain_gone_behind_an_anchor_is_seen(tamper):
    audit.anchor_heads()
    tamper.all().delete()
    assert _verdict().first_bad == 1


def test_a_chain_made_anew_behind_an_anchor_is_seen(tamper):
    """Behind the last event that sealed rows, which nobody can seal without the key."""
    audit.anchor_heads()
    reads = tamper.filter(seq__gt=tamper.count() - 3)
    prev = reads.first().prev
    for event in list(reads):
        event.prev, event.by_name = prev, "somebody else"
        prev = event.hash = audit.seal_event(event)
        tamper.filter(pk=event.pk).update(prev=f"free {event.seq}")
        tamper.filter(pk=event.pk).update(
            prev=event.prev, by_name=event.by_name, hash=event.hash
        )
    verdict = _verdict()
    last = tamper.count()
    assert (verdict.first_bad, verdict.problem) == (
        last,
        f"Event {last} is not the one that was anchored.",
    )


def test_one_broken_chain_leaves_the_other_whole(south, stranger, tamper):
    tamper.filter(seq=4).update(by_name="somebody else")
    assert _verdict("south").ok
    assert not _verdict("north").ok


# Anchors.


def test_events_behind_the_last_anchor_are_counted(chain, patient, clinician):
    audit.anchor_heads()
    for _ in range(3):
        audit.record_read("record-read", by=clinician, patient=patient)
    verdict = _verdict()
    assert (verdict.anchored_to, verdict.unanchored) == (chain.count() - 3, 3)


def test_an_anchor_says_number_and_head_under_the_key(chain, anchor_file, settings):
    audit.anchor_heads()
    line = json.loads(anchor_file.read_text())
    head = chain.last()
    assert (line["chain"], line["seq"], line["head"]) == ("north", head.seq, head.hash)
    assert settings.AUDIT_KEY not in anchor_file.read_text()


@pytest.fixture
def at_commit(django_capture_on_commit_callbacks, clinician, patient):
    """Read the record as often as said, and do what a commit does after each."""

    def at_commit(times=1):
        for _ in range(times):
            with django_capture_on_commit_callbacks(execute=True):
                audit.record_read("record-read", by=clinician, patient=patient)

    return at_commit


def _anchors():
    with anchor.read_anchors() as found:
        return sorted(found.heads.get("north", {}))


def test_a_process_anchors_its_first_event_and_then_waits(at_commit, chain):
    at_commit(3)
    assert len(_anchors()) == 1


@pytest.mark.parametrize(("seconds", "anchors"), [(58, 1), (60, 2)])
def test_after_a_minute_it_anchors_again(at_commit, anchor_file, seconds, anchors):
    at_commit()
    was = anchor_file.stat().st_mtime - seconds
    os.utime(anchor_file, (was, was))
    at_commit()
    assert len(_anchors()) == anchors


def test_and_so_it_does_after_a_thousand_events(at_commit, monkeypatch, chain):
    at_commit()
    monkeypatch.setattr(anchor, "_EVERY", chain.count() + 2)
    at_commit(2)
    assert _anchors()[-1] == chain.count()
    assert len(_anchors()) == 2


def test_many_events_of_one_transaction_leave_one_anchor(
    django_capture_on_commit_callbacks, patient, clinician
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            audit.record_read("record-read", by=clinician, patient=patient)
    assert len(_anchors()) == 1


def test_a_head_that_is_anchored_is_not_anchored_again(chain, anchor_file):
    audit.anchor_heads()
    audit.anchor_heads()
    assert len(anchor_file.read_text().splitlines()) == 1


def test_an_anchor_that_cannot_be_written_does_not_undo_the_act(
    at_commit, settings, tmp_path, chain, caplog
):
    settings.AUDIT_ANCHOR = tmp_path  # a directory
    before = chain.count()
    at_commit()
    assert chain.count() == before + 1
    assert "anchor" in caplog.text


def test_an_event_that_was_rolled_back_is_not_anchored(patient, clinician, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(record.rows, "save_rows", fail)
    with pytest.raises(DatabaseError):
        factories.drawn(patient, by=clinician, lh="3.2")
    assert _anchors() == []


@pytest.mark.parametrize(
    "fact",
    [
        *("Otto Synthetic", "otto", "N-1", "1988-04-09", "3.2", "<0.1", "demo-mg 7"),
        *("otto@north.example", "not his", "clomifene", "a.csv", "Otto\n", 3.2, None),
        *(["otto"], [["a2a2a2a2a2a2"]], {"name": "otto"}, date(1988, 4, 9), Decimal("3.2")),
    ],
    ids=repr,
)
def test_an_event_that_would_tell_a_name_or_a_value_is_not_written(north, clinician, fact):
    with (
        pytest.raises(ValueError, match="is no reference"),
        audit.open_act(north, clinician) as act,
    ):
        act.write("something-done", "a2a2a2a2a2a2", about=fact)


@pytest.mark.parametrize(
    "fact",
    ["a2a2a2a2a2a2", "0f" * 32, 7, 0, True, "", "csv", "nurse", [], ["a2a2a2a2a2a2"]],
)
def test_references_counts_and_hashes_are(north, clinician, fact):
    with audit.open_act(north, clinician) as act:
        act.write("something-done", about=fact)
    assert json.loads(AuditEvent.objects.latest("seq").detail) == {"about": fact}
