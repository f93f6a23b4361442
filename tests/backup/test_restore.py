"""What was backed up comes back as it was, into either database; or nothing is changed."""

import contextlib
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from labs import audit
from labs.backup import move as moving
from labs.backup import restore as restoring
from labs.backup import write
from labs.backup.databases import asking, list_clinics
from labs.backup.move import move_database
from labs.backup.write import write_backup
from labs.models import AuditEvent, Clinic, Result, User, guards
from labs.models.snapshot import writing
from labs.words import Refused
from tests.backup.conftest import KEY, VENDOR, restore, say_nothing, sum_tables


def _without_restored(sums):
    """Without the tables that a restore itself adds to: its events, and their anchors."""
    added = ("labs.auditevent", "labs.anchorstate")
    return {name: each for name, each in sums.items() if name not in added}


def test_every_table_comes_back_with_its_rows_and_checksum(backup, target, monkeypatch):
    """Also where a migration writes rows; a key that was given once is not given again."""
    migrate = restoring._migrate_to

    def migrate_and_write(header):
        models = migrate(header)
        models.get_model("labs", "User").objects.create(email="early@north.example")
        return models

    monkeypatch.setattr(restoring, "_migrate_to", migrate_and_write)
    before = sum_tables()
    assert before["labs.result"].rows == 4
    restored = restore(backup.file, target)
    assert restored.clinics == ["north", "south"]
    with asking(target):
        assert _without_restored(sum_tables()) == _without_restored(before)
        assert guards.missing_guards(connection) == []
        with pytest.raises(IntegrityError), writing():
            Result.objects.update(reported="9.9")
        gone = User.objects.latest("pk").pk + 1
        assert User.objects.create_user("a@b.example", name="A").pk == gone + 1


def test_a_restore_is_an_event_of_each_clinic_and_anchored_anew(backup, target):
    """The chain goes on behind the last event that the backup holds."""
    heads = dict(AuditEvent.objects.filter(verb="backed-up").values_list("chain", "seq"))
    restore(backup.file, target)
    with asking(target):
        verdict = audit.verify_audit()
        events = AuditEvent.objects.filter(verb="restored")
        assert {event.chain: event.seq for event in events} == heads
        assert json.loads(events[0].detail)["file"] == backup.sha256
    assert verdict.ok
    assert [each.unanchored for each in verdict.chains] == [0, 0]


def test_a_backup_of_a_restored_database_says_the_same(backup, new_database, tmp_path):
    """Through every database that there is here and back: of tables, not of events."""
    before, at = sum_tables(), backup.file
    for vendor in dict.fromkeys((VENDOR, "sqlite")):
        database = new_database(vendor)
        restore(at, database)
        at = tmp_path / f"{vendor}.backup"
        with asking(database):
            write_backup(at, KEY, say_nothing)
            assert _without_restored(sum_tables()) == _without_restored(before)


def test_a_database_that_holds_a_clinic_is_left_alone(backup, target, data_dir):
    restore(backup.file, target)
    anchors = (data_dir / "audit-anchor.jsonl").read_bytes()
    with asking(target):
        Clinic.objects.filter(slug="south").update(slug="east")
    with pytest.raises(Refused, match="east, north") as refused:
        restore(backup.file, target)
    assert refused.value.code == "restore-not-empty"
    assert list_clinics(target) == ["east", "north"]
    assert (data_dir / "audit-anchor.jsonl").read_bytes() == anchors

    kept = restore(backup.file, target, replace=True).kept
    assert list_clinics(target) == ["north", "south"]
    names = {path.name for path in kept.iterdir()}
    assert {"audit-anchor.jsonl", "audit-key", "secret-key"} <= names
    if "sqlite3" in target["ENGINE"]:
        assert list_clinics(target | {"NAME": str(kept / "db.sqlite3")}) == [
            "east",
            "north",
        ]


def test_a_backup_during_writes_holds_a_state_and_nothing_half(
    transactional_db, filled, clinician, drawn, new_database, tmp_path
):
    """What is restored is the source as it stood behind one event of each chain."""
    going, written = threading.Event(), threading.Semaphore(0)

    def go_on(by):
        while not going.is_set():
            with contextlib.suppress(DatabaseError):  # PostgreSQL or SQLite was busy
                drawn(filled, lh="4.1", by=by)
            written.release()
        connections.close_all()

    writers = [threading.Thread(target=go_on, args=(clinician,)) for _ in range(2)]
    for each in writers:
        each.start()
    try:
        for _ in range(4):
            written.acquire()
        backup = write_backup(tmp_path / "busy.backup", KEY, say_nothing)
        for _ in range(4):
            written.acquire()
    finally:
        going.set()
        for each in writers:
            each.join()

    _assert_prefix(backup, new_database("sqlite"))


def _assert_prefix(backup, target):
    restore(backup.file, target)
    with asking(target):
        assert audit.verify_audit().ok
        held = list(_list_events().exclude(verb="restored"))
        last = held[-1][0]
        results = set(Result.objects.values_list("pk", "uid", "act"))
        assert max(act for *_, act in results) <= last
    assert held == list(_list_events().filter(seq__lte=last))
    assert _list_events().filter(seq__gt=last).exists()
    assert results == set(
        Result.objects.filter(act__lte=last).values_list("pk", "uid", "act")
    )


