"""What was backed up comes back as it was, into either database; or nothing is changed."""

import json

import pytest
from django.db import IntegrityError, connection

from labs import audit
from labs.backup.databases import asking, list_clinics
from labs.backup.write import write_backup
from labs.models import AuditEvent, Clinic, Result, User, guards
from labs.models.snapshot import writing
from labs.words import Refused
from tests.backup.conftest import KEY, VENDORS, restore, say_nothing, sum_tables


def _without_restored(sums):
    """The tables that a restore itself adds to: its events, Django's and the cache's."""
    return {name: each for name, each in sums.items() if name != "labs.auditevent"}


def test_every_table_comes_back_with_its_rows_and_checksum(backup, target):
    before = sum_tables()
    assert before["labs.result"].rows == 4
    restored = restore(backup.file, target)
    assert restored.clinics == ["north", "south"]
    with asking(target):
        assert _without_restored(sum_tables()) == _without_restored(before)
        assert guards.missing_guards(connection) == []
        with pytest.raises(IntegrityError), writing():
            Result.objects.update(reported="9.9")
        newest = User.objects.latest("pk").pk
        assert User.objects.create_user("a@b.example", name="A").pk == newest + 1


def test_a_restore_is_an_event_of_each_clinic_and_anchored_anew(backup, target):
    """The chain goes on behind the last event that the backup holds."""
    heads = dict(AuditEvent.objects.filter(verb="backed-up").values_list("chain", "seq"))
    restore(backup.file, target)
    with asking(target):
        verdicts = audit.verify_chains()
        events = AuditEvent.objects.filter(verb="restored")
        assert {event.chain: event.seq for event in events} == heads
        assert json.loads(events[0].detail)["file"] == backup.sha256
    assert all(each.ok for each in verdicts)
    assert [each.unanchored for each in verdicts] == [0, 0]


def test_a_backup_of_a_restored_database_says_the_same(backup, new_database, tmp_path):
    """Through every database that there is here and back: of tables, not of events."""
    before, at = sum_tables(), backup.file
    for vendor in [*VENDORS[1:], "sqlite"]:
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