def _list_events():
    north = AuditEvent.objects.filter(chain="north").order_by("seq")
    return north.values_list("seq", "verb", "hash")


def _lie(monkeypatch, **facts):
    """A backup whose header says something else."""
    describe = write._describe
    monkeypatch.setattr(write, "_describe", lambda: replace(describe(), **facts))


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("restore-other-mode", {"mode": "production"}),
        ("restore-newer", {"migrations": [["labs", "9999_later"]]}),
        ("restore-audit-key-other", {"keys": {}, "audit_key": "0" * 64}),
    ],
)
def test_a_backup_that_does_not_belong_here_is_refused_before_anything(
    filled, new_database, tmp_path, monkeypatch, code, facts
):
    _lie(monkeypatch, **facts)
    target, path = new_database("sqlite"), tmp_path / "other.backup"
    write_backup(path, KEY, say_nothing)
    with pytest.raises(Refused) as refused:
        restore(path, target)
    assert refused.value.code == code
    assert not Path(target["NAME"]).parent.exists()


def test_a_row_that_does_not_arrive_as_it_was_changes_nothing(
    backup, target, monkeypatch, data_dir
):
    """As if a database had rounded, or cut off, a value."""
    load = restoring.load_table

    def load_less(model, stored, tell):
        load(model, stored, tell)
        if stored.table == "labs.result":
            model.objects.filter(reported="3.20").update(reported="3.2")

    monkeypatch.setattr(restoring, "load_table", load_less)
    anchors = (data_dir / "audit-anchor.jsonl").read_bytes()
    with pytest.raises(Refused, match="labs.result"):
        restore(backup.file, target)
    assert list_clinics(target) == []
    assert (data_dir / "audit-anchor.jsonl").read_bytes() == anchors
    assert [path.name for path in data_dir.iterdir()] == ["audit-anchor.jsonl"]


def test_a_broken_chain_comes_back_only_where_that_is_said(filled, target, tmp_path):
    guards.lift(connection)
    AuditEvent.objects.filter(chain="north", seq=2).update(by_name="somebody else")
    guards.install(connection)
    path = tmp_path / "broken.backup"
    write_backup(path, KEY, say_nothing)
    with pytest.raises(Refused, match=r"north.*Event 2 was changed.*--broken-audit"):
        restore(path, target)
    assert list_clinics(target) == []
    restore(path, target, broken_audit=True)
    with asking(target):
        told = AuditEvent.objects.filter(verb="restored").values_list("detail", flat=True)
        assert {json.loads(detail)["broken"] for detail in told} == {1}


def test_a_backup_of_an_earlier_release_is_brought_up_to_date(
    new_database, target, tmp_path, monkeypatch
):
    """Its database ended at 0009, before clinics had a rule of access."""
    old, path = new_database("sqlite"), tmp_path / "old.backup"
    Path(old["NAME"]).parent.mkdir()
    with asking(old):
        executor = MigrationExecutor(connection)
        others = [node for node in executor.loader.graph.leaf_nodes() if node[0] != "labs"]
        state = executor.migrate([("labs", "0009_preferences"), *others])
        monkeypatch.setattr(write, "apps", state.apps)
        clinic = state.apps.get_model("labs", "Clinic").objects
        clinic.create(slug="old", name="Old (synthetic)", zone="Europe/Berlin")
        event = AuditEvent(chain="old", seq=1, at=timezone.now(), verb="clinic-opened")
        event.prev, event.detail = audit.GENESIS, "{}"
        event.hash = audit.seal_event(event)
        columns = {f.attname: getattr(event, f.attname) for f in event._meta.fields}
        known = {f.attname for f in state.apps.get_model("labs", "AuditEvent")._meta.fields}
        state.apps.get_model("labs", "AuditEvent").objects.create(
            **{name: value for name, value in columns.items() if name in known}
        )
        with path.open("wb") as file:
            write.write_contents(file, KEY, say_nothing)
    restore(path, target)
    with asking(target):
        assert Clinic.objects.get().access == "open"
        assert audit.verify_audit().ok


def test_a_move_copies_everything_and_marks_the_source(transactional_db, filled, target):
    """The move is the last event of each chain in both: the chains are the same."""
    audit.anchor_heads()
    move_database(target, say_nothing)
    moved = AuditEvent.objects.filter(verb="moved")
    assert {event.chain for event in moved} == {"north", "south"}
    source = sum_tables()
    with asking(target):
        assert sum_tables() == source
        assert audit.verify_audit().ok
    with pytest.raises(Refused, match="north, south"):
        move_database(target, say_nothing)


def test_a_move_that_fails_leaves_no_mark(
    transactional_db, filled, new_database, monkeypatch
):
    monkeypatch.setattr(moving, "load_backup", _fail)
    target = new_database("sqlite")
    with pytest.raises(DatabaseError):
        move_database(target, say_nothing)
    assert not AuditEvent.objects.filter(verb="moved").exists()
    assert list_clinics(target) == []


def _fail(*arguments):
    raise DatabaseError("disk full")
